/* SPDX-License-Identifier: MIT */
/*
 * Functions of the host's vDSO: found where it has them, and not in what only looks like one.
 *
 * Links: plat/linux/vdso.c
 */
#include <elf.h>
#include <stdlib.h>
#include <sys/auxv.h>
#include <time.h>

#include "base/types.h"
#include "plat/linux/vdso.h"
#include "test/unit/tap.h"

#define SIZE 8192

static const void *vdso(void)
{
	return (const void *)getauxval(AT_SYSINFO_EHDR);
}

static void test_host(void)
{
	uintptr_t f = vdso_find(vdso(), "__vdso_clock_gettime");
	struct timespec ts = { 0 }, again;
	long long ns;

	if (!ok(f != 0, "the host's clock is found"))
		return;
	ok(((int (*)(int, struct timespec *))f)(CLOCK_MONOTONIC, &ts) == 0, "and answers");
	clock_gettime(CLOCK_MONOTONIC, &again);
	ns = (again.tv_sec - ts.tv_sec) * 1000000000ll + again.tv_nsec - ts.tv_nsec;
	ok(ns >= 0 && ns < 1000000000, "the right time");
	ok(!vdso_find(vdso(), "__vdso_clock_gettim"), "a name that is shorter");
	ok(!vdso_find(vdso(), "__vdso_clock_gettime_"), "a name that is longer");
}

/* Damage (bytes) of a copy at (offset); the search must stay in it (AddressSanitizer looks on). */
static void test_damaged(void)
{
	unsigned found = 0;

	srand(1);
	for (unsigned i = 0; i < 20000; i++) {
		uint8_t *copy = aligned_alloc(4096, SIZE);

		memcpy(copy, vdso(), SIZE);
		for (unsigned k = 0; k < 8; k++)
			copy[rand() % (k < 4 ? 1024 : SIZE)] = (uint8_t)rand();
		/* What stands behind the copy is not there. */
		for (unsigned k = 0; k < ((Elf64_Ehdr *)copy)->e_phnum && k < 8; k++) {
			Elf64_Phdr *p = (Elf64_Phdr *)(copy + 64) + k;

			if (p->p_type == PT_LOAD && p->p_memsz > SIZE)
				p->p_memsz = SIZE;
		}
		((Elf64_Ehdr *)copy)->e_phoff = 64;
		found += vdso_find(copy, "__vdso_clock_gettime") != 0;
		free(copy);
	}
	ok(found > 0 && found < 20000, "damaged copies are searched within their bounds");
}

int main(void)
{
	static const uint8_t zeros[SIZE];

	ok(!vdso_find(zeros, "__vdso_clock_gettime"), "a page of zeros");
	if (vdso()) {
		test_host();
		test_damaged();
	}
	return tap_done();
}
