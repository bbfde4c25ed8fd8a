/* SPDX-License-Identifier: MIT */
/* A thread that is interrupted anywhere finds its vector and x87 registers as they were. cpus: many */
#include "thread.h"

static atomic_int wrong;

/* Hold (seed) in the sixteen registers and the top of the x87 stack for (n) turns, and see what is left of it. */
static uint64_t hold(uint64_t seed, long n)
{
	uint64_t sum = 0, top = 0;

	__asm__ volatile("movq %[seed], %%xmm0\n"
			 "punpcklqdq %%xmm0, %%xmm0\n"
			 "movdqa %%xmm0, %%xmm1; movdqa %%xmm0, %%xmm2; movdqa %%xmm0, %%xmm3\n"
			 "movdqa %%xmm0, %%xmm4; movdqa %%xmm0, %%xmm5; movdqa %%xmm0, %%xmm6\n"
			 "movdqa %%xmm0, %%xmm7; movdqa %%xmm0, %%xmm8; movdqa %%xmm0, %%xmm9\n"
			 "movdqa %%xmm0, %%xmm10; movdqa %%xmm0, %%xmm11; movdqa %%xmm0, %%xmm12\n"
			 "movdqa %%xmm0, %%xmm13; movdqa %%xmm0, %%xmm14; movdqa %%xmm0, %%xmm15\n"
			 "mov %[seed], %[top]\n"
			 "fildll %[mem]\n"
			 "1: dec %[n]\n"
			 "jnz 1b\n"
			 "fistpll %[mem]\n"
			 "pand %%xmm1, %%xmm0; pand %%xmm2, %%xmm0; pand %%xmm3, %%xmm0\n"
			 "pand %%xmm4, %%xmm0; pand %%xmm5, %%xmm0; pand %%xmm6, %%xmm0\n"
			 "pand %%xmm7, %%xmm0; pand %%xmm8, %%xmm0; pand %%xmm9, %%xmm0\n"
			 "pand %%xmm10, %%xmm0; pand %%xmm11, %%xmm0; pand %%xmm12, %%xmm0\n"
			 "pand %%xmm13, %%xmm0; pand %%xmm14, %%xmm0; pand %%xmm15, %%xmm0\n"
			 "movq %%xmm0, %[sum]\n"
			 : [sum] "=&r"(sum), [top] "=&r"(top), [n] "+&r"(n), [mem] "+m"(seed)
			 : [seed] "r"(seed)
			 : "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9",
			   "xmm10", "xmm11", "xmm12", "xmm13", "xmm14", "xmm15", "cc", "memory");
	return sum == top ? seed : sum;
}

static void *holder(void *arg)
{
	uint64_t seed = 0x0101010101010101ull * (uintptr_t)arg;
	long long end = now(CLOCK_MONOTONIC) + 300000000;

	while (now(CLOCK_MONOTONIC) < end)
		if (hold(seed, 200000) != seed)
			wrong++;
	return NULL;
}

int main(void)
{
	pthread_t t[6];

	for (uintptr_t i = 0; i < 6; i++)
		t[i] = spawn(holder, (void *)(i + 1));
	for (int i = 0; i < 6; i++)
		join(t[i]);
	P(wrong);
	return 0;
}
