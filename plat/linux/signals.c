/* SPDX-License-Identifier: MIT */
/*
 * Host signals as traps: a fault of the process becomes the same struct trap_frame that a machine's
 * exception makes, and goes the same way. SIGSYS is the seal's: it names the call and ends.
 */
#include "arch/x86_64/fpu.h"
#include "arch/x86_64/trap.h"
#include "base/format.h"
#include "include/pith/control.h"
#include "kern/dev/control.h"
#include "kern/core/crash.h"
#include "kern/core/fault.h"
#include "plat/linux/host.h"
#include "plat/linux/linux.h"

#define SIGILL  4
#define SIGTRAP 5
#define SIGBUS  7
#define SIGFPE  8
#define SIGSEGV 11
#define SIGPIPE 13
#define SIGSYS  31

#define ALTSTACK_SIZE 16384

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
	const void *fpstate; /* FXSAVE or XSAVE image, or NULL */
};

struct host_siginfo {
	int signo;
	int error;
	int code;
	int pad;
	uint64_t address; /* of a fault; of the instruction behind a refused call */
	int syscall;      /* SIGSYS */
};

/*
 * Below (uc)'s red zone nothing of the application is kept, so the frame's stack pointer is its
 * own.
 */
static const struct {
	uint8_t frame; /* word of struct trap_frame */
	uint8_t host;  /* word of the ucontext */
} registers[] = {
	{ 0, REG_R15 },     { 1, REG_R14 },  { 2, REG_R13 },  { 3, REG_R12 },     { 4, REG_R11 },
	{ 5, REG_R10 },     { 6, REG_R9 },   { 7, REG_R8 },   { 8, REG_RBP },     { 9, REG_RDI },
	{ 10, REG_RSI },    { 11, REG_RDX }, { 12, REG_RCX }, { 13, REG_RBX },    { 14, REG_RAX },
	{ 15, REG_TRAPNO }, { 16, REG_ERR }, { 17, REG_RIP }, { 19, REG_EFLAGS }, { 20, REG_RSP },
};

/*
 * The host cleared the vector registers for its handler. If the application's own handler can come
 * next, its frame is to hold them, so they are what they were.
 */
static void load_fpu(const void *area)
{
	if (!signal_fault || !area)
		return;
	if (cpuid_get(CPUID_FEATURES, 0).ecx & CPUID_1_OSXSAVE)
		fpu_xrstor(area, xcr0_read() & XSTATE_COMPONENTS);
	else
		fpu_fxrstor(area);
}

static void handle_fault(int signal, struct host_siginfo *info, struct host_ucontext *uc)
{
	struct trap_frame frame = { 0 };
	uint64_t *words = &frame.r15;

	(void)signal;
	(void)info;
	for (size_t i = 0; i < nitems(registers); i++)
		words[registers[i].frame] = uc->regs[registers[i].host];
	load_fpu(uc->fpstate);
	trap_exception(&frame, uc->regs[REG_CR2]);
	for (size_t i = 0; i < nitems(registers); i++)
		uc->regs[registers[i].host] = words[registers[i].frame];
}

static void handle_refused_call(int signal, struct host_siginfo *info, struct host_ucontext *uc)
{
	uint32_t nr = (uint32_t)info->syscall;
	char why[64];

	(void)signal;
	(void)uc;
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

static void catch_signal(int signal,
			 void (*handler)(int, struct host_siginfo *, struct host_ucontext *))
{
	struct host_sigaction action = {
		.handler = (uintptr_t)handler,
		.flags = HOST_SA_SIGINFO | HOST_SA_RESTORER | HOST_SA_ONSTACK | HOST_SA_NODEFER,
		.restorer = (uintptr_t)linux_restore,
	};

	host_call4(HOST_rt_sigaction, signal, (long)&action, 0, sizeof action.mask);
}

void linux_signals_init(void)
{
	static const uint8_t faults[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP };
	static uint8_t stack[ALTSTACK_SIZE] aligned(16);
	struct host_stack s = { stack, 0, sizeof stack };
	struct host_sigaction ignore = { .handler = 1 };

	host_call2(HOST_sigaltstack, (long)&s, 0);
	for (size_t i = 0; i < sizeof faults; i++)
		catch_signal(faults[i], handle_fault);
	catch_signal(SIGSYS, handle_refused_call);
	/* A broken pipe is an error that the library OS makes the application's signal of. */
	host_call4(HOST_rt_sigaction, SIGPIPE, (long)&ignore, 0, sizeof ignore.mask);
}
