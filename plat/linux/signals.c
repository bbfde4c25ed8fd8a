/* SPDX-License-Identifier: MIT */
/*
 * Host signals as traps: a fault of the process becomes the same struct trap_frame that a machine's
 * exception makes, on the same stack, and goes the same way. The handler only makes that frame: the
 * stack that it runs on is the next signal's, too. SIGSYS is the seal's: it names the call and
 * ends.
 */
#include "arch/x86_64/trap.h"
#include "base/format.h"
#include "include/pith/control.h"
#include "kern/dev/control.h"
#include "kern/core/crash.h"
#include "kern/core/fault.h"
#include "kern/dev/irq.h"
#include "kern/sched/thread.h"
#include "plat/linux/host.h"
#include "plat/linux/linux.h"
#include "plat/linux/signals.h"
#include "plat/linux/vcpu.h"

#define SIGILL  4
#define SIGTRAP 5
#define SIGBUS  7
#define SIGFPE  8
#define SIGSEGV 11
#define SIGPIPE 13
#define SIGSYS  31

#define ALTSTACK_SIZE 16384 /* the host puts its frame there, which holds the vector registers */

/* Where a word of the ucontext goes. */
static const struct {
	uint8_t frame; /* word of struct trap_frame */
	uint8_t host;  /* word of the ucontext */
} registers[] = {
	{ 0, REG_R15 },     { 1, REG_R14 },  { 2, REG_R13 },  { 3, REG_R12 },     { 4, REG_R11 },
	{ 5, REG_R10 },     { 6, REG_R9 },   { 7, REG_R8 },   { 8, REG_RBP },     { 9, REG_RDI },
	{ 10, REG_RSI },    { 11, REG_RDX }, { 12, REG_RCX }, { 13, REG_RBX },    { 14, REG_RAX },
	{ 15, REG_TRAPNO }, { 16, REG_ERR }, { 17, REG_RIP }, { 19, REG_EFLAGS }, { 20, REG_RSP },
};

#define SYS_USER_DISPATCH 2 /* si_code of SIGSYS */

#define SI_KERNEL 0x80 /* si_code: sent by the host's kernel, with no address */

#define RFLAGS_FIXED  0x202              /* interrupts on; the bit that is always set */
#define HOST_SEGMENTS 0x002b000000000033 /* of the host's 64-bit programs: cs, gs, fs, ss */

#define RED_ZONE 128

extern const char linux_trap_entry[];

/*
 * The trap frame of what (uc) interrupted, on the thread's trap stack: below what an outer trap has
 * there, or from its top.
 */
struct trap_frame *linux_trap_frame(const struct host_ucontext *uc)
{
	const struct thread *t = thread_current();
	uintptr_t sp = uc->regs[REG_RSP];
	bool nested = sp >= t->trap_low && sp <= t->trap_high;
	uintptr_t top = nested ? sp - RED_ZONE : t->trap_high;
	struct trap_frame *f = (struct trap_frame *)ROUND_DOWN(top - sizeof *f, 16);
	uint64_t *words = &f->r15;

	for (size_t i = 0; i < nitems(registers); i++)
		words[registers[i].frame] = uc->regs[registers[i].host];
	f->cs = uc->regs[REG_CSGSFS] & 0xffff;
	f->ss = uc->regs[REG_CSGSFS] >> 48;
	return f;
}

/* As a trap of a machine: when this handler returns, the thread serves it on its trap stack. */
void linux_trap_enter(struct host_ucontext *uc, struct trap_frame *f)
{
	uc->regs[REG_RDI] = uc->regs[REG_RSP] = (uintptr_t)f;
	uc->regs[REG_RSI] = uc->regs[REG_CR2];
	uc->regs[REG_RIP] = (uintptr_t)linux_trap_entry;
	/* What was interrupted may have had segments and flags that nothing can run with. */
	uc->regs[REG_CSGSFS] = HOST_SEGMENTS;
	uc->regs[REG_EFLAGS] = RFLAGS_FIXED;
}

static void handle_fault(int signal, struct host_siginfo *info, struct host_ucontext *uc)
{
	struct trap_frame *f = linux_trap_frame(uc);

	(void)signal;
	/* What the CPU did not find is a page fault's number only by what came before. */
	if (f->vector == TRAP_PAGE && (info->code <= 0 || info->code == SI_KERNEL))
		f->vector = TRAP_PROTECTION;
	linux_trap_enter(uc, f);
}

void linux_trap(struct trap_frame *f, uintptr_t address)
{
	if (f->vector < IRQ_VECTOR_BASE)
		trap_exception(f, address);
	else if (LINKED(linux_interrupt))
		linux_interrupt(f);
}

static void handle_refused_call(int signal, struct host_siginfo *info, struct host_ucontext *uc)
{
	uint32_t nr = (uint32_t)info->syscall;
	char why[64];

	(void)signal;
	if (info->code == SYS_USER_DISPATCH && LINKED(linux_user_call)) {
		linux_user_call(info, uc);
		return;
	}
	control_send(PITH_CONTROL_SEAL, &nr, sizeof nr);
	format_text(why, sizeof why, "host call %u is outside the seal", nr);
	crash(why, CRASH_HERE, SIGSYS, NULL);
}

void linux_restore(void);
__asm__(".text\n"
	".hidden linux_restore\n"
	".type linux_restore, @function\n"
	"linux_restore:\n"
	"	mov $15, %eax\n" /* rt_sigreturn */
	"	syscall\n"
	".size linux_restore, . - linux_restore\n");

void linux_catch(int signal, host_handler *handler)
{
	struct host_sigaction action = {
		.handler = (uintptr_t)handler,
		.flags = HOST_SA_SIGINFO | HOST_SA_RESTORER | HOST_SA_ONSTACK | HOST_SA_NODEFER,
		.restorer = (uintptr_t)linux_restore,
		.mask = ~HOST_FAULTS, /* one frame is made at a time */
	};

	host_call4(HOST_rt_sigaction, signal, (long)&action, 0, sizeof action.mask);
}

void linux_signal_stack(void *stack, size_t size)
{
	struct host_stack s = { stack, 0, size };

	host_call2(HOST_sigaltstack, (long)&s, 0);
}

void linux_signals_init(void)
{
	static const uint8_t faults[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP };
	static uint8_t stack[ALTSTACK_SIZE] aligned(16);
	struct host_sigaction ignore = { .handler = 1 };

	thread_set_trap_stack(&thread_first, trap_stack_first.bytes, TRAP_STACK_SIZE);
	host_call3(HOST_mprotect, (long)trap_stack_first.guard, PAGE_SIZE, HOST_PROT_NONE);
	linux_signal_stack(stack, sizeof stack);
	for (size_t i = 0; i < sizeof faults; i++)
		linux_catch(faults[i], handle_fault);
	linux_catch(SIGSYS, handle_refused_call);
	/* A broken pipe is an error that the library OS makes the application's signal of. */
	host_call4(HOST_rt_sigaction, SIGPIPE, (long)&ignore, 0, sizeof ignore.mask);
}
