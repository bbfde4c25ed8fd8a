/* SPDX-License-Identifier: MIT */
/*
 * What a program may not do that is not the system itself: ring: 3, door: binary. Privileged
 * instructions, addresses of the system, such pointers in calls, and frames of handlers that say more
 * than a program may. Each ends as on Linux.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <ucontext.h>
#include <unistd.h>

#define HIGH 0xffff800000000000ul /* where addresses begin again */
#define SLOT (1ul << 39)

static sigjmp_buf back;
static volatile int seen, code;
static void *volatile place;

static void handler(int sig, siginfo_t *info, void *context)
{
	(void)context;
	seen = sig;
	code = info->si_code;
	place = info->si_addr;
	siglongjmp(back, 1);
}

static void install(void)
{
	static const int faults[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP };
	static char stack[65536];
	stack_t ss = { .ss_sp = stack, .ss_size = sizeof stack };
	struct sigaction sa;

	sigaltstack(&ss, NULL);
	memset(&sa, 0, sizeof sa);
	sa.sa_sigaction = handler;
	sa.sa_flags = SA_SIGINFO | SA_ONSTACK;
	for (unsigned i = 0; i < sizeof faults / sizeof *faults; i++)
		sigaction(faults[i], &sa, NULL);
}

static void tell(const char *what)
{
	if (!seen)
		printf("%s: survived\n", what);
	else
		printf("%s: signal %d, code %d, address %s\n", what, seen, code, place ? "some" : "none");
}

#define TRY(what, does)                         \
	do {                                    \
		seen = 0;                       \
		if (!sigsetjmp(back, 1)) {      \
			does;                   \
		}                               \
		tell(what);                     \
	} while (0)

#define INSTRUCTION(text) TRY(text, __asm__ volatile(text ::"a"(0), "b"(0), "c"(0), "d"(0x80) : "memory"))

static unsigned long table[2];

static void instructions(void)
{
	INSTRUCTION("cli");
	INSTRUCTION("sti");
	INSTRUCTION("hlt");
	INSTRUCTION("inb %%dx, %%al");
	INSTRUCTION("inb $0x64, %%al");
	INSTRUCTION("outb %%al, %%dx");
	INSTRUCTION("outl %%eax, %%dx");
	TRY("insb", __asm__ volatile("insb" ::"d"(0x60), "D"(table) : "memory"));
	TRY("rdmsr", __asm__ volatile("rdmsr" ::"c"(0xc0000080) : "eax", "edx"));
	TRY("wrmsr", __asm__ volatile("wrmsr" ::"c"(0xc0000101), "a"(0), "d"(0)));
	INSTRUCTION("mov %%cr0, %%rax");
	INSTRUCTION("mov %%rax, %%cr0");
	INSTRUCTION("mov %%cr3, %%rax");
	INSTRUCTION("mov %%rax, %%cr3");
	INSTRUCTION("mov %%rax, %%cr4");
	INSTRUCTION("mov %%rax, %%dr7");
	INSTRUCTION("clts");
	INSTRUCTION("invd");
	INSTRUCTION("wbinvd");
	INSTRUCTION("swapgs");
	INSTRUCTION("sysretq");
	INSTRUCTION("lmsw %%ax");
	INSTRUCTION("lldt %%ax");
	INSTRUCTION("ltr %%ax");
	TRY("invlpg", __asm__ volatile("invlpg (%0)" ::"r"(table)));
	TRY("lgdt", __asm__ volatile("lgdt %0" ::"m"(table)));
	TRY("lidt", __asm__ volatile("lidt %0" ::"m"(table)));
	INSTRUCTION("xsetbv");
	INSTRUCTION("int $0x30");
	INSTRUCTION("int $14");
	INSTRUCTION("int $8");
	INSTRUCTION("int $2");
	INSTRUCTION("int3");
	INSTRUCTION("int $4");
	INSTRUCTION("ud2");
}

/* A far jump or return to (cs), and loading (ss). */
static void segments(void)
{
	static const unsigned short selectors[] = { 0x8, 0xb, 0x10, 0x13, 0x18, 0x1b, 0x40, 0xfff8 };
	char what[64];

	for (unsigned i = 0; i < sizeof selectors / sizeof *selectors; i++) {
		snprintf(what, sizeof what, "code segment %#x", selectors[i]);
		TRY(what, __asm__ volatile("pushq %0; lea 1f(%%rip), %%rax; pushq %%rax; lretq; 1:"
					   ::"r"((unsigned long)selectors[i]) : "rax", "memory"));
		snprintf(what, sizeof what, "stack segment %#x", selectors[i]);
		TRY(what, __asm__ volatile("mov %0, %%ss" ::"r"(selectors[i])));
	}
	TRY("null segments", __asm__ volatile("mov %0, %%ds; mov %0, %%es; mov %0, %%gs" ::"r"(0));
	    getpid());
	TRY("a data segment", __asm__ volatile("mov %0, %%ds; mov %0, %%es; mov %0, %%gs" ::"r"(0x2b));
	    getpid());
}

