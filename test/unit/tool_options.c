/* SPDX-License-Identifier: MIT */
/*
 * The option parser of the tool, and the hint after a typing mistake.
 *
 * Links: tool/options.c tool/nearest.c tool/buf.c tool/diag.c
 */
#include "tool/options.h"

#include "test/unit/tap.h"
#include "tool/nearest.h"

struct flags {
	bool all;
	bool quiet;
	const char *memory;
	struct strings env;
};

static const struct option options[] = {
	{ 'a', "all", OPTION_SWITCH, offsetof(struct flags, all), NULL, "everything" },
	{ 'q', NULL, OPTION_SWITCH, offsetof(struct flags, quiet), NULL, "say nothing" },
	{ 'm', "memory", OPTION_VALUE, offsetof(struct flags, memory), "SIZE", "how much" },
	{ 'e', "env", OPTION_LIST, offsetof(struct flags, env), "K=V", "a variable" },
	{ 0, "secret", OPTION_SWITCH, offsetof(struct flags, quiet), NULL, NULL },
};

/* What a command line comes to: "all quiet m=1 e=A,B : operand operand", or the complaint. */
static const struct {
	const char *what;
	const char *args[8];
	bool stop;
	const char *want;
} cases[] = {
	{ "nothing at all", { NULL }, false, ":" },
	{ "a letter", { "-a" }, false, "all:" },
	{ "a name", { "--all" }, false, "all:" },
	{ "two letters in one", { "-aq" }, false, "all quiet:" },
	{ "a value behind the letter", { "-m64M" }, false, "m=64M:" },
	{ "a value of its own", { "-m", "64M" }, false, "m=64M:" },
	{ "a value after other letters", { "-aqm", "1" }, false, "all quiet m=1:" },
	{ "a value behind the name", { "--memory=2" }, false, "m=2:" },
	{ "an empty value", { "--memory=" }, false, "m=:" },
	{ "a value after the name", { "--memory", "2" }, false, "m=2:" },
	{ "the last value wins", { "-m1", "-m2" }, false, "m=2:" },
	{ "a list keeps all", { "-e", "A", "--env=B" }, false, "e=A,B:" },
	{ "operands between options", { "x", "-a", "y" }, false, "all: x y" },
	{ "the first operand ends them", { "-a", "x", "-q" }, true, "all: x -q" },
	{ "two dashes end them", { "--", "-a" }, false, ": -a" },
	{ "a dash is an operand", { "-" }, false, ": -" },
	{ "an unknown name",
	  { "--memroy=1" },
	  false,
	  "unknown option '--memroy' (did you mean '--memory'?)" },
	{ "an unknown name far from all", { "--xyzzy" }, false, "unknown option '--xyzzy'" },
	{ "a hidden option is not suggested", { "--secrte" }, false, "unknown option '--secrte'" },
	{ "an unknown letter", { "-ax" }, false, "unknown option '-x' (see --help)" },
	{ "a missing value", { "--memory" }, false, "option '--memory' wants a value: SIZE" },
	{ "a missing value of a letter", { "-m" }, false, "option '-m' wants a value: SIZE" },
	{ "a value too many", { "--all=1" }, false, "option '--all' takes no value" },
};

static void describe(const struct flags *f, char **argv, int n, struct buf *out)
{
	buf_addf(out, "%s%s", f->all ? "all " : "", f->quiet ? "quiet " : "");
	if (f->memory)
		buf_addf(out, "m=%s ", f->memory);
	for (size_t i = 0; i < f->env.n; i++)
		buf_addf(out, "%s%s", i ? "," : "e=", f->env.items[i]);
	while (out->len && out->data[out->len - 1] == ' ')
		out->data[--out->len] = '\0';
	buf_add_text(out, ":");
	for (int i = 1; i <= n; i++)
		buf_addf(out, " %s", argv[i]);
}

static void test_cases(void)
{
	for (size_t i = 0; i < nitems(cases); i++) {
		struct option_set set = {
			.usage = "t",
			.summary = "t",
			.options = options,
			.nr_options = nitems(options),
			.stop_at_operand = cases[i].stop,
		};
		struct strings args = { 0 };
		struct flags f = { 0 };
		struct diag d = { 0 };
		struct buf got = { 0 };
		char *argv[10];
		int n = 0;

		strings_add(&args, "t");
		for (size_t k = 0; cases[i].args[k]; k++)
			strings_add(&args, cases[i].args[k]);
		memcpy(argv, args.items, (args.n + 1) * sizeof *argv);
		if (options_parse(&set, &f, argv, &n, &d) < 0)
			buf_add_text(&got, d.text);
		else
			describe(&f, argv, n, &got);
		ok_text(buf_text(&got), cases[i].want, cases[i].what);
		buf_free(&got);
		strings_free(&f.env);
		strings_free(&args);
	}
}

static void test_help(void)
{
	struct option_set set = { "t [OPTION]", "Sum.", options, nitems(options), false };
	struct buf help = { 0 };

	options_help(&set, &help);
	ok(strstr(help.data, "  -m, --memory SIZE") != NULL, "help shows an option's value");
	ok(strstr(help.data, "      --help") != NULL, "help shows itself");
	ok(!strstr(help.data, "secret"), "help hides what is hidden");
	buf_free(&help);
}

static const struct {
	const char *word, *want;
} hints[] = {
	{ "bulid", "build" }, { "buil", "build" },     { "inspekt", "inspect" },
	{ "rn", "run" },      { "ispect", "inspect" }, { "frobnicate", NULL },
	{ "x", NULL },
};

static void test_hints(void)
{
	static const char *const names[] = { "build", "run", "inspect", "explain", "doctor" };

	for (size_t i = 0; i < nitems(hints); i++) {
		struct nearest n = { .word = hints[i].word };

		for (size_t k = 0; k < nitems(names); k++)
			nearest_try(&n, names[k]);
		ok_text(n.name, hints[i].want, hints[i].word);
	}
}

int main(void)
{
	test_cases();
	test_help();
	test_hints();
	return tap_done();
}
