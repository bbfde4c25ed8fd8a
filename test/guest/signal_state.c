/* SPDX-License-Identifier: MIT */
/* What a handler must not disturb: registers, floating point, vectors, errno's neighbours; and many of them. */
#define _GNU_SOURCE
#include <fenv.h>
#include <math.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <ucontext.h>

typedef float vec __attribute__((vector_size(16)));

static volatile int count;
static jmp_buf jump;

static int has_avx;

__attribute__((target("avx"))) static void destroy_avx(void)
{
	__asm__ volatile("vzeroall");
}

/* The upper halves, which only XSAVE keeps. Nothing to lose on a CPU without them. */
__attribute__((target("avx"))) static int around_fault_avx(void)
{
	unsigned char in[32], out[32] = { 0 };

	if (!has_avx)
		return 1;
	for (int i = 0; i < 32; i++)
		in[i] = (unsigned char)(i * 9 + 1);
	__asm__ volatile("vmovups %1, %%ymm3\n\tud2\n\tvmovups %%ymm3, %0\n\tvzeroupper"
			 : "=m"(out)
			 : "m"(in)
			 : "xmm3", "memory");
	return !memcmp(in, out, sizeof in);
}

static void handler(int sig, siginfo_t *info, void *context)
{
	ucontext_t *uc = context;
	double x = 1;

	for (int i = 0; i < 10; i++)
		x = sqrt(x + count);
	__asm__ volatile("pxor %%xmm0, %%xmm0; pxor %%xmm7, %%xmm7; pxor %%xmm15, %%xmm15" ::
			 : "xmm0", "xmm7", "xmm15");
	if (has_avx)
		destroy_avx();
	fesetround(FE_UPWARD);
	count++;
	if (sig == SIGILL)
		uc->uc_mcontext.gregs[REG_RIP] += 2;
}

/* All registers around a fault: what the handler destroyed must be back. */
static int around_fault(void)
{
	vec in = { 1.5f, -2.25f, 3e30f, 4 }, out0, out15;
	unsigned long a = 0x1111111111111111, b = 0x2222222222222222, c, d;
	double st = 0;

	__asm__ volatile("movups %4, %%xmm0\n\tmovups %4, %%xmm15\n\tmov %5, %%r8\n\tmov %6, %%r11\n\t"
			 "fld1\n\tud2\n\tfstpl %7\n\t"
			 "movups %%xmm0, %0\n\tmovups %%xmm15, %1\n\tmov %%r8, %2\n\tmov %%r11, %3"
			 : "=m"(out0), "=m"(out15), "=r"(c), "=r"(d)
			 : "m"(in), "r"(a), "r"(b), "m"(st)
			 : "xmm0", "xmm15", "r8", "r11", "memory");
	return !memcmp(&in, &out0, sizeof in) && !memcmp(&in, &out15, sizeof in) && a == c &&
	       b == d && st == 1;
}

static void install(int sig)
{
	struct sigaction sa;

	memset(&sa, 0, sizeof sa);
	sa.sa_sigaction = handler;
	sa.sa_flags = SA_SIGINFO;
	sigaction(sig, &sa, NULL);
}

static void jumper(int sig)
{
	count++;
	longjmp(jump, sig);
}

int main(void)
{
	double sum = 0;
	volatile int again = 0;

	install(SIGUSR1);
	install(SIGILL);
	__builtin_cpu_init();
	has_avx = __builtin_cpu_supports("avx");
	printf("registers kept: %d\n", around_fault());
	printf("vectors kept: %d\n", around_fault_avx());
	for (int i = 1; i <= 20000; i++) {
		sum += 1.0 / i;
		raise(SIGUSR1);
		sum = sum * 1.0000001;
	}
	printf("%d handlers, sum %.17g, rounding %d\n", count, sum, fegetround() == FE_TONEAREST);
	signal(SIGUSR2, jumper);
	count = 0;
	while (setjmp(jump) == 0 || again++ < 1000) {
		sigset_t set;

		sigemptyset(&set);
		sigprocmask(SIG_SETMASK, &set, NULL);
		raise(SIGUSR2);
	}
	printf("%d jumps\n", count);
	return 0;
}
