/* SPDX-License-Identifier: MIT */
/* Threads and signals at local sockets: who waits, for how long, and what wakes whom. cpus: many */
#include "thread.h"
#include "socket.h"

#include <fcntl.h>
#include <stddef.h>
#include <sys/epoll.h>
#include <sys/select.h>
#include <sys/time.h>
#include <sys/un.h>

static struct sockaddr_un un = { AF_UNIX, "\0pith-wait" };
#define NAME 12

/* --- Much data through a small window, both ways at once --- */

#define MUCH (3l << 20)

static uint8_t pattern(long at)
{
	return at * 31 + at / 4099;
}

static void *writer(void *arg)
{
	static uint8_t bufs[2][70000];
	int which = (long)arg;
	uint8_t *buf = bufs[which];
	long at = 0;

	while (at < MUCH) {
		long n = at * 7 % 69999 + 1, r;

		n = n < MUCH - at ? n : MUCH - at;
		for (long i = 0; i < n; i++)
			buf[i] = pattern(at + i);
		r = write(s[which], buf, n);
		if (r != n)
			printf("wrote %ld of %ld\n", r, n);
		at += n;
	}
	shutdown(s[which], SHUT_WR);
	return NULL;
}

static void *reader(void *arg)
{
	static uint8_t bufs[2][50000];
	int which = (long)arg;
	uint8_t *buf = bufs[which];
	long at = 0, wrong = 0, r;

	while ((r = read(s[which], buf, at % 49999 + 1)) > 0) {
		for (long i = 0; i < r; i++)
			wrong += buf[i] != pattern(at + i);
		at += r;
	}
	return (void *)(at == MUCH && !wrong);
}

static void both_ways(int size)
{
	pthread_t t[4];
	void *right[2];

	make(SOCK_STREAM);
	for (int i = 0; i < 2; i++)
		if (size)
			setsockopt(s[i], SOL_SOCKET, SO_SNDBUF, &size, sizeof size);
	for (long i = 0; i < 2; i++) {
		t[i] = spawn(writer, (void *)i);
		t[2 + i] = spawn(reader, (void *)i);
	}
	for (int i = 0; i < 2; i++) {
		join(t[i]);
		right[i] = join(t[2 + i]);
	}
	P(right[0] && right[1]);
	done();
}

/* --- Datagrams of many senders to one, which takes a few at a time --- */

#define EACH 2000

static void *sender(void *arg)
{
	int fd = socket(AF_UNIX, SOCK_DGRAM, 0);
	long who = (long)arg;

	for (long i = 0; i < EACH; i++) {
		long word = who * EACH + i;

		if (sendto(fd, &word, sizeof word, 0, (struct sockaddr *)&un, NAME) != sizeof word)
			printf("sendto: %s\n", error_name(errno));
	}
	close(fd);
	return NULL;
}

static void many_to_one(void)
{
	long next[4] = { 0 }, word, wrong = 0;
	pthread_t t[4];

	s[0] = socket(AF_UNIX, SOCK_DGRAM, 0);
	P(bind(s[0], (struct sockaddr *)&un, NAME));
	for (long i = 0; i < 4; i++)
		t[i] = spawn(sender, (void *)i);
	for (long i = 0; i < 4 * EACH; i++) {
		if (recv(s[0], &word, sizeof word, 0) != sizeof word)
			printf("recv: %s\n", error_name(errno));
		wrong += word % EACH != next[word / EACH % 4]++;
	}
	for (int i = 0; i < 4; i++)
		join(t[i]);
	P(wrong);
	close(s[0]);
}

/* --- Connections: many at a short queue, and each is answered --- */

static void *client(void *arg)
{
	long answered = 0;

	for (int i = 0; i < 200; i++) {
		int fd = socket(AF_UNIX, (long)arg ? SOCK_SEQPACKET : SOCK_STREAM, 0);
		char c = 'q';

		if (connect(fd, (struct sockaddr *)&un, NAME))
			printf("connect: %s\n", error_name(errno));
		else if (write(fd, &c, 1) == 1 && read(fd, &c, 1) == 1 && c == 'a')
			answered++;
		close(fd);
	}
	return (void *)answered;
}

