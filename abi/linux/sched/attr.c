/* SPDX-License-Identifier: MIT */
/* sched_setattr(2) and sched_getattr(2): a structure that grows, whose size the caller tells. */
#include "abi/linux/sched/find.h"
#include "abi/linux/sched/policy.h"
#include "abi/linux/syscalls.h"
#include "abi/linux/types.h"
#include "abi/linux/unsupported.h"
#include "abi/linux/user.h"
#include "base/errno.h"
#include "base/string.h"

#define SIZE_FIRST 48 /* of the structure as it was at first */

#define FLAG_RESET_ON_FORK 0x01u
#define FLAG_KEEP_POLICY   0x08u
#define FLAG_KEEP_PARAMS   0x10u
#define FLAG_CLAMPS        0x60u
#define FLAGS              0x7fu

/* As user_get_grown(); who asks for too much is told how much there is. */
static int get(struct linux_sched_attr *attr, struct linux_sched_attr *from)
{
	const uint32_t known = sizeof *attr;
	uint32_t size;
	int err = -E2BIG;

	if (user_get(&size, &from->size, sizeof size))
		return -EFAULT;
	size = size ? size : SIZE_FIRST;
	if (size >= SIZE_FIRST)
		err = user_get_grown(attr, known, from, size);
	if (err == -E2BIG && user_put(&from->size, &known, sizeof known))
		return err;
	if (!err && attr->flags & FLAG_CLAMPS && size < known)
		return -EINVAL;
	return err;
}

int sys_sched_setattr(int tid, struct linux_sched_attr *from, unsigned flags)
{
	struct linux_sched_attr attr;
	struct sched_request r;
	bool keep;
	int err;

	if (!from || tid < 0 || flags)
		return -EINVAL;
	err = get(&attr, from);
	if (err)
		return err;
	if ((int)attr.policy < 0 || attr.flags & ~(uint64_t)FLAGS)
		return -EINVAL;
	if (attr.flags & FLAG_CLAMPS) {
		unsupported_once("sched_setattr", "utilization clamps, refused");
		return -EOPNOTSUPP;
	}
	keep = attr.flags & FLAG_KEEP_PARAMS;
	r = (struct sched_request){
		.policy = attr.flags & FLAG_KEEP_POLICY ? POLICY_KEEP : (int)attr.policy,
		.priority = keep ? PRIORITY_KEEP : attr.priority,
		.nice = keep ? NICE_KEEP : MAX(NICE_MIN, MIN(NICE_MAX, attr.nice)),
		.reset_on_fork = attr.flags & FLAG_RESET_ON_FORK,
	};
	return sched_request(tid, &r);
}

int sys_sched_getattr(int tid, struct linux_sched_attr *to, unsigned size, unsigned flags)
{
	struct linux_sched_attr attr = { .size = MIN(size, sizeof attr) };
	struct thread *t;

	if (!to || tid < 0 || size > PAGE_SIZE || size < SIZE_FIRST || flags)
		return -EINVAL;
	t = thread_get(tid);
	if (!t)
		return -ESRCH;
	attr.policy = t->policy;
	attr.flags = t->resets ? FLAG_RESET_ON_FORK : 0;
	if (policy_is_realtime(t->policy))
		attr.priority = t->priority;
	else
		attr.nice = t->nice;
	thread_put(t);
	if (!user_writable(to, attr.size))
		return -EFAULT;
	memcpy(to, &attr, attr.size);
	return 0;
}
