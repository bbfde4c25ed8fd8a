/* SPDX-License-Identifier: MIT */
/* The end of a program with threads, whoever ends it. cpus: many */
#include "thread.h"

static pthread_mutex_t held = PTHREAD_MUTEX_INITIALIZER;
static atomic_int ready;

static void *spin(void *arg)
{
	atomic_fetch_add(&ready, 1);
	for (;;)
		*(volatile int *)arg;
}

static void *block(void *arg)
{
	(void)arg;
	atomic_fetch_add(&ready, 1);
	pthread_mutex_lock(&held);
	return NULL;
}

static void *end_it(void *arg)
{
	sleep_ms(5);
	exit(*(int *)arg);
}

static void *leave_last(void *arg)
{
	(void)arg;
	sleep_ms(20); /* the first thread is gone by now */
	puts("the last one");
	return NULL;
}

static void *fault(void *arg)
{
	(void)arg;
	return *(void *volatile *)8;
}

static void at_exit(void)
{
	puts("at exit");
	fflush(stdout);
}

int main(int argc, char **argv)
{
	int code = 5, zero = 0;

	(void)argc;
	pthread_mutex_lock(&held);
	atexit(at_exit);
	if (!strcmp(argv[1], "last")) {
		spawn(leave_last, NULL);
		pthread_exit(NULL);
	}
	for (int i = 0; i < 3; i++) {
		spawn(spin, &zero);
		spawn(block, NULL);
	}
	await(&ready, 6);
	puts("six are there");
	fflush(stdout);
	if (!strcmp(argv[1], "main"))
		return 3;
	if (!strcmp(argv[1], "_exit"))
		_exit(4);
	if (!strcmp(argv[1], "thread"))
		spawn(end_it, &code);
	if (!strcmp(argv[1], "kill"))
		kill(getpid(), SIGTERM);
	if (!strcmp(argv[1], "fault"))
		spawn(fault, NULL);
	if (!strcmp(argv[1], "abort"))
		abort();
	pthread_mutex_lock(&held);
	return 1;
}
