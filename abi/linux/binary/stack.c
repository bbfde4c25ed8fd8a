/* SPDX-License-Identifier: MIT */
/*
 * The stack that a program starts with (System V ABI, AMD64, 3.4.1): from the top down the texts,
 * then the auxiliary vector, the environment, the arguments and their count.
 */
#include "abi/linux/auxv.h"
#include "abi/linux/binary/binary.h"
#include "abi/linux/signal/frame.h"
#include "abi/linux/syscalls.h"
#include "base/string.h"
#include "kern/dev/random.h"
#include "kern/mem/space.h"
#include "kern/sched/fpu.h"

#define TICKS 100 /* of times(2), a second */

static const char platform[] = "x86_64";

struct aux {
	uint64_t type;
	uint64_t value;
};

/* Where the texts of a program are. */
struct texts {
	uintptr_t random;
	uintptr_t platform;
	uintptr_t path;
	uintptr_t args;
};

static uintptr_t put(uintptr_t *at, const void *bytes, size_t n)
{
	*at -= n;
	memcpy((void *)*at, bytes, n);
	return *at;
}

static void put_texts(uintptr_t *at, const struct binary_start *s, struct texts *t)
{
	uint64_t random[2];

	t->path = put(at, s->path, strlen(s->path) + 1);
	t->args = put(at, s->args->text, s->args->size);
	t->platform = put(at, platform, sizeof platform);
	*at = ROUND_DOWN(*at, 16);
	if (random_bytes(random, sizeof random))
		random[0] = random[1] = space_random;
	t->random = put(at, random, sizeof random);
}

static size_t signal_stack_min(void)
{
	return fpu_size() + sizeof(struct signal_frame) + 256; /* red zone, alignment */
}

/* Points each of (n) words at the next text of (*text). */
static void point(uintptr_t **at, uintptr_t *text, unsigned n)
{
	for (unsigned i = 0; i < n; i++) {
		*(*at)++ = *text;
		*text += strlen((const char *)*text) + 1;
	}
	*(*at)++ = 0;
}

uintptr_t binary_build_stack(uintptr_t low, uintptr_t top, const struct binary_start *s)
{
	size_t words = 1 + s->args->nr_args + 1 + s->args->nr_env + 1;
	struct texts t;
	uintptr_t sp = top, text, *at;

	if (s->args->size + words * sizeof *at + 2 * PAGE_SIZE > (top - low) / 2)
		return 0;
	put_texts(&sp, s, &t);
	const struct aux auxv[] = {
		{ s->vdso ? AT_SYSINFO_EHDR : AT_IGNORE, s->vdso },
		{ AT_HWCAP, cpu_features() },
		{ AT_PAGESZ, PAGE_SIZE },
		{ AT_CLKTCK, TICKS },
		{ AT_PHDR, s->program.headers },
		{ AT_PHENT, ELF_PHENT },
		{ AT_PHNUM, s->elf->nr_headers },
		{ AT_BASE, s->interpreter.base },
		{ AT_FLAGS, 0 },
		{ AT_ENTRY, s->program.entry },
		{ AT_UID, sys_getuid() },
		{ AT_EUID, sys_geteuid() },
		{ AT_GID, sys_getgid() },
		{ AT_EGID, sys_getegid() },
		{ AT_SECURE, 0 },
		{ AT_RANDOM, t.random },
		{ AT_HWCAP2, 0 }, /* FS and GS bases by instruction are ours */
		{ AT_EXECFN, t.path },
		{ AT_PLATFORM, t.platform },
		{ AT_MINSIGSTKSZ, signal_stack_min() },
		{ AT_NULL, 0 },
	};

	sp = ROUND_DOWN(sp - sizeof auxv - words * sizeof *at, 16);
	at = (uintptr_t *)sp;
	*at++ = s->args->nr_args;
	text = t.args;
	point(&at, &text, s->args->nr_args);
	binary_running.args = t.args;
	binary_running.args_end = text;
	point(&at, &text, s->args->nr_env);
	binary_running.env_end = text;
	binary_running.auxv = (uintptr_t)at;
	binary_running.auxv_size = sizeof auxv;
	memcpy(at, auxv, sizeof auxv);
	return sp;
}
