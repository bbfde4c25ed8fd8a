/* SPDX-License-Identifier: MIT */
/* A handler that raises its own signal runs again when it returns, at the same depth of stack. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

static volatile int left = 20000;
static char *volatile lowest;
static char *volatile highest;

static void handler(int sig)
{
	char here;

	if (!highest || &here > highest)
		highest = &here;
	if (!lowest || &here < lowest)
		lowest = &here;
	if (--left > 0)
		raise(sig);
}

int main(void)
{
	signal(SIGUSR1, handler);
	raise(SIGUSR1);
	printf("left %d, stack moved less than a page: %d\n", left, highest - lowest < 4096);
	return 0;
}
