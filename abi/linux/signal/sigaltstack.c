/* SPDX-License-Identifier: MIT */
/* sigaltstack(2): the stack of handlers that ask for one. */
#include "abi/linux/signal/altstack.h"
#include "abi/linux/syscalls.h"
#include "base/errno.h"
#include "kern/core/fault.h"

#define MINSIGSTKSZ 2048

int altstack_set(struct thread *t, const struct linux_stack *ss, uintptr_t sp)
{
	uint32_t flags = (uint32_t)ss->ss_flags;
	uint32_t mode = flags & ~SS_AUTODISARM;

	if (altstack_holds(t, sp))
		return -EPERM;
	if (mode != 0 && mode != SS_DISABLE && mode != SS_ONSTACK)
		return -EINVAL;
	if (mode == SS_DISABLE) {
		t->altstack = 0;
		t->altstack_size = 0;
	} else if (ss->ss_size < MINSIGSTKSZ) {
		return -ENOMEM;
	} else {
		t->altstack = ss->ss_sp;
		t->altstack_size = ss->ss_size;
	}
	t->altstack_flags = flags & SS_AUTODISARM;
	return 0;
}

/* The application's stack pointer: a call is made on its stack, or has it in the frame above. */
static uintptr_t user_sp(const struct thread *t)
{
	uintptr_t sp = (uintptr_t)__builtin_frame_address(0);

	if (sp - t->trap_low < t->trap_high - t->trap_low)
		sp = thread_call_top(t)->frame.rsp;
	return sp;
}

int sys_sigaltstack(const struct linux_stack *ss, struct linux_stack *old)
{
	struct thread *t = thread_current();
	uintptr_t sp = user_sp(t);
	struct linux_stack before = altstack_get(t);
	int err;

	if ((ss && !user_readable(ss, sizeof *ss)) || (old && !user_writable(old, sizeof *old)))
		return -EFAULT;
	if (altstack_holds(t, sp))
		before.ss_flags |= SS_ONSTACK;
	if (ss) {
		err = altstack_set(t, ss, sp);
		if (err < 0)
			return err;
	}
	if (old)
		*old = before;
	return 0;
}
