/* SPDX-License-Identifier: MIT */
/*
 * What the flags of `pith run` become: tokens that read back as what was given, checked by the
 * schema.
 *
 * Links: tool/run/config.c tool/inspect/schema.c tool/nearest.c tool/buf.c tool/diag.c
 * Links: base/cmdline.c base/config_type.c
 */
#include <stdlib.h>

#include "base/cmdline.h"
#include "test/unit/tap.h"
#include "tool/run/config.h"

static const char note[] = "port\0int 1 65535\0=8080\0PORT\0where it listens\0"
			   "mode\0enum calm|loud\0=calm\0MODE\0\0"
			   "who\0string\0\0WHO\0\0";

static const char *const values[] = {
	"",
	"plain",
	"two words",
	"a\"b",
	"\\",
	"\\\\",
	"a\\\"b",
	"end\\",
	"tab\there",
	"=",
	"--",
	"a\\\\\"",
	"virtio_mmio.device=x",
	"\xc3\xa4 \x7f",
};

/* Every value comes back from its token, as a key's and as an argument. */
static void test_quoting(void)
{
	for (size_t i = 0; i < nitems(values); i++) {
		char *args[] = { (char *)values[i], NULL };
		struct buf text = { 0 };
		char *at, *token, *value;
		bool same;

		run_config_add(&text, "key", values[i]);
		run_config_add_args(&text, args);
		at = text.data;
		same = cmdline_next(&at, &token) > 0 && (value = cmdline_cut(token)) != NULL &&
		       strcmp(value, values[i]) == 0;
		ok(same, "the value '%s' comes back", values[i]);
		same = cmdline_next(&at, &token) == CMDLINE_PLAIN && strcmp(token, "--") == 0 &&
		       cmdline_next(&at, &token) == CMDLINE_QUOTED && strcmp(token, values[i]) == 0;
		ok(same, "and as an argument");
		buf_free(&text);
	}
}

static const struct {
	const char *what;
	const char *env;
	const char *set;
	const char *values;
	const char *want; /* the text, or after a ! the sentence */
} cases[] = {
	{ "a key", NULL, "who=x", "", "who=x" },
	{ "a variable", "A=b c", "who=x", "", "env.A=\"b c\" who=x" },
	{ "a variable that is a key's", "PORT=7", "who=x", "", "port=7 who=x" },
	{ "a bad value for it", "PORT=0", "who=x", "",
	  "!key 'port': '0' is not an int from 1 to 65535" },
	{ "a value from the build is enough", NULL, NULL, "port=9 who=\"a b\"", "" },
	{ "but not a variable of that name", NULL, NULL, "env.who=x",
	  "!key 'who' has no value: give it with --set who=VALUE" },
	{ "a missing value", NULL, NULL, "",
	  "!key 'who' has no value: give it with --set who=VALUE" },
	{ "an unknown key", NULL, "prot=1", "", "!unknown key 'prot' (did you mean 'port'?)" },
	{ "one of the words", NULL, "mode=wild", "",
	  "!key 'mode': 'wild' is not one of calm, loud" },
	{ "a key of the library OS", NULL, "log=debug", "who=x", "log=debug" },
	{ "and its type", NULL, "log=loud", "who=x",
	  "!key 'log': 'loud' is not one of err, warn, info, debug" },
	{ "no value", NULL, "port", "", "!--set 'port': not KEY=VALUE" },
	{ "no name", "=x", NULL, "", "!-e '=x': not a variable's name" },
};

static void test_cases(void)
{
	struct schema schema;

	ok(schema_read(&schema, note, sizeof note) == 0 && schema.n == 3, "the schema is read");
	for (size_t i = 0; i < nitems(cases); i++) {
		struct strings env = { 0 }, set = { 0 };
		struct run_config c = {
			.env = &env,
			.set = &set,
			.schema = &schema,
			.values = cases[i].values,
		};
		struct buf text = { 0 }, got = { 0 };
		static struct diag d;

		if (cases[i].env)
			strings_add(&env, cases[i].env);
		if (cases[i].set)
			strings_add(&set, cases[i].set);
		if (run_config_write(&c, &text, &d) < 0)
			buf_addf(&got, "!%s", d.text);
		else
			buf_add_text(&got, buf_text(&text));
		ok_text(buf_text(&got), cases[i].want, cases[i].what);
		buf_free(&text);
		buf_free(&got);
		strings_free(&env);
		strings_free(&set);
	}
	schema_free(&schema);
}

static void test_notes(void)
{
	struct schema s;
	size_t refused = 0;

	/* The whole note but its last byte is a list that does not end. */
	for (size_t n = 1; n < sizeof note; n++) {
		char *cut = malloc(n);

		memcpy(cut, note, n);
		refused += schema_read(&s, cut, n) < 0;
		schema_free(&s);
		free(cut);
	}
	ok_int((long long)refused, (long long)sizeof note - 1, "a note that is cut is refused");
	ok(schema_read(&s, "", 0) == 0 && s.n == 0, "no note is no keys");
}

int main(void)
{
	test_quoting();
	test_cases();
	test_notes();
	return tap_done();
}
