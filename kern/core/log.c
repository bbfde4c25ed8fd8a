/* SPDX-License-Identifier: MIT */
/*
 * Log lines, written to the console as they come: there is no buffer that a crash could lose.
 * Only an image that can log has this; a level that is off costs one comparison.
 */
#include "base/format.h"
#include "base/log.h"
#include "kern/core/print.h"
#include "kern/dev/plat.h"

#define LINE_MAX 256

void log_line(enum log_level level, const char *object, const char *fmt, ...)
{
	char line[LINE_MAX];
	nsec_t now;
	size_t n;
	va_list args;

	if (level > log_level)
		return;
	now = plat_clock();
	n = format_text(line, sizeof line, "[%4u.%06u] %s: ", (unsigned)(now / NSEC_PER_SEC),
			(unsigned)(now % NSEC_PER_SEC / 1000), object);
	va_start(args, fmt);
	if (n < sizeof line)
		n += format_textv(line + n, sizeof line - n, fmt, args);
	va_end(args);
	n = MIN(n, sizeof line - 2);
	line[n] = '\n';
	print_bytes(line, n + 1);
}
