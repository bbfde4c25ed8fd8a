/* SPDX-License-Identifier: MIT */
/* TCP over the loopback interface: connections, bulk data both ways, ends, errors. cpus: many */
#include "file.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <time.h>

#define BULK (4 << 20)

static struct sockaddr_in loop(int port)
{
	return (struct sockaddr_in){ .sin_family = AF_INET,
				     .sin_port = htons((uint16_t)port),
				     .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
}

static int listener(struct sockaddr_in *a, int backlog)
{
	int s = socket(AF_INET, SOCK_STREAM, 0), one = 1;
	socklen_t n = sizeof *a;

	*a = loop(0);
	setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
	if (bind(s, (void *)a, sizeof *a) || listen(s, backlog) || getsockname(s, (void *)a, &n))
		perror("listener");
	return s;
}

static int connected(const struct sockaddr_in *a, int l, int *other)
{
	int c = socket(AF_INET, SOCK_STREAM, 0);

	if (connect(c, (const void *)a, sizeof *a))
		perror("connect");
	*other = accept(l, NULL, NULL);
	return c;
}

static unsigned sum(unsigned s, const unsigned char *p, size_t n)
{
	while (n--)
		s = s * 31 + *p++;
	return s;
}

/* Reads to the end, and answers with how much and what it was. */
static void *sink(void *arg)
{
	int c = (int)(long)arg;
	unsigned char b[30000];
	long total = 0, n;
	unsigned s = 0;

	while ((n = read(c, b, sizeof b)) > 0) {
		s = sum(s, b, (size_t)n);
		total += n;
	}
	dprintf(c, "%ld %u", total, s);
	shutdown(c, SHUT_WR);
	return NULL;
}

static void bulk(const struct sockaddr_in *a, int l)
{
	unsigned char *p = malloc(BULK);
	char answer[64], want[64];
	long done = 0, n;
	pthread_t t;
	int other, c = connected(a, l, &other);

	for (int i = 0; i < BULK; i++)
		p[i] = (unsigned char)(i * 7 + i / 1000);
	pthread_create(&t, NULL, sink, (void *)(long)other);
	while (done < BULK && (n = write(c, p + done, (size_t)(BULK - done))) > 0)
		done += n;
	printf("sent: %ld\n", done);
	shutdown(c, SHUT_WR);
	n = recv(c, answer, sizeof answer - 1, MSG_WAITALL);
	answer[n < 0 ? 0 : n] = '\0';
	snprintf(want, sizeof want, "%d %u", BULK, sum(0, p, BULK));
	printf("arrived whole: %d\n", !strcmp(answer, want));
	pthread_join(t, NULL);
	T(read(c, answer, 1));
	close(c);
	close(other);
	free(p);
}

/* How many segments may be on their way at once. */
static void window(const char *whose, int s)
{
	struct tcp_info i = { 0 };
	socklen_t n = sizeof i;

	if (getsockopt(s, IPPROTO_TCP, TCP_INFO, &i, &n))
		perror(whose);
	printf("%s may send %u segments\n", whose, i.tcpi_snd_cwnd);
}

static int events(int fd)
{
	struct pollfd p = { fd, POLLIN | POLLOUT | POLLRDHUP, 0 };

	poll(&p, 1, 1000);
	return p.revents;
}

/* As many bytes as fit without anybody reading; a tenth of a second without room is the end. */
static long fill(int c)
{
	static char b[4096];
	struct pollfd p = { c, POLLOUT, 0 };
	long total = 0, n;

	do {
		while ((n = send(c, b, sizeof b, MSG_DONTWAIT)) > 0)
			total += n;
	} while (errno == EAGAIN && poll(&p, 1, 100) > 0);
	return total;
}

/* Read (n) bytes in small pieces; what came instead is the answer. */
static long drain(int c, long n)
{
	char b[700];
	long total = 0, got;

	while (total < n && (got = read(c, b, sizeof b)) > 0)
		total += got;
	return total - n;
}

/* Small buffers: who is not read from stops soon, goes on when room was made, and ends in peace. */
static void little_room(void)
{
	int size = 20000, l, c, other, e = -1;
	socklen_t length = sizeof e;
	struct sockaddr_in a;
	long n;

	l = listener(&a, 8);
	T(setsockopt(l, SOL_SOCKET, SO_RCVBUF, &size, sizeof size));
	c = connected(&a, l, &other);
	T(setsockopt(c, SOL_SOCKET, SO_SNDBUF, &size, sizeof size));
	for (int i = 0; i < 4; i++) {
		n = fill(c);
		printf("stops: %d\n", n > size / 2 && n < 250000);
		T(drain(other, n));
		if (i == 1) /* of one that is there already */
			T(setsockopt(other, SOL_SOCKET, SO_RCVBUF, &size, sizeof size));
	}
	size = 400000;
	T(setsockopt(other, SOL_SOCKET, SO_RCVBUF, &size, sizeof size));
	n = fill(c);
	T(drain(other, n));
	close(other);
	printf("peer is gone: %x\n", events(c));
	T(getsockopt(c, SOL_SOCKET, SO_ERROR, &e, &length));
	printf("error: %d\n", e);
	close(c);
	close(l);
}

static void small(const struct sockaddr_in *a, int l)
{
	char b[16] = "";
	struct iovec v[3] = { { "ab", 2 }, { NULL, 0 }, { "cde", 3 } };
	struct msghdr m = { .msg_iov = v, .msg_iovlen = 3 };
	int other, c = connected(a, l, &other), n = -1;
	struct sockaddr_in peer;
	socklen_t length = sizeof peer;

	window("who connects", c);
	window("who accepts", other);
	T(getpeername(c, (void *)&peer, &length));
	printf("peer: %s, right port %d\n", inet_ntoa(peer.sin_addr), peer.sin_port == a->sin_port);
	T(sendmsg(c, &m, 0));
	poll(&(struct pollfd){ other, POLLIN, 0 }, 1, 1000);
	T(ioctl(other, FIONREAD, &n));
	printf("waiting: %d\n", n);
	T(recv(other, b, 3, MSG_PEEK));
	T(recv(other, b, sizeof b, 0));
	printf("text: %s\n", b);
	T(recv(other, b, sizeof b, MSG_DONTWAIT));
	T(setsockopt(c, IPPROTO_TCP, TCP_NODELAY, &(int){ 1 }, sizeof(int)));
	length = sizeof n;
	T(getsockopt(c, IPPROTO_TCP, TCP_NODELAY, &n, &length));
	printf("no delay: %d\n", n != 0);
	T(getsockopt(c, SOL_SOCKET, SO_TYPE, &n, &length));
	printf("stream: %d\n", n == SOCK_STREAM);
	T(connect(c, (const void *)a, sizeof *a));
	close(other);
	T(read(c, b, 1));
	close(c);
}

/* What a listener was told is so of whom it accepts, whenever it was told. */
static void delays(const struct sockaddr_in *a, int l)
{
	for (int i = 1; i < 5; i++) {
		int on = i % 2, n = -1, of_listener = -1, other, c;
		socklen_t length = sizeof n;

		T(setsockopt(l, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on));
		c = connected(a, l, &other);
		T(getsockopt(l, IPPROTO_TCP, TCP_NODELAY, &of_listener, &length));
		T(getsockopt(other, IPPROTO_TCP, TCP_NODELAY, &n, &length));
		printf("no delay: %d %d\n", of_listener != 0, n != 0);
		close(c);
		close(other);
	}
}

static void ends(const struct sockaddr_in *a, int l)
{
	int other, c = connected(a, l, &other), e = 0;
	socklen_t n = sizeof e;
	char b[8];

	signal(SIGPIPE, SIG_IGN);
	printf("both open: %x\n", events(c));
	shutdown(other, SHUT_WR);
	poll(&(struct pollfd){ c, POLLIN, 0 }, 1, 10000);
	printf("peer is done: %x\n", events(c));
	T(read(c, b, sizeof b));
	T(write(c, "x", 1));
	T(shutdown(c, SHUT_WR));
	printf("both are done: %x\n", events(c));
	T(write(c, "x", 1));
	close(c);
	close(other);

	c = connected(a, l, &other);
	write(other, "unread", 6);
	T(setsockopt(c, SOL_SOCKET, SO_LINGER, &(struct linger){ 1, 0 }, sizeof(struct linger)));
	close(c);
	poll(&(struct pollfd){ other, POLLIN, 0 }, 1, 10000);
	printf("reset: %x\n", events(other));
	T(getsockopt(other, SOL_SOCKET, SO_ERROR, &e, &n));
	printf("error: %d\n", e);
	T(read(other, b, sizeof b));
	close(other);
}

static void without_waiting(const struct sockaddr_in *a, int l)
{
	int c = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), other, e = -1;
	socklen_t n = sizeof e;
	struct sockaddr_in nobody;

