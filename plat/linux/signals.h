/* SPDX-License-Identifier: MIT */
/*
 * Private to plat/linux: host signals, and what their handlers see and do.
 */
#ifndef PLAT_LINUX_SIGNALS_H
#define PLAT_LINUX_SIGNALS_H

#include "arch/x86_64/trap.h"
#include "base/types.h"

/* The order of the general registers in the host's ucontext (uapi/asm/sigcontext.h). */
enum {
	REG_R8,
	REG_R9,
	REG_R10,
	REG_R11,
	REG_R12,
	REG_R13,
	REG_R14,
	REG_R15,
	REG_RDI,
	REG_RSI,
	REG_RBP,
	REG_RBX,
	REG_RDX,
	REG_RAX,
	REG_RCX,
	REG_RSP,
	REG_RIP,
	REG_EFLAGS,
	REG_CSGSFS,
	REG_ERR,
	REG_TRAPNO,
	REG_OLDMASK,
	REG_CR2,
	REG_COUNT,
};

struct host_stack {
	void *sp;
	int flags;
	size_t size;
};

struct host_ucontext {
	uint64_t flags;
	struct host_ucontext *link;
	struct host_stack stack;
	uint64_t regs[REG_COUNT];
	void *fpstate; /* of the floating-point unit, which the host restores by itself */
};

struct host_siginfo {
	int signo;
	int error;
	int code;
	int pad;
	uint64_t address; /* of a fault; of the instruction behind a refused call */
	int syscall;      /* SIGSYS, as is the next */
	uint32_t arch;
};

typedef void host_handler(int signal, struct host_siginfo *info, struct host_ucontext *uc);

/* The signals that come of what the host thread itself does: ILL, TRAP, BUS, FPE, SEGV, SYS. */
#define HOST_FAULTS (1ull << 3 | 1ull << 4 | 1ull << 6 | 1ull << 7 | 1ull << 10 | 1ull << 30)

/* Let (handler) have (signal), on the host thread's signal stack. Context: boot. */
void linux_catch(int signal, host_handler *handler);

/*
 * The trap frame of what (uc) interrupted, on the thread's trap stack: below what an outer trap has
 * there, or from its top. Context: handler.
 */
struct trap_frame *linux_trap_frame(const struct host_ucontext *uc);

/* Serve or note interrupt (source), which (uc) was interrupted for. Context: handler. */
void linux_irq(unsigned source, struct host_ucontext *uc);

/*
 * As a trap of a machine: when the handler returns, the thread serves (f), whose vector says what
 * it is, on its trap stack.
 */
void linux_trap_enter(struct host_ucontext *uc, struct trap_frame *f);

/* Serve (f): called by trap.S on the trap stack. (address) is a fault's. */
void linux_trap(struct trap_frame *f, uintptr_t address);

/* Serve an interrupt. WEAK: only where there are any. Context: as above. */
WEAK void linux_interrupt(struct trap_frame *f);

#endif
