/* SPDX-License-Identifier: MIT */
/* The ways to end, and what is flushed and run before. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void first(void)
{
	puts("first registered, last run");
}

static void second(void)
{
	puts("second registered, first run");
}

__attribute__((destructor)) static void destructor(void)
{
	puts("destructor");
}

int main(int argc, char **argv)
{
	const char *how = argc > 1 ? argv[1] : "return";
	int status = argc > 2 ? atoi(argv[2]) : 0;

	printf("no newline at the end of this, and it is buffered: %s", how);
	atexit(first);
	atexit(second);
	if (!strcmp(how, "exit"))
		exit(status);
	if (!strcmp(how, "_exit")) {
		fflush(stdout);
		_exit(status);
	}
	if (!strcmp(how, "quick"))
		_Exit(status);
	return status;
}
