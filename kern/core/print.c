/* SPDX-License-Identifier: MIT */
#include "base/format.h"
#include "base/log.h"
#include "kern/core/print.h"
#include "kern/dev/console.h"

enum log_level log_level = LOG_WARN;

void print_bytes(const char *text, size_t n)
{
	while (n && console) {
		ssize_t done = console->write(CONSOLE_ERR, text, n);

		if (done <= 0)
			return;
		text += done;
		n -= (size_t)done;
	}
}

void print_textv(const char *fmt, va_list args)
{
	char text[256];
	size_t n = format_textv(text, sizeof text, fmt, args);

	print_bytes(text, MIN(n, sizeof text - 1));
}

void print_text(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	print_textv(fmt, args);
	va_end(args);
}