	T(connect(c, (const void *)a, sizeof *a));
	printf("connected: %x\n", events(c));
	T(getsockopt(c, SOL_SOCKET, SO_ERROR, &e, &n));
	printf("error: %d\n", e);
	other = accept4(l, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
	printf("flags: %d %d\n", fcntl(other, F_GETFD), (fcntl(other, F_GETFL) & O_NONBLOCK) != 0);
	T(read(other, &e, 1));
	close(c);
	close(other);
	fcntl(l, F_SETFL, O_NONBLOCK);
	T(accept(l, NULL, NULL));
	fcntl(l, F_SETFL, 0);

	close(listener(&nobody, 1));
	c = socket(AF_INET, SOCK_STREAM, 0);
	T(connect(c, (void *)&nobody, sizeof nobody));
	close(c);
}

static void refusals(const struct sockaddr_in *a, int l)
{
	struct sockaddr_in far = *a;
	int s = socket(AF_INET, SOCK_STREAM, 0);
	char b[4];

	T(bind(s, (const void *)a, sizeof *a));
	far.sin_addr.s_addr = inet_addr("192.0.2.1");
	far.sin_port = 0;
	T(bind(s, (void *)&far, sizeof far));
	T(bind(s, (const void *)a, 4));
	far.sin_family = AF_INET6;
	T(bind(s, (void *)&far, sizeof far));
	T(read(s, b, 1));
	T(write(s, b, 1));
	T(shutdown(s, SHUT_RD));
	T(accept(s, NULL, NULL));
	T(getpeername(s, (void *)&far, &(socklen_t){ sizeof far }));
	T(listen(0, 1));
	T(bind(s, (void *)(far = loop(0), &far), sizeof far));
	T(bind(s, (void *)&far, sizeof far));
	close(s);
	T(connect(l, (const void *)a, sizeof *a));
	T(socket(AF_INET, SOCK_STREAM, IPPROTO_UDP));
	T(socket(AF_INET, SOCK_SEQPACKET, 0));
	T(socket(AF_INET, 77, 0));
	T(socket(99, SOCK_STREAM, 0));
}

static void both_families(void)
{
	struct sockaddr_in6 a = { .sin6_family = AF_INET6 }, from;
	struct sockaddr_in four = loop(0);
	int l = socket(AF_INET6, SOCK_STREAM, 0), c, other;
	socklen_t n = sizeof a;
	char text[64];

	T(bind(l, (void *)&a, sizeof a));
	T(listen(l, 4));
	getsockname(l, (void *)&a, &n);
	four.sin_port = a.sin6_port;
	c = socket(AF_INET, SOCK_STREAM, 0);
	T(connect(c, (void *)&four, sizeof four));
	n = sizeof from;
	other = accept(l, (void *)&from, &n);
	printf("from: %s\n", inet_ntop(AF_INET6, &from.sin6_addr, text, sizeof text));
	close(c);
	close(other);
	c = socket(AF_INET6, SOCK_STREAM, 0);
	a.sin6_addr = in6addr_loopback;
	T(connect(c, (void *)&a, sizeof a));
	n = sizeof from;
	other = accept(l, (void *)&from, &n);
	printf("from: %s, %d\n", inet_ntop(AF_INET6, &from.sin6_addr, text, sizeof text), n);
	close(c);
	close(other);
	close(l);
	l = socket(AF_INET6, SOCK_STREAM, 0);
	T(setsockopt(l, IPPROTO_IPV6, IPV6_V6ONLY, &(int){ 1 }, sizeof(int)));
	n = sizeof other;
	T(getsockopt(l, IPPROTO_IPV6, IPV6_V6ONLY, &other, &n));
	printf("one family: %d\n", other);
	/* No option of another level by a large number. */
	T(getsockopt(l, IPPROTO_IP, IPPROTO_IPV6 << 8 | IPV6_V6ONLY, &other, &n));
	T(setsockopt(l, IPPROTO_IP, IPPROTO_IPV6 << 8 | IPV6_V6ONLY, &other, n));
	T(getsockopt(l, IPPROTO_IPV6, IPV6_UNICAST_HOPS, &other, &n));
	printf("hops: %d\n", other);
	T(setsockopt(l, IPPROTO_IPV6, IPV6_UNICAST_HOPS, &(int){ 256 }, n));
	T(setsockopt(l, IPPROTO_IP, IP_TTL, &(int){ 0 }, n));
	a = (struct sockaddr_in6){ .sin6_family = AF_INET6 };
	T(bind(l, (void *)&a, sizeof a));
	listen(l, 1);
	n = sizeof a;
	getsockname(l, (void *)&a, &n);
	four.sin_port = a.sin6_port;
	c = socket(AF_INET, SOCK_STREAM, 0);
	T(connect(c, (void *)&four, sizeof four));
	close(c);
	close(l);
}

/*
 * Small messages one after the other: the second waits for the acknowledgement of the first, which
 * has nothing to go with. It comes soon.
 */
static void one_after_the_other(const struct sockaddr_in *a, int l)
{
	int other, c = connected(a, l, &other);
	struct timespec from, to;
	long ms, got;
	int slow = 0;
	char b[8];

	do { /* again, where it is slow for another reason, which is not there each time */
		got = 0;
		clock_gettime(CLOCK_MONOTONIC, &from);
		for (int i = 0; i < 10; i++) {
			got += write(c, "a", 1) + write(c, "b", 1);
			got += recv(other, b, 2, MSG_WAITALL);
			got += write(other, "c", 1) + read(c, b, 1);
		}
		clock_gettime(CLOCK_MONOTONIC, &to);
		ms = (to.tv_sec - from.tv_sec) * 1000 + (to.tv_nsec - from.tv_nsec) / 1000000;
	} while (ms >= 1000 && ++slow < 20);
	printf("to and fro: %ld\n", got);
	printf("soon: %d\n", ms < 1000);
	close(c);
	close(other);
}

/* `::` means ourselves, by IPv6: who listens there alone is found. */
static void to_any(void)
{
	struct sockaddr_in6 here = { .sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT };
	struct sockaddr_in6 any = { .sin6_family = AF_INET6 };
	int l = socket(AF_INET6, SOCK_STREAM, 0), c = socket(AF_INET6, SOCK_STREAM, 0);
	int d = socket(AF_INET6, SOCK_DGRAM, 0), e = socket(AF_INET6, SOCK_DGRAM, 0);
	struct timeval patience = { 2, 0 };
	socklen_t n = sizeof here;
	char text[64];

	bind(l, (void *)&here, sizeof here);
	listen(l, 1);
	getsockname(l, (void *)&any, &n);
	any.sin6_addr = in6addr_any;
	T(connect(c, (void *)&any, sizeof any));
	getpeername(c, (void *)&any, &n);
	printf("peer: %s\n", inet_ntop(AF_INET6, &any.sin6_addr, text, sizeof text));
	close(c);
	close(l);

	bind(d, (void *)&here, sizeof here);
	setsockopt(d, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
	getsockname(d, (void *)&any, &n);
	any.sin6_addr = in6addr_any;
	T(sendto(e, "x", 1, 0, (void *)&any, sizeof any));
	T(recv(d, text, sizeof text, 0));
	T(connect(e, (void *)&any, sizeof any));
	T(send(e, "xy", 2, 0));
	T(recv(d, text, sizeof text, 0));
	close(d);
	close(e);
}

int main(void)
{
	struct sockaddr_in a;
	int l = listener(&a, 8);

	setvbuf(stdout, NULL, _IOLBF, 0);
	small(&a, l);
	delays(&a, l);
	bulk(&a, l);
	little_room();
	ends(&a, l);
	without_waiting(&a, l);
	refusals(&a, l);
	both_families();
	one_after_the_other(&a, l);
	to_any();
	return 0;
}
