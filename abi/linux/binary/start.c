/* SPDX-License-Identifier: MIT */
/*
 * The start of an image whose application is a program of its file system: where others have the
 * C library's start, this has the first execve().
 */
#include "abi/linux/binary/exec.h"
#include "base/errno.h"
#include "base/string.h"
#include "kern/core/image.h"
#include "kern/core/stack.h"
#include "kern/dev/plat.h"
#include "kern/sched/run.h"

/* System calls are served on trap stacks. */
#define BINARY_STACK_SIZE (8 * PAGE_SIZE)

void sys_binary_start(uintptr_t *sp);

static const char *describe(int err)
{
	switch (err) {
	case -ENOENT:
		return "no such file";
	case -EACCES:
		return "not an executable file";
	case -ENOMEM:
		return "no memory";
	case -E2BIG:
		return "the arguments are too long";
	default:
		return "it cannot be read";
	}
}

static void start(long sp, long unused_argument)
{
	uintptr_t *words = (uintptr_t *)sp;
	char *const *argv = (char *const *)(words + 1), *const *envp = argv + *words + 1;
	struct binary_args args;
	const char *name = image_program, *why = NULL;
	int err = binary_args_take(&args, argv, envp, true);

	(void)unused_argument;
	/* The host's name for the image is not the program's. */
	if (!err)
		err = binary_args_replace_first(&args, &name, 1);
	if (!err)
		err = binary_find(&binary_program, PATH_CWD, name, PATH_FOLLOW, &args, &why);
	if (err)
		image_refuse("run '%s': %s", name, why ? why : describe(err));
	binary_run(&binary_program, &args);
}

void sys_binary_start(uintptr_t *sp)
{
	void *stack;

	plat_syscalls_on();
	stack_set_size(BINARY_STACK_SIZE);
	stack = stack_alloc();
	if (!stack)
		image_refuse("no memory");
	thread_set_trap_stack(thread_current(), stack, stack_size);
	context_leave(start, (long)sp, 0);
}
