/* SPDX-License-Identifier: MIT */
/*
 * Strings that grow by doubling. Sizes are checked against overflow, because some come from
 * files.
 */
#include "tool/buf.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tool/diag.h"

static _Noreturn void out_of_memory(void)
{
	fputs("error: out of memory\n", stderr);
	exit(DIAG_EXIT_STATUS);
}

void *mem_resize(void *p, size_t n)
{
	p = realloc(p, n ? n : 1);
	if (!p)
		out_of_memory();
	return p;
}

void *mem_alloc(size_t n)
{
	return memset(mem_resize(NULL, n), 0, n);
}

char *mem_copy_text(const char *text)
{
	size_t n = strlen(text) + 1;

	return memcpy(mem_resize(NULL, n), text, n);
}

static void buf_reserve(struct buf *b, size_t more)
{
	size_t want, cap = b->cap ? b->cap : 128;

	if (__builtin_add_overflow(b->len, more, &want) || want >= SIZE_MAX / 2)
		out_of_memory();
	want++;
	while (cap < want)
		cap *= 2;
	if (cap != b->cap) {
		b->data = mem_resize(b->data, cap);
		b->cap = cap;
	}
}

void buf_add(struct buf *b, const void *bytes, size_t n)
{
	buf_reserve(b, n);
	if (n)
		memcpy(b->data + b->len, bytes, n);
	b->len += n;
	b->data[b->len] = '\0';
}

void buf_add_text(struct buf *b, const char *text)
{
	buf_add(b, text, strlen(text));
}

void buf_addv(struct buf *b, const char *fmt, va_list args)
{
	va_list again;
	int n;

	va_copy(again, args);
	n = vsnprintf(NULL, 0, fmt, again);
	va_end(again);
	if (n < 0)
		out_of_memory();
	buf_reserve(b, (size_t)n);
	vsnprintf(b->data + b->len, (size_t)n + 1, fmt, args);
	b->len += (size_t)n;
}

void buf_addf(struct buf *b, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	buf_addv(b, fmt, args);
	va_end(args);
}

void buf_free(struct buf *b)
{
	free(b->data);
	*b = (struct buf){ 0 };
}

const char *buf_text(const struct buf *b)
{
	return b->data ? b->data : "";
}

/* Append a string that is already ours. */
static void strings_take(struct strings *s, char *text)
{
	if (s->n + 1 >= s->cap) {
		s->cap = s->cap ? s->cap * 2 : 16;
		s->items = mem_resize(s->items, s->cap * sizeof *s->items);
	}
	s->items[s->n++] = text;
	s->items[s->n] = NULL;
}

void strings_add(struct strings *s, const char *text)
{
	strings_take(s, mem_copy_text(text));
}

void strings_addf(struct strings *s, const char *fmt, ...)
{
	struct buf b = { 0 };
	va_list args;

	va_start(args, fmt);
	buf_addv(&b, fmt, args);
	va_end(args);
	strings_take(s, b.data);
}

void strings_add_all(struct strings *s, const struct strings *from)
{
	for (size_t i = 0; i < from->n; i++)
		strings_add(s, from->items[i]);
}

static int compare_strings(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

void strings_sort(struct strings *s)
{
	if (s->n > 1)
		qsort(s->items, s->n, sizeof *s->items, compare_strings);
}

void strings_free(struct strings *s)
{
	for (size_t i = 0; i < s->n; i++)
		free(s->items[i]);
	free(s->items);
	*s = (struct strings){ 0 };
}

size_t strings_find(const struct strings *s, const char *text)
{
	size_t i = 0;

	while (i < s->n && strcmp(s->items[i], text) != 0)
		i++;
	return i;
}

bool strings_add_once(struct strings *s, const char *text)
{
	if (strings_find(s, text) < s->n)
		return false;
	strings_add(s, text);
	return true;
}

const char *path_base(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash && slash[1] ? slash + 1 : path;
}

bool text_ends(const char *text, const char *end)
{
	size_t n = strlen(text), m = strlen(end);

	return n >= m && strcmp(text + n - m, end) == 0;
}

bool text_begins(const char *text, const char *beginning)
{
	return strncmp(text, beginning, strlen(beginning)) == 0;
}
