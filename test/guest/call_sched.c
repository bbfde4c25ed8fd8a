/* SPDX-License-Identifier: MIT */
/* Scheduling calls by number, on threads: policies, attributes, nice values, CPUs, barriers. cpus: many */
#include "call.h"

#include <pthread.h>
#include <stdatomic.h>
#include <sys/resource.h>
#include <time.h>

#define NO_ONE 0x3ffffff

/* Policies as the kernel numbers them. */
enum { OTHER, FIFO, RR, BATCH, IDLE = 5, DEADLINE };
#define RESET_ON_FORK 0x40000000

struct attr {
	uint32_t size, policy;
	uint64_t flags;
	int32_t nice;
	uint32_t priority;
	uint64_t runtime, deadline, period;
	uint32_t util_min, util_max;
	uint64_t more;
};

static atomic_int tid;
static int inherited[2];

static void *wait_until_done(void *arg)
{
	inherited[0] = (int)syscall(SYS_sched_getscheduler, 0);
	inherited[1] = (int)syscall(SYS_getpriority, PRIO_PROCESS, 0);
	tid = (int)syscall(SYS_gettid);
	while (!*(atomic_int *)arg)
		usleep(1000);
	return arg;
}

static int begin(pthread_t *t, atomic_int *done)
{
	tid = 0;
	pthread_create(t, NULL, wait_until_done, done);
	while (!tid)
		usleep(1000);
	return tid;
}

static void end(pthread_t t, atomic_int *done)
{
	*done = 1;
	pthread_join(t, NULL);
}

static void policies(int other)
{
	int zero = 0, one = 1, hundred = 100, got = 9;

	C(sched_getscheduler, 0);
	C(sched_getscheduler, -1);
	C(sched_getscheduler, NO_ONE);
	C(sched_setscheduler, 0, BATCH, &zero);
	C(sched_getscheduler, 0);
	C(sched_setscheduler, 0, OTHER, &zero);
	C(sched_setscheduler, other, IDLE, &zero);
	T(syscall(SYS_sched_getscheduler, other) == IDLE && syscall(SYS_sched_getscheduler, 0) == OTHER);
	C(sched_setscheduler, other, BATCH | RESET_ON_FORK, &zero);
	T(syscall(SYS_sched_getscheduler, other) == (BATCH | RESET_ON_FORK));
	C(sched_setscheduler, 0, OTHER, &one);
	C(sched_setscheduler, 0, FIFO, &zero);
	C(sched_setscheduler, 0, RR, &hundred);
	C(sched_setscheduler, 0, 4, &zero);
	C(sched_setscheduler, 0, 99, &zero);
	C(sched_setscheduler, 0, -1, &zero);
	C(sched_setscheduler, -1, OTHER, &zero);
	C(sched_setscheduler, 0, OTHER, NULL);
	C(sched_setscheduler, 0, OTHER, BAD);
	C(sched_setscheduler, NO_ONE, OTHER, &zero);
	C(sched_setscheduler, 0, DEADLINE, &zero);
	C(sched_setparam, 0, &zero);
	C(sched_setparam, 0, &one);
	C(sched_setparam, 0, NULL);
	C(sched_setparam, 0, BAD);
	C(sched_setparam, -1, &zero);
	C(sched_setparam, NO_ONE, &zero);
	C(sched_getparam, 0, &got);
	T(got == 0);
	C(sched_getparam, other, &got);
	C(sched_getparam, 0, NULL);
	C(sched_getparam, 0, BAD);
	C(sched_getparam, -1, &got);
	C(sched_getparam, NO_ONE, &got);
	/* Not everyone may be that urgent. */
	T(!syscall(SYS_sched_setscheduler, other, RR, &one) || errno == EPERM);
	T(syscall(SYS_sched_getscheduler, other) != RR || (!syscall(SYS_sched_getparam, other, &got) && got == 1));
}

static void intervals(int other)
{
	struct timespec ts;

	C(sched_rr_get_interval, 0, &ts);
	C(sched_rr_get_interval, other, &ts);
	C(sched_rr_get_interval, -1, &ts);
	C(sched_rr_get_interval, NO_ONE, &ts);
	C(sched_rr_get_interval, 0, BAD);
}

