/* SPDX-License-Identifier: MIT */
/*
 * The grammar of command lines: what the tokens of a text are.
 *
 * Links: base/cmdline.c
 */
#include <errno.h>
#include <stdlib.h>

#include "base/cmdline.h"
#include "test/unit/tap.h"

/* The tokens of a text: plain ones in (), quoted ones in [], and how it ended when not well. */
static const struct {
	const char *what;
	const char *text;
	const char *tokens;
} cases[] = {
	{ "an empty text has none", "", "" },
	{ "blanks alone are none", " \t\n\r ", "" },
	{ "keys and arguments", "a=b  c=d\t-- e", "(a=b)(c=d)(--)(e)" },
	{ "quotes hold blanks", "a=\"b c\" d", "[a=b c](d)" },
	{ "quotes may stand inside", "a\"b c\"d", "[ab cd]" },
	{ "an empty token", "\"\" x", "[](x)" },
	{ "a quoted -- is an argument", "-- \"--\"", "(--)[--]" },
	{ "escapes inside quotes", "\"\\\"\\\\\"", "[\"\\]" },
	{ "other backslashes stay", "\"a\\n\\\" \" b\\\\c", "[a\\n\" ](b\\\\c)" },
	{ "a quote outside is not escaped", "a\\\"b c\"", "[a\\b c]" },
	{ "a quote that is not closed", "a \"b c", "(a)!" },
	{ "an escape at the end", "\"a\\", "!" },
	{ "an escaped quote at the end", "\"a\\\"", "!" },
	{ "bytes above 127 are no blanks", "\xff=\xa0\x80", "(\xff=\xa0\x80)" },
};

static void show_tokens(const char *text, char *out)
{
	char *copy = strdup(text), *at = copy, *token = NULL;
	int kind;

	*out = '\0';
	while ((kind = cmdline_next(&at, &token)) > CMDLINE_END)
		out += sprintf(out, kind == CMDLINE_PLAIN ? "(%s)" : "[%s]", token);
	if (kind < 0)
		strcpy(out, kind == -EINVAL ? "!" : "?");
	free(copy);
}

static const struct {
	const char *what;
	const char *token;
	const char *key;
	const char *value; /* NULL: none */
} cuts[] = {
	{ "a key and its value", "key=value", "key", "value" },
	{ "the first = counts", "key=a=b", "key", "a=b" },
	{ "an empty value", "key=", "key", "" },
	{ "an empty key", "=x", "", "x" },
	{ "no value", "key", "key", NULL },
};

int main(void)
{
	for (size_t i = 0; i < nitems(cases); i++) {
		char got[128];

		show_tokens(cases[i].text, got);
		ok_text(got, cases[i].tokens, cases[i].what);
	}
	for (size_t i = 0; i < nitems(cuts); i++) {
		char token[32];
		const char *value;

		strcpy(token, cuts[i].token);
		value = cmdline_cut(token);
		ok_text(value, cuts[i].value, cuts[i].what);
		ok_text(token, cuts[i].key, "and the key before it");
	}
	return tap_done();
}
