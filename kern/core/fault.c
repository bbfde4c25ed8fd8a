/* SPDX-License-Identifier: MIT */
/*
 * Exceptions: which are memory that is yet to come, which are the application's signals, and which
 * are the end.
 */
#include "arch/x86_64/trap.h"
#include "base/assert.h"
#include "base/errno.h"
#include "kern/core/crash.h"
#include "kern/core/fault.h"
#include "kern/core/symbols.h"
#include "kern/mem/space.h"
#include "kern/sched/lock.h"
#include "kern/sched/thread.h"

extern const char pith_user_start[], pith_user_end[]; /* arch/x86_64/user.S */

/* What an exception is to an application (Linux, arch/x86/kernel/traps.c: numbers and si_codes). */
struct fault {
	uint8_t vector;
	uint8_t signal;
	uint8_t code;
	char name[17];
};

enum {
	SIGILL = 4,
	SIGTRAP = 5,
	SIGBUS = 7,
	SIGFPE = 8,
	SIGKILL = 9,
	SIGSEGV = 11,
};

/* The last entry is for every other vector. */
static const struct fault faults[] = {
	{ TRAP_DIVIDE, SIGFPE, 1, "integer division" },
	{ TRAP_INVALID_OPCODE, SIGILL, 2, "bad instruction" },
	{ TRAP_BREAKPOINT, SIGTRAP, FAULT_SI_KERNEL, "breakpoint" },
	{ TRAP_DEBUG, SIGTRAP, 1, "debug trap" },
	{ TRAP_STACK, SIGBUS, FAULT_SI_KERNEL, "stack fault" },
	{ TRAP_FPU, SIGFPE, 7, "floating point" },
	{ TRAP_SIMD, SIGFPE, 7, "floating point" },
	{ TRAP_ALIGNMENT, SIGBUS, 1, "unaligned access" },
	{ 0, SIGSEGV, FAULT_SI_KERNEL, "protection fault" },
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

static_assert(TRAP_PAGE_WRITE == MMU_WRITE && TRAP_PAGE_FETCH >> 2 == MMU_EXEC,
	      "the CPU's bits are ours");

/*
 * Let the address space make the page at (address) present. Returns 0, and the instruction can be
 * tried again, or what is wrong with the access: the reason, and in (signal) and (code) what Linux
 * says.
 */
static const char *serve_page(struct trap_frame *f, uintptr_t address, uint8_t *signal,
			      uint8_t *code)
{
	unsigned access = f->error & TRAP_PAGE_WRITE;
	int err;

	if (unlikely(cpu_this()->irq_depth) && *(const uint64_t *)f->rip == SPIN_TOUCH_CODE) {
		f->rip += sizeof(uint64_t);
		return NULL;
	}
	access |= f->error >> 2 & MMU_EXEC;
	err = space_fault(address, access ? access : MMU_READ);
	if (!err)
		return NULL;
	/* Not to be had is what the application says is its memory: it is told so. */
	if (f->rip - (uintptr_t)pith_user_start < (uintptr_t)(pith_user_end - pith_user_start)) {
		f->rip = f->r9;
		return NULL;
	}
	if (f->error & TRAP_PAGE_PRESENT || err == -EACCES)
		*code = 2;
	if (err == -ERANGE) {
		*signal = SIGBUS;
		*code = 2;
		return "no such page of the file";
	}
	if (err == -ENOMEM) {
		*signal = SIGKILL;
		return "out of memory";
	}
	return describe_access(f, address);
}

void trap_exception(struct trap_frame *f, uintptr_t address)
{
	const struct fault *what = faults;
	uint8_t signal = SIGSEGV, code = 1;
	uintptr_t place = address;
	const char *name;

	if (f->vector == TRAP_PAGE) {
		name = serve_page(f, address, &signal, &code);
	} else {
		while (what < faults + nitems(faults) - 1 && what->vector != f->vector)
			what++;
		name = what->name;
		signal = what->signal;
		code = what->code;
		place = f->rip;
	}
	if (name && !(LINKED(signal_fault) && signal_fault(f, signal, code, address)))
		crash(name, place, signal, f);
}
