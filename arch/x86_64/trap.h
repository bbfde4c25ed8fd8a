/* SPDX-License-Identifier: MIT */
/*
 * What a CPU was doing when an exception or interrupt came, and what C makes of it.
 *
 * A machine's entry code pushes this frame on an IST stack, a process's signal handler makes it
 * from the host's ucontext; either way the registers may be changed and are taken back on return.
 */
#ifndef ARCH_X86_64_TRAP_H
#define ARCH_X86_64_TRAP_H

#include "base/assert.h"
#include "base/types.h"

struct trap_frame {
	uint64_t r15, r14, r13, r12, r11, r10, r9, r8;
	uint64_t rbp, rdi, rsi, rdx, rcx, rbx, rax;
	uint64_t vector;
	uint64_t error; /* pushed by the CPU for some vectors, else 0 */
	uint64_t rip, cs, rflags, rsp, ss;
};

static_assert(sizeof(struct trap_frame) == 176 && offsetof(struct trap_frame, r10) == 40 &&
		      offsetof(struct trap_frame, rdi) == 72 &&
		      offsetof(struct trap_frame, rax) == 112 &&
		      offsetof(struct trap_frame, vector) == 120 &&
		      offsetof(struct trap_frame, rip) == 136,
	      "as trap_frame.inc has them");

/* Is code of the selector (cs) in another ring than we are? */
static inline bool trap_other_ring(uint64_t cs)
{
	uint16_t own;

	__asm__("mov %%cs, %0" : "=r"(own));
	return (own ^ cs) & 3;
}

/* Exception vectors (AMD64 manual, volume 2, 8.2). */
enum trap_vector {
	TRAP_DIVIDE = 0,
	TRAP_DEBUG = 1,
	TRAP_NMI = 2,
	TRAP_BREAKPOINT = 3,
	TRAP_OVERFLOW = 4,
	TRAP_BOUND = 5,
	TRAP_INVALID_OPCODE = 6,
	TRAP_NO_FPU = 7,
	TRAP_DOUBLE_FAULT = 8,
	TRAP_INVALID_TSS = 10,
	TRAP_NO_SEGMENT = 11,
	TRAP_STACK = 12,
	TRAP_PROTECTION = 13,
	TRAP_PAGE = 14,
	TRAP_FPU = 16,
	TRAP_ALIGNMENT = 17,
	TRAP_MACHINE_CHECK = 18,
	TRAP_SIMD = 19,
	TRAP_EXCEPTIONS = 20, /* those above come only to guests of confidential machines */
};

/* Bits of a page fault's error code. */
#define TRAP_PAGE_PRESENT (1u << 0) /* the page was there: a protection fault */
#define TRAP_PAGE_WRITE   (1u << 1)
#define TRAP_PAGE_FETCH   (1u << 4)

/*
 * Serve an exception: let the address space make the page present, or the application's signal
 * handler have it, or print a report and end. (address) is CR2 for a page fault.
 * Context: the trap's own stack, interrupts masked.
 */
void trap_exception(struct trap_frame *f, uintptr_t address);

#endif
