/* SPDX-License-Identifier: MIT */
/*
 * CPU time. Where there is one thread nobody else runs, so all time is the application's but what
 * it sleeps.
 */
#include "abi/linux/sched/find.h"
#include "abi/linux/time/time.h"
#include "base/errno.h"
#include "kern/core/cpus.h"
#include "kern/dev/plat.h"
#include "kern/sched/run.h"

/*
 * The bits of a negative clock: ~pid, then one for a thread, then two for the kind
 * (linux/posix-timers.h). The kinds differ in what they count as whose; it is all the user's here.
 */
#define CPUCLOCK_PID(clock)  (~((clock) >> 3))
#define CPUCLOCK_KIND(clock) ((clock)&3)
#define CPUCLOCK_THREAD      4

#define STEP_LEAST 1000000ull

nsec_t time_used(void)
{
	return LINKED(threads_ran) ? threads_ran()
				   : plat_clock() - ran_at(thread_slept, plat_clock());
}

nsec_t time_used_by(const struct thread *t)
{
	return LINKED(thread_ran) ? thread_ran(t) : time_used();
}

int time_used_clock(int clock, int *tid)
{
	int pid = CPUCLOCK_PID(clock);
	struct thread *t;

	*tid = 0;
	if (clock == CLOCK_PROCESS_CPUTIME_ID)
		return 0;
	if (clock == CLOCK_THREAD_CPUTIME_ID) {
		*tid = (int)thread_current()->tid;
		return 0;
	}
	if (clock >= 0 || CPUCLOCK_KIND(clock) == 3)
		return -EINVAL;
	if (!(clock & CPUCLOCK_THREAD))
		return pid == 0 || pid == 1 ? 0 : -EINVAL;
	t = thread_get(pid);
	if (!t)
		return -EINVAL;
	*tid = (int)t->tid;
	thread_put(t);
	return 0;
}

int time_used_read(int tid, int64_t *ns)
{
	struct thread *t;

	if (!tid) {
		*ns = (int64_t)time_used();
		return 0;
	}
	t = thread_get(tid);
	if (!t)
		return -ESRCH;
	*ns = (int64_t)time_used_by(t);
	thread_put(t);
	return 0;
}

nsec_t time_used_step(int tid, nsec_t rest)
{
	return MAX(tid ? rest : rest / cpus_count(), STEP_LEAST);
}