static void connections(int type)
{
	pthread_t t[4];
	long all = 0;
	int l = socket(AF_UNIX, type, 0);

	P(bind(l, (struct sockaddr *)&un, NAME));
	P(listen(l, 1));
	for (int i = 0; i < 4; i++)
		t[i] = spawn(client, (void *)(long)(type == SOCK_SEQPACKET));
	for (int i = 0; i < 800; i++) {
		int fd = accept(l, NULL, NULL);
		char c = 0;

		if (fd < 0 || read(fd, &c, 1) != 1 || write(fd, "a", 1) != 1)
			printf("served: %s\n", error_name(errno));
		close(fd);
	}
	for (int i = 0; i < 4; i++)
		all += (long)join(t[i]);
	P(all);
	close(l);
}

/* --- What ends a wait --- */

static void *later(void *arg)
{
	sleep_ms(60);
	switch ((long)arg) {
	case 0: write(s[1], "x", 1); break;
	case 1: close(s[1]); break;
	case 2: shutdown(s[1], SHUT_WR); break;
	case 3: shutdown(s[0], SHUT_RD); break;
	}
	return NULL;
}

static void ends(void)
{
	char c[4];
	struct pollfd p;
	pthread_t t;

	for (long how = 0; how < 4; how++) {
		printf("way %ld\n", how);
		make(SOCK_STREAM);
		t = spawn(later, (void *)how);
		P(read(s[0], c, 4));
		join(t);
		close(s[0]);
		if (how != 1)
			close(s[1]);
		make(SOCK_SEQPACKET);
		t = spawn(later, (void *)how);
		p = (struct pollfd){ s[0], POLLIN | POLLRDHUP, 0 };
		P(poll(&p, 1, 5000));
		P(p.revents);
		join(t);
		close(s[0]);
		if (how != 1)
			close(s[1]);
	}
}

static void timeouts(void)
{
	struct timeval t = { 0, 50000 };
	static char buf[70000];
	long long began;
	char c;

	make(SOCK_STREAM);
	P(setsockopt(s[0], SOL_SOCKET, SO_RCVTIMEO, &t, sizeof t));
	P(setsockopt(s[0], SOL_SOCKET, SO_SNDTIMEO, &t, sizeof t));
	began = now(CLOCK_MONOTONIC);
	P(read(s[0], &c, 1));
	P(errno == EAGAIN);
	P(now(CLOCK_MONOTONIC) - began >= 50000000);
	while (send(s[0], buf, sizeof buf, MSG_DONTWAIT) > 0)
		;
	began = now(CLOCK_MONOTONIC);
	P(write(s[0], buf, sizeof buf));
	P(errno == EAGAIN);
	P(now(CLOCK_MONOTONIC) - began >= 50000000);
	done();
}

static void *grow(void *arg)
{
	int size = 1000000;

	(void)arg;
	sleep_ms(60);
	setsockopt(s[0], SOL_SOCKET, SO_SNDBUF, &size, sizeof size);
	return NULL;
}

/* More room, but nobody read. */
static void room(void)
{
	static char buf[60000];
	pthread_t t;

	make(SOCK_DGRAM);
	while (send(s[0], buf, sizeof buf, MSG_DONTWAIT) > 0)
		;
	t = spawn(grow, NULL);
	P(write(s[0], buf, sizeof buf));
	join(t);
	done();
}

static volatile int handled;

static void handler(int sig)
{
	(void)sig;
	handled++;
}

static pthread_t main_thread;
static atomic_int main_tid;

static void *kicker(void *arg)
{
	await_asleep(&main_tid);
	pthread_kill(main_thread, SIGUSR1);
	while (!handled)
		sleep_ms(1);
	if ((long)arg)
		write(s[1], "late", 4);
	return NULL;
}

