/* SPDX-License-Identifier: MIT */
/*
 * Edit distance (insert, delete, replace, swap of neighbours), row by row. Names are short:
 * longer words than fit are no typing mistakes of ours.
 */
#include "tool/nearest.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/compiler.h"

#define NEAREST_WORD_MAX 63

static size_t edit_distance(const char *a, const char *b)
{
	size_t rows[3][NEAREST_WORD_MAX + 1];
	size_t n = strlen(a), m = strlen(b);

	if (n > NEAREST_WORD_MAX || m > NEAREST_WORD_MAX)
		return SIZE_MAX;
	for (size_t j = 0; j <= m; j++)
		rows[0][j] = j;
	for (size_t i = 1; i <= n; i++) {
		size_t *row = rows[i % 3], *up = rows[(i + 2) % 3], *up2 = rows[(i + 1) % 3];

		row[0] = i;
		for (size_t j = 1; j <= m; j++) {
			row[j] =
				MIN(MIN(up[j], row[j - 1]) + 1, up[j - 1] + (a[i - 1] != b[j - 1]));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				row[j] = MIN(row[j], up2[j - 2] + 1);
		}
	}
	return rows[n % 3][m];
}

void nearest_try(struct nearest *n, const char *name)
{
	size_t len = strlen(n->word);
	size_t distance = edit_distance(n->word, name);
	size_t limit = len < 3 ? 1 : 1 + len / 3;

	/* A beginning of the name is near, however much is missing. */
	if (len >= 2 && strncmp(n->word, name, len) == 0)
		distance = 1;
	if (distance > limit || (n->name && distance >= n->distance))
		return;
	n->name = name;
	n->distance = distance;
}

const char *nearest_hint(const struct nearest *n, const char *prefix)
{
	static char text[128];

	if (!n->name)
		return "";
	snprintf(text, sizeof text, " (did you mean '%s%s'?)", prefix, n->name);
	return text;
}