static unsigned long flags(void)
{
	unsigned long value;

	__asm__ volatile("pushfq; pop %0" : "=r"(value));
	return value;
}

static void flags_of_mine(void)
{
	unsigned long value = (flags() | 0x3000 | 0x4000) & ~0x200ul;

	/* Interrupts on, no input and output; NT is the program's to set. */
	__asm__ volatile("push %0; popfq" ::"r"(value) : "memory", "cc");
	printf("flags: %lx\n", flags() & 0x7200);
	printf("and after a call: %d ", (int)syscall(SYS_getpid) > 0);
	printf("%lx\n", flags() & 0x7200);
	__asm__ volatile("push %0; popfq" ::"r"(flags() & ~0x4000ul) : "memory", "cc");
}

/* In every slot of the system's half: how many of the addresses ended as they should. */
static void addresses(void)
{
	static const char *const ways[] = { "read", "write", "jump" };
	volatile unsigned i, way, good;

	for (way = 0; way < 3; way++) {
		good = 0;
		for (i = 0; i < 256; i++) {
			volatile char *p = (char *)(HIGH + i * SLOT + 0x1000);

			seen = 0;
			if (!sigsetjmp(back, 1)) {
				if (way == 0)
					(void)*p;
				else if (way == 1)
					*p = 1;
				else
					((void (*)(void))(uintptr_t)p)();
			}
			good += seen == SIGSEGV && code == SEGV_MAPERR && place == (void *)p;
		}
		printf("%s: %u of 256\n", ways[way], good);
	}
	TRY("read at no address", (void)*(volatile char *)0x1234567890abcdef);
	TRY("call at no address", ((void (*)(void))0x800000000000)());
	TRY("call behind the last address", ((void (*)(void))0x7ffffffff000)());
}

static void calls_with(void *bad)
{
	struct iovec mine = { bad, 16 };
	int pair[2];
	const struct {
		const char *name;
		long nr, a, b, c, d;
	} calls[] = {
		{ "read", SYS_read, -2, (long)bad, 16, 0 },
		{ "write", SYS_write, -3, (long)bad, 16, 0 },
		{ "readv", SYS_readv, -2, (long)&mine, 1, 0 },
		{ "writev", SYS_writev, -3, (long)&mine, 1, 0 },
		{ "readv of that", SYS_readv, -2, (long)bad, 1, 0 },
		{ "open", SYS_open, (long)bad, 0, 0, 0 },
		{ "stat", SYS_stat, (long)"/", (long)bad, 0, 0 },
		{ "getcwd", SYS_getcwd, (long)bad, 100, 0, 0 },
		{ "pipe", SYS_pipe, (long)bad, 0, 0, 0 },
		{ "poll", SYS_poll, (long)bad, 1, 0, 0 },
		{ "select", SYS_select, 1, (long)bad, 0, 0 },
		{ "uname", SYS_uname, (long)bad, 0, 0, 0 },
		{ "getrandom", SYS_getrandom, (long)bad, 8, 0, 0 },
		{ "clock_gettime", SYS_clock_gettime, 1, (long)bad, 0, 0 },
		{ "nanosleep", SYS_nanosleep, (long)bad, 0, 0, 0 },
		{ "sigaction", SYS_rt_sigaction, SIGUSR2, (long)bad, 0, 8 },
		{ "sigprocmask", SYS_rt_sigprocmask, 0, 0, (long)bad, 8 },
		{ "sigaltstack", SYS_sigaltstack, (long)bad, 0, 0, 0 },
		{ "futex wait", SYS_futex, (long)bad, 128, 0, 0 },
		{ "execve", SYS_execve, (long)bad, 0, 0, 0 },
		{ "execve with that", SYS_execve, (long)"/proc/self/exe", (long)bad, 0, 0 },
		{ "set fs", SYS_arch_prctl, 0x1002, (long)bad, 0, 0 },
		{ "get fs", SYS_arch_prctl, 0x1003, (long)bad, 0, 0 },
		{ "name", SYS_prctl, 15, (long)bad, 0, 0 },
		{ "prlimit", SYS_prlimit64, 0, 7, 0, (long)bad },
		{ "mincore", SYS_mincore, (long)bad, 4096, (long)&mine, 0 },
		{ "munmap", SYS_munmap, (long)bad, 4096, 0, 0 },
		{ "mprotect", SYS_mprotect, (long)bad, 4096, 7, 0 },
		{ "clone3", SYS_clone3, (long)bad, 88, 0, 0 },
		{ "socketpair", SYS_socketpair, AF_UNIX, SOCK_STREAM, 0, (long)bad },
	};

	if (pipe(pair) || write(pair[1], "0123456789abcdef0123456789abcdef", 32) != 32)
		perror("pipe");
	for (unsigned i = 0; i < sizeof calls / sizeof *calls; i++) {
		long a = calls[i].a == -2 ? pair[0] : calls[i].a == -3 ? pair[1] : calls[i].a;
		long r = syscall(calls[i].nr, a, calls[i].b, calls[i].c, calls[i].d);

		printf(" %s %d%s", calls[i].name, r < 0 ? errno : 0, i % 8 == 7 ? "\n" : ",");
	}
	printf(" mmap %d\n", mmap(bad, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) ==
					     MAP_FAILED ? errno : 0);
	close(pair[0]);
	close(pair[1]);
}

