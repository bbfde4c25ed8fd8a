/* What kills a thread other than the first kills the program, with that signal. */
#include "thread.h"

static void *end(void *arg)
{
	abort();
	return arg;
}

int main(void)
{
	puts("before");
	fflush(stdout);
	join(spawn(end, NULL));
	return 0;
}
