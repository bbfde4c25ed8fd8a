/* SPDX-License-Identifier: MIT */
/*
 * The processors, as /proc and /sys list them: those that threads may run on.
 */
#include "abi/linux/procfs/procfs.h"
#include "kern/core/cpus.h"

unsigned proc_cpus(void)
{
	return LINKED(cpus_possible) ? cpus_possible() : 1;
}

int proc_cpu_list(struct text *t, const struct made_at *at)
{
	unsigned n = proc_cpus();

	(void)at;
	text_addf(t, n > 1 ? "0-%u\n" : "%u\n", n - 1);
	return 0;
}

int proc_cpu_mask(struct text *t, const struct made_at *at)
{
	unsigned n = proc_cpus();

	(void)at;
	text_addf(t, "%x", n % 32 ? (1u << n % 32) - 1 : ~0u);
	for (unsigned k = (n - 1) / 32; k; k--)
		text_addf(t, ",%08x", ~0u);
	text_add(t, "\n", 1);
	return 0;
}
