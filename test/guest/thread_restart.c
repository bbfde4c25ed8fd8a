/* SPDX-License-Identifier: MIT */
/* Calls that a signal interrupts in another thread: which go on, which fail, and that the handler ran first. cpus: many */
#include "thread.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/select.h>
#include <sys/uio.h>

static int ends[2];
static atomic_int ready, waiter, handled;

static void note(int sig)
{
	(void)sig;
	handled = 1;
}

static long do_read(char *byte)
{
	return read(ends[0], byte, 1);
}

static long do_readv(char *byte)
{
	struct iovec v = { byte, 1 };

	return readv(ends[0], &v, 1);
}

static long do_poll(char *byte)
{
	struct pollfd p = { .fd = ends[0], .events = POLLIN };

	(void)byte;
	return poll(&p, 1, 10000);
}

static long do_select(char *byte)
{
	fd_set in;

	(void)byte;
	FD_ZERO(&in);
	FD_SET(ends[0], &in);
	return select(ends[0] + 1, &in, NULL, NULL, NULL);
}

static void *caller(void *arg)
{
	long (*call)(char *) = (long (*)(char *))arg;
	char byte = 0;
	long r;

	ready = 1;
	waiter = gettid();
	errno = 0;
	r = call(&byte);
	printf("%ld %s, handler ran: %d\n", r, error_name(r < 0 ? errno : 0), handled);
	return NULL;
}

/* What (call) does that waits for a byte, is interrupted, and is given one if it goes on. */
static void interrupt(const char *name, long (*call)(char *), int flags, int goes_on)
{
	struct sigaction sa = { .sa_handler = note, .sa_flags = flags };
	pthread_t t;
	char byte;

	printf("%s%s: ", name, flags & SA_RESTART ? " with SA_RESTART" : "");
	fflush(stdout);
	sigaction(SIGUSR1, &sa, NULL);
	waiter = handled = 0;
	t = spawn(caller, (void *)call);
	await_asleep(&waiter);
	pthread_kill(t, SIGUSR1);
	if (goes_on) {
		await(&handled, 1);
		write(ends[1], "x", 1);
	}
	join(t);
	fcntl(ends[0], F_SETFL, O_NONBLOCK);
	while (read(ends[0], &byte, 1) > 0)
		;
	fcntl(ends[0], F_SETFL, 0);
}

static atomic_int counted;

static void count(int sig)
{
	(void)sig;
	counted++;
}

/* A call that goes on any number of times needs no more stack for it. */
static void interrupt_often(int times)
{
	struct sigaction sa = { .sa_handler = count, .sa_flags = SA_RESTART };
	pthread_t t;

	printf("read, %d times: ", times);
	sigaction(SIGUSR1, &sa, NULL);
	ready = handled = 0;
	t = spawn(caller, (void *)do_read);
	await(&ready, 1);
	for (int i = 0; i < times; i++) {
		pthread_kill(t, SIGUSR1);
		while (counted <= i)
			sched_yield();
	}
	write(ends[1], "x", 1);
	join(t);
}

/* A thread that makes no call is interrupted, too; and one that the process's signal finds last. */
static void *spins(void *arg)
{
	ready = 1;
	while (!handled)
		;
	return arg;
}

static void spinning(int by_kill)
{
	sigset_t s;
	pthread_t t;

	ready = handled = 0;
	t = spawn(spins, NULL);
	await(&ready, 1);
	sigemptyset(&s);
	sigaddset(&s, SIGUSR1);
	pthread_sigmask(SIG_BLOCK, &s, NULL);
	if (by_kill)
		kill(getpid(), SIGUSR1);
	else
		pthread_kill(t, SIGUSR1);
	join(t);
	P(handled);
	pthread_sigmask(SIG_UNBLOCK, &s, NULL);
}

/* A thread that ends with signals of its own takes them along. */
static void *ends_with_one(void *arg)
{
	sigset_t s;

	sigfillset(&s);
	pthread_sigmask(SIG_BLOCK, &s, NULL);
	raise(SIGTERM);
	raise(SIGRTMIN + 3);
	return arg;
}

/* SIGPIPE is for the thread that writes, also when another one does not block it. */
static void *writes(void *arg)
{
	sigset_t s;
	int p[2];

	sigemptyset(&s);
	sigaddset(&s, SIGPIPE);
	pthread_sigmask(SIG_BLOCK, &s, NULL);
	pipe(p);
	close(p[0]);
	errno = 0;
	P(write(p[1], "x", 1));
	P(errno == EPIPE);
	sigpending(&s);
	P(sigismember(&s, SIGPIPE));
	close(p[1]);
	return arg;
}

int main(void)
{
	sigset_t s;

	pipe(ends);
	interrupt_often(5000);
	interrupt("read", do_read, 0, 0);
	interrupt("read", do_read, SA_RESTART, 1);
	interrupt("readv", do_readv, 0, 0);
	interrupt("readv", do_readv, SA_RESTART, 1);
	interrupt("poll", do_poll, SA_RESTART, 0);
	interrupt("select", do_select, SA_RESTART, 0);
	spinning(0);
	spinning(1);
	join(spawn(ends_with_one, NULL));
	sigpending(&s);
	P(sigismember(&s, SIGTERM) || sigismember(&s, SIGRTMIN + 3));
	join(spawn(writes, NULL));
	sigpending(&s);
	P(sigismember(&s, SIGPIPE));
	return 0;
}
