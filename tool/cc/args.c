/* SPDX-License-Identifier: MIT */
/*
 * Reading a compiler's command line by a table of the options that matter. What is not in the
 * table is the compiler's: it knows more options than anybody would copy.
 */
#include "tool/cc/args.h"

#include <stdlib.h>
#include <string.h>

#include "tool/cc/args_int.h"
#include "tool/cc/response.h"

/* What an option is to us. */
enum meaning {
	COMPILE,   /* the compiler's */
	LINK,      /* the linker's, in order */
	LINK_LIST, /* -Wl,a,b */
	DROP,      /* has no meaning in an image */
	OUTPUT,
	LANGUAGE,
	ONLY_COMPILE,
	ANSWER,
	PARTIAL,
	SHOW,
	STRIP,
	DEPEND,
	DEPEND_FILE,
	COMPILER,
	REFUSE,
};

enum form {
	EXACT,    /* the option alone */
	SEPARATE, /* the option, then its value as an argument of its own */
	JOINED,   /* begins so; the value is joined */
	EITHER,   /* the value joined or separate */
};

struct rule {
	const char *option;
	enum form form;
	enum meaning meaning;
	const char *why; /* of a refusal */
};

static const struct rule rules[];

/* The position in the arguments, and the language that -x set. */
struct cursor {
	const struct strings *from;
	size_t at;
	const char *language; /* "" when the ending says it */
};

static bool rule_matches(const struct rule *r, const char *arg)
{
	switch (r->form) {
	case EXACT:
	case SEPARATE:
		return strcmp(arg, r->option) == 0;
	case JOINED:
	case EITHER:
		break;
	}
	return text_begins(arg, r->option);
}

static const struct rule *find_rule(const char *arg)
{
	for (const struct rule *r = rules; r->option; r++) {
		if (rule_matches(r, arg))
			return r;
	}
	return NULL;
}

/* Is (name) a source by its ending? */
static bool is_source(const char *name)
{
	static const char *const endings[] = { ".c",  ".i",   ".s",   ".S",   ".sx", ".C", ".cc",
					       ".cp", ".cpp", ".cxx", ".c++", ".ii", ".m" };

	for (size_t i = 0; i < nitems(endings); i++) {
		if (text_ends(name, endings[i]))
			return true;
	}
	return false;
}

void cc_args_add_input(struct cc_args *a, const char *text, const char *language)
{
	a->inputs = mem_resize(a->inputs, (a->nr_inputs + 1) * sizeof *a->inputs);
	a->inputs[a->nr_inputs++] = (struct cc_input){
		.text = mem_copy_text(text),
		.language = language ? mem_copy_text(language) : NULL,
	};
}

static void add_file(struct cc_args *a, struct cursor *c, const char *arg)
{
	bool source = *c->language || is_source(arg) || strcmp(arg, "-") == 0;

	cc_args_add_input(a, arg, source ? c->language : NULL);
	strings_add(&a->all, arg);
	a->nr_files++;
}

static void note_debug(struct cc_args *a, const char *arg)
{
	if (arg[0] == '-' && arg[1] == 'g' && !text_begins(arg, "-gcc") &&
	    !text_begins(arg, "-gno"))
		a->debug = strcmp(arg, "-g0") != 0;
}

static void add_compile(struct cc_args *a, const char *arg, const char *value)
{
	strings_add(&a->compile, arg);
	strings_add(&a->all, arg);
	if (value) {
		strings_add(&a->compile, value);
		strings_add(&a->all, value);
	}
	note_debug(a, arg);
}

static const char *hold(struct cc_args *a, const char *text)
{
	strings_add(&a->held, text);
	return a->held.items[a->held.n - 1];
}

/* The linker's own -l, -L, -u: as one word, or for a path as it stands. */
static void add_link_option(struct cc_args *a, const struct rule *r, const char *value)
{
	struct buf b = { 0 };

	if (strcmp(r->option, "-Xlinker") == 0) {
		linker_args_add(a, value);
		return;
	}
	buf_addf(&b, "%s%s", r->option, value);
	cc_args_add_input(a, b.data, NULL);
	buf_free(&b);
}

static int take_option(struct cc_args *a, struct cursor *c, const struct rule *r, const char *value,
		       struct diag *d)
{
	const char *arg = c->from->items[c->at];
	bool joined = r->form == JOINED || (r->form == EITHER && arg[strlen(r->option)]);

