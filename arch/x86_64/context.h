/* SPDX-License-Identifier: MIT */
/*
 * What a thread is while it does not run: a stack pointer, below which the registers stand that a
 * call keeps (switch.S).
 */
#ifndef ARCH_X86_64_CONTEXT_H
#define ARCH_X86_64_CONTEXT_H

#include "arch/x86_64/trap.h"
#include "base/types.h"

/* As switch.S pushes it. */
struct context {
	uint32_t mxcsr;
	uint16_t fpu_control;
	uint16_t pad;
	uint64_t r15, r14, r13, r12, rbx, rbp;
	uintptr_t rip;
};

static_assert(sizeof(struct context) == 64 && offsetof(struct context, r15) == 8,
	      "as switch.S pushes it");

/* What the System V ABI says that a program starts with; interrupts are on. */
#define CONTEXT_RFLAGS      0x202
#define CONTEXT_MXCSR       0x1f80
#define CONTEXT_FPU_CONTROL 0x37f

/*
 * Leave this stack, noting in (*from) where, and go on at (to), which came from here or from
 * context_make(). Returns when somebody switches back, by way of run_arrived(), which whoever has
 * contexts defines: it is the first that is called on the other stack. Context: interrupts masked.
 */
void context_switch(uintptr_t *from, uintptr_t to);

/* Where a new context begins: both are jumped to. */
void context_begin(void);
void context_begin_kernel(void);

/* Call (function) on the running thread's trap stack, for good: the stack below us may then go. */
_Noreturn void context_leave(void (*function)(long, long), long a, long b);

/* A place for a trap frame to go on at: it calls rax with rdi, and sys_exit() with the result. */
void context_call(void);

/*
 * Make a context on the stack that ends at (top): it calls thread_began() and goes on as (*frame)
 * says. Returns what to switch to.
 */
static inline uintptr_t context_make(uintptr_t top, const struct trap_frame *frame)
{
	struct trap_frame *f = (struct trap_frame *)ROUND_DOWN(top - sizeof *f, 16);
	struct context *c = (struct context *)f - 1;

	*f = *frame;
	*c = (struct context){
		.mxcsr = CONTEXT_MXCSR,
		.fpu_control = CONTEXT_FPU_CONTROL,
		.rip = (uintptr_t)context_begin,
	};
	return (uintptr_t)c;
}

/* The same for code of the library OS: it calls (function) with (argument). */
static inline uintptr_t context_make_kernel(uintptr_t top, void (*function)(void *), void *argument)
{
	struct context *c = (struct context *)ROUND_DOWN(top, 16) - 1;

	*c = (struct context){
		.mxcsr = CONTEXT_MXCSR,
		.fpu_control = CONTEXT_FPU_CONTROL,
		.rbx = (uintptr_t)function,
		.r12 = (uintptr_t)argument,
		.rip = (uintptr_t)context_begin_kernel,
	};
	return (uintptr_t)c;
}

#endif
