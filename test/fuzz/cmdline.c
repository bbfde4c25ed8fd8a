/* SPDX-License-Identifier: MIT */
/*
 * Fuzz target: the command line of an image, and the values of its keys by every type.
 *
 * Links: base/cmdline.c base/config_type.c base/string.c
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/cmdline.h"
#include "base/config_type.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const types[] = { "string",   "bool",        "int -5 70000", "size",
				     "duration", "enum a|bc|d", "no type",      "" };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1), *at = text, *token = NULL;
	size_t tokens = 0;

	memcpy(text, data, size);
	text[size] = '\0';
	while (cmdline_next(&at, &token) > 0) {
		char *value;

		/*
		 * Tokens stand one after the other within the text, and none is longer than the
		 * rest.
		 */
		if (token < text || token + strlen(token) > text + size || ++tokens > size)
			abort();
		value = cmdline_cut(token);
		for (size_t i = 0; value && i < nitems(types); i++)
			(void)!config_type_check(types[i], value);
		if (value)
			(void)!config_type_check(token, value);
	}
	free(text);
	return 0;
}
