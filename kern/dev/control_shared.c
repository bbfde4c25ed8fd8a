/* SPDX-License-Identifier: MIT */
/*
 * Frames of the control channel where several may send at the same time: one after the other,
 * because a frame is two writes.
 */
#include "arch/x86_64/cpuid.h"
#include "base/string.h"
#include "kern/dev/control.h"
#include "kern/sched/lock.h"

#define PATIENCE 1000000

static struct spinlock lock = LOCK_INIT(LOCK_CONTROL); /* is held over a frame */

size_t control_send_shared(uint8_t type, const void *data, size_t n)
{
	uint8_t bytes[CONTROL_SHARED_MAX]; /* no lock is held over memory of the application */

	n = MIN(n, sizeof bytes);
	memcpy(bytes, data, n);
	spin_lock(&lock);
	control_send(type, bytes, n);
	spin_unlock(&lock);
	return n;
}

void control_send_last(uint8_t type, const void *data, size_t n)
{
	for (unsigned i = 0; i < PATIENCE; i++) {
		if (!__atomic_exchange_n(&lock.held, 1, __ATOMIC_ACQUIRE))
			break;
		cpu_relax();
	}
	control_send(type, data, n);
}
