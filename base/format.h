/* SPDX-License-Identifier: MIT */
/*
 * Text formatting for logs and reports: a small printf without floating point.
 *
 * Conversions: %s %c %d %u %x %o %%, lengths l, ll and z, a width (also *) with or without the flag
 * 0, and for %s a precision (also *). Anything else is copied as it stands.
 */
#ifndef BASE_FORMAT_H
#define BASE_FORMAT_H

#include <stdarg.h>

#include "base/types.h"

/*
 * Write the formatted text to (buf), at most (size) bytes with the terminator.
 * Returns the length that the whole text has: a result >= (size) says that it was cut.
 * Context: any.
 */
size_t format_text(char *buf, size_t size, const char *fmt, ...) printf_like(3, 4);
size_t format_textv(char *buf, size_t size, const char *fmt, va_list args) printf_like(3, 0);

#endif
