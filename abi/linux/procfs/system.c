/* SPDX-License-Identifier: MIT */
/*
 * /proc: the machine, its memory, processors and time. All of it agrees with what sysinfo(),
 * sched_getaffinity() and uname() say.
 */
#include <cpuid.h>

#include "abi/linux/sched/load.h"
#include "abi/linux/proc/names.h"
#include "abi/linux/procfs/procfs.h"
#include "abi/linux/sched/find.h"
#include "abi/linux/syscalls.h"
#include "abi/linux/time/time.h"
#include "base/errno.h"
#include "base/string.h"
#include "kern/core/cpus.h"
#include "kern/dev/plat.h"
#include "kern/dev/random.h"
#include "kern/mem/frame.h"
#include "kern/vfs/fd.h"

#define TICK (NSEC_PER_SEC / 100)

/*
 * A line of meminfo: a name of 16 columns with its blanks, and the value in eight more. There are
 * programs that read them all when they start.
 */
static void put_kib(struct text *t, const char name[17], uint64_t kib)
{
	char line[16 + 24], *end = line + sizeof line - 4, *at = end;

	memcpy(end, " kB\n", 4);
	do
		*--at = (char)('0' + kib % 10);
	while (kib /= 10);
	while (at > end - 8)
		*--at = ' ';
	at -= 16;
	memcpy(at, name, 16);
	text_add(t, at, (size_t)(end + 4 - at));
}

int proc_meminfo(struct text *t, const struct made_at *at)
{
	static const char zeros[][17] = {
		"Buffers:        ", "Cached:         ", "SwapCached:     ", "Active:         ",
		"Inactive:       ", "Dirty:          ", "Writeback:      ", "Mapped:         ",
		"Shmem:          ", "Slab:           ", "SReclaimable:   ", "SUnreclaim:     ",
		"SwapTotal:      ", "SwapFree:       ",
	};
	static const char huge[] = "HugePages_Total:       0\nHugePages_Free:        0\n"
				   "HugePages_Rsvd:        0\nHugePages_Surp:        0\n"
				   "Hugepagesize:       2048 kB\n";
	struct frame_stats frames;
	uint64_t kib = PAGE_SIZE / KIB;

	(void)at;
	frame_get_stats(&frames);
	put_kib(t, "MemTotal:       ", frames.total * kib);
	put_kib(t, "MemFree:        ", frames.free * kib);
	put_kib(t, "MemAvailable:   ", frames.free * kib);
	for (size_t i = 0; i < nitems(zeros); i++)
		put_kib(t, zeros[i], 0);
	put_kib(t, "AnonPages:      ", (frames.total - frames.free) * kib);
	put_kib(t, "CommitLimit:    ", frames.total * kib);
	put_kib(t, "Committed_AS:   ", (frames.total - frames.free) * kib);
	text_add(t, huge, sizeof huge - 1);
	return 0;
}

static void put_model(struct text *t)
{
	unsigned r[12];
	const char *s = (const char *)r;

	for (unsigned i = 0; i < 3; i++)
		__cpuid(0x80000002 + i, r[4 * i], r[4 * i + 1], r[4 * i + 2], r[4 * i + 3]);
	while (*s == ' ')
		s++;
	text_addf(t, "model name\t: %.*s\n", (int)(sizeof r - (size_t)(s - (const char *)r)), s);
}

static const struct {
	uint8_t leaf; /* 1, 7, or 0x81 for 0x80000001 */
	char reg;     /* 'a' to 'd' */
	uint8_t bit;
	const char *name;
} features[] = {
	{ 1, 'd', 0, "fpu" },        { 1, 'd', 4, "tsc" },         { 1, 'd', 8, "cx8" },
	{ 1, 'd', 15, "cmov" },      { 1, 'd', 23, "mmx" },        { 1, 'd', 24, "fxsr" },
	{ 1, 'd', 25, "sse" },       { 1, 'd', 26, "sse2" },       { 1, 'c', 0, "pni" },
	{ 1, 'c', 1, "pclmulqdq" },  { 1, 'c', 9, "ssse3" },       { 1, 'c', 12, "fma" },
	{ 1, 'c', 13, "cx16" },      { 1, 'c', 19, "sse4_1" },     { 1, 'c', 20, "sse4_2" },
	{ 1, 'c', 22, "movbe" },     { 1, 'c', 23, "popcnt" },     { 1, 'c', 25, "aes" },
	{ 1, 'c', 26, "xsave" },     { 1, 'c', 28, "avx" },        { 1, 'c', 29, "f16c" },
	{ 1, 'c', 30, "rdrand" },    { 1, 'c', 31, "hypervisor" }, { 7, 'b', 3, "bmi1" },
	{ 7, 'b', 5, "avx2" },       { 7, 'b', 8, "bmi2" },        { 7, 'b', 9, "erms" },
	{ 7, 'b', 16, "avx512f" },   { 7, 'b', 18, "rdseed" },     { 7, 'b', 19, "adx" },
	{ 7, 'b', 29, "sha_ni" },    { 0x81, 'd', 11, "syscall" }, { 0x81, 'd', 20, "nx" },
	{ 0x81, 'd', 27, "rdtscp" }, { 0x81, 'd', 29, "lm" },      { 0x81, 'c', 0, "lahf_lm" },
	{ 0x81, 'c', 5, "abm" },
};

static void put_features(struct text *t)
{
	text_addf(t, "flags\t\t:");
	for (size_t i = 0; i < nitems(features); i++) {
		unsigned leaf = features[i].leaf, r[4];

		__cpuid_count(leaf == 0x81 ? 0x80000001 : leaf, 0, r[0], r[1], r[2], r[3]);
		if (r[features[i].reg - 'a'] >> features[i].bit & 1)
			text_addf(t, " %s", features[i].name);
	}
	text_add(t, "\n", 1);
}

