/* SPDX-License-Identifier: MIT */
/*
 * Response files, with the quoting of libiberty's expandargv().
 */
#include "tool/cc/response.h"

#include <unistd.h>

#include "tool/link/workdir.h"

#define NESTED_MAX 16

static bool is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Take one argument that begins at (s) into (word); returns what is behind it. */
static const char *take_word(const char *s, struct buf *word)
{
	char quote = 0;

	buf_add(word, "", 0);
	for (; *s && (quote || !is_blank(*s)); s++) {
		if (*s == '\\' && s[1]) {
			buf_add(word, ++s, 1);
		} else if (quote ? *s == quote : *s == '\'' || *s == '"') {
			quote = quote ? 0 : *s;
		} else {
			buf_add(word, s, 1);
		}
	}
	return s;
}

void response_split(const char *text, struct strings *out)
{
	for (;;) {
		struct buf word = { 0 };

		while (is_blank(*text))
			text++;
		if (!*text)
			return;
		text = take_word(text, &word);
		strings_add(out, word.data);
		buf_free(&word);
	}
}

static int expand(const char *arg, struct strings *out, unsigned depth, struct diag *d)
{
	struct strings words = { 0 };
	struct buf text = { 0 };
	int err;

	if (arg[0] != '@' || access(arg + 1, F_OK)) {
		strings_add(out, arg);
		return 0;
	}
	if (depth == NESTED_MAX)
		return diag_fail(d, 0, "read '%s': response files name each other without end",
				 arg + 1);
	err = file_read(arg + 1, &text, d);
	if (!err)
		response_split(buf_text(&text), &words);
	for (size_t i = 0; !err && i < words.n; i++)
		err = expand(words.items[i], out, depth + 1, d);
	strings_free(&words);
	buf_free(&text);
	return err;
}

int response_expand(const char *arg, struct strings *out, struct diag *d)
{
	return expand(arg, out, 0, d);
}
