/* SPDX-License-Identifier: MIT */
/* What goes beside the bytes: open files, identities, flags; where it is cut, and what is closed then. */
#include "file.h"
#include "socket.h"

#include <stddef.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>

static char buf[1000];

/* (struct ucred), which is there with _GNU_SOURCE alone, for all libcs. */
struct identity {
	int pid;
	unsigned uid, gid;
};

/* A message of (text) with (n) descriptors, and an identity if (who); in (parts) control messages. */
static long give(int to, const char *text, const int *fds, int n, const struct identity *who, int parts)
{
	_Alignas(8) char control[2000];
	struct iovec v = { (void *)text, strlen(text) };
	struct msghdr m = { .msg_iov = &v, .msg_iovlen = 1, .msg_control = control };
	struct cmsghdr *c = (void *)control;
	char *at = control;

	memset(control, 0, sizeof control);
	for (int i = 0; i < parts && n; i++) {
		int each = n / parts;

		c = (void *)at;
		c->cmsg_len = CMSG_LEN(each * sizeof(int));
		c->cmsg_level = SOL_SOCKET;
		c->cmsg_type = SCM_RIGHTS;
		memcpy(CMSG_DATA(c), fds + i * each, each * sizeof(int));
		at += CMSG_SPACE(each * sizeof(int));
	}
	if (who) {
		c = (void *)at;
		c->cmsg_len = CMSG_LEN(sizeof *who);
		c->cmsg_level = SOL_SOCKET;
		c->cmsg_type = SCM_CREDENTIALS;
		memcpy(CMSG_DATA(c), who, sizeof *who);
		at += CMSG_SPACE(sizeof *who);
	}
	m.msg_controllen = at - control;
	if (at == control)
		m.msg_control = NULL;
	return syscall(SYS_sendmsg, to, &m, 0); /* musl's takes no more than 1024 bytes of control */
}

static int got[300];
static int nr_got;

/* Receive at most (n) bytes, and (room) of what goes beside them; say all that is the same everywhere. */
static void take(int from, size_t n, size_t room, int flags)
{
	_Alignas(8) char control[2000];
	struct sockaddr_un un;
	struct iovec v = { buf, n };
	struct msghdr m = { .msg_iov = &v, .msg_iovlen = 1, .msg_name = &un, .msg_namelen = sizeof un,
			    .msg_control = control, .msg_controllen = room };
	long r = recvmsg(from, &m, flags | MSG_DONTWAIT);

	nr_got = 0;
	printf("recvmsg(%zu, %zu, %x): %ld", n, room, flags, r);
	if (r < 0) {
		printf(" errno %d\n", errno);
		return;
	}
	printf(" '%.*s', flags %x, name %d, control %d:", (int)(r < (long)n ? r : n), buf, m.msg_flags,
	       (int)m.msg_namelen, (int)m.msg_controllen);
	for (struct cmsghdr *c = CMSG_FIRSTHDR(&m); c; c = CMSG_NXTHDR(&m, c)) {
		printf(" [level %d, type %d, length %d]", c->cmsg_level, c->cmsg_type, (int)c->cmsg_len);
		if (c->cmsg_type == SCM_RIGHTS) {
			nr_got = (c->cmsg_len - CMSG_LEN(0)) / sizeof(int);
			memcpy(got, CMSG_DATA(c), nr_got * sizeof(int));
		} else if (c->cmsg_len == CMSG_LEN(sizeof(struct identity))) {
			struct identity who;

			memcpy(&who, CMSG_DATA(c), sizeof who);
			printf(" %s, user %s, group %s", who.pid == getpid() ? "us" : who.pid ? "?" : "nobody",
			       who.uid == getuid() ? "ours" : who.uid == 65534 ? "nobody" : "?",
			       who.gid == getgid() ? "ours" : who.gid == 65534 ? "nobody" : "?");
		}
	}
	printf("\n");
}

static void close_got(void)
{
	for (int i = 0; i < nr_got; i++)
		if (close(got[i]))
			printf("close: errno %d\n", errno);
}

/* Is nobody left at the other end of the pipe that (fd) reads? */
static int is_over(int fd, int ms)
{
	struct pollfd f = { fd, POLLIN, 0 };

	return poll(&f, 1, ms) == 1 && f.revents & POLLHUP;
}

