/* SPDX-License-Identifier: MIT */
/*
 * The application's first stack, as Linux lays it out (System V ABI, AMD64, 3.4.1): the argument
 * count, the arguments, the environment and the auxiliary vector, and below them the call of main.
 */
#include "abi/linux/syscalls.h"
#include "base/string.h"
#include "kern/core/config.h"
#include "kern/core/image.h"
#include "kern/dev/plat.h"
#include "kern/mem/space.h"
#include "kern/sched/thread.h"
#include "kern/vfs/fd.h"

#pragma weak sys_chdir /* only where the program can tell */

#define STACK_SIZE (8 * MIB)
#define AUX_WORDS  14

/* The auxiliary vector's types (uapi/linux/auxvec.h). */
enum {
	AT_NULL = 0,
	AT_PHDR = 3,
	AT_PHENT = 4,
	AT_PHNUM = 5,
	AT_PAGESZ = 6,
	AT_RANDOM = 25,
	AT_EXECFN = 31,
};

struct elf_header {
	uint8_t ident[16];
	uint16_t type, machine;
	uint32_t version;
	uint64_t entry, phoff, shoff;
	uint32_t flags;
	uint16_t ehsize, phentsize, phnum;
};

extern const struct elf_header pith_image_start;

/* Provided by the C library's glue (port/musl/src/start.c). */
_Noreturn void app_start(uintptr_t *sp) __asm__("pith.app_start");

/* Room for (n) words below (sp) such that the result is aligned as at a process's entry. */
static uintptr_t *reserve(uintptr_t sp, size_t n)
{
	return (uintptr_t *)ROUND_DOWN(sp - n * sizeof(uintptr_t), 16);
}

static size_t count(char *const *list)
{
	size_t n = 0;

	while (list && list[n])
		n++;
	return n;
}

static uintptr_t *put_list(uintptr_t *at, char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		*at++ = (uintptr_t)list[i];
	return at;
}

static void put_auxv(uintptr_t *at, const uint64_t *random, const char *name)
{
	const struct elf_header *e = &pith_image_start;
	const uintptr_t aux[AUX_WORDS] = {
		AT_PHDR,   (uintptr_t)e + e->phoff,
		AT_PHENT,  e->phentsize,
		AT_PHNUM,  e->phnum,
		AT_PAGESZ, PAGE_SIZE,
		AT_RANDOM, (uintptr_t)random,
		AT_EXECFN, (uintptr_t)name,
		AT_NULL,   0,
	};

	memcpy(at, aux, sizeof aux);
}

/*
 * Build the stack below (top) and return where its first word, the argument count, stands. A process has
 * arguments and an environment from its host; what was configured comes first. A bare name is no
 * argument: then the configured ones are taken.
 */
static uintptr_t *build_stack(uintptr_t top, const struct image_start *start)
{
	bool host_args = start->args && (config.nr_args < 2 || count(start->args) > 1);
	char **args = host_args ? start->args : config.args;
	size_t nr_args = host_args ? count(args) : config.nr_args;
	size_t nr_host_env = count(start->env);
	uint64_t *random = (uint64_t *)top - 2;
	uintptr_t *sp =
		reserve((uintptr_t)random, nr_args + config.nr_env + nr_host_env + AUX_WORDS + 3);
	uintptr_t *at = sp;

	random[0] = plat_random_early();
	random[1] = plat_random_early();
	*at++ = nr_args;
	at = put_list(at, args, nr_args) + 1;
	at = put_list(at, config.env, config.nr_env);
	at = put_list(at, start->env, nr_host_env) + 1;
	put_auxv(at, random, args[0]);
	return sp;
}

_Noreturn void image_run_application(const struct image_start *start)
{
	struct thread *t = thread_current();
	uintptr_t *sp;

	if (space_map_stack(STACK_SIZE, &t->stack_low) < 0)
		image_refuse("no memory for the stack");
	t->tid = 1;
	t->stack_high = t->stack_low + STACK_SIZE;
	sp = build_stack(t->stack_high, start);
	files_init();
	if (config.workdir && (!sys_chdir || sys_chdir(config.workdir) < 0))
		image_refuse("configuration: workdir: %s '%s'",
			     sys_chdir ? "no folder" : "no files, so no folder", config.workdir);
	plat_seal();
	/* Fixed registers: any other could be rbp, which is cleared on the way. */
	__asm__ volatile("mov %%rdi, %%rsp\n\t"
			 "xor %%ebp, %%ebp\n\t"
			 "call *%%rax" ::"D"(sp),
			 "a"(app_start)
			 : "memory");
	__builtin_unreachable();
}
