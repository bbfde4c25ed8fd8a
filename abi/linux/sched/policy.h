/* SPDX-License-Identifier: MIT */
/*
 * How urgent a thread is, as sched(7) has it. Private to abi/linux.
 */
#ifndef ABI_LINUX_SCHED_POLICY_H
#define ABI_LINUX_SCHED_POLICY_H

#include "kern/sched/thread.h"

enum {
	SCHED_OTHER,
	SCHED_FIFO,
	SCHED_RR,
	SCHED_BATCH,
	SCHED_IDLE = 5,
	SCHED_DEADLINE,
};

#define SCHED_RESET_ON_FORK 0x40000000
#define PRIORITY_MAX        99
#define NICE_MIN            (-20)
#define NICE_MAX            19

/* Of struct sched_request: as it is. */
#define POLICY_KEEP   (-1)
#define PRIORITY_KEEP UINT32_MAX
#define NICE_KEEP     100

struct sched_request {
	int policy;
	unsigned priority;
	int nice;
	bool reset_on_fork;
};

static inline bool policy_is_realtime(int policy)
{
	return policy == SCHED_FIFO || policy == SCHED_RR;
}

/*
 * Let the thread (tid) be scheduled as (r) says.
 * Errors:  -ESRCH, -EINVAL for what does not go together. Context: thread.
 */
must_use int sched_request(int tid, const struct sched_request *r);

#endif
