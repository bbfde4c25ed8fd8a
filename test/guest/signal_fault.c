/* SPDX-License-Identifier: MIT */
/* Faults with a handler: code, address, and going on after it, by siglongjmp() or by changing the context. ring: 3 */
#define _GNU_SOURCE
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <ucontext.h>

static sigjmp_buf back;
static volatile int zero;
static char *volatile expected;
static const char constant[64] = "read-only";
static int skip;

static void handler(int sig, siginfo_t *info, void *context)
{
	ucontext_t *uc = context;

	printf("signal %d, code %d, address %s", sig, info->si_code,
	       info->si_addr == (void *)expected ? "as expected" :
	       info->si_addr == (void *)uc->uc_mcontext.gregs[REG_RIP] ? "of the instruction" :
	       info->si_addr ? "unexpected" : "none");
	printf(", trap %d\n", (int)uc->uc_mcontext.gregs[REG_TRAPNO]);
	if (skip) {
		uc->uc_mcontext.gregs[REG_RIP] += skip;
		uc->uc_mcontext.gregs[REG_RAX] = 77;
		return;
	}
	siglongjmp(back, sig);
}

#define TRY(what, address, code)                       \
	do {                                           \
		expected = (char *)(address);          \
		printf("%s: ", what);                  \
		if (!sigsetjmp(back, 1)) {             \
			code;                          \
			puts("survived");              \
		}                                      \
	} while (0)

static void install(void)
{
	static const int faults[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP };
	struct sigaction sa;

	memset(&sa, 0, sizeof sa);
	sa.sa_sigaction = handler;
	sa.sa_flags = SA_SIGINFO;
	for (unsigned i = 0; i < sizeof faults / sizeof faults[0]; i++)
		sigaction(faults[i], &sa, NULL);
}

static void in_place(void)
{
	long rax = 1;

	skip = 2;
	__asm__ volatile("ud2" : "+a"(rax)::"memory");
	printf("went on with %ld\n", rax);
	skip = 0;
}

static void after_protect(void)
{
	char *page = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	page[0] = 'x';
	page[4096] = 'y';
	mprotect(page, 4096, PROT_READ);
	TRY("write to a read-only page", page + 5, page[5] = 1);
	mprotect(page, 4096, PROT_NONE);
	TRY("read of a closed page", page + 9, (void)*(volatile char *)(page + 9));
	munmap(page, 4096);
	TRY("read of an unmapped page", page + 9, (void)*(volatile char *)(page + 9));
	TRY("write beside it", page + 4097, page[4097] = 2; printf("fine, "));
	mprotect(page + 4096, 4096, PROT_READ);
	TRY("call into it", page + 4096, ((void (*)(void))(void *)(page + 4096))());
}

int main(void)
{
	setvbuf(stdout, NULL, _IOLBF, 0);
	install();
	for (int i = 0; i < 3; i++)
		TRY("read of NULL", 0, (void)*(volatile char *)expected);
	TRY("write near NULL", 16, *(volatile char *)expected = 1);
	TRY("write to a constant", constant, *(volatile char *)expected = 1);
	TRY("write to code", main, *(volatile char *)expected = 1);
	TRY("call of NULL", 0, ((void (*)(void))expected)());
	TRY("non-canonical", 1, (void)*(volatile char *)0x8000000000000000);
	TRY("divide", 1, zero = 100 / zero);
	TRY("ud2", 1, __asm__ volatile("ud2"));
	TRY("int3", 1, __asm__ volatile("int3"));
	in_place();
	after_protect();
	puts("done");
	return 0;
}
