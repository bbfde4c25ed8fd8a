/* SPDX-License-Identifier: MIT */
/* Questions by netlink: names, requests and how they are answered; not what there is, which differs. */
#include "file.h"

#include <poll.h>
#include <stddef.h>
#include <sys/socket.h>

/* linux/netlink.h and linux/rtnetlink.h, which musl has not. */
struct address {
	unsigned short family, pad;
	unsigned port, groups;
};

struct header {
	unsigned len;
	unsigned short type, flags;
	unsigned seq, port;
};

struct request {
	struct header h;
	unsigned char family, pad[15];
	unsigned short attr_len, attr_type;
	char name[16];
};

enum { DONE = 3, ERROR = 2, GETLINK = 18, GETADDR = 22, GETROUTE = 26, REQUEST = 1, MULTI = 2, ACK = 4, DUMP = 0x300 };

static _Alignas(8) char buf[16384];
static int s;

static struct request asked(int type, int flags, size_t len)
{
	struct request r;

	memset(&r, 0, sizeof r);
	r.h = (struct header){ len, type, flags, 77, 0 };
	return r;
}

/* Read answers until they are over: how many, and how they end. Each has to be for us. */
static void answers(const char *what)
{
	struct address me = { 0 };
	socklen_t len = sizeof me;
	int n = 0, wrong = 0, end = 0, err = 0, plain = 0;

	getsockname(s, (struct sockaddr *)&me, &len);
	while (!end) {
		long r = recv(s, buf, sizeof buf, MSG_DONTWAIT);
		struct header *h = (struct header *)buf;

		if (r < 0) {
			printf("%s: none, errno %d\n", what, errno);
			return;
		}
		if (r > 4096)
			printf("longer than a page\n");
		for (; r >= (long)sizeof *h && h->len <= r; r -= (h->len + 3) & ~3, h = (void *)((char *)h + ((h->len + 3) & ~3))) {
			wrong += h->seq != 77 || h->port != me.port;
			if (h->type == DONE || h->type == ERROR) {
				end = h->type;
				memcpy(&err, h + 1, sizeof err);
				break;
			}
			n++;
			if (!(h->flags & MULTI))
				plain++;
		}
		if (plain)
			break;
	}
	printf("%s: some %d, alone %d, wrong %d, end %d, error %d\n", what, n > 0 && !end, plain, wrong, end, err);
}

static void ask(const char *what, int type, int flags, size_t len)
{
	struct request r = asked(type, flags, len);

	if (send(s, &r, len, 0) != (long)len)
		printf("send: errno %d\n", errno);
	answers(what);
}

static int events(void)
{
	struct pollfd f = { s, POLLIN | POLLOUT, 0 };

	return poll(&f, 1, 0) < 0 ? -1 : f.revents;
}

/* Groups: what changes is told to who joined one. Nothing does. */
static void groups(void)
{
	struct address a = { AF_NETLINK, .groups = 0x111 }, other;
	struct request r = asked(GETLINK, REQUEST | DUMP, 32);
	socklen_t len = sizeof a;
	int group = 1;

	s = socket(AF_NETLINK, SOCK_RAW, 0);
	T(bind(s, (struct sockaddr *)&a, sizeof a));
	T(getsockname(s, (struct sockaddr *)&other, &len));
	T(other.groups);
	T(recv(s, buf, sizeof buf, MSG_DONTWAIT));
	T(events());
	T(setsockopt(s, 270, 2, &group, sizeof group));
	group = 5;
	T(setsockopt(s, 270, 2, &group, sizeof group));
	group = 7;
	T(setsockopt(s, 270, 1, &group, sizeof group));
	T(getsockname(s, (struct sockaddr *)&other, &len));
	T(other.groups);
	T(setsockopt(s, 270, 1, &group, 3));
	group = 0;
	T(setsockopt(s, 270, 1, &group, sizeof group));
	group = 100000;
	T(setsockopt(s, 270, 1, &group, sizeof group));
	T(send(s, &r, 32, 0));
	len = sizeof other;
	T(recvfrom(s, buf, sizeof(struct header), 0, (struct sockaddr *)&other, &len));
	T(other.groups);
	close(s);
}

int main(void)
{
	struct address a = { AF_NETLINK }, other;
	struct request r = asked(GETLINK, REQUEST | DUMP, 32);
	socklen_t len = sizeof a;
	int two, v = 1;

	T(socket(AF_NETLINK, SOCK_STREAM, 0));
	T(socket(AF_NETLINK, SOCK_SEQPACKET, 0));
	T(socket(AF_NETLINK, SOCK_RAW, 32));
	T(socket(AF_NETLINK, SOCK_RAW, -1));
	s = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, 0);
	T(getsockname(s, (struct sockaddr *)&other, &len));
	T(len);
	T(other.family);
	T(other.port);
	T(bind(s, (struct sockaddr *)&a, 11));
	a.family = AF_UNIX;
	T(bind(s, (struct sockaddr *)&a, sizeof a));
	a.family = AF_NETLINK;
	T(bind(s, (struct sockaddr *)&a, sizeof a));
	T(getsockname(s, (struct sockaddr *)&other, &len));
	T(other.port == (unsigned)getpid());
	T(getpeername(s, (struct sockaddr *)&other, &len));
	T(other.port);
	a.port = 12345;
	T(bind(s, (struct sockaddr *)&a, sizeof a));
	two = socket(AF_NETLINK, SOCK_DGRAM, 0);
	a.port = 0;
	T(bind(two, (struct sockaddr *)&a, sizeof a));
	T(getsockname(two, (struct sockaddr *)&other, &len));
	T(other.port != (unsigned)getpid() && other.port);
	close(two);
	T(listen(s, 1));
	T(accept(s, NULL, NULL));
	T(events());
	T(recv(s, buf, 10, MSG_DONTWAIT));

	T(send(s, &r, 32, 0));
	T(events());
	len = sizeof other;
	T(recvfrom(s, buf, sizeof(struct header), MSG_PEEK, (struct sockaddr *)&other, &len));
	T(len);
	T(other.family == AF_NETLINK && !other.port && !other.groups);
	answers("all links");
	T(events());
	ask("all addresses", GETADDR, REQUEST | DUMP, 20);
	ask("all routes", GETROUTE, REQUEST | DUMP, 28);
	ask("no request", GETLINK, DUMP, 32);
	ask("acknowledge", GETADDR, ACK, 20);
	ask("unknown", 199, REQUEST | ACK, 20);
	r = asked(GETLINK, REQUEST, 32);
	r.pad[3] = r.pad[4] = 0x70;
	T(send(s, &r, 32, 0));
	answers("no such link");
	r = asked(GETLINK, REQUEST, 52);
	r.attr_len = 20;
	r.attr_type = 3;
	strcpy(r.name, "none");
	T(send(s, &r, 52, 0));
	answers("no such name");
	r.h.len = 15;
	T(send(s, &r, 52, 0));
	answers("too short");
	r.h.len = 100;
	T(send(s, &r, 52, 0));
	answers("too long");
	T(send(s, &r, 3, 0));
	answers("no header");
	a.port = 99999;
	T(sendto(s, &r, 32, 0, (struct sockaddr *)&a, sizeof a));
	a.port = 0;
	T(sendto(s, &r, 32, 0, (struct sockaddr *)&a, 5));
	T(setsockopt(s, 270, 11, &v, sizeof v));
	T(setsockopt(s, 270, 11, &v, 1));
	T(setsockopt(s, 270, 1000, &v, sizeof v));
	close(s);
	groups();
	return 0;
}