static void calls(void)
{
	static const unsigned long bad[] = { HIGH, 0xffffa00000001000, 0xffffafff00001000,
					     0xffffffff81000000, 0x800000000000 };

	for (unsigned i = 0; i < sizeof bad / sizeof *bad; i++) {
		printf("calls with %#lx:\n", bad[i]);
		calls_with((void *)bad[i]);
	}
}

/* --- Frames --- */

static volatile int field;
static volatile unsigned long value;

static void change(int sig, siginfo_t *info, void *context)
{
	ucontext_t *uc = context;

	(void)sig;
	(void)info;
	if (field == REG_CSGSFS)
		uc->uc_mcontext.gregs[field] = (uc->uc_mcontext.gregs[field] & ~0xffffl) | (long)value;
	else if (field == -1)
		uc->uc_mcontext.gregs[REG_CSGSFS] =
			(uc->uc_mcontext.gregs[REG_CSGSFS] & 0xffffffffffffl) | (long)(value << 48);
	else if (field == -2)
		uc->uc_mcontext.fpregs = (void *)value;
	else
		uc->uc_mcontext.gregs[field] = (long)value;
}

static void frame(const char *what, int which, unsigned long to)
{
	static volatile unsigned long after;

	field = which;
	value = to;
	after = 0;
	TRY(what, raise(SIGUSR1); after = flags());
	if (after)
		printf("flags after it: %lx\n", after & 0x7200);
}

static void frames(void)
{
	struct sigaction sa;

	memset(&sa, 0, sizeof sa);
	sa.sa_sigaction = change;
	sa.sa_flags = SA_SIGINFO | SA_ONSTACK;
	sigaction(SIGUSR1, &sa, NULL);
	frame("frame: code 0x10", REG_CSGSFS, 0x10);
	frame("frame: code 0x8", REG_CSGSFS, 0x8);
	frame("frame: code 0", REG_CSGSFS, 0);
	frame("frame: code 0x2b", REG_CSGSFS, 0x2b);
	frame("frame: code 0x30", REG_CSGSFS, 0x30);
	frame("frame: stack 0x18", -1, 0x18);
	frame("frame: stack 0x10", -1, 0x10);
	frame("frame: stack 0x33", -1, 0x33);
	frame("frame: rip of the system", REG_RIP, HIGH + 0x1000);
	frame("frame: rip nowhere", REG_RIP, 0x800000000000);
	frame("frame: rip far away", REG_RIP, 0x123456789abcdef0);
	frame("frame: rsp of the system", REG_RSP, HIGH + 0x1000);
	frame("frame: flags", REG_EFL, 0x3002);
	frame("frame: more flags", REG_EFL, 0xffff0000 & ~0x00010000ul & ~0x00040000ul);
	frame("frame: floating point of the system", -2, HIGH + 0x1000);
	frame("frame: floating point nowhere", -2, 0x1000);
}

int main(void)
{
	setvbuf(stdout, NULL, _IOLBF, 0);
	install();
	instructions();
	segments();
	flags_of_mine();
	addresses();
	calls();
	frames();
	puts("done");
	return 0;
}
