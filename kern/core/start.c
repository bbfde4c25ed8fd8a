/* SPDX-License-Identifier: MIT */
/*
 * The start of an image, in order. What is not here is initialised by whoever first needs it.
 */
#include <stdarg.h>

#include "base/format.h"
#include "base/string.h"
#include "include/pith/control.h"
#include "kern/core/config.h"
#include "kern/dev/control.h"
#include "kern/core/image.h"
#include "kern/core/print.h"
#include "kern/dev/console.h"
#include "kern/dev/driver.h"
#include "kern/dev/plat.h"

#define STATUS_REFUSED 125

#define VALUES_MAX 4096

uint8_t plat_kind;
const struct console *console;
struct console_info console_info;

/* The values in the image are read-only, and reading rewrites. */
static char values[VALUES_MAX];

_Noreturn void image_start(const struct image_start *start)
{
	drivers_probe();
	if (string_copy(values, image_values, sizeof values) >= sizeof values)
		image_refuse("configuration: the values in the image are longer than %d bytes", VALUES_MAX - 1);
	config_read(values);
	config_read(start->config);
	if (config_app_finish)
		config_app_finish();
	plat_memory(config.memory);
	image_run_application(start);
}

_Noreturn void image_refuse(const char *fmt, ...)
{
	char text[256];
	va_list args;
	size_t n;

	va_start(args, fmt);
	n = format_textv(text, sizeof text, fmt, args);
	va_end(args);
	n = MIN(n, sizeof text - 1);
	if (control_present)
		control_send(PITH_CONTROL_ERROR, text, n);
	else
		print_text("error: %s\n", text);
	plat_end((struct plat_end){ .status = STATUS_REFUSED });
}
