/* SPDX-License-Identifier: MIT */
/*
 * clone(2) and clone3(2) by their instruction: the new thread goes on behind it, as the one that
 * makes it does, but on its own stack and with the answer 0.
 */
#include "abi/linux/binary/binary.h"
#include "abi/linux/proc/thread.h"
#include "abi/linux/syscalls.h"
#include "abi/linux/user.h"
#include "base/assert.h"
#include "base/errno.h"

#define CLONE_ARGS_SIZE_VER0 64

struct clone_args {
	uint64_t flags, pidfd, child_tid, parent_tid, exit_signal, stack, stack_size, tls;
};
static_assert(sizeof(struct clone_args) == CLONE_ARGS_SIZE_VER0, "uapi/linux/sched.h");

LINK_WITH(binary_be_alone);

long binary_clone(uint64_t flags, uintptr_t stack, uint32_t *parent_tid, uint32_t *child_tid,
		  uintptr_t tls);
long binary_clone3(const struct clone_args *from, size_t size);

long binary_clone(uint64_t flags, uintptr_t stack, uint32_t *parent_tid, uint32_t *child_tid,
		  uintptr_t tls)
{
	struct thread_request r = {
		.flags = flags,
		.parent_tid = parent_tid,
		.child_tid = child_tid,
		.tls = tls,
		.frame = *binary_frame(thread_current()),
	};

	if (flags & CLONE_PARENT_SETTID && !user_writable(parent_tid, sizeof *parent_tid))
		return -EFAULT;
	if (flags & CLONE_CHILD_SETTID && !user_writable(child_tid, sizeof *child_tid))
		r.flags &= ~CLONE_CHILD_SETTID; /* as Linux, which tries in the child */
	binary_frame_complete(&r.frame);
	r.frame.rax = 0;
	if (stack)
		r.frame.rsp = stack;
	return thread_make(&r);
}

long binary_clone3(const struct clone_args *from, size_t size)
{
	struct clone_args a;
	int err;

	if (size < sizeof a)
		return -EINVAL;
	err = user_get_grown(&a, sizeof a, from, size);
	if (err)
		return err;
	if (a.flags & 0xff || a.exit_signal & ~0xffull || !a.stack != !a.stack_size)
		return -EINVAL;
	return binary_clone(a.flags | a.exit_signal, a.stack + a.stack_size,
			    (uint32_t *)a.parent_tid, (uint32_t *)a.child_tid, a.tls);
}