static void files(int type)
{
	int p[2], two[2], many[253];

	printf("type %d\n", type);
	make(type);
	pipe(p);
	T(give(s[0], "file", &p[1], 1, NULL, 1));
	close(p[1]);
	T(is_over(p[0], 0));
	take(s[1], 100, 500, 0);
	T(nr_got);
	T(write(got[0], "through", 7));
	T(read(p[0], buf, 100));
	T(fcntl(got[0], F_GETFD));
	/* Back and forth, close on exec, and looked at. */
	T(give(s[1], "again", got, 1, NULL, 1));
	close_got();
	take(s[0], 3, 500, MSG_PEEK);
	T(nr_got);
	close_got();
	T(is_over(p[0], 0));
	take(s[0], 100, 500, MSG_CMSG_CLOEXEC);
	T(fcntl(got[0], F_GETFD));
	close_got();
	T(is_over(p[0], 0));

	/* Received without room for them, they are closed. */
	for (int i = 0; i < 4; i++) {
		static const int room[] = { 0, 16, 20, 23 };

		pipe(two);
		T(give(s[0], "cut", two, 2, NULL, 1));
		close(two[1]);
		take(s[1], 100, room[i], 0);
		T(nr_got);
		close_got();
		T(is_over(two[0], 0));
		close(two[0]);
	}
	pipe(two);
	T(give(s[0], "read", &two[1], 1, NULL, 1));
	close(two[1]);
	T(read(s[1], buf, 100));
	T(is_over(two[0], 0));
	close(two[0]);

	/* Many, in one part and in several; too many; and what is none. */
	pipe(two);
	for (int i = 0; i < 253; i++)
		many[i] = two[i % 2];
	T(give(s[0], "all", many, 253, NULL, 1));
	take(s[1], 100, 2000, 0);
	T(nr_got);
	close_got();
	T(give(s[0], "parts", many, 12, NULL, 3));
	take(s[1], 100, 2000, 0);
	T(nr_got);
	close_got();
	many[5] = 9999;
	T(give(s[0], "bad", many, 10, NULL, 1));
	many[5] = -1;
	T(give(s[0], "bad", many, 10, NULL, 1));
	take(s[1], 100, 2000, 0);
	close(two[0]);
	close(two[1]);

	/* What nobody received goes with the socket. */
	pipe(two);
	T(give(s[0], "lost", &two[1], 1, NULL, 1));
	close(two[1]);
	T(is_over(two[0], 0));
	close(s[1]);
	T(is_over(two[0], 1000));
	close(two[0]);
	close(s[0]);
	close(p[0]);
}

/* Bytes of a stream are not added to those that files came with. */
static void glue(void)
{
	int p[2];

	make(SOCK_STREAM);
	pipe(p);
	T(write(s[0], "one", 3));
	T(give(s[0], "two", p, 1, NULL, 1));
	T(write(s[0], "three", 5));
	T(give(s[0], "four", p, 2, NULL, 1));
	T(write(s[0], "five", 4));
	take(s[1], 100, 500, MSG_PEEK);
	close_got();
	take(s[1], 1, 500, 0);
	take(s[1], 100, 500, 0);
	close_got();
	take(s[1], 2, 500, 0);
	take(s[1], 4, 500, 0);
	T(nr_got);
	close_got();
	take(s[1], 100, 500, 0);
	T(give(s[0], "", p, 2, NULL, 1));
	take(s[1], 100, 500, 0);
	close(p[0]);
	close(p[1]);
	done();
}