static void attributes(int other)
{
	struct attr a = { .size = 48, .policy = OTHER, .nice = 4 }, got;

	C(sched_setattr, 0, &a, 0);
	C(sched_getattr, 0, &got, 48, 0);
	T(got.size == 48 && got.policy == OTHER && got.nice == 4);
	C(sched_getattr, other, &got, sizeof got, 0);
	a.nice = 99;
	C(sched_setattr, other, &a, 0);
	C(getpriority, PRIO_PROCESS, other);
	a.size = 0;
	C(sched_setattr, 0, &a, 0);
	a.size = 47;
	C(sched_setattr, 0, &a, 0);
	T(a.size >= 56);
	a.size = 5000;
	C(sched_setattr, 0, &a, 0);
	a.size = sizeof a;
	C(sched_setattr, 0, &a, 0);
	a.more = 1;
	C(sched_setattr, 0, &a, 0);
	a.size = 48;
	C(sched_setattr, 0, &a, 1);
	C(sched_setattr, -1, &a, 0);
	C(sched_setattr, NO_ONE, &a, 0);
	C(sched_setattr, 0, NULL, 0);
	C(sched_setattr, 0, BAD, 0);
	a.flags = 1ull << 40;
	C(sched_setattr, 0, &a, 0);
	a.flags = 0;
	a.policy = 99;
	C(sched_setattr, 0, &a, 0);
	a.policy = -1;
	C(sched_setattr, 0, &a, 0);
	a.policy = OTHER;
	a.priority = 3;
	C(sched_setattr, 0, &a, 0);
	C(sched_getattr, 0, &got, 47, 0);
	C(sched_getattr, 0, &got, 5000, 0);
	C(sched_getattr, 0, &got, 48, 1);
	C(sched_getattr, -1, &got, 48, 0);
	C(sched_getattr, NO_ONE, &got, 48, 0);
	C(sched_getattr, 0, NULL, 48, 0);
	C(sched_getattr, 0, BAD, 48, 0);
}

static void nice_values(int other)
{
	atomic_int done = 0;
	pthread_t t;

	C(setpriority, PRIO_PROCESS, 0, 6);
	C(getpriority, PRIO_PROCESS, 0);
	C(setpriority, PRIO_PROCESS, other, 19);
	C(getpriority, PRIO_PROCESS, other);
	C(getpriority, PRIO_PROCESS, 0);
	begin(&t, &done);
	T(inherited[0] == OTHER && inherited[1] == 14);
	end(t, &done);
}

static void cpus(int other)
{
	uint64_t all[16] = { 0 }, one[16] = { 0 }, got[16] = { 0 };

	WORKS(sched_getaffinity, other, sizeof all, all);
	one[0] = all[0] & -all[0];
	C(sched_setaffinity, other, sizeof one, one);
	WORKS(sched_getaffinity, other, sizeof got, got);
	T(got[0] == one[0]);
	WORKS(sched_getaffinity, 0, sizeof got, got);
	T(got[0] == all[0]);
	C(sched_setaffinity, 0, sizeof one, one);
	C(sched_setaffinity, 0, sizeof all, all);
}

static void barriers(void)
{
	enum { QUERY, GLOBAL = 1, PRIVATE = 8, REGISTER = 16 };

	T((syscall(SYS_membarrier, QUERY, 0, 0) & (GLOBAL | PRIVATE | REGISTER)) == (GLOBAL | PRIVATE | REGISTER));
	C(membarrier, PRIVATE, 0, 0);
	C(membarrier, REGISTER, 0, 0);
	C(membarrier, PRIVATE, 0, 0);
	C(membarrier, GLOBAL, 0, 0);
	C(membarrier, QUERY, 1, 0);
	C(membarrier, 1 << 20, 0, 0);
	C(membarrier, 3, 0, 0);
}

int main(void)
{
	atomic_int done = 0;
	pthread_t t;
	int other = begin(&t, &done);

	policies(other);
	intervals(other);
	attributes(other);
	nice_values(other);
	cpus(other);
	barriers();
	end(t, &done);
	return 0;
}