/* Interrupted calls: with SA_RESTART they go on, but not where there is a timeout. */
static void interrupted(int flags, int timeout)
{
	struct sigaction a = { .sa_handler = handler, .sa_flags = flags };
	struct timeval tv = { 10, 0 };
	struct iovec v;
	struct msghdr m = { .msg_iov = &v, .msg_iovlen = 1 };
	pthread_t t;
	char c[8];
	long r;

	sigaction(SIGUSR1, &a, NULL);
	main_thread = pthread_self();
	main_tid = gettid();
	for (int how = 0; how < 3; how++) {
		make(SOCK_STREAM);
		if (timeout)
			setsockopt(s[0], SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
		handled = 0;
		v = (struct iovec){ c, 8 };
		t = spawn(kicker, (void *)1);
		r = how == 0 ? read(s[0], c, 8) : how == 1 ? recv(s[0], c, 8, 0) : recvmsg(s[0], &m, 0);
		printf("flags %d, timeout %d, way %d: %ld %s, handled %d\n", flags != 0, timeout, how, r,
		       error_name(r < 0 ? errno : 0), handled);
		join(t);
		done();
	}
	s[0] = socket(AF_UNIX, SOCK_STREAM, 0);
	bind(s[0], (struct sockaddr *)&un, NAME);
	listen(s[0], 1);
	if (timeout)
		setsockopt(s[0], SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
	if (!flags || timeout) {
		handled = 0;
		t = spawn(kicker, NULL);
		r = accept(s[0], NULL, NULL);
		printf("accept: %ld %s\n", r, error_name(r < 0 ? errno : 0));
		join(t);
	}
	close(s[0]);
}

/* --- epoll --- */

static int ep;

static void look(const char *what, int ms)
{
	struct epoll_event e[4];
	int n = epoll_wait(ep, e, 4, ms);

	printf("%s: %d", what, n);
	for (int i = 0; i < n; i++)
		printf(" %d:%x", (int)e[i].data.u64, e[i].events);
	printf("\n");
}

static void watch(int fd, unsigned events, int data)
{
	struct epoll_event e = { events, { .u64 = (unsigned)data } };

	if (epoll_ctl(ep, EPOLL_CTL_ADD, fd, &e))
		printf("epoll_ctl: %s\n", error_name(errno));
}

static void sets(void)
{
	char buf[10];
	int l, c;
	pthread_t t;
	fd_set in, out, except;

	ep = epoll_create1(0);
	make(SOCK_STREAM | SOCK_NONBLOCK);
	watch(s[0], EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, 0);
	watch(s[1], EPOLLIN | EPOLLRDHUP, 1);
	look("at first", 0);
	look("no edge", 0);
	write(s[1], "a", 1);
	look("edge", 0);
	write(s[1], "b", 1);
	look("another", 0);
	read(s[0], buf, 10);
	write(s[0], "c", 1);
	look("level", 0);
	read(s[1], buf, 10);
	shutdown(s[1], SHUT_WR);
	look("half", 0);
	close(s[1]);
	look("whole", 0);
	close(s[0]);
	look("none", 0);
	l = socket(AF_UNIX, SOCK_STREAM, 0);
	bind(l, (struct sockaddr *)&un, NAME);
	watch(l, EPOLLIN, 2);
	look("bound", 0);
	listen(l, 5);
	c = socket(AF_UNIX, SOCK_STREAM, 0);
	watch(c, EPOLLIN | EPOLLOUT, 3);
	connect(c, (struct sockaddr *)&un, NAME);
	look("connected", 0);
	FD_ZERO(&in);
	FD_ZERO(&out);
	FD_ZERO(&except);
	FD_SET(l, &in);
	FD_SET(c, &in);
	FD_SET(c, &out);
	FD_SET(c, &except);
	P(select(c + 1, &in, &out, &except, NULL));
	P(FD_ISSET(l, &in) && !FD_ISSET(c, &in) && FD_ISSET(c, &out) && !FD_ISSET(c, &except));
	close(accept(l, NULL, NULL));
	look("closed", 0);
	close(l);
	close(c);
	make(SOCK_DGRAM);
	watch(s[0], EPOLLIN | EPOLLONESHOT, 4);
	t = spawn(later, NULL);
	look("datagram", 5000);
	join(t);
	look("once", 0);
	done();
	close(ep);
}

int main(void)
{
	signal(SIGPIPE, SIG_IGN);
	both_ways(0);
	both_ways(5000);
	many_to_one();
	connections(SOCK_STREAM);
	connections(SOCK_SEQPACKET);
	ends();
	timeouts();
	room();
	interrupted(0, 0);
	interrupted(SA_RESTART, 0);
	interrupted(0, 1);
	interrupted(SA_RESTART, 1);
	sets();
	return 0;
}
