/* SPDX-License-Identifier: MIT */
/* Waiting for another thread at a pipe, a FIFO, a counter, in poll() and in epoll_wait(). */
#include "file.h"

#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>

enum { ROUNDS = 500, BYTES = 1 << 20 };

static int p[2], q[2];

static pthread_t start(void *(*f)(void *), void *arg)
{
	pthread_t t;

	if (pthread_create(&t, NULL, f, arg))
		printf("pthread_create failed\n");
	return t;
}

static void *echo(void *arg)
{
	char c;

	while (read(p[0], &c, 1) == 1 && write(q[1], &c, 1) == 1)
		;
	close(q[1]);
	return arg;
}

static void ping_pong(void)
{
	int good = 0;
	pthread_t t;
	char c;

	pipe(p);
	pipe(q);
	t = start(echo, NULL);
	for (int i = 0; i < ROUNDS; i++) {
		c = (char)i;
		good += write(p[1], &c, 1) == 1 && read(q[0], &c, 1) == 1 && c == (char)i;
	}
	close(p[1]);
	printf("ping-pong: %d, then %zd\n", good, read(q[0], &c, 1));
	pthread_join(t, NULL);
	close(p[0]);
	close(q[0]);
}

static void *pour(void *arg)
{
	static char block[10000];
	size_t left = BYTES;

	memset(block, 3, sizeof block);
	while (left) {
		ssize_t n = write(p[1], block, left < sizeof block ? left : sizeof block);

		if (n <= 0)
			break;
		left -= (size_t)n;
	}
	close(p[1]);
	return arg;
}

static void full(void)
{
	static char buf[7000];
	size_t total = 0, sum = 0;
	pthread_t t;
	ssize_t n;

	pipe(p);
	t = start(pour, NULL);
	while ((n = read(p[0], buf, sizeof buf)) > 0) {
		total += (size_t)n;
		for (ssize_t i = 0; i < n; i++)
			sum += (unsigned char)buf[i];
	}
	pthread_join(t, NULL);
	close(p[0]);
	printf("poured: %zu, sum %zu\n", total, sum);
}

/* Writes until nobody reads; 1: it ended with EPIPE. */
static void *until_broken(void *arg)
{
	static char block[4096];

	(void)arg;
	while (write(p[1], block, sizeof block) > 0)
		;
	return (void *)(long)(errno == EPIPE);
}

static void broken(void)
{
	pthread_t t;
	void *r;

	pipe(p);
	t = start(until_broken, NULL);
	usleep(20000);
	close(p[0]);
	pthread_join(t, &r);
	close(p[1]);
	printf("broken: %ld\n", (long)r);
}

static void *open_to_write(void *arg)
{
	int fd = open("fifo", O_WRONLY);

	printf("writer: %zd\n", write(fd, "hello", 5));
	close(fd);
	return arg;
}

static void fifo(void)
{
	char buf[8];
	pthread_t t;
	int fd;

	mkfifo("fifo", 0600);
	t = start(open_to_write, NULL);
	fd = open("fifo", O_RDONLY);
	pthread_join(t, NULL);
	printf("reader: %zd", read(fd, buf, sizeof buf));
	printf(" %zd\n", read(fd, buf, sizeof buf));
	close(fd);
	unlink("fifo");
}

static void *write_late(void *fd)
{
	uint64_t one = 1;

	usleep(20000);
	write((int)(long)fd, &one, sizeof one);
	return NULL;
}

static void counter(void)
{
	int fd = eventfd(0, 0);
	pthread_t t = start(write_late, (void *)(long)fd);
	uint64_t v = 0;

	printf("counter: %zd", read(fd, &v, sizeof v));
	printf(" %llu\n", (unsigned long long)v);
	pthread_join(t, NULL);
	close(fd);
}

/* Each of many files in turn wakes the same wait. */
static void poll_many(void)
{
	enum { N = 20 };
	struct pollfd f[N];
	int good = 0;
	uint64_t v;

	for (int i = 0; i < N; i++)
		f[i] = (struct pollfd){ eventfd(0, 0), POLLIN, 0 };
	for (int i = 0; i < N; i++) {
		pthread_t t = start(write_late, (void *)(long)f[i].fd);

		good += poll(f, N, -1) == 1 && f[i].revents == POLLIN;
		good += read(f[i].fd, &v, sizeof v) == sizeof v;
		pthread_join(t, NULL);
	}
	for (int i = 0; i < N; i++)
		close(f[i].fd);
	printf("poll: %d\n", good);
}

static int ep;
static int taken;

/* Takes events until the one that says stop, which it leaves for the others. */
static void *worker(void *arg)
{
	struct epoll_event e;
	uint64_t v;

	while (epoll_wait(ep, &e, 1, -1) == 1 && e.data.fd != -1)
		if (read(e.data.fd, &v, sizeof v) == sizeof v)
			__atomic_fetch_add(&taken, (int)v, __ATOMIC_RELAXED);
	return arg;
}

static void epoll_many(unsigned how)
{
	enum { N = 10, WORKERS = 4, EACH = 100 };
	struct epoll_event e;
	pthread_t t[WORKERS];
	int fds[N], stop;
	uint64_t one = 1;

	ep = epoll_create1(0);
	taken = 0;
	for (int i = 0; i < N; i++) {
		fds[i] = eventfd(0, EFD_NONBLOCK | EFD_SEMAPHORE);
		e = (struct epoll_event){ EPOLLIN | how, { .fd = fds[i] } };
		epoll_ctl(ep, EPOLL_CTL_ADD, fds[i], &e);
	}
	for (int i = 0; i < WORKERS; i++)
		t[i] = start(worker, NULL);
	for (int i = 0; i < N * EACH; i++)
		write(fds[i % N], &one, sizeof one);
	while (__atomic_load_n(&taken, __ATOMIC_RELAXED) < N * EACH)
		usleep(1000);
	stop = eventfd(1, 0);
	e = (struct epoll_event){ EPOLLIN, { .fd = -1 } };
	epoll_ctl(ep, EPOLL_CTL_ADD, stop, &e);
	for (int i = 0; i < WORKERS; i++)
		pthread_join(t[i], NULL);
	printf("epoll: %d\n", taken);
	for (int i = 0; i < N; i++)
		close(fds[i]);
	close(stop);
	close(ep);
}

int main(void)
{
	enter_own_folder();
	signal(SIGPIPE, SIG_IGN);
	setvbuf(stdout, NULL, _IOLBF, 0);
	ping_pong();
	full();
	broken();
	fifo();
	counter();
	poll_many();
	epoll_many(0);
	epoll_many(EPOLLEXCLUSIVE);
	leave_own_folder();
	return 0;
}
