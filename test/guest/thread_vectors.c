/* Vector registers are a thread's own, through preemption, page faults, signals and system calls. cpus: many, door: binary */
#include "thread.h"

#include <sys/time.h>

#define ROUNDS 60

static atomic_long broken[3], alarms;
static atomic_int working;

/* Fill the registers from (in), do something slow, and store what they are then in (out). */
#define HOLD(in, out, slow) \
	__asm__ volatile( \
		"movups (%[i]), %%xmm0; movups 16(%[i]), %%xmm1; movups 32(%[i]), %%xmm2\n\t" \
		"movups 48(%[i]), %%xmm3; movups 64(%[i]), %%xmm8; movups 80(%[i]), %%xmm15\n\t" slow "\n\t" \
		"movups %%xmm0, (%[o]); movups %%xmm1, 16(%[o]); movups %%xmm2, 32(%[o])\n\t" \
		"movups %%xmm3, 48(%[o]); movups %%xmm8, 64(%[o]); movups %%xmm15, 80(%[o])" \
		: [p] "+D"(p), "=&c"(count), "=&a"(number) \
		: [i] "r"(in), [o] "r"(out), "1"(count), "2"(number) \
		: "memory", "cc", "r11", "xmm0", "xmm1", "xmm2", "xmm3", "xmm8", "xmm15")

static void check(int what, const unsigned char *in, const unsigned char *out)
{
	if (memcmp(in, out, 96))
		broken[what]++;
}

static void *hold(void *arg)
{
	size_t size = 64 * 4096;
	unsigned char in[96], out[96], *p;
	long count, number;

	for (int r = 0; r < ROUNDS; r++) {
		memset(in, (int)(intptr_t)arg * 16 + r % 16, sizeof in);
		p = in, count = 300000, number = 0;
		HOLD(in, out, "1: dec %%rcx; jnz 1b");
		check(0, in, out);

		/* Pages that are not there yet: a byte in each. */
		p = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		count = 64;
		HOLD(in, out, "1: movb $1, (%%rdi); add $4096, %%rdi; dec %%rcx; jnz 1b");
		check(1, in, out);
		munmap(p - size, size);

		/* A system call keeps them, too, even if others run meanwhile. */
		p = NULL, count = 0, number = SYS_sched_yield;
		HOLD(in, out, "syscall");
		check(2, in, out);
	}
	working--;
	return NULL;
}

/* Others that use them, and wake often. */
static void *disturb(void *arg)
{
	struct timespec ms = { 0, 300000 };
	double sum = 0;

	while (working) {
		for (int i = 1; i < 500; i++)
			sum += 1.0 / i;
		nanosleep(&ms, NULL);
		memset(arg, (int)sum, 200);
	}
	return NULL;
}

static void on_alarm(int sig)
{
	double x = sig;

	for (int i = 0; i < 20; i++)
		x = x * 1.5 + 1;
	__asm__ volatile("pcmpeqd %%xmm0, %%xmm0; movaps %%xmm0, %%xmm15; movaps %%xmm0, %%xmm8" ::"x"(x) : "xmm0", "xmm8", "xmm15");
	alarms++;
}

int main(void)
{
	struct itimerval often = { { 0, 2000 }, { 0, 2000 } }, never = { { 0, 0 }, { 0, 0 } };
	struct sigaction sa = { .sa_handler = on_alarm, .sa_flags = SA_RESTART };
	pthread_t t[6];
	char bytes[2][200];

	working = 4;
	sigaction(SIGALRM, &sa, NULL);
	setitimer(ITIMER_REAL, &often, NULL);
	for (int i = 0; i < 4; i++)
		t[i] = spawn(hold, (void *)(intptr_t)(i + 1));
	for (int i = 0; i < 2; i++)
		t[4 + i] = spawn(disturb, bytes[i]);
	for (int i = 0; i < 6; i++)
		join(t[i]);
	setitimer(ITIMER_REAL, &never, NULL);
	P(broken[0]);
	P(broken[1]);
	P(broken[2]);
	P(alarms > 0);
	return 0;
}
