/* SPDX-License-Identifier: MIT */
/*
 * The tokeniser of command lines: a pure function over a text that ends with NUL.
 *
 * It works in place, because the tokens become argv and the environment of the application, and
 * there is no heap yet when they are read. Unquoting only ever shortens a token.
 */
#include "base/cmdline.h"

#include "base/errno.h"

static inline bool is_blank(char c)
{
	return (unsigned char)c - 1u < ' ';
}

int cmdline_next(char **text, char **token)
{
	int kind = CMDLINE_PLAIN;
	bool quoted = false;
	char *in = *text;
	char *out;

	while (is_blank(*in))
		in++;
	if (!*in)
		return CMDLINE_END;
	*token = out = in;
	for (; *in && (quoted || !is_blank(*in)); in++) {
		if (*in == '"') {
			quoted = !quoted;
			kind = CMDLINE_QUOTED;
			continue;
		}
		if (quoted && *in == '\\' && (in[1] == '"' || in[1] == '\\'))
			in++;
		*out++ = *in;
	}
	if (quoted)
		return -EINVAL;
	*text = in + !!*in;
	*out = '\0';
	return kind;
}

char *cmdline_cut(char *token)
{
	for (; *token; token++) {
		if (*token == '=') {
			*token = '\0';
			return token + 1;
		}
	}
	return NULL;
}
