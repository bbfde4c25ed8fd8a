/* SPDX-License-Identifier: MIT */
/*
 * execve(2) by one of several threads: the others end, whatever they do; the program goes on as the
 * process's first thread, with what is to stay. cpus: many, door: binary, ring: 3
 */
#include "thread.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <dirent.h>

extern char **environ;

static volatile unsigned long spins;
static int pipe_fds[2];
static pthread_mutex_t held = PTHREAD_MUTEX_INITIALIZER;

static void *spin(void *p)
{
	for (;;)
		spins++;
	return p;
}

static void *sleep_long(void *p)
{
	for (;;)
		nanosleep(&(struct timespec){ 100, 0 }, NULL);
	return p;
}

static void *read_nothing(void *p)
{
	char c;

	for (;;)
		if (read(pipe_fds[0], &c, 1) != -1)
			abort();
	return p;
}

static void *lock_held(void *p)
{
	pthread_mutex_lock(&held);
	abort();
	return p;
}

static void *call_much(void *p)
{
	for (;;)
		syscall(SYS_getppid);
	return p;
}

static void *wait_signal(void *p)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	for (;;)
		sigwaitinfo(&set, NULL);
	return p;
}

/* Threads that do all kinds of things when they are to end. */
static void start_many(void)
{
	static void *(*const kinds[])(void *) = { spin,	     sleep_long, read_nothing,
						  lock_held, call_much,	 wait_signal };
	pthread_t t;

	pthread_mutex_lock(&held);
	if (pipe2(pipe_fds, O_CLOEXEC))
		abort();
	for (unsigned i = 0; i < 2 * sizeof kinds / sizeof *kinds; i++)
		if (pthread_create(&t, NULL, kinds[i / 2], NULL))
			abort();
	usleep(2000);
}

static void become(const char *stage)
{
	char *args[] = { "exec_thread", (char *)stage, NULL };

	execve("/proc/thread-self/exe", args, environ); /* the first thread may have none */
	perror("execve");
	exit(9);
}

static unsigned count_threads(void)
{
	DIR *d = opendir("/proc/self/task");
	struct dirent *e;
	unsigned n = 0;

	while (d && (e = readdir(d)))
		n += e->d_name[0] != '.';
	if (d)
		closedir(d);
	return n;
}

static void say(const char *stage)
{
	printf("%s: first %d, alone %d\n", stage, syscall(SYS_gettid) == getpid(),
	       count_threads() == 1);
	fflush(stdout);
}

static void on_signal(int sig)
{
	(void)sig;
}

/* What is to stay and what is not, set by a thread that is not the first. */
static void *become_two(void *stay)
{
	struct sigevent none = { .sigev_notify = SIGEV_NONE };
	siginfo_t info = { .si_code = SI_QUEUE };
	timer_t timer;
	sigset_t set;

	info.si_value.sival_int = 77;
	signal(SIGHUP, SIG_IGN);
	signal(SIGALRM, on_signal);
	sigemptyset(&set);
	sigaddset(&set, SIGUSR2);
	sigaddset(&set, SIGRTMIN + 3);
	pthread_sigmask(SIG_BLOCK, &set, NULL);
	pthread_kill(pthread_self(), SIGUSR2);
	syscall(SYS_rt_tgsigqueueinfo, getpid(), syscall(SYS_gettid), SIGRTMIN + 3, &info);
	if (timer_create(CLOCK_MONOTONIC, &none, &timer))
		abort();
	if (dup2(pipe_fds[1], 40) != 40 || dup3(pipe_fds[1], 900, O_CLOEXEC) != 900)
		abort();
	if (setrlimit(RLIMIT_NOFILE, &(struct rlimit){ 100, 1000 })) /* 900 is beyond it, and goes */
		abort();
	become(stay);
	return NULL;
}

static void one(void)
{
	pthread_t t;

	say("one");
	start_many();
	pthread_create(&t, NULL, become_two, "two");
	pthread_join(t, NULL);
}

