/*
 * lines COUNT STATUS: writes COUNT lines, one of them to standard error, and ends; without a STATUS
 * it then sleeps for ever.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

int main(int argc, char **argv)
{
	int n = argc > 1 ? atoi(argv[1]) : 1;

	setvbuf(stdout, NULL, _IOLBF, 0);
	for (int i = 0; i < n; i++)
		fprintf(i == 1 ? stderr : stdout, "line %d\n", i);
	if (argc > 2)
		return atoi(argv[2]);
	for (;;)
		nanosleep(&(struct timespec){ .tv_sec = 3600 }, NULL);
}
