/* SPDX-License-Identifier: MIT */
/*
 * Growing texts.
 */
#include "kern/vfs/made/text.h"

#include "base/format.h"
#include "base/string.h"
#include "kern/mem/heap.h"

#define TEXT_FIRST 256

char *text_reserve(struct text *t, size_t len)
{
	size_t size = t->size ? t->size : TEXT_FIRST;
	char *s;

	if (t->len + len <= t->size)
		return t->s + t->len;
	while (size < t->len + len)
		size *= 2;
	s = heap_alloc(size);
	if (!s) {
		t->lost = true;
		return NULL;
	}
	memcpy(s, t->s, t->len);
	heap_free(t->s);
	t->s = s;
	t->size = size;
	return s + t->len;
}

void text_add(struct text *t, const char *s, size_t len)
{
	char *to = text_reserve(t, len);

	if (!to)
		return;
	memcpy(to, s, len);
	t->len += len;
}

void text_addf(struct text *t, const char *fmt, ...)
{
	size_t room = t->size - t->len, len;
	va_list args;

	va_start(args, fmt);
	len = format_textv(t->s + t->len, room, fmt, args);
	va_end(args);
	if (len >= room) {
		if (!text_reserve(t, len + 1))
			return;
		va_start(args, fmt);
		format_textv(t->s + t->len, len + 1, fmt, args);
		va_end(args);
	}
	t->len += len;
}

void text_fini(struct text *t)
{
	heap_free(t->s);
	*t = (struct text){ 0 };
}