	switch (r->meaning) {
	case OUTPUT:
		a->output = hold(a, value);
		return 0;
	case LANGUAGE:
		c->language = strcmp(value, "none") == 0 ? "" : hold(a, value);
		strings_add(&a->all, "-x");
		strings_add(&a->all, value);
		return 0;
	case LINK:
		add_link_option(a, r, value);
		return 0;
	case LINK_LIST:
		linker_args_add_list(a, arg + strlen("-Wl,"));
		return 0;
	case DROP:
		return 0;
	case PARTIAL:
		a->partial = true;
		return 0;
	case STRIP:
		a->strip = true;
		return 0;
	case COMPILER:
		a->compiler = hold(a, value);
		return 0;
	case REFUSE:
		return diag_fail(d, 0, "%s: %s", arg, r->why);
	case ONLY_COMPILE:
		a->only_compile = true;
		break;
	case ANSWER:
		a->only_answer = true;
		break;
	case SHOW:
		a->show = true;
		break;
	case DEPEND:
		a->depend = true;
		break;
	case DEPEND_FILE:
		a->depend = false;
		break;
	case COMPILE:
		break;
	}
	add_compile(a, arg, joined ? NULL : value);
	return 0;
}

/* Take one argument and its value, if that is the next one. */
static int take(struct cc_args *a, struct cursor *c, struct diag *d)
{
	const char *arg = c->from->items[c->at], *value = NULL;
	const struct rule *r;
	size_t used = 1;
	int err;

	if (arg[0] != '-' || !arg[1]) {
		add_file(a, c, arg);
		c->at++;
		return 0;
	}
	r = find_rule(arg);
	if (!r) {
		add_compile(a, arg, NULL);
		c->at++;
		return 0;
	}
	if (r->form == JOINED || r->form == EITHER)
		value = arg + strlen(r->option);
	if (r->form == SEPARATE || (r->form == EITHER && !*value)) {
		value = c->from->items[c->at + 1];
		used = 2;
		if (!value)
			return diag_fail(d, 0, "option '%s' wants a value", arg);
	}
	err = take_option(a, c, r, value, d);
	c->at += used;
	return err;
}

int cc_args_read(struct cc_args *a, char **argv, struct diag *d)
{
	struct strings args = { 0 };
	struct cursor c = { .from = &args, .language = "" };
	int err = 0;

	*a = (struct cc_args){ 0 };
	for (argv++; *argv && !err; argv++)
		err = response_expand(*argv, &args, d);
	while (!err && c.at < args.n)
		err = take(a, &c, d);
	strings_free(&args);
	return err;
}

void cc_args_fini(struct cc_args *a)
{
	for (size_t i = 0; i < a->nr_inputs; i++) {
		free(a->inputs[i].text);
		free(a->inputs[i].language);
	}
	free(a->inputs);
	strings_free(&a->compile);
	strings_free(&a->all);
	strings_free(&a->held);
	*a = (struct cc_args){ 0 };
}

static const char no_shared[] = "an image has no shared libraries: build the static one";
static const char no_32bit[] = "images are for x86-64";
static const char no_layout[] = "the layout of an image is Pith's";

