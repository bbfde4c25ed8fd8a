/* SPDX-License-Identifier: MIT */
/*
 * Exceptions: which are memory that is yet to come, which are the application's signals, and which
 * are the end.
 */
#include "arch/x86_64/trap.h"
#include "base/errno.h"
#include "base/format.h"
#include "kern/core/crash.h"
#include "kern/core/fault.h"
#include "kern/core/symbols.h"
#include "kern/mem/space.h"
#include "kern/sched/thread.h"

/* What an exception is to an application (Linux, arch/x86/kernel/traps.c: numbers and si_codes). */
struct fault {
	const char *name;
	uint8_t signal;
	uint8_t code;
};

#define SIGILL_  4
#define SIGTRAP_ 5
#define SIGBUS_  7
#define SIGFPE_  8
#define SIGSEGV_ 11

static const struct fault fault_other = { "general protection fault", SIGSEGV_, FAULT_SI_KERNEL };

static const struct fault faults[] = {
	[TRAP_DIVIDE]         = { "integer divide error", SIGFPE_, 1 },
	[TRAP_DEBUG]          = { "debug trap", SIGTRAP_, 1 },
	[TRAP_BREAKPOINT]     = { "breakpoint", SIGTRAP_, FAULT_SI_KERNEL },
	[TRAP_INVALID_OPCODE] = { "invalid instruction", SIGILL_, 2 },
	[TRAP_STACK]          = { "stack segment fault", SIGBUS_, FAULT_SI_KERNEL },
	[TRAP_PAGE]           = { "bad address", SIGSEGV_, 1 },
	[TRAP_FPU]            = { "floating-point error", SIGFPE_, 7 },
	[TRAP_ALIGNMENT]      = { "unaligned access", SIGBUS_, 1 },
	[TRAP_SIMD]           = { "floating-point error", SIGFPE_, 7 },
};

static const char *describe_access(const struct trap_frame *f, uintptr_t address)
{
	struct thread *t = thread_current();

	if (address < t->stack_low && address >= t->stack_low - 64 * KIB)
		return "stack overflow";
	if (f->error & TRAP_PAGE_FETCH)
		return "execution of data";
	return f->error & TRAP_PAGE_WRITE ? "bad write" : "bad read";
}

/* True when memory came and the instruction can be tried again. */
static bool serve_page(const struct trap_frame *f, uintptr_t address, struct fault *what)
{
	unsigned access = f->error & TRAP_PAGE_FETCH ? MMU_EXEC :
			  f->error & TRAP_PAGE_WRITE ? MMU_WRITE :
						       MMU_READ;
	int err = space_fault(address, access);

	if (!err)
		return true;
	what->code = f->error & TRAP_PAGE_PRESENT || err == -EACCES ? 2 : 1;
	if (err == -ERANGE)
		*what = (struct fault){ "access past the end of a mapped file", SIGBUS_, 2 };
	else if (err == -ENOMEM)
		what->name = "out of memory";
	else
		what->name = describe_access(f, address);
	return false;
}

void trap_exception(struct trap_frame *f, uintptr_t address)
{
	struct fault what = fault_other;
	char why[96];

	if (f->vector < sizeof faults / sizeof faults[0] && faults[f->vector].name)
		what = faults[f->vector];
	if (f->vector == TRAP_PAGE && serve_page(f, address, &what))
		return;
	if (signal_fault && signal_fault(f, what.signal, what.code, address))
		return;
	if (f->vector == TRAP_PAGE)
		format_text(why, sizeof why, "%s at 0x%lx (signal %d)", what.name, address, what.signal);
	else
		format_text(why, sizeof why, "%s (signal %d)", what.name, what.signal);
	crash(why, what.signal, f);
}
