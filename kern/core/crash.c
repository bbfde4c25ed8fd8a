/* SPDX-License-Identifier: MIT */
/*
 * Crash reports. The stack that led here may be broken: the walk goes up from the stack pointer,
 * only within the thread's stack.
 */
#include "base/assert.h"
#include "base/format.h"
#include "kern/core/crash.h"
#include "kern/core/print.h"
#include "kern/core/symbols.h"
#include "kern/dev/plat.h"
#include "kern/sched/thread.h"

#define BACKTRACE_MAX 24

#define SIGNAL_ABORT 6
#define SIGNAL_KILL  9

#define LINK_ADDRESS 0x100000 /* plat/image.lds */

extern const char pith_image_start[], pith_text_end[];

/* What is to be added to an address in the image's file. */
static uintptr_t image_moved(void)
{
	return (uintptr_t)pith_image_start - LINK_ADDRESS;
}

static noinline bool is_code(uintptr_t address)
{
	return address >= (uintptr_t)pith_image_start && address < (uintptr_t)pith_text_end;
}

/* By the function's name, or where that is not known, by the address in the image's file. */
static void print_place(uintptr_t address, const char *mark)
{
	size_t offset = address - image_moved();
	const char *name = NULL;

	if (!is_code(address))
		offset = 0;
	else if (LINKED(symbol_find))
		name = symbol_find(address, &offset);
	else
		name = "image";
	print_text("  %016lx  %s+0x%lx%s\n", address, name ? name : "?", offset, mark);
}

static bool on_stack(uintptr_t p)
{
	struct thread *t = thread_current();

	return !(p & 7) && p >= t->stack_low && p + 8 < t->stack_high;
}

/*
 * Does a call end at (address)? Near relative (e8), or indirect (ff) with an operand of up to four
 * bytes.
 */
static bool follows_call(uintptr_t address)
{
	const uint8_t *p = (const uint8_t *)address;

	return is_code(address - 6) &&
	       (p[-5] == 0xe8 || p[-2] == 0xff || p[-3] == 0xff || p[-4] == 0xff || p[-6] == 0xff);
}

/*
 * The C library keeps no frame pointers, so every word on the stack that can be a return address is
 * shown, with a question mark unless a frame pointer vouches for it. A jump into nowhere is seen
 * the same way: its caller's address is at (rsp).
 */
static void print_backtrace(uintptr_t rip, uintptr_t rbp, uintptr_t rsp)
{
	print_text("backtrace (image moved by 0x%lx):\n", image_moved());
	print_place(rip, "");
	for (unsigned i = 0; i < BACKTRACE_MAX && on_stack(rsp); rsp += sizeof rsp) {
		uintptr_t word = *(const uintptr_t *)rsp;
		bool sure = rsp == rbp + sizeof rbp;

		if (sure)
			rbp = *(const uintptr_t *)rbp;
		if (follows_call(word)) {
			print_place(word - 1, sure ? "" : " ?");
			i++;
		}
	}
}

static void print_registers(const struct trap_frame *f)
{
	static const char names[] = "r15r14r13r12r11r10r9 r8 rbprdirsirdxrcxrbxrax";
	const uint64_t *reg = &f->r15;

	for (int i = 14; i >= 0; i--)
		print_text("%.3s %016lx%s", names + 3 * i, reg[i], i % 3 ? "  " : "\n");
	print_text("rip %016lx  rsp %016lx  rflags %08lx  error %lx\n", f->rip, f->rsp, f->rflags,
		   f->error);
}

_Noreturn void crash(const char *why, uintptr_t address, uint8_t signal,
		     const struct trap_frame *frame)
{
	static uint8_t first;

	if (!first) {
		first = signal;
		print_text("\npith: %s at 0x%lx (signal %d)\n", why, address, signal);
		if (signal == SIGNAL_KILL && LINKED(memory_report))
			memory_report();
		if (frame) {
			print_registers(frame);
			print_backtrace(frame->rip, frame->rbp, frame->rsp);
		} else {
			uintptr_t rbp = (uintptr_t)__builtin_frame_address(0);

			print_backtrace((uintptr_t)__builtin_return_address(0), rbp, rbp);
		}
	}
	plat_end((struct plat_end){ .signal = first });
}

_Noreturn void panic(const char *why)
{
	crash(why, CRASH_HERE, SIGNAL_ABORT, NULL);
}
