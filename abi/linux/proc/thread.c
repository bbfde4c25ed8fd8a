/* SPDX-License-Identifier: MIT */
/*
 * Making threads. A thread shares everything but its registers, its signal mask and its stack; to
 * share less is to make a process, which there is none of.
 */
#include "abi/linux/proc/thread.h"

#include "abi/linux/libc.h"
#include "abi/linux/sched/policy.h"
#include "abi/linux/syscalls.h"
#include "abi/linux/unsupported.h"
#include "base/errno.h"
#include "base/string.h"
#include "kern/core/cpus.h"
#include "kern/mem/heap.h"
#include "kern/core/stack.h"
#include "kern/sched/run.h"

LINK_WITH(thread_exit);
LINK_WITH(signal_offer); /* to one of many */
LINK_WITH(threads_lock_find);

#define CLONE_NEEDED (CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD)
#define CLONE_TAKEN                                                                               \
	(CLONE_NEEDED | CLONE_SYSVSEM | CLONE_SETTLS | CLONE_PARENT_SETTID | CLONE_CHILD_SETTID | \
	 CLONE_CHILD_CLEARTID | CLONE_DETACHED)

static void release(struct thread *t)
{
	stack_free(thread_trap_stack(t));
	heap_free(t);
}

static int check_flags(uint64_t flags)
{
	if ((flags & CLONE_THREAD && !(flags & CLONE_SIGHAND)) ||
	    (flags & CLONE_SIGHAND && !(flags & CLONE_VM)))
		return -EINVAL;
	if ((flags & CLONE_NEEDED) != CLONE_NEEDED || flags & ~CLONE_TAKEN) {
		unsupported_once("clone", "flags 0x%lx: only threads can be made", flags);
		return -ENOSYS;
	}
	return 0;
}

/* What a thread has from the one that makes it. */
static void inherit(struct thread *t, const struct thread *from)
{
	t->sig_blocked = from->sig_blocked;
	t->policy = from->policy;
	t->priority = from->priority;
	t->nice = from->nice;
	if (from->resets) {
		t->policy = policy_is_realtime(from->policy) ? SCHED_OTHER : from->policy;
		t->priority = 0;
		t->nice = MAX(0, from->nice);
	}
	t->level = run_level(t);
	t->affinity = from->affinity;
	t->cpu = from->cpu;
	t->tls = from->tls;
	memcpy(t->name, from->name, sizeof t->name);
	t->named = from->named;
}

static struct thread *create(void)
{
	struct thread *t = heap_alloc_zero(sizeof *t);
	void *stack = t ? stack_alloc() : NULL;

	if (!stack) {
		heap_free(t);
		return NULL;
	}
	thread_set_trap_stack(t, stack, stack_size);
	list_init(&t->ready);
	t->release = release;
	return t;
}

int thread_make(const struct thread_request *r)
{
	int err = check_flags(r->flags), tid;
	struct thread *t;

	if (err)
		return err;
	t = create();
	if (!t)
		return -EAGAIN;
	inherit(t, thread_current());
	if (r->flags & CLONE_SETTLS)
		t->tls = r->tls;
	if (r->flags & CLONE_CHILD_CLEARTID)
		t->clear_tid = r->child_tid;
	t->sp = context_make(t->trap_high, &r->frame);
	threads_add(t);
	tid = (int)t->tid;
	if (r->flags & CLONE_PARENT_SETTID)
		*r->parent_tid = (uint32_t)tid;
	if (r->flags & CLONE_CHILD_SETTID)
		*r->child_tid = (uint32_t)tid;
	thread_start(t);
	cpus_grow();
	return tid;
}

static uint16_t selector_cs(void)
{
	uint16_t value;

	__asm__("mov %%cs, %0" : "=r"(value));
	return value;
}

static uint16_t selector_ss(void)
{
	uint16_t value;

	__asm__("mov %%ss, %0" : "=r"(value));
	return value;
}

int sys_thread_create(const struct libc_thread *l)
{
	struct thread_request r = {
		.flags = l->flags,
		.parent_tid = l->parent_tid,
		.child_tid = l->child_tid,
		.tls = l->tls,
		.frame = {
			.rip = (uintptr_t)context_call,
			.rsp = ROUND_DOWN(l->stack, 16),
			.rax = l->function,
			.rdi = l->argument,
			.rflags = CONTEXT_RFLAGS,
			.cs = selector_cs(),
			.ss = selector_ss(),
		},
	};

	return thread_make(&r);
}
