/* SPDX-License-Identifier: MIT */
/*
 * /sys: what programs look for to count processors and nodes, and to learn of large pages.
 */
#include "abi/linux/procfs/procfs.h"
#include "kern/core/cpus.h"

#define SYSFS_MAGIC 0x62656572

static int next_cpu(const char *path, size_t len, unsigned from)
{
	(void)path;
	(void)len;
	return from < cpus_count() ? (int)from : -1;
}

#define CPU  "devices/system/cpu/"
#define NODE "devices/system/node/"
#define HUGE "kernel/mm/transparent_hugepage/"

static const struct made_entry entries[] = {
	{ "devices/system/clocksource/clocksource0/available_clocksource", .text = "tsc \n" },
	{ "devices/system/clocksource/clocksource0/current_clocksource", .text = "tsc\n" },
	{ CPU "cpu0/online", .text = "1\n" },
	{ CPU "cpu0/topology/core_id", .text = "0\n" },
	{ CPU "cpu0/topology/core_siblings_list", .tell = proc_cpu_list },
	{ CPU "cpu0/topology/physical_package_id", .text = "0\n" },
	{ CPU "cpu0/topology/thread_siblings_list", .text = "0\n" },
	{ CPU "kernel_max", .text = "8191\n" },
	{ CPU "offline", .text = "\n" },
	{ CPU "online", .tell = proc_cpu_list },
	{ CPU "possible", .tell = proc_cpu_list },
	{ CPU "present", .tell = proc_cpu_list },
	{ NODE "has_cpu", .text = "0\n" },
	{ NODE "has_memory", .text = "0\n" },
	{ NODE "node0/cpulist", .tell = proc_cpu_list },
	{ NODE "node0/cpumap", .tell = proc_cpu_mask },
	{ NODE "node0/distance", .text = "10\n" },
	{ NODE "online", .text = "0\n" },
	{ NODE "possible", .text = "0\n" },
	{ "fs/cgroup/cgroup.controllers", .text = "\n" },
	{ "fs/cgroup/cgroup.procs", .text = "1\n" },
	{ "kernel/mm/hugepages/hugepages-2048kB/free_hugepages", .text = "0\n" },
	{ "kernel/mm/hugepages/hugepages-2048kB/nr_hugepages", .text = "0\n" },
	{ HUGE "defrag", .text = "always defer defer+madvise madvise [never]\n" },
	{ HUGE "enabled", .text = "always madvise [never]\n" },
	{ HUGE "hpage_pmd_size", .text = "2097152\n" },
	{ HUGE "shmem_enabled", .text = "always within_size advise [never] deny force\n" },
	{ HUGE "use_zero_page", .text = "0\n" },
};

int sysfs_create(const char *options, struct fs **fs)
{
	static struct made_fs sysfs = {
		.fs = { .type = "sysfs" },
		.entries = entries,
		.nr = nitems(entries),
		.magic = SYSFS_MAGIC,
		.next = next_cpu,
	};
	int err = made_init(&sysfs);

	(void)options;
	if (!err)
		*fs = &sysfs.fs;
	return err;
}
