/* SPDX-License-Identifier: MIT */
/*
 * Crash reports. The stack that led here may be broken: every frame pointer is checked before it is
 * followed, against the stack of the thread or the trap, and the walk ends where one does not grow.
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

extern const char pith_image_start[];

static void print_place(uintptr_t address)
{
	size_t offset;
	const char *name = symbol_find(address, &offset);

	if (name)
		print_text("  %016lx  %s+0x%lx\n", address, name, offset);
	else
		print_text("  %016lx\n", address);
}

static bool on_stack(uintptr_t p)
{
	struct thread *t = thread_current();

	return !(p & 7) && p >= t->stack_low && p < t->stack_high - 8;
}

static void print_backtrace(uintptr_t rip, uintptr_t rbp, uintptr_t rsp)
{
	size_t offset;

	print_text("backtrace (image at 0x%lx):\n", (uintptr_t)pith_image_start);
	print_place(rip);
	/* A jump into nowhere: the caller's address is where the call left it. */
	if (!symbol_find(rip, &offset) && on_stack(rsp))
		print_place(*(const uintptr_t *)rsp);
	for (unsigned i = 0; i < BACKTRACE_MAX && on_stack(rbp); i++) {
		const uintptr_t *frame = (const uintptr_t *)rbp;

		if (!frame[1])
			break;
		print_place(frame[1]);
		if (frame[0] <= rbp)
			break;
		rbp = frame[0];
	}
}

static void print_registers(const struct trap_frame *f)
{
	static const char names[16][4] = { "r15", "r14", "r13", "r12", "r11", "r10", "r9 ", "r8 ",
					   "rbp", "rdi", "rsi", "rdx", "rcx", "rbx", "rax", "" };
	const uint64_t *reg = &f->r15;

	for (int i = 14; i >= 0; i--)
		print_text("%s %016lx%s", names[i], reg[i], i % 3 ? "  " : "\n");
	print_text("rip %016lx  rsp %016lx  rflags %08lx  error %lx\n", f->rip, f->rsp, f->rflags,
		   f->error);
}

_Noreturn void crash(const char *why, uint8_t signal, const struct trap_frame *frame)
{
	static bool crashing;

	if (!crashing) {
		crashing = true;
		print_text("\npith: %s\n", why);
		if (frame) {
			print_registers(frame);
			print_backtrace(frame->rip, frame->rbp, frame->rsp);
		} else {
			uintptr_t rbp = (uintptr_t)__builtin_frame_address(0);

			print_backtrace((uintptr_t)__builtin_return_address(0), *(uintptr_t *)rbp, 0);
		}
	}
	plat_end((struct plat_end){ .signal = signal });
}

_Noreturn void panic(const char *why)
{
	crash(why, SIGNAL_ABORT, NULL);
}
