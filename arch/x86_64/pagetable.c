/* SPDX-License-Identifier: MIT */
#include "arch/x86_64/pagetable.h"

uint64_t *pagetable_entry(uint64_t *top, uintptr_t window, uintptr_t va, unsigned level,
			  int (*alloc)(paddr_t *pa))
{
	uint64_t *table = top;

	for (unsigned l = PAGETABLE_TOP;; l--) {
		uint64_t *e = &table[va >> pagetable_shift(l) & 511];
		paddr_t pa;

		if (l == level || *e & PTE_LARGE)
			return e;
		if (!*e) {
			if (!alloc || alloc(&pa))
				return NULL;
			*e = pa | PTE_PRESENT | PTE_WRITE | PTE_USER;
		}
		table = (uint64_t *)(window + (*e & PTE_FRAME));
	}
}
