/* SPDX-License-Identifier: MIT */
/*
 * Text from the library OS itself: logs, refusals, reports. It goes to the console's error stream.
 */
#ifndef KERN_CORE_PRINT_H
#define KERN_CORE_PRINT_H

#include <stdarg.h>

#include "base/types.h"

/* Write all (n) bytes, or drop what the console does not take. Context: any. */
void print_bytes(const char *text, size_t n);

/* Format at most 255 bytes and write them. Context: any. */
void print_text(const char *fmt, ...) printf_like(1, 2);
void print_textv(const char *fmt, va_list args) printf_like(1, 0);

#endif
