/* SPDX-License-Identifier: MIT */
/*
 * Time in a process: the host's function for it, which reads the CPU's counter, or the call.
 */
#include "plat/linux/names.h"

#include "kern/dev/plat.h"
#include "kern/sched/run.h"
#include "plat/linux/host.h"
#include "plat/linux/linux.h"
#include "plat/linux/vdso.h"

#define AT_SYSINFO_EHDR 33

#define STEP_NS 1000000 /* less is the time that reading two clocks takes */

static int call_clock(int clock, struct host_timespec *ts)
{
	return (int)host_call2(HOST_clock_gettime, clock, (long)ts);
}

typedef int clock_function(int clock, struct host_timespec *ts);

static clock_function *find_clock(void)
{
	const void *vdso = NULL;
	uintptr_t found = 0;

	for (const uint64_t *a = linux_auxv; a[0] && !vdso; a += 2)
		if (a[0] == AT_SYSINFO_EHDR)
			vdso = (const void *)a[1];
	if (vdso)
		found = vdso_find(vdso, "__vdso_clock_gettime");
	if (found && LINKED(run_lend_code))
		run_lend_code(vdso, vdso_size(vdso));
	return found ? (clock_function *)found : call_clock;
}

static clock_function *function; /* constant after its first use */

bool linux_clock_calls(void)
{
	if (!function)
		function = find_clock();
	return function == call_clock;
}

static nsec_t read_clock(int clock)
{
	struct host_timespec ts;

	if (!function)
		function = find_clock();
	function(clock, &ts);
	return (nsec_t)ts.sec * NSEC_PER_SEC + (nsec_t)ts.nsec;
}

nsec_t linux_clock(void)
{
	return read_clock(1);
}

/*
 * The host steps its wall clock but never slews it apart from the monotonic one, so the pair is
 * read again once a second and taken only when it moved: between two reads time does not jitter.
 */
int64_t linux_wall_clock(nsec_t *mono)
{
	static nsec_t checked;
	static int64_t boot; /* when plat_clock() was 0; one word, for all host threads */
	nsec_t now = read_clock(1), last = __atomic_load_n(&checked, __ATOMIC_ACQUIRE);
	int64_t since = __atomic_load_n(&boot, __ATOMIC_RELAXED);

	if (!last || now - last >= NSEC_PER_SEC) {
		int64_t real = (int64_t)read_clock(0) - (int64_t)now;
		int64_t off = real - since;

		since = off < -STEP_NS || off > STEP_NS ? real : since;
		__atomic_store_n(&boot, since, __ATOMIC_RELAXED);
		__atomic_store_n(&checked, now, __ATOMIC_RELEASE);
	}
	*mono = now;
	return since + (int64_t)now;
}

void linux_wall_set(int64_t unused_boot)
{
	(void)unused_boot;
}
