/* SPDX-License-Identifier: MIT */
/* Death by a signal: by a fault, by abort(), or sent. What was written before arrives. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static volatile int zero;
static volatile char *volatile nowhere;

static int overflow(int n)
{
	volatile char page[4096];

	page[0] = (char)n;
	return overflow(n + 1) + page[0];
}

int main(int argc, char **argv)
{
	const char *how = argc > 1 ? argv[1] : "";

	printf("about to: %s\n", how);
	fflush(stdout);
	if (!strcmp(how, "read"))
		return nowhere[0];
	if (!strcmp(how, "write"))
		nowhere[8] = 1;
	if (!strcmp(how, "call"))
		((void (*)(void))(unsigned long)nowhere)();
	if (!strcmp(how, "text"))
		*(volatile char *)(unsigned long)main = 0;
	if (!strcmp(how, "data")) {
		static unsigned char ret[] = { 0xc3 };

		((void (*)(void))(void *)ret)();
	}
	if (!strcmp(how, "noncanonical"))
		return *(volatile char *)0x8000000000000000;
	if (!strcmp(how, "divide"))
		return 100 / zero;
	if (!strcmp(how, "undefined"))
		__asm__ volatile("ud2");
	if (!strcmp(how, "breakpoint"))
		__asm__ volatile("int3");
	if (!strcmp(how, "stack"))
		return overflow(1);
	if (!strcmp(how, "abort"))
		abort();
	if (!strcmp(how, "raise"))
		raise(atoi(argv[2]));
	if (!strcmp(how, "kill"))
		kill(getpid(), atoi(argv[2]));
	if (!strcmp(how, "ignored")) {
		signal(atoi(argv[2]), SIG_IGN);
		raise(atoi(argv[2]));
	}
	if (!strcmp(how, "ignored-fault")) {
		signal(SIGSEGV, SIG_IGN);
		return nowhere[0];
	}
	if (!strcmp(how, "blocked-fault")) {
		sigset_t set;

		sigfillset(&set);
		sigprocmask(SIG_BLOCK, &set, NULL);
		return nowhere[0];
	}
	puts("still alive");
	return 5;
}
