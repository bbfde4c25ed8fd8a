/* SPDX-License-Identifier: MIT */
/*
 * The start of an image, in order. What is not here is initialised by whoever first needs it.
 */
#include <stdarg.h>

#include "base/string.h"
#include "include/pith/image.h"
#include "kern/core/config.h"
#include "kern/core/image.h"
#include "kern/core/print.h"
#include "kern/dev/console.h"
#include "kern/dev/driver.h"
#include "kern/dev/plat.h"
#include "kern/sched/thread.h"

#define STATUS_REFUSED 125

static_assert(offsetof(struct cpu, current) == PITH_THREAD_AT &&
		      offsetof(struct thread, tid) == PITH_THREAD_NUMBER,
	      "as include/pith/image.h tells tools");

uint8_t plat_kind;
const struct console *console;
struct console_info console_info;

/* The values in the image are read-only, and reading rewrites. The build checked their length. */
static char values[PITH_VALUES_MAX];

_Noreturn void image_start(const struct image_start *start)
{
	drivers_probe();
	config.args[config.nr_args++] = image_argument;
	if (*image_values) {
		string_copy(values, image_values, sizeof values);
		config_read(values);
	}
	config_read(start->config);
	plat_memory(config.memory);
	if (LINKED(config_app_finish))
		config_app_finish();
	image_run_application(start);
}

_Noreturn void image_refuse(const char *fmt, ...)
{
	va_list args;

	print_text("error: ");
	va_start(args, fmt);
	print_textv(fmt, args);
	va_end(args);
	print_text("\n");
	plat_end((struct plat_end){ .status = STATUS_REFUSED });
}
