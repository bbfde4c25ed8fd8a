/* SPDX-License-Identifier: MIT */
/* getrusage(2): time is all the user's, memory is the frames in use. */
#include "abi/linux/sched/find.h"
#include "abi/linux/syscalls.h"
#include "abi/linux/time/time.h"
#include "abi/linux/user.h"
#include "base/errno.h"
#include "kern/mem/frame.h"
#include "kern/sched/run.h"

#define RUSAGE_CHILDREN (-1)
#define RUSAGE_SELF     0
#define RUSAGE_THREAD   1

static void add_thread(struct thread *t, void *usage)
{
	struct linux_rusage *r = usage;

	r->ru_nvcsw += (int64_t)t->switches;
	r->ru_nivcsw += (int64_t)t->preemptions;
}

static void add_ended(struct linux_rusage *r)
{
	r->ru_nvcsw += (int64_t)threads.ended_switches;
	r->ru_nivcsw += (int64_t)threads.ended_preemptions;
}

int sys_getrusage(int who, struct linux_rusage *usage)
{
	struct linux_rusage r = { 0 };
	struct frame_stats frames;
	nsec_t used = 0;

	if (who < RUSAGE_CHILDREN || who > RUSAGE_THREAD)
		return -EINVAL;
	if (who == RUSAGE_THREAD) {
		used = time_used_by(thread_current());
		add_thread(thread_current(), &r);
	} else if (who == RUSAGE_SELF) {
		used = time_used();
		thread_each(add_thread, &r);
		if (LINKED(threads_ran))
			add_ended(&r);
	}
	r.ru_utime = (struct linux_timeval){ (int64_t)(used / NSEC_PER_SEC),
					     (int64_t)(used % NSEC_PER_SEC / 1000) };
	frame_get_stats(&frames);
	if (who != RUSAGE_CHILDREN)
		r.ru_maxrss = (int64_t)((frames.total - frames.free) * (PAGE_SIZE / KIB));
	if (!user_writable(usage, sizeof *usage))
		return -EFAULT;
	*usage = r;
	return 0;
}
