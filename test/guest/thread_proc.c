/* SPDX-License-Identifier: MIT */
/* What /proc says of each thread, and its name. cpus: many */
#include "thread.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/resource.h>

static char buf[65536];
static int ends[2];
static atomic_int worker;

/* Read "/proc/self/task/(tid)/(name)", or the process's when (tid) is 0, into buf. */
static int slurp(int tid, const char *name)
{
	char path[100];
	int fd, n;

	if (tid)
		snprintf(path, sizeof path, "/proc/self/task/%d/%s", tid, name);
	else
		snprintf(path, sizeof path, "/proc/self/%s", name);
	fd = open(path, O_RDONLY);
	n = fd < 0 ? -1 : read(fd, buf, sizeof buf - 1);
	buf[n < 0 ? 0 : n] = 0;
	close(fd);
	return n;
}

static void put(int tid, const char *name, const char *text)
{
	char path[100];
	int fd;

	snprintf(path, sizeof path, "/proc/self/task/%d/%s", tid, name);
	fd = open(path, O_WRONLY);
	P(write(fd, text, strlen(text)) == (ssize_t)strlen(text));
	close(fd);
}

/* The text behind (key) in the status of (tid), up to the end of the line. */
static const char *status(int tid, const char *key)
{
	char *p;

	if (slurp(tid, "status") < 0 || !(p = strstr(buf, key)))
		return "none";
	p += strlen(key);
	*strchr(p, '\n') = 0;
	return p;
}

static void show_name(const char *whose, int tid)
{
	char name[16] = "";

	prctl(PR_GET_NAME, name);
	printf("%s: mine '%s', ", whose, name);
	slurp(tid, "comm");
	printf("comm %s", buf);
}

static void *work(void *arg)
{
	sigset_t s;
	char byte;

	show_name("born", gettid());
	prctl(PR_SET_NAME, "worker");
	show_name("renamed", gettid());
	sigemptyset(&s);
	sigaddset(&s, SIGUSR2);
	pthread_sigmask(SIG_BLOCK, &s, NULL);
	pthread_kill(pthread_self(), SIGUSR2);
	setpriority(PRIO_PROCESS, gettid(), 7);
	worker = gettid();
	read(ends[0], &byte, 1);
	show_name("at the end", gettid());
	return arg;
}

/* Field (n) of a stat, from the third on. */
static long stat_field(int tid, int n)
{
	char *p;

	slurp(tid, "stat");
	p = strrchr(buf, ')') + 2;
	for (; n > 3; n--)
		p = strchr(p, ' ') + 1;
	return *p >= 'A' ? *p : strtol(p, NULL, 10);
}

static void *gone(void *arg)
{
	*(int *)arg = gettid();
	return NULL;
}

int main(void)
{
	pthread_t t;
	int tid;

	pipe(ends);
	prctl(PR_SET_NAME, "main thread");
	t = spawn(work, NULL);
	while (!worker)
		sleep_ms(1);
	tid = worker;
	do
		sleep_ms(10);
	while (stat_field(tid, 3) != 'S');
	show_name("first", getpid());
	slurp(0, "comm");
	printf("process: %s", buf);
	printf("status: %s, ", status(tid, "Name:\t"));
	printf("%s\n", status(tid, "State:\t"));
	printf("pid %d, ", atoi(status(tid, "\nPid:\t")) == tid);
	printf("tgid %d\n", atoi(status(tid, "Tgid:\t")) == getpid());
	printf("blocked %s, ", status(tid, "SigBlk:\t"));
	printf("pending %s\n", status(tid, "SigPnd:\t"));
	printf("of the first: blocked %s, ", status(0, "SigBlk:\t"));
	printf("pending %s\n", status(0, "SigPnd:\t"));
	P(atol(status(tid, "\nvoluntary_ctxt_switches:\t")) > 0);
	P(stat_field(tid, 18));
	P(stat_field(tid, 19));
	P(stat_field(0, 19));
	P(stat_field(0, 20));
	P(strncmp(strchr((slurp(tid, "stat"), buf), '('), "(worker) S ", 11));
	put(tid, "comm", "by another, too long");
	slurp(tid, "comm");
	printf("now %s", buf);
	prctl(PR_SET_NAME, "");
	show_name("no name", getpid());
	slurp(0, "comm");
	printf("process: %s", buf);
	write(ends[1], "x", 1);
	join(t);
	join(spawn(gone, &tid));
	while (slurp(tid, "comm") >= 0) /* it is joined a little before it is gone */
		sleep_ms(1);
	P(slurp(tid, "comm"));
	return 0;
}
