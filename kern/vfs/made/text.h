/* SPDX-License-Identifier: MIT */
/*
 * A text that grows as it is written: what files say that are made up when they are read, as those
 * of /proc are.
 */
#ifndef KERN_VFS_MADE_TEXT_H
#define KERN_VFS_MADE_TEXT_H

#include "base/types.h"

/* All zero is an empty text. */
struct text {
	char *s; /* heap; NULL while there is nothing. Not terminated */
	size_t len;
	size_t size; /* of (s) */
	bool lost;   /* there was no memory for something: the text is not whole */
};

/* Add to the end. Context: any; never sleeps. */
void text_addf(struct text *t, const char *fmt, ...) printf_like(2, 3);
void text_add(struct text *t, const char *s, size_t len);

/* Room for (len) bytes behind the end, which the caller fills and counts in; NULL: no memory. */
char *text_reserve(struct text *t, size_t len);

void text_fini(struct text *t);

#endif
