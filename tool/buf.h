/* SPDX-License-Identifier: MIT */
/*
 * Growable text and growable lists of strings: what the host side builds command lines and
 * reports from.
 *
 * A host program that is out of memory for its own strings has no better answer than to end, so
 * these functions do not fail: they end the tool with a sentence. (The library OS never includes
 * this.)
 */
#ifndef TOOL_BUF_H
#define TOOL_BUF_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/compiler.h"

/* Bytes, always followed by NUL once something was added. All zeros is an empty one. */
struct buf {
	char *data;
	size_t len;
	size_t cap;
};

void buf_add(struct buf *b, const void *bytes, size_t n);
void buf_add_text(struct buf *b, const char *text);
void buf_addf(struct buf *b, const char *fmt, ...) printf_like(2, 3);
void buf_addv(struct buf *b, const char *fmt, va_list args) printf_like(2, 0);

/* Give the memory back; (b) is an empty buffer again. */
void buf_free(struct buf *b);

/* The text, also of an empty buffer. Owns: (b), until it is changed. */
const char *buf_text(const struct buf *b);

/*
 * Owned copies of strings in order; (items) ends with NULL, as execv() wants it. All zeros is an
 * empty one.
 */
struct strings {
	char **items;
	size_t n;
	size_t cap;
};

void strings_add(struct strings *s, const char *text);
void strings_addf(struct strings *s, const char *fmt, ...) printf_like(2, 3);
void strings_add_all(struct strings *s, const struct strings *from);
void strings_sort(struct strings *s);
void strings_free(struct strings *s);

/* Where (text) is in the list: its index, or (s)->n when it is not there. */
size_t strings_find(const struct strings *s, const char *text);

/* Add (text) unless it is there. Returns whether it was added. */
bool strings_add_once(struct strings *s, const char *text);

/*
 * malloc, realloc and strdup that end the tool when there is no memory. Owns: the caller, until
 * free().
 */
void *mem_alloc(size_t n);
void *mem_resize(void *p, size_t n);
char *mem_copy_text(const char *text);

/*
 * The last component of a path; never an empty one unless the path is empty. Points into (path).
 */
const char *path_base(const char *path);

/* Does (text) end with (end)? */
bool text_ends(const char *text, const char *end);
bool text_begins(const char *text, const char *beginning);

#endif
