/* SPDX-License-Identifier: MIT */
/*
 * The frame under a signal handler, as Linux lays it out on x86-64 (asm/sigcontext.h,
 * asm/ucontext.h). Handlers read and write it: virtual machines of languages move the program
 * counter in it.
 */
#ifndef ABI_LINUX_SIGNAL_FRAME_H
#define ABI_LINUX_SIGNAL_FRAME_H

#include "abi/linux/types.h"
#include "kern/core/fault.h"

struct signal_context {
	uint64_t r8, r9, r10, r11, r12, r13, r14, r15;
	uint64_t rdi, rsi, rbp, rbx, rdx, rax, rcx, rsp, rip, rflags;
	uint16_t cs, gs, fs, ss;
	uint64_t error;
	uint64_t vector;
	uint64_t oldmask;
	uint64_t cr2;
	void *fpstate; /* FXSAVE or XSAVE image, or NULL */
	uint64_t reserved[8];
};
static_assert(sizeof(struct signal_context) == 256, "struct sigcontext");

struct signal_ucontext {
	uint64_t flags;
	uintptr_t link;
	struct linux_stack stack;
	struct signal_context context;
	uint64_t mask; /* of blocked signals, restored when the handler returns */
};
static_assert(sizeof(struct signal_ucontext) == 304, "struct ucontext");

struct signal_frame {
	uintptr_t restorer; /* the handler's return address */
	struct signal_ucontext uc;
	struct linux_siginfo info;
};

/* Bits of signal_ucontext.flags. */
#define UC_FP_XSTATE         1
#define UC_SIGCONTEXT_SS     2
#define UC_STRICT_RESTORE_SS 4

/*
 * Put a frame for (info)'s signal on the stack that its handler (a) wants, and change (f) to enter
 * the handler. When the handler returns, the registers are (f)'s of before, and blocked is (mask).
 * Returns false when there is no room: (f) is then unchanged.
 * Context: not on the application's stack; that stack may fault.
 */
must_use bool signal_frame_push(struct trap_frame *f, const struct linux_siginfo *info,
				const struct linux_sigaction *a, uint64_t mask, uintptr_t cr2);

/*
 * Take back into (f) what the handler's frame holds, and the mask, stack and floating-point state.
 * Returns false when it leads to memory that is not there.
 */
must_use bool signal_frame_pop(struct trap_frame *f, struct signal_frame *frame);

#endif
