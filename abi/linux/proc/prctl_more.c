/* SPDX-License-Identifier: MIT */
/*
 * prctl(2): the options that are remembered, or true of every image. Most concern what programs do
 * before they start others, and are kept so that what was set is what is read.
 */
#include "abi/linux/proc/prctl.h"
#include "abi/linux/unsupported.h"
#include "abi/linux/user.h"
#include "base/errno.h"
#include "kern/sched/thread.h"

enum {
	PR_SET_PDEATHSIG = 1,
	PR_GET_PDEATHSIG = 2,
	PR_GET_DUMPABLE = 3,
	PR_SET_DUMPABLE = 4,
	PR_GET_KEEPCAPS = 7,
	PR_SET_KEEPCAPS = 8,
	PR_GET_TIMING = 13,
	PR_SET_TIMING = 14,
	PR_GET_SECCOMP = 21,
	PR_CAPBSET_READ = 23,
	PR_CAPBSET_DROP = 24,
	PR_GET_TSC = 25,
	PR_SET_TSC = 26,
	PR_GET_SECUREBITS = 27,
	PR_SET_SECUREBITS = 28,
	PR_SET_TIMERSLACK = 29,
	PR_GET_TIMERSLACK = 30,
	PR_SET_CHILD_SUBREAPER = 36,
	PR_GET_CHILD_SUBREAPER = 37,
	PR_SET_NO_NEW_PRIVS = 38,
	PR_GET_NO_NEW_PRIVS = 39,
	PR_GET_TID_ADDRESS = 40,
	PR_SET_THP_DISABLE = 41,
	PR_GET_THP_DISABLE = 42,
	PR_CAP_AMBIENT = 47,
};

#define SIGNALS         64
#define LAST_CAPABILITY 40
#define TIMERSLACK      50000 /* nanoseconds */
#define TSC_ENABLE      1
#define SECUREBITS      0xffu

#define KEEP_CAPABILITIES (1u << 4) /* SECBIT_KEEP_CAPS */

enum {
	AMBIENT_IS_SET = 1,
	AMBIENT_RAISE,
	AMBIENT_LOWER,
	AMBIENT_CLEAR_ALL,
};

/* What was set. */
static struct {
	int death_signal;
	int subreaper;
	uint8_t dumpable;
	uint8_t no_new_privs;
	uint8_t no_large_pages;
	unsigned secure_bits;
	uint64_t timer_slack;
	uint64_t dropped; /* from the bounding set */
} state = { .dumpable = 1, .timer_slack = TIMERSLACK };

static long put_int(uintptr_t to, int value)
{
	return user_put((void *)to, &value, sizeof value);
}

/* A switch that is off or on. */
static long put_switch(uint8_t *to, uintptr_t value)
{
	if (value > 1)
		return -EINVAL;
	*to = (uint8_t)value;
	return 0;
}

/* One of the secure bits by another name. */
static long keep_capabilities(uintptr_t value)
{
	if (value > 1)
		return -EINVAL;
	state.secure_bits &= ~KEEP_CAPABILITIES;
	state.secure_bits |= value ? KEEP_CAPABILITIES : 0;
	return 0;
}

static long ambient(const uintptr_t *a)
{
	if (a[2] || a[3] || (a[0] == AMBIENT_CLEAR_ALL ? a[1] != 0 : a[1] > LAST_CAPABILITY))
		return -EINVAL;
	switch (a[0]) {
	case AMBIENT_RAISE:
		return -EPERM; /* nothing is inheritable */
	case AMBIENT_IS_SET:
	case AMBIENT_LOWER:
	case AMBIENT_CLEAR_ALL:
		return 0;
	default:
		return -EINVAL;
	}
}

static long capability(int option, uintptr_t n)
{
	if (n > LAST_CAPABILITY)
		return -EINVAL;
	if (option == PR_CAPBSET_READ)
		return !(state.dropped >> n & 1);
	state.dropped |= 1ull << n;
	return 0;
}

static long get(int option, const uintptr_t *a)
{
	switch (option) {
	case PR_GET_PDEATHSIG:
		return put_int(a[0], state.death_signal);
	case PR_GET_DUMPABLE:
		return state.dumpable;
	case PR_GET_KEEPCAPS:
		return !!(state.secure_bits & KEEP_CAPABILITIES);
	case PR_GET_TSC:
		return put_int(a[0], TSC_ENABLE);
	case PR_GET_SECUREBITS:
		return (long)state.secure_bits;
	case PR_GET_TIMERSLACK:
		return (long)state.timer_slack;
	case PR_GET_CHILD_SUBREAPER:
		return put_int(a[0], state.subreaper);
	case PR_GET_NO_NEW_PRIVS:
		return a[0] || a[1] || a[2] || a[3] ? -EINVAL : state.no_new_privs;
	case PR_GET_TID_ADDRESS:
		return user_put((void *)a[0], &thread_current()->clear_tid, sizeof(void *));
	case PR_GET_THP_DISABLE:
		return a[0] || a[1] || a[2] || a[3] ? -EINVAL : state.no_large_pages;
	case PR_GET_TIMING:
	case PR_GET_SECCOMP:
		return 0;
	default:
		unsupported_once("prctl", "option %d, answering EINVAL", option);
		return -EINVAL;
	}
}

long prctl_more(int option, const uintptr_t *a)
{
	switch (option) {
	case PR_SET_PDEATHSIG:
		if (a[0] > SIGNALS)
			return -EINVAL;
		state.death_signal = (int)a[0];
		return 0;
	case PR_SET_DUMPABLE:
		return put_switch(&state.dumpable, a[0]);
	case PR_SET_KEEPCAPS:
		return keep_capabilities(a[0]);
	case PR_SET_TIMING:
		return a[0] ? -EINVAL : 0;
	case PR_CAPBSET_READ:
	case PR_CAPBSET_DROP:
		return capability(option, a[0]);
	case PR_SET_TSC:
		return a[0] == TSC_ENABLE ? 0 : -EINVAL;
	case PR_SET_SECUREBITS:
		if (a[0] & ~(uintptr_t)SECUREBITS)
			return -EPERM;
		state.secure_bits = (unsigned)a[0];
		return 0;
	case PR_SET_TIMERSLACK:
		state.timer_slack = (long)a[0] > 0 ? a[0] : TIMERSLACK;
		return 0;
	case PR_SET_CHILD_SUBREAPER:
		state.subreaper = a[0] != 0;
		return 0;
	case PR_SET_NO_NEW_PRIVS:
		if (a[0] != 1 || a[1] || a[2] || a[3])
			return -EINVAL;
		state.no_new_privs = 1;
		return 0;
	case PR_SET_THP_DISABLE:
		if (a[1] || a[2] || a[3])
			return -EINVAL;
		state.no_large_pages = a[0] != 0;
		return 0;
	case PR_CAP_AMBIENT:
		return ambient(a);
	default:
		return get(option, a);
	}
}
