/* SPDX-License-Identifier: MIT */
/*
 * A Linux program at ring 3 of a machine without UMIP, so that it can read where the library OS is:
 * it tries to get at that memory, by itself and by system calls. Says `umip` where it cannot know.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <ucontext.h>
#include <unistd.h>

#define PAGE 4096

struct table {
	uint16_t limit;
	uint64_t base;
} __attribute__((packed));

static sigjmp_buf back;
static void *volatile place;
static volatile int code;

static void handler(int sig, siginfo_t *info, void *context)
{
	(void)sig;
	(void)context;
	place = info->si_addr;
	code = info->si_code;
	siglongjmp(back, 1);
}

/* Does (way) at (p) end as where nothing is? */
static int stopped(volatile char *p, int way)
{
	if (!sigsetjmp(back, 1)) {
		if (way == 0)
			(void)*p;
		else if (way == 1)
			*p = *p;
		else if (way == 2)
			*p = 0;
		else
			((void (*)(void))(uintptr_t)p)();
		return 0;
	}
	return code == SEGV_MAPERR && place == (void *)p;
}

static int pair[2];

/* Does no system call take (p)? */
static int refused(void *p)
{
	static char bytes[PAGE];
	struct iovec v = { p, 8 };
	int good = 0;

	if (write(pair[1], "12345678", 8) != 8)
		return 0;
	good += read(pair[0], p, 8) < 0 && errno == EFAULT;
	good += readv(pair[0], &v, 1) < 0 && errno == EFAULT;
	good += read(pair[0], bytes, sizeof bytes) == 8 && !memcmp(bytes, "12345678", 8);
	good += write(pair[1], p, 8) < 0 && errno == EFAULT;
	good += writev(pair[1], &v, 1) < 0 && errno == EFAULT;
	good += syscall(SYS_clock_gettime, CLOCK_MONOTONIC, p) < 0 && errno == EFAULT;
	good += syscall(SYS_futex, p, 0, 0, NULL) < 0 && errno == EFAULT;
	good += mmap(p, PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) ==
		MAP_FAILED;
	good += mprotect((void *)((uintptr_t)p & -PAGE), PAGE, PROT_READ | PROT_WRITE) < 0;
	return good == 9;
}

/* --- Vectors that change while a call looks at them --- */

static char mine[64];
static struct iovec vector[2] = { { mine, 32 }, { mine + 32, 32 } };
static void *volatile theirs;
static volatile int done;

static void *flip(void *arg)
{
	while (!done) {
		*(void *volatile *)&vector[1].iov_base = theirs;
		*(void *volatile *)&vector[1].iov_base = mine + 32;
	}
	return arg;
}

static int race(void)
{
	char got[64];
	pthread_t t;
	int i, bad = 0;

	memset(mine, 'a', sizeof mine);
	pthread_create(&t, NULL, flip, NULL);
	for (i = 0; i < 20000; i++) {
		ssize_t n = writev(pair[1], vector, 2), k;

		if (n > 0 && read(pair[0], got, (size_t)n) != n)
			bad++;
		for (k = 0; k < n; k++)
			bad += got[k] != 'a';
		if (write(pair[1], mine, 64) != 64)
			bad++;
		for (k = 0; k < 64; k += n) {
			n = readv(pair[0], vector, 2);
			if (n <= 0) {
				n = read(pair[0], got, (size_t)(64 - k));
				break;
			}
		}
	}
	done = 1;
	pthread_join(t, NULL);
	return bad;
}

/* --- What is done at the end of a thread --- */

static void *end_with(void *p)
{
	syscall(SYS_set_robust_list, p, 24);
	syscall(SYS_set_tid_address, p);
	syscall(SYS_exit, 0);
	return NULL;
}

static void end_thread(void *p)
{
	pthread_attr_t a;
	pthread_t t;

	pthread_attr_init(&a);
	pthread_attr_setdetachstate(&a, PTHREAD_CREATE_DETACHED);
	if (pthread_create(&t, &a, end_with, p) == 0)
		usleep(20000);
}

static void find(struct table *gdt, struct table *idt)
{
	if (sigsetjmp(back, 1)) {
		puts("umip");
		exit(0);
	}
	__asm__ volatile("sgdt %0" : "=m"(*gdt));
	__asm__ volatile("sidt %0" : "=m"(*idt));
}

int main(void)
{
	struct sigaction sa;
	struct table gdt, idt;
	uintptr_t at[2];
	int tried = 0, good = 0, calls = 0;

	setvbuf(stdout, NULL, _IONBF, 0);
	memset(&sa, 0, sizeof sa);
	sa.sa_sigaction = handler;
	sa.sa_flags = SA_SIGINFO;
	sigaction(SIGSEGV, &sa, NULL);
	sigaction(SIGBUS, &sa, NULL);
	find(&gdt, &idt);
	at[0] = gdt.base;
	at[1] = idt.base;
	printf("the library OS is %s\n", gdt.base >> 47 == 0x1ffff && idt.base >> 47 == 0x1ffff
						 ? "in the upper half"
						 : "elsewhere");
	if (pipe(pair))
		perror("pipe");
	for (int i = 0; i < 2; i++)
		for (int page = -32; page < 32; page++) {
			char *p = (char *)(at[i] + (intptr_t)page * PAGE);

			for (int way = 0; way < 4; way++, tried++)
				good += stopped(p, way);
			calls += refused(p);
		}
	printf("stopped: %d of %d\n", good, tried);
	printf("refused: %d of %d\n", calls, tried / 4);
	theirs = (void *)gdt.base;
	printf("bytes that are not mine: %d\n", race());
	end_thread((void *)gdt.base);
	end_thread((void *)idt.base);
	puts("still here");
	return 0;
}
