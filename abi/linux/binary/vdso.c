/* SPDX-License-Identifier: MIT */
/*
 * Mapping the vDSO into a program. Its functions are those of the source door: they check what they
 * are given as a system call does, and wherever they are interrupted it is the library OS that is,
 * so signals wait until they return. A program in another ring has system calls there.
 */
#include "abi/linux/binary/binary.h"
#include "abi/linux/syscalls.h"
#include "base/string.h"
#include "kern/dev/plat.h"
#include "kern/mem/space.h"

/* In vdso/vdso.lds, in the order of vdso/functions.S. */
#define CALLS     0xf00
#define CALL_SIZE 16
#define TABLE     0xf80

extern const uint8_t vdso_image[PAGE_SIZE];

uintptr_t binary_map_vdso(void)
{
	uintptr_t table[] = {
		(uintptr_t)sys_clock_gettime, (uintptr_t)sys_gettimeofday, (uintptr_t)sys_time,
		(uintptr_t)sys_getcpu,        (uintptr_t)sys_clock_getres,
	};
	const struct map_request r = {
		.len = PAGE_SIZE,
		.prot = MMU_READ | MMU_WRITE,
		.prot_max = MMU_READ | MMU_WRITE | MMU_EXEC,
	};
	uintptr_t at;

	if (space_map(space_current(), &r, &at))
		return 0;
	if (trap_other_ring(plat_selectors.code))
		for (size_t i = 0; i < nitems(table); i++)
			table[i] = at + CALLS + i * CALL_SIZE;
	memcpy((void *)at, vdso_image, PAGE_SIZE);
	memcpy((void *)(at + TABLE), table, sizeof table);
	if (space_protect(space_current(), at, PAGE_SIZE, MMU_READ | MMU_EXEC))
		return 0;
	return at;
}