static void two(void)
{
	struct sigaction hup, alrm;
	struct itimerspec spec;
	sigset_t pending;
	siginfo_t info;

	say("two");
	sigaction(SIGHUP, NULL, &hup);
	sigaction(SIGALRM, NULL, &alrm);
	printf("ignored %d, handled %d\n", hup.sa_handler == SIG_IGN, alrm.sa_handler != SIG_DFL);
	sigpending(&pending);
	printf("pending %d %d\n", sigismember(&pending, SIGUSR2), sigismember(&pending, SIGRTMIN + 3));
	for (int i = 0; i < 2; i++) {
		int sig = sigtimedwait(&pending, &info, &(struct timespec){ 0, 0 });

		printf("signal %s\n", sig == SIGUSR2 ? "USR2" : sig == SIGRTMIN + 3 ? "RT" : "none");
		if (sig == SIGRTMIN + 3)
			printf("value %d\n", info.si_value.sival_int);
	}
	printf("timer %d\n", (int)syscall(SYS_timer_gettime, 0, &spec) == -1 && errno == EINVAL);
	printf("descriptors %d %d %d\n", fcntl(40, F_GETFD), fcntl(3, F_GETFD), fcntl(900, F_GETFD));
	fflush(stdout);
	start_many();
	become("three");
}

static void *become_four(void *first)
{
	pthread_join(*(pthread_t *)first, NULL);
	become("four");
	return NULL;
}

static void three(void)
{
	static pthread_t first;
	pthread_t t;

	say("three");
	start_many();
	first = pthread_self();
	pthread_create(&t, NULL, become_four, &first);
	pthread_exit(NULL);
}

static void *become_five(void *p)
{
	become("five");
	return p;
}

static void four(void)
{
	pthread_t t;

	say("four");
	for (int i = 0; i < 8; i++)
		pthread_create(&t, NULL, become_five, NULL);
	pause();
}

static void *fail_often(void *p)
{
	char *args[] = { "no", NULL };

	for (int i = 0; i < 200; i++)
		if (execve("/no/such", args, environ) != -1 || errno != ENOENT)
			abort();
	return p;
}

/* The program in memory, without a name. */
static int copy_self(unsigned flags)
{
	int from = open("/proc/self/exe", O_RDONLY), to = memfd_create("copy", flags);
	static char bytes[65536];
	ssize_t n;

	while ((n = read(from, bytes, sizeof bytes)) > 0)
		if (write(to, bytes, n) != n)
			abort();
	close(from);
	fchmod(to, 0755);
	return to;
}

static void five(void)
{
	char *args[] = { "exec_thread", "six", NULL };
	pthread_t t[4];

	say("five");
	for (int i = 0; i < 4; i++)
		pthread_create(&t[i], NULL, fail_often, NULL);
	for (int i = 0; i < 4; i++)
		pthread_join(t[i], NULL);
	syscall(SYS_execveat, copy_self(MFD_CLOEXEC), "", args, environ, AT_EMPTY_PATH);
	perror("execveat");
}

static void six(void)
{
	char *args[] = { "exec_thread", "seven", NULL }, name[100] = "";
	int fd = open("/proc/self/exe", O_PATH);

	say("six");
	if (readlink("/proc/self/exe", name, sizeof name - 1) < 0)
		abort();
	puts(name);
	fflush(stdout);
	syscall(SYS_execveat, fd, "", args, environ, AT_EMPTY_PATH);
	perror("execveat of a path");
}

int main(int argc, char **argv)
{
	const char *stage = argc > 1 ? argv[1] : "one";

	if (!strcmp(stage, "one"))
		one();
	else if (!strcmp(stage, "two"))
		two();
	else if (!strcmp(stage, "three"))
		three();
	else if (!strcmp(stage, "four"))
		four();
	else if (!strcmp(stage, "five"))
		five();
	else if (!strcmp(stage, "six"))
		six();
	say(stage);
	return 42;
}
