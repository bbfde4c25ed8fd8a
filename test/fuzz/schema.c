/* SPDX-License-Identifier: MIT */
/*
 * Fuzz target: the schema note of an image, and values for its keys. Input: the note, then after
 * the byte 0xff a value.
 *
 * Links: tool/inspect/schema.c tool/buf.c tool/diag.c tool/nearest.c base/config_type.c
 * Links: base/string.c
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "tool/inspect/schema.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *split = memchr(data, 0xff, size);
	size_t note_size = split ? (size_t)(split - data) : size, value_size = size - note_size;
	char *note = malloc(note_size + 1), *value = calloc(1, value_size + 1);
	struct buf words = { 0 };
	struct diag d;
	struct schema s;

	memcpy(note, data, note_size);
	if (value_size)
		memcpy(value, split + 1, value_size - 1);
	if (!schema_read(&s, note, note_size)) {
		for (size_t i = 0; i < s.n; i++) {
			(void)!schema_check(s.keys[i].name, s.keys[i].type, value, &d);
			schema_describe_type(s.keys[i].type, &words);
			(void)!schema_find_env(&s, value);
		}
		(void)!schema_find(&s, value);
		schema_free(&s);
	}
	buf_free(&words);
	free(note);
	free(value);
	return 0;
}
