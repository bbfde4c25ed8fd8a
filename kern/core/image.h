/* SPDX-License-Identifier: MIT */
/*
 * The life of an image: how a platform starts it, and how it ends when it must.
 */
#ifndef KERN_CORE_IMAGE_H
#define KERN_CORE_IMAGE_H

#include "base/types.h"

#define STACK_SIZE (8 * MIB) /* of an application, as Linux has it */

/* What a platform found at its entry. */
struct image_start {
	/* text in the grammar of base/cmdline.h, ours to change; "" when there is none */
	char *config;
	char **args;          /* a process: its argv, else NULL */
	char **env;           /* a process: its environment, else NULL */
	const uint64_t *auxv; /* a process: the host's auxiliary vector, else NULL */
	uintptr_t stack_low;  /* a process: how far down the host's stack may grow, else 0 */
};

/*
 * Bring the image up: configuration, console, then the application, which ends the image.
 * Context: boot CPU, on the boot stack, memory regions known.
 */
_Noreturn void image_start(const struct image_start *start);

/*
 * Build the application's stack and enter it: defined by the ABI that the image speaks
 * (abi/linux/start.c).
 * Context: as image_start().
 */
_Noreturn void image_run_application(const struct image_start *start);

/*
 * Refuse to start: print "error: ..." and end with status 125, which says that the application
 * never ran.
 * Context: boot.
 */
_Noreturn void image_refuse(const char *fmt, ...) printf_like(1, 2) cold;

/* Written by the build into image.c. */
extern const char image_name[];
/* argv[0] when nobody says: the same, and the application may write to it */
extern char image_argument[];
/* configuration fixed at build time, in the grammar of base/cmdline.h */
extern const char image_values[];
/* the application's keys: include/pith/image.h, PITH_NOTE_SCHEMA */
extern const char image_schema[];

/*
 * Say which addresses an interface has, to the tool that runs the image: a byte with its number,
 * then a text, at most CONTROL_SHARED_MAX bytes. Context: any.
 */
void image_tell_addresses(const char *text, size_t n);

#endif
