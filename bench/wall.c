/* SPDX-License-Identifier: MIT */
/*
 * Wall time of whole commands, from start to exit, side by side.
 *
 * usage: wall [-c] ROUNDS COMMAND [; COMMAND]...      (each in words; a lone `;` separates)
 *
 * Each round starts every command once, in turn, so that what disturbs the host disturbs all of
 * them. Prints for each: the median and the quickest round in microseconds. A command that fails
 * ends it all. Run it under taskset: a kernel that moves the child to another processor measures
 * its own scheduler. With -c it is the processor's time, in which others have less part.
 */
#include <fcntl.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define MAX_COMMANDS 8
#define MAX_ROUNDS   2000
#define WARM_UP      3

extern char **environ;

static double times[MAX_COMMANDS][MAX_ROUNDS];

static double now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static bool processor;

/* Run one command with its output thrown away; returns microseconds. */
static double run(char **argv, const posix_spawn_file_actions_t *quiet)
{
	double start = now_us(), end;
	struct rusage used;
	int status, err;
	pid_t pid;

	err = posix_spawnp(&pid, argv[0], quiet, NULL, argv, environ);
	if (err || wait4(pid, &status, 0, &used) < 0) {
		fprintf(stderr, "wall: %s: %s\n", argv[0], strerror(err));
		exit(1);
	}
	end = now_us();
	if (status) {
		fprintf(stderr, "wall: %s: ended with status 0x%x\n", argv[0], (unsigned)status);
		exit(1);
	}
	if (processor)
		return (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1e6 +
		       (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec);
	return end - start;
}

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

int main(int argc, char **argv)
{
	int rounds, count = 0;
	posix_spawn_file_actions_t quiet;
	char **command[MAX_COMMANDS];

	processor = argc > 1 && !strcmp(argv[1], "-c");
	argv += processor;
	argc -= processor;
	rounds = argc > 2 ? atoi(argv[1]) : 0;
	if (rounds < 1 || rounds > MAX_ROUNDS) {
		fprintf(stderr, "usage: wall [-c] ROUNDS COMMAND [; COMMAND]...\n");
		return 2;
	}
	for (int i = 1; i < argc; i++) {
		if (i > 1 && strcmp(argv[i], ";") != 0)
			continue;
		argv[i] = NULL;
		if (count < MAX_COMMANDS && i + 1 < argc)
			command[count++] = argv + i + 1;
	}
	posix_spawn_file_actions_init(&quiet);
	posix_spawn_file_actions_addopen(&quiet, 0, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_addopen(&quiet, 1, "/dev/null", O_WRONLY, 0);
	for (int round = -WARM_UP; round < rounds; round++) {
		for (int i = 0; i < count; i++)
			times[i][round < 0 ? 0 : round] = run(command[i], &quiet);
	}
	for (int i = 0; i < count; i++) {
		qsort(times[i], (size_t)rounds, sizeof(times[i][0]), compare);
		printf("%.1f %.1f\n", times[i][rounds / 2], times[i][0]);
	}
	return 0;
}