int proc_cpuinfo(struct text *t, const struct made_at *at)
{
	unsigned n = cpus_count(), a, v[3], c;

	(void)at;
	__cpuid(0, a, v[0], v[2], v[1]);
	__cpuid(1, a, c, c, c);
	for (unsigned i = 0; i < n; i++) {
		text_addf(t,
			  "processor\t: %u\nvendor_id\t: %.*s\ncpu family\t: %u\nmodel\t\t: %u\n",
			  i, 12, (const char *)v,
			  (a >> 8 & 15) + ((a >> 8 & 15) == 15 ? a >> 20 & 255 : 0),
			  (a >> 4 & 15) | (a >> 12 & 0xf0));
		put_model(t);
		text_addf(t,
			  "stepping\t: %u\ncpu MHz\t\t: 1000.000\ncache size\t: 4096 KB\n"
			  "physical id\t: 0\nsiblings\t: %u\ncore id\t\t: %u\ncpu cores\t: %u\n"
			  "apicid\t\t: %u\nfpu\t\t: yes\n",
			  a & 15, n, i, n, i);
		put_features(t);
		text_addf(t, "bogomips\t: 2000.00\nclflush size\t: 64\ncache_alignment\t: 64\n"
			     "address sizes\t: 46 bits physical, 48 bits virtual\n\n");
	}
	return 0;
}

int proc_system_stat(struct text *t, const struct made_at *at)
{
	uint64_t used = (uint64_t)time_used() / TICK, all = (uint64_t)plat_clock() / TICK;
	unsigned n = cpus_count();
	nsec_t mono;
	int64_t wall = plat_wall_clock(&mono);

	(void)at;
	text_addf(t, "cpu  %lu 0 0 %lu 0 0 0 0 0 0\n", used, n * all > used ? n * all - used : 0);
	for (unsigned i = 0; i < n; i++)
		text_addf(t, "cpu%u %lu 0 0 %lu 0 0 0 0 0 0\n", i, used / n,
			  all > used / n ? all - used / n : 0);
	text_addf(t, "intr 0\nctxt 0\nbtime %lu\nprocesses 1\nprocs_running 1\nprocs_blocked 0\n",
		  (uint64_t)(wall - (int64_t)mono) / (uint64_t)NSEC_PER_SEC);
	return 0;
}

int proc_uptime(struct text *t, const struct made_at *at)
{
	uint64_t all = (uint64_t)plat_clock() / TICK, used = (uint64_t)time_used() / TICK;
	uint64_t idle = cpus_count() * all - MIN(used, cpus_count() * all);

	(void)at;
	text_addf(t, "%lu.%02lu %lu.%02lu\n", all / 100, all % 100, idle / 100, idle % 100);
	return 0;
}

int proc_loadavg(struct text *t, const struct made_at *at)
{
	struct load_now now = load_now();
	uint32_t load[LOADS];

	(void)at;
	load_get(load);
	for (unsigned i = 0; i < LOADS; i++) {
		uint32_t v = load[i] + (1u << LOAD_SHIFT) / 200; /* rounded */

		text_addf(t, "%u.%02u ", v >> LOAD_SHIFT,
			  (v & ((1u << LOAD_SHIFT) - 1)) * 100 >> LOAD_SHIFT);
	}
	text_addf(t, "%u/%u %u\n", now.runnable, now.threads,
		  LINKED(threads_last) ? threads_last() : PROC_PID);
	return 0;
}

int proc_version(struct text *t, const struct made_at *at)
{
	struct linux_utsname u;

	(void)at;
	proc_names(&u);
	text_addf(t, "%s version %s (pith) %s\n", u.sysname, u.release, u.version);
	return 0;
}

int proc_hostname(struct text *t, const struct made_at *at)
{
	struct linux_utsname u;

	(void)at;
	proc_names(&u);
	text_addf(t, "%s\n", u.nodename);
	return 0;
}

int proc_file_nr(struct text *t, const struct made_at *at)
{
	unsigned n = 0;

	(void)at;
	for (int fd = 0; (fd = proc_next_fd((unsigned)fd)) >= 0; fd++)
		n++;
	text_addf(t, "%u\t0\t9223372036854775807\n", n);
	return 0;
}

static void put_uuid(struct text *t, const uint8_t b[16])
{
	for (unsigned i = 0; i < 16; i++)
		text_addf(t, i == 4 || i == 6 || i == 8 || i == 10 ? "-%02x" : "%02x", b[i]);
	text_add(t, "\n", 1);
}

/* Random bytes as a UUID of version 4 (RFC 4122, 4.4). */
static int make_uuid(uint8_t b[16])
{
	if (random_bytes(b, 16))
		return -EIO;
	b[6] = (uint8_t)((b[6] & 15) | 0x40);
	b[8] = (uint8_t)((b[8] & 63) | 0x80);
	return 0;
}

int proc_uuid(struct text *t, const struct made_at *at)
{
	uint8_t b[16];
	int err = make_uuid(b);

	(void)at;
	if (!err)
		put_uuid(t, b);
	return err;
}

int proc_boot_id(struct text *t, const struct made_at *at)
{
	static struct mutex lock; /* guards: */
	static uint8_t id[16];
	int err = 0;

	(void)at;
	mutex_lock(&lock);
	if (!id[6])
		err = make_uuid(id);
	if (!err)
		put_uuid(t, id);
	mutex_unlock(&lock);
	return err;
}
