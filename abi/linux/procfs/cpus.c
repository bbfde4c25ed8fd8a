/* SPDX-License-Identifier: MIT */
/*
 * The processors, as /proc and /sys list them: those that threads may run on.
 */
#include "abi/linux/procfs/procfs.h"
#include "kern/core/cpus.h"

void proc_put_cpu_list(struct text *t, uint64_t set)
{
	const char *before = "";

	set &= cpus_all();
	while (set) {
		unsigned first = (unsigned)__builtin_ctzll(set);
		uint64_t rest = ~(set >> first);
		unsigned n = rest ? (unsigned)__builtin_ctzll(rest) : 64;

		text_addf(t, n > 1 ? "%s%u-%u" : "%s%u", before, first, first + n - 1);
		before = ",";
		set &= n + first < 64 ? UINT64_MAX << (n + first) : 0;
	}
	text_add(t, "\n", 1);
}

void proc_put_cpu_mask(struct text *t, uint64_t set)
{
	set &= cpus_all();
	if (cpus_count() > 32)
		text_addf(t, "%x,%08x\n", (unsigned)(set >> 32), (unsigned)set);
	else
		text_addf(t, "%x\n", (unsigned)set);
}

int proc_cpu_list(struct text *t, const struct made_at *at)
{
	(void)at;
	proc_put_cpu_list(t, UINT64_MAX);
	return 0;
}

int proc_cpu_mask(struct text *t, const struct made_at *at)
{
	(void)at;
	proc_put_cpu_mask(t, UINT64_MAX);
	return 0;
}
