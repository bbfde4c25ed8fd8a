/* SPDX-License-Identifier: MIT */
/*
 * The alternate signal stack of a thread. Private to abi/linux/signal.
 */
#ifndef ABI_LINUX_SIGNAL_ALTSTACK_H
#define ABI_LINUX_SIGNAL_ALTSTACK_H

#include "abi/linux/signal/signal.h"

/* Is (sp) on the alternate stack of (t)? One that disarms itself is never "on". */
static inline bool altstack_holds(const struct thread *t, uintptr_t sp)
{
	if (t->altstack_flags & SS_AUTODISARM)
		return false;
	return sp > t->altstack && sp - t->altstack <= t->altstack_size;
}

/* What is set, as the application passed it. */
static inline struct linux_stack altstack_get(const struct thread *t)
{
	return (struct linux_stack){
		.ss_sp = t->altstack,
		.ss_size = t->altstack_size,
		.ss_flags = (int32_t)(t->altstack_flags | (t->altstack_size ? 0 : SS_DISABLE)),
	};
}

/*
 * Set it for a thread whose stack pointer is (sp).
 * Errors:  -EPERM on the stack in use, -EINVAL for unknown flags, -ENOMEM when it is too small.
 */
must_use int altstack_set(struct thread *t, const struct linux_stack *ss, uintptr_t sp);

#endif