static void identities(int type)
{
	struct identity me = { getpid(), getuid(), getgid() }, other = { getpid() + 77777, getuid(), getgid() };
	int on = 1, p[2];
	socklen_t n = sizeof me;

	printf("type %d\n", type);
	make(type);
	memset(&other, 7, sizeof other);
	T(getsockopt(s[0], SOL_SOCKET, SO_PEERCRED, &other, &n));
	T(n);
	T(memcmp(&me, &other, sizeof me));
	T(write(s[0], "before", 6));
	T(setsockopt(s[1], SOL_SOCKET, SO_PASSCRED, &on, sizeof on));
	T(write(s[0], "after", 5));
	T(give(s[0], "said", NULL, 0, &me, 1));
	take(s[1], 100, 500, 0);
	take(s[1], 100, 500, 0);
	take(s[1], 100, 500, 0);
	take(s[1], 100, 500, 0);
	T(write(s[0], "no room", 7));
	take(s[1], 100, 0, 0);
	T(write(s[0], "little", 6));
	take(s[1], 100, 20, 0);
	pipe(p);
	T(give(s[0], "both", p, 2, &me, 1));
	take(s[1], 100, 500, 0);
	close_got();
	T(give(s[0], "both", p, 2, &me, 2));
	take(s[1], 100, 48, 0);
	close_got();
	other.pid = 0x3fffffff;
	other.uid = getuid();
	other.gid = getgid();
	T(give(s[0], "stranger", NULL, 0, &other, 1));
	on = 0;
	T(setsockopt(s[1], SOL_SOCKET, SO_PASSCRED, &on, sizeof on));
	T(give(s[0], "unasked", NULL, 0, &me, 1));
	take(s[1], 100, 500, 0);
	close(p[0]);
	close(p[1]);
	done();
}

/* Who sent it is known even of what came before accept(), which takes the listener's wish over. */
static void early(void)
{
	struct sockaddr_un un = { AF_UNIX, "\0early" };
	int on = 1, l = socket(AF_UNIX, SOCK_STREAM, 0), c = socket(AF_UNIX, SOCK_STREAM, 0), a;
	socklen_t n = sizeof on;

	T(bind(l, (struct sockaddr *)&un, 8));
	T(listen(l, 1));
	T(setsockopt(l, SOL_SOCKET, SO_PASSCRED, &on, sizeof on));
	T(connect(c, (struct sockaddr *)&un, 8));
	T(write(c, "early", 5));
	a = accept(l, NULL, NULL);
	on = 0;
	T(getsockopt(a, SOL_SOCKET, SO_PASSCRED, &on, &n));
	T(on);
	take(a, 100, 500, 0);
	close(a);
	close(c);
	on = 0;
	T(setsockopt(l, SOL_SOCKET, SO_PASSCRED, &on, sizeof on));
	c = socket(AF_UNIX, SOCK_STREAM, 0);
	T(connect(c, (struct sockaddr *)&un, 8));
	T(write(c, "early", 5));
	a = accept(l, NULL, NULL);
	T(getsockopt(a, SOL_SOCKET, SO_PASSCRED, &on, &n));
	T(on);
	T(write(c, "late", 4));
	on = 1;
	T(setsockopt(a, SOL_SOCKET, SO_PASSCRED, &on, sizeof on));
	take(a, 100, 500, 0);
	take(a, 100, 500, 0);
	close(a);
	close(c);
	close(l);
}

