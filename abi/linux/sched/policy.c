/* SPDX-License-Identifier: MIT */
/* Policies and what goes with them: sched_setscheduler(2), sched_setparam(2) and their kin. */
#include "abi/linux/sched/policy.h"

#include "abi/linux/sched/find.h"
#include "abi/linux/syscalls.h"
#include "abi/linux/types.h"
#include "abi/linux/unsupported.h"
#include "abi/linux/user.h"
#include "base/errno.h"
#include "kern/sched/run.h"

static int check(const struct thread *t, const struct sched_request *r)
{
	int policy = r->policy == POLICY_KEEP ? t->policy : r->policy;
	unsigned priority = r->priority == PRIORITY_KEEP ? t->priority : r->priority;

	if (policy == SCHED_DEADLINE)
		unsupported_once("sched_setattr", "SCHED_DEADLINE, refused");
	if (policy < 0 || policy == 4 || policy > SCHED_IDLE)
		return -EINVAL;
	if (priority > PRIORITY_MAX || policy_is_realtime(policy) != (priority != 0))
		return -EINVAL;
	return 0;
}

int sched_request(int tid, const struct sched_request *r)
{
	struct thread *t = thread_get(tid);
	int err;

	if (!t)
		return -ESRCH;
	err = check(t, r);
	if (!err) {
		if (r->policy != POLICY_KEEP) {
			t->policy = (uint8_t)r->policy;
			t->resets = r->reset_on_fork;
		}
		if (r->priority != PRIORITY_KEEP)
			t->priority = (uint8_t)r->priority;
		if (r->nice != NICE_KEEP)
			t->nice = (int8_t)r->nice;
		if (LINKED(thread_reschedule))
			thread_reschedule(t);
	}
	thread_put(t);
	return err;
}

int sys_sched_setscheduler(int tid, int policy, const int *priority)
{
	if (policy < 0 || !priority || tid < 0)
		return -EINVAL;
	if (!user_readable(priority, sizeof *priority))
		return -EFAULT;
	return sched_request(tid, &(struct sched_request){
					  .policy = policy & ~SCHED_RESET_ON_FORK,
					  .priority = (unsigned)*priority,
					  .nice = NICE_KEEP,
					  .reset_on_fork = policy & SCHED_RESET_ON_FORK,
				  });
}

int sys_sched_setparam(int tid, const int *priority)
{
	if (!priority || tid < 0)
		return -EINVAL;
	if (!user_readable(priority, sizeof *priority))
		return -EFAULT;
	return sched_request(tid, &(struct sched_request){
					  .policy = POLICY_KEEP,
					  .priority = (unsigned)*priority,
					  .nice = NICE_KEEP,
				  });
}

int sys_sched_getscheduler(int tid)
{
	struct thread *t = tid < 0 ? NULL : thread_get(tid);
	int policy;

	if (!t)
		return tid < 0 ? -EINVAL : -ESRCH;
	policy = t->policy | (t->resets ? SCHED_RESET_ON_FORK : 0);
	thread_put(t);
	return policy;
}

int sys_sched_getparam(int tid, int *priority)
{
	struct thread *t;
	int is;

	if (!priority || tid < 0)
		return -EINVAL;
	t = thread_get(tid);
	if (!t)
		return -ESRCH;
	is = t->priority;
	thread_put(t);
	if (!user_writable(priority, sizeof *priority))
		return -EFAULT;
	*priority = is;
	return 0;
}

/* How long a thread runs while others of its level wait: for ever with SCHED_FIFO, which is 0. */
int sys_sched_rr_get_interval(int tid, struct linux_timespec *ts)
{
	struct thread *t = tid < 0 ? NULL : thread_get(tid);
	nsec_t slice;

	if (!t)
		return tid < 0 ? -EINVAL : -ESRCH;
	slice = t->policy == SCHED_FIFO ? 0 : run_slice(t);
	thread_put(t);
	if (!user_writable(ts, sizeof *ts))
		return -EFAULT;
	*ts = (struct linux_timespec){ 0, (int64_t)slice };
	return 0;
}

int sys_sched_get_priority_max(int policy)
{
	if (policy_is_realtime(policy))
		return PRIORITY_MAX;
	return policy < 0 || policy == 4 || policy > SCHED_DEADLINE ? -EINVAL : 0;
}

int sys_sched_get_priority_min(int policy)
{
	if (policy_is_realtime(policy))
		return 1;
	return policy < 0 || policy == 4 || policy > SCHED_DEADLINE ? -EINVAL : 0;
}
