/* SPDX-License-Identifier: MIT */
/*
 * The command line of `pith cc`: what is compiled, what is linked and in which order.
 *
 * Links: tool/cc/args.c tool/cc/linker_args.c tool/cc/response.c tool/link/workdir.c
 * Links: tool/run_child.c tool/buf.c
 * Links: tool/diag.c
 */
#include "tool/cc/args.h"

#include <stdlib.h>
#include <unistd.h>

#include "test/unit/tap.h"
#include "tool/cc/response.h"
#include "tool/command.h"

bool tool_verbose;

/* What the arguments come to: "MODE | compiler's options | inputs in order | output". */
static const struct {
	const char *what, *args, *want;
} cases[] = {
	{ "a program from a source", "-O2 -o a a.c", "link|-O2|{a.c}|a" },
	{ "libraries keep their place", "a.o -lx b.o -L. -ly", "link||a.o -lx b.o -L. -ly|" },
	{ "separate values of -l and -L", "a.o -L dir -l m", "link||a.o -Ldir -lm|" },
	{ "only compiling", "-c a.c", "pass|-c|{a.c}|" },
	{ "preprocessing standard input", "-E -", "pass|-E|{-}|" },
	{ "dependencies only", "-MM a.c", "pass|-MM|{a.c}|" },
	{ "standard input as C", "-x c - -o a", "link||{c:-}|a" },
	{ "a language, and none again", "-xc a -x none b.o", "link||{c:a} b.o|" },
	{ "values that look like files", "-include a.h -MF x.c -D X -c a.c",
	  "pass|-include a.h -MF x.c -D X -c|{a.c}|" },
	{ "options of the linker", "a.o -Wl,--wrap=f,--defsym,x=1",
	  "link||a.o --wrap=f --defsym=x=1|" },
	{ "options of the linker, one by one", "a.o -Xlinker --wrap=f", "link||a.o --wrap=f|" },
	{ "run paths mean nothing", "a.o -Wl,-rpath,/usr/lib -lx", "link||a.o -lx|" },
	{ "run paths in two options", "a.o -Wl,-rpath -Wl,/usr/lib", "link||a.o|" },
	{ "values of dropped options", "-Wl,-Map,x.map -Wl,-m,elf_x86_64,-O1 a.o", "link||a.o|" },
	{ "a symbol wanted", "-Wl,-u,f -Wl,-ug -Wl,--undefined=h a.o",
	  "link||--undefined=f --undefined=g --undefined=h a.o|" },
	{ "exports and hardening mean nothing", "a.o -Wl,-E -Wl,-z,relro -Wl,-z,now -rdynamic",
	  "link||a.o|" },
	{ "kinds of position independence", "-fPIC -fno-pie -no-pie -pie -static a.o",
	  "link||a.o|" },
	{ "a version asked for", "--version", "answer|--version||" },
	{ "a machine asked for", "-dumpmachine", "answer|-dumpmachine||" },
	{ "a library with -shared", "-shared a.o", "-shared: an image has no shared libraries" },
	{ "32-bit code", "-m32 a.c", "-m32: images are for x86-64" },
	{ "a layout", "-T x.lds a.o", "-T: the layout of an image is Pith's" },
	{ "an option without its value", "-o", "option '-o' wants a value" },
	{ "debug information", "-g a.c", "link debug|-g|{a.c}|" },
	{ "no debug information after all", "-g3 -g0 a.c", "link|-g3 -g0|{a.c}|" },
	{ "a pthread flag", "-pthread a.c", "link|-pthread|{a.c}|" },
	{ "an archive", "a.a", "link||a.a|" },
	{ "assembly", "a.S b.s", "link||{a.S} {b.s}|" },
	{ "a partial link", "-r a.o b.o -o c.o", "partial||a.o b.o|c.o" },
	{ "a compiler of choice", "--cc=clang -c a.c", "pass|-c|{a.c}|" },
};

static void describe(const struct cc_args *a, struct buf *out)
{
	buf_add_text(out, a->only_answer    ? "answer"
			  : a->only_compile ? "pass"
			  : a->partial      ? "partial"
					    : "link");
	buf_addf(out, "%s|", a->debug ? " debug" : "");
	for (size_t i = 0; i < a->compile.n; i++)
		buf_addf(out, "%s%s", i ? " " : "", a->compile.items[i]);
	buf_add_text(out, "|");
	for (size_t i = 0; i < a->nr_inputs; i++) {
		const struct cc_input *in = &a->inputs[i];

		buf_add_text(out, i ? " " : "");
		if (in->language)
			buf_addf(out, "{%s%s%s}", in->language, *in->language ? ":" : "", in->text);
		else
			buf_add_text(out, in->text);
	}
	buf_addf(out, "|%s", a->output ? a->output : "");
}

static void test_cases(void)
{
	for (size_t i = 0; i < nitems(cases); i++) {
		struct strings argv = { 0 };
		struct cc_args a;
		struct diag d = { 0 };
		struct buf got = { 0 };

		strings_add(&argv, "cc");
		response_split(cases[i].args, &argv);
		if (cc_args_read(&a, argv.items, &d) < 0)
			buf_addf(&got, "%.*s", (int)strlen(cases[i].want), d.text);
		else
			describe(&a, &got);
		ok_text(buf_text(&got), cases[i].want, cases[i].what);
		cc_args_fini(&a);
		buf_free(&got);
		strings_free(&argv);
	}
}

static const struct {
	const char *what, *text, *want;
} responses[] = {
	{ "blanks and lines part arguments", " a\tb\n\nc ", "a|b|c" },
	{ "quotes keep blanks", "'a b' \"c d\"", "a b|c d" },
	{ "a backslash keeps a byte", "a\\ b \\\"c\\\"", "a b|\"c\"" },
	{ "a quote within a word", "-DX=\\\"y\\\" -D'Z= 1'", "-DX=\"y\"|-DZ= 1" },
	{ "an empty argument", "a '' b", "a||b" },
	{ "nothing", "  \n", "" },
};

static void test_responses(void)
{
	for (size_t i = 0; i < nitems(responses); i++) {
		struct strings words = { 0 };
		struct buf got = { 0 };

		response_split(responses[i].text, &words);
		for (size_t k = 0; k < words.n; k++)
			buf_addf(&got, "%s%s", k ? "|" : "", words.items[k]);
		ok_text(buf_text(&got), responses[i].want, responses[i].what);
		buf_free(&got);
		strings_free(&words);
	}
}

/* A response file that names itself ends in a sentence, not in a full stack. */
static void test_endless(void)
{
	char path[] = "/tmp/pith-unit-XXXXXX";
	struct strings out = { 0 };
	struct diag d = { 0 };
	struct buf arg = { 0 };
	int fd = mkstemp(path);

	buf_addf(&arg, "@%s", path);
	ok(fd >= 0 && write(fd, arg.data, arg.len) == (ssize_t)arg.len, "a file is written");
	ok(response_expand(arg.data, &out, &d) < 0, "a response file that names itself is refused");
	ok(!response_expand("@/nowhere/at-all", &out, &d) && out.n == 1,
	   "an @ that is no file is an argument");
	close(fd);
	unlink(path);
	buf_free(&arg);
	strings_free(&out);
}

int main(void)
{
	test_cases();
	test_responses();
	test_endless();
	return tap_done();
}