/* Sockets in flight that hold each other: nobody can receive them any more. */
static void rings(void)
{
	int p[2], a[2], b[2], l;
	struct sockaddr_un un = { AF_UNIX, "\0ring" };

	pipe(p);
	make(SOCK_STREAM);
	int both[2] = { s[0], p[1] };
	T(give(s[1], "itself", both, 2, NULL, 1));
	done();
	make(SOCK_STREAM); /* closing any looks for such */
	done();
	close(p[1]);
	T(is_over(p[0], 2000));
	close(p[0]);

	pipe(p);
	socketpair(AF_UNIX, SOCK_DGRAM, 0, a);
	socketpair(AF_UNIX, SOCK_SEQPACKET, 0, b);
	int to_b[2] = { a[1], p[1] }, to_a[2] = { b[1], b[0] };
	T(give(a[0], "b", to_a, 2, NULL, 1));
	T(give(b[0], "a", to_b, 2, NULL, 1));
	close(a[0]);
	close(b[0]);
	close(b[1]);
	close(p[1]);
	make(SOCK_DGRAM);
	done();
	T(is_over(p[0], 100)); /* a[1] can still be read */
	take(a[1], 10, 500, 0);
	T(nr_got);
	take(got[0], 10, 500, 0);
	T(nr_got);
	T(write(got[1], "p", 1));
	T(give(a[1], "gone", NULL, 0, NULL, 1));
	close(a[1]);
	close_got();
	close(p[0]);

	/* In the queue of a connection that nobody accepted. */
	pipe(p);
	l = socket(AF_UNIX, SOCK_STREAM, 0);
	T(bind(l, (struct sockaddr *)&un, 7));
	T(listen(l, 5));
	s[0] = socket(AF_UNIX, SOCK_STREAM, 0);
	T(connect(s[0], (struct sockaddr *)&un, 7));
	int to_l[2] = { l, p[1] };
	T(give(s[0], "listener", to_l, 2, NULL, 1));
	close(p[1]);
	close(l);
	close(s[0]);
	T(is_over(p[0], 2000));
	close(p[0]);

	/* Again and again: none may stay. */
	for (int i = 0; i < 3000; i++) {
		make(SOCK_STREAM);
		give(s[0], "x", s, 2, NULL, 1);
		give(s[1], "y", s, 2, NULL, 1);
		done();
	}
	/* One in the other, and so on. */
	make(SOCK_STREAM);
	for (int i = 0; i < 2000; i++) {
		int next[2];

		socketpair(AF_UNIX, SOCK_STREAM, 0, next);
		if (give(next[0], "n", s, 2, NULL, 1) < 0)
			printf("nested %d: errno %d\n", i, errno);
		done();
		s[0] = next[0];
		s[1] = next[1];
	}
	done();
	printf("rings are gone\n");
}

static void flags(void)
{
	char a[4], b[4];
	struct iovec v[2] = { { "ab", 2 }, { "cdefg", 5 } }, w[2] = { { a, 4 }, { b, 4 } };
	struct msghdr m = { .msg_iov = v, .msg_iovlen = 2 };
	struct mmsghdr mm[3];

	make(SOCK_SEQPACKET);
	T(sendmsg(s[0], &m, MSG_EOR));
	m.msg_iov = w;
	m.msg_flags = -1;
	T(recvmsg(s[1], &m, 0));
	T(m.msg_flags);
	T(memcmp(a, "abcd", 4) | memcmp(b, "efg", 3));
	for (int i = 0; i < 3; i++)
		mm[i] = (struct mmsghdr){ { .msg_iov = v, .msg_iovlen = i } };
	T(sendmmsg(s[0], mm, 3, 0));
	T(mm[0].msg_len == 0 && mm[1].msg_len == 2 && mm[2].msg_len == 7);
	for (int i = 0; i < 3; i++)
		mm[i] = (struct mmsghdr){ { .msg_iov = w, .msg_iovlen = 1 } };
	T(recvmmsg(s[1], mm, 3, MSG_WAITFORONE, NULL));
	T(mm[0].msg_len == 0 && mm[1].msg_len == 2 && mm[2].msg_len == 4);
	T(mm[1].msg_hdr.msg_flags);
	T(mm[2].msg_hdr.msg_flags);
	T(recvmmsg(s[1], mm, 3, MSG_DONTWAIT, NULL));
	T(send(s[0], "one", 3, 0));
	T(recvmmsg(s[1], mm, 3, MSG_WAITFORONE, NULL));
	done();
	make(SOCK_STREAM);
	T(send(s[0], "abcdef", 6, MSG_MORE | MSG_DONTROUTE));
	T(recv(s[1], a, 4, MSG_WAITALL));
	T(recv(s[1], a, 4, MSG_WAITALL | MSG_DONTWAIT));
	T(send(s[0], "xyz", 3, 0));
	T(recv(s[1], NULL, 0, 0));
	T(recv(s[1], a, 0, MSG_PEEK));
	T(recv(s[1], a, 4, MSG_TRUNC));
	T(shutdown(s[0], SHUT_RD));
	T(send(s[1], "x", 1, MSG_NOSIGNAL));
	T(recv(s[0], a, 1, 0));
	T(recv(s[1], a, 1, MSG_DONTWAIT));
	done();
}

int main(void)
{
	files(SOCK_STREAM);
	files(SOCK_DGRAM);
	files(SOCK_SEQPACKET);
	glue();
	identities(SOCK_STREAM);
	identities(SOCK_DGRAM);
	early();
	rings();
	flags();
	return 0;
}
