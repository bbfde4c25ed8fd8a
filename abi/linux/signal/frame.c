/* SPDX-License-Identifier: MIT */
/*
 * Building and taking back the frame of a signal handler.
 */
#include "abi/linux/signal/altstack.h"
#include "abi/linux/signal/frame.h"
#include "abi/linux/signal/queue.h"
#include "base/string.h"
#include "kern/sched/fpu.h"

#define RED_ZONE 128

#define RFLAGS_TF 0x100u
#define RFLAGS_DF 0x400u
#define RFLAGS_RF 0x10000u

/* The flags that a program may set (arch/x86/kernel/signal_64.c: FIX_EFLAGS). */
#define RFLAGS_USER 0x50dd5u

#define FPU_ALIGN 64

/* Where the frame ends: on the alternate stack if the handler wants it and we are not there yet. */
static uintptr_t frame_top(const struct thread *t, const struct linux_sigaction *a, uintptr_t sp,
			   uintptr_t *low)
{
	if (altstack_holds(t, sp)) {
		*low = t->altstack;
	} else if ((a->sa_flags & SA_ONSTACK) && t->altstack_size) {
		*low = t->altstack;
		return t->altstack + t->altstack_size;
	} else {
		*low = sp > t->stack_low && sp <= t->stack_high ? t->stack_low : USER_LOW;
	}
	return sp - RED_ZONE;
}

static void context_save(struct signal_context *c, const struct trap_frame *f)
{
	*c = (struct signal_context){
		.r8 = f->r8,
		.r9 = f->r9,
		.r10 = f->r10,
		.r11 = f->r11,
		.r12 = f->r12,
		.r13 = f->r13,
		.r14 = f->r14,
		.r15 = f->r15,
		.rdi = f->rdi,
		.rsi = f->rsi,
		.rbp = f->rbp,
		.rbx = f->rbx,
		.rdx = f->rdx,
		.rax = f->rax,
		.rcx = f->rcx,
		.rsp = f->rsp,
		.rip = f->rip,
		.rflags = f->rflags,
		.cs = (uint16_t)f->cs,
		.ss = (uint16_t)f->ss,
		.error = f->error,
		.vector = f->vector,
	};
}

static void frame_fill(struct signal_frame *frame, const struct trap_frame *f,
		       const struct thread *t)
{
	frame->uc.flags = UC_SIGCONTEXT_SS | UC_STRICT_RESTORE_SS;
	if (fpu_extended())
		frame->uc.flags |= UC_FP_XSTATE;
	frame->uc.link = 0;
	frame->uc.stack = altstack_get(t);
	context_save(&frame->uc.context, f);
}

bool signal_frame_push(struct trap_frame *f, const struct linux_siginfo *info,
		       const struct linux_sigaction *a, uint64_t mask, uintptr_t cr2)
{
	struct thread *t = thread_current();
	uintptr_t low, top = frame_top(t, a, f->rsp, &low);
	uintptr_t fpu = ROUND_DOWN(top - fpu_size(), FPU_ALIGN);
	uintptr_t at = ROUND_DOWN(fpu - sizeof(struct signal_frame), 16) - 8;
	struct signal_frame *frame = (struct signal_frame *)at;

	if (at < low || at > top || !user_writable(frame, top - at))
		return false;
	t->sig_frame_busy = true; /* a fault now is the stack's, not the application's */
	frame_fill(frame, f, t);
	frame->restorer = a->sa_restorer;
	frame->uc.context.oldmask = mask;
	frame->uc.context.cr2 = cr2;
	frame->uc.context.fpstate = (void *)fpu;
	frame->uc.mask = mask;
	frame->info = *info;
	fpu_save((void *)fpu);
	t->sig_frame_busy = false;
	if (t->altstack_flags & SS_AUTODISARM)
		t->altstack_size = 0;

	f->rdi = (uint64_t)info->si_signo;
	f->rsi = (uintptr_t)&frame->info;
	f->rdx = (uintptr_t)&frame->uc;
	f->rax = 0;
	f->rsp = at;
	f->rip = a->sa_handler;
	f->rflags &= ~(uint64_t)(RFLAGS_DF | RFLAGS_TF | RFLAGS_RF);
	return true;
}

static void context_restore(struct trap_frame *f, const struct signal_context *c)
{
	f->r8 = c->r8;
	f->r9 = c->r9;
	f->r10 = c->r10;
	f->r11 = c->r11;
	f->r12 = c->r12;
	f->r13 = c->r13;
	f->r14 = c->r14;
	f->r15 = c->r15;
	f->rdi = c->rdi;
	f->rsi = c->rsi;
	f->rbp = c->rbp;
	f->rbx = c->rbx;
	f->rdx = c->rdx;
	f->rax = c->rax;
	f->rcx = c->rcx;
	f->rsp = c->rsp;
	f->rip = c->rip;
	f->rflags = (f->rflags & ~(uint64_t)RFLAGS_USER) | (c->rflags & RFLAGS_USER);
}

static bool fpu_take_back(void *area)
{
	if (LINKED(binary_restore_fpu))
		return binary_restore_fpu(area);
	fpu_restore(area);
	return true;
}

bool signal_frame_pop(struct trap_frame *f, struct signal_frame *frame)
{
	struct thread *t = thread_current();
	void *fpstate = frame->uc.context.fpstate;

	signal_block(frame->uc.mask & ~SIGNAL_FIXED);
	context_restore(f, &frame->uc.context);
	if (fpstate && !fpu_take_back(fpstate))
		return false;
	/* As Linux: what the handler wrote there is taken if it can be, else the stack stays. */
	(void)!altstack_set(t, &frame->uc.stack, f->rsp);
	return true;
}
