/* SPDX-License-Identifier: MIT */
/*
 * The application's first stack, as Linux lays it out (System V ABI, AMD64, 3.4.1): the argument
 * count, the arguments, the environment and the auxiliary vector, and below them the call of main.
 */
#include "abi/linux/auxv.h"
#include "abi/linux/binary/elf.h"
#include "abi/linux/identity/identity.h"
#include "abi/linux/syscalls.h"
#include "base/string.h"
#include "kern/core/config.h"
#include "kern/core/cpus.h"
#include "kern/core/image.h"
#include "kern/dev/net.h"
#include "kern/dev/plat.h"
#include "kern/mem/space.h"
#include "kern/sched/thread.h"
#include "kern/vfs/fd.h"
#include "kern/vfs/vfs.h"

extern __typeof__(vfs_begin_in) vfs_begin_in WEAK;

#pragma weak sys_chdir /* only where the program can tell */

#define AUX_WORDS 24

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

/* Put (n) words and skip one more, which stays NULL. */
static noinline uintptr_t *put_list(uintptr_t *at, char *const *list, size_t n)
{
	memcpy(at, list, n * sizeof *at);
	return at + n + 1;
}

#pragma weak identity_begin /* there is another where the program can ask */

void identity_begin(uint64_t *auxv)
{
	(void)auxv;
}

/* The end of the vector, AT_NULL, is there already. */
static void put_auxv(uintptr_t *at, const uint64_t *random, const char *name)
{
	const struct elf_header *e = &pith_image_start;

	at[0] = AT_PHDR;
	at[1] = (uintptr_t)e + sizeof *e;
	at[2] = AT_PHENT;
	at[3] = ELF_PHENT;
	at[4] = AT_PHNUM;
	at[5] = e->phnum;
	at[6] = AT_PAGESZ;
	at[7] = PAGE_SIZE;
	at[8] = AT_RANDOM;
	at[9] = (uintptr_t)random;
	at[10] = AT_EXECFN;
	at[11] = (uintptr_t)name;
	identity_begin(at + 12);
}

/*
 * Build the stack below (top) and return where its first word, the argument count, stands. A
 * process has arguments and an environment from its host; what was configured comes first. A bare
 * name is no argument: then the configured ones are taken.
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

	memset(sp, 0, (uintptr_t)random - (uintptr_t)sp);
	random[0] = plat_random_early();
	random[1] = plat_random_early();
	*at++ = nr_args;
	at = put_list(at, args, nr_args);
	at = put_list(at, config.env, config.nr_env) - 1;
	at = put_list(at, start->env, nr_host_env);
	put_auxv(at, random, args[0]);
	return sp;
}

static void nothing(void)
{
}

/* There are others: where there can be threads (kern/core/cpus.c), and where there are sockets. */
void cpus_begin(void) __attribute__((weak, alias("nothing")));
void network_begin(void) __attribute__((weak, alias("nothing")));

_Noreturn void image_run_application(const struct image_start *start)
{
	struct thread *t = thread_current();
	uintptr_t *sp;

	t->tid = 1;
	/* A process has a stack already; what is used of it is left behind, above. */
	t->stack_low = start->stack_low;
	t->stack_high = (uintptr_t)&sp - PAGE_SIZE;
	if (!t->stack_low) {
		if (space_map_stack(STACK_SIZE, &t->stack_low) < 0)
			image_refuse("no memory");
		t->stack_high = t->stack_low + STACK_SIZE;
	}
	sp = build_stack(t->stack_high, start);
	files_init();
	cpus_begin();
	if (config.workdir && (!LINKED(vfs_begin_in) || vfs_begin_in(config.workdir) < 0))
		image_refuse("workdir: no folder '%s'", config.workdir);
	network_begin();
	plat_seal();
	/* Fixed registers: any other could be rbp, which is cleared on the way. */
	__asm__ volatile("mov %%rdi, %%rsp\n\t"
			 "xor %%ebp, %%ebp\n\t"
			 "call *%%rax" ::"D"(sp),
			 "a"(app_start)
			 : "memory");
	__builtin_unreachable();
}