/* The first that matches counts: longer ones before their beginnings. */
static const struct rule rules[] = {
	{ "-o", EITHER, OUTPUT, NULL },
	{ "-x", EITHER, LANGUAGE, NULL },
	{ "--cc=", JOINED, COMPILER, NULL },
	{ "--cc", SEPARATE, COMPILER, NULL },

	{ "-c", EXACT, ONLY_COMPILE, NULL },
	{ "-S", EXACT, ONLY_COMPILE, NULL },
	{ "-E", EXACT, ONLY_COMPILE, NULL },
	{ "-M", EXACT, ONLY_COMPILE, NULL },
	{ "-MM", EXACT, ONLY_COMPILE, NULL },
	{ "-fsyntax-only", EXACT, ONLY_COMPILE, NULL },
	{ "-MD", EXACT, DEPEND, NULL },
	{ "-MMD", EXACT, DEPEND, NULL },
	{ "-MF", EITHER, DEPEND_FILE, NULL },

	{ "-print-", JOINED, ANSWER, NULL },
	{ "--print-", JOINED, ANSWER, NULL },
	{ "-dumpbase", SEPARATE, COMPILE, NULL },
	{ "-dumpbase-ext", SEPARATE, COMPILE, NULL },
	{ "-dumpdir", SEPARATE, COMPILE, NULL },
	{ "-dumpmachine", EXACT, ANSWER, NULL },
	{ "-dumpversion", EXACT, ANSWER, NULL },
	{ "-dumpfullversion", EXACT, ANSWER, NULL },
	{ "-dumpspecs", EXACT, ANSWER, NULL },
	{ "--version", EXACT, ANSWER, NULL },
	{ "--help", JOINED, ANSWER, NULL },
	{ "-v", EXACT, SHOW, NULL },

	{ "-shared", EXACT, REFUSE, no_shared },
	{ "-dynamiclib", EXACT, REFUSE, no_shared },
	{ "-m32", EXACT, REFUSE, no_32bit },
	{ "-mx32", EXACT, REFUSE, no_32bit },
	{ "-T", EITHER, REFUSE, no_layout },
	{ "-r", EXACT, PARTIAL, NULL },
	{ "-s", EXACT, STRIP, NULL },
	{ "-l", EITHER, LINK, NULL },
	{ "-L", EITHER, LINK, NULL },
	{ "-u", EITHER, LINK, NULL },
	{ "-Xlinker", SEPARATE, LINK, NULL },
	{ "-Wl,", JOINED, LINK_LIST, NULL },
	{ "-z", SEPARATE, DROP, NULL },
	{ "-e", SEPARATE, DROP, NULL },
	{ "-static", EXACT, DROP, NULL },
	{ "-static-pie", EXACT, DROP, NULL },
	{ "-static-libgcc", EXACT, DROP, NULL },
	{ "-shared-libgcc", EXACT, DROP, NULL },
	{ "-rdynamic", EXACT, DROP, NULL },
	{ "-pie", EXACT, DROP, NULL },
	{ "-no-pie", EXACT, DROP, NULL },
	{ "-nopie", EXACT, DROP, NULL },
	{ "-fPIC", EXACT, DROP, NULL },
	{ "-fpic", EXACT, DROP, NULL },
	{ "-fPIE", EXACT, DROP, NULL },
	{ "-fpie", EXACT, DROP, NULL },
	{ "-fno-PIC", EXACT, DROP, NULL },
	{ "-fno-pic", EXACT, DROP, NULL },
	{ "-fno-PIE", EXACT, DROP, NULL },
	{ "-fno-pie", EXACT, DROP, NULL },
	{ "-fuse-ld=", JOINED, DROP, NULL },
	{ "-nostdlib", EXACT, DROP, NULL },
	{ "-nostartfiles", EXACT, DROP, NULL },
	{ "-nodefaultlibs", EXACT, DROP, NULL },
	{ "-nolibc", EXACT, DROP, NULL },

	{ "-include", SEPARATE, COMPILE, NULL },
	{ "-imacros", SEPARATE, COMPILE, NULL },
	{ "-isystem", SEPARATE, COMPILE, NULL },
	{ "-iquote", SEPARATE, COMPILE, NULL },
	{ "-idirafter", SEPARATE, COMPILE, NULL },
	{ "-iprefix", SEPARATE, COMPILE, NULL },
	{ "-iwithprefix", SEPARATE, COMPILE, NULL },
	{ "-iwithprefixbefore", SEPARATE, COMPILE, NULL },
	{ "-isysroot", SEPARATE, COMPILE, NULL },
	{ "-I", SEPARATE, COMPILE, NULL },
	{ "-D", SEPARATE, COMPILE, NULL },
	{ "-U", SEPARATE, COMPILE, NULL },
	{ "-MT", SEPARATE, COMPILE, NULL },
	{ "-MQ", SEPARATE, COMPILE, NULL },
	{ "-Xpreprocessor", SEPARATE, COMPILE, NULL },
	{ "-Xassembler", SEPARATE, COMPILE, NULL },
	{ "-Xclang", SEPARATE, COMPILE, NULL },
	{ "-mllvm", SEPARATE, COMPILE, NULL },
	{ "-target", SEPARATE, COMPILE, NULL },
	{ "-aux-info", SEPARATE, COMPILE, NULL },
	{ "-wrapper", SEPARATE, COMPILE, NULL },
	{ "--param", SEPARATE, COMPILE, NULL },
	{ NULL, EXACT, COMPILE, NULL },
};
