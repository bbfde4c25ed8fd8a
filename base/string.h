/* SPDX-License-Identifier: MIT */
/*
 * The part of <string.h> that the library OS uses. The compiler emits calls to the first four by
 * itself; in an image they are the library OS's own, localised, so they are not the application's.
 * Context: any.
 */
#ifndef BASE_STRING_H
#define BASE_STRING_H

#include "base/types.h"

#if defined(__STDC_HOSTED__) && __STDC_HOSTED__
#include <string.h>
#else
void *memcpy(void *restrict to, const void *restrict from, size_t n);
void *memmove(void *to, const void *from, size_t n);
void *memset(void *to, int c, size_t n);
int memcmp(const void *a, const void *b, size_t n);

void *memchr(const void *s, int c, size_t n);
size_t strlen(const char *s);
size_t strnlen(const char *s, size_t max);
int strcmp(const char *a, const char *b);
int strncmp(const char *a, const char *b, size_t n);
char *strchr(const char *s, int c);
char *strrchr(const char *s, int c);
#endif

/*
 * Copy (from) to (to), which has room for (size) bytes, and terminate it.
 * Returns the length of (from): a result >= (size) says that it was cut.
 */
size_t string_copy(char *to, const char *from, size_t size);

#endif
