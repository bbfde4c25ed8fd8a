/* SPDX-License-Identifier: MIT */
/* Sockets by number: each way to end. */
#include "call.h"

#include <signal.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>

static struct sockaddr_un un = { AF_UNIX, "name" };
static struct sockaddr_un out;
static int len;
static int plain; /* a descriptor that is no socket */
static char buf[300];

/* Lengths of addresses: of the family alone, and of "name". */
#define FAMILY 2
#define NAME   (int)(offsetof(struct sockaddr_un, sun_path) + 5)

static int named(const char *name)
{
	strcpy(un.sun_path, name);
	return offsetof(struct sockaddr_un, sun_path) + strlen(name) + 1;
}

static void making(void)
{
	struct rlimit r, old;
	int fds[2] = { -7, -8 }, last, l, c;

	WORKS(socket, AF_UNIX, SOCK_STREAM, 0);
	WORKS(socket, AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	WORKS(socket, AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK, AF_UNIX);
	WORKS(socket, AF_UNIX, SOCK_RAW, 0);
	C(socket, AF_UNIX, SOCK_STREAM, 5);
	C(socket, AF_UNIX, SOCK_RDM, 0);
	C(socket, AF_UNIX, 0, 0);
	C(socket, AF_UNIX, 11, 0);
	C(socket, AF_UNIX, SOCK_STREAM | STRANGE, 0);
	C(socket, 0, SOCK_STREAM, 0);
	C(socket, 46, SOCK_STREAM, 0);
	C(socket, -1, SOCK_STREAM, 0);
	C(socketpair, AF_UNIX, SOCK_STREAM, 0, fds);
	T(close(fds[0]) | close(fds[1]));
	C(socketpair, AF_UNIX, SOCK_RAW | SOCK_NONBLOCK, 0, fds);
	T(fcntl(fds[0], F_GETFL) & O_NONBLOCK);
	T(close(fds[0]) | close(fds[1]));
	C(socketpair, AF_UNIX, SOCK_STREAM, 0, BAD);
	C(socketpair, AF_UNIX, SOCK_STREAM, 0, NULL);
	C(socketpair, AF_UNIX, SOCK_STREAM, 7, fds);
	C(socketpair, AF_UNIX, 7, 0, fds);
	C(socketpair, AF_UNIX, 11, 0, fds);
	C(socketpair, 99, SOCK_STREAM, 0, fds);
	C(socketpair, 99, SOCK_STREAM, 0, NULL);
	C(socketpair, AF_UNIX, SOCK_STREAM | STRANGE, 0, NULL);
	l = socket(AF_UNIX, SOCK_STREAM, 0);
	C(bind, l, &un, named("queue"));
	C(listen, l, 1);
	c = socket(AF_UNIX, SOCK_STREAM, 0);
	C(connect, c, &un, named("queue"));
	C(unlink, "queue");
	last = dup(0);
	getrlimit(RLIMIT_NOFILE, &old);
	r = old;
	r.rlim_cur = last + 1;
	setrlimit(RLIMIT_NOFILE, &r);
	C(socket, AF_UNIX, SOCK_STREAM, 0);
	C(socketpair, AF_UNIX, SOCK_STREAM, 0, fds);
	C(accept, l, NULL, NULL);
	C(accept4, l, NULL, NULL, 0);
	close(last);
	C(socketpair, AF_UNIX, SOCK_STREAM, 0, fds);
	T(dup(0) == last);
	setrlimit(RLIMIT_NOFILE, &old);
	close(last);
	WORKS(accept, l, NULL, NULL);
	close(l);
	close(c);
}

static void binding(void)
{
	int s = socket(AF_UNIX, SOCK_STREAM, 0), d = socket(AF_UNIX, SOCK_DGRAM, 0);

	C(bind, CLOSED, &un, NAME);
	C(bind, plain, &un, NAME);
	C(bind, CLOSED, BAD, NAME);
	C(bind, s, BAD, NAME);
	C(bind, s, NULL, NAME);
	C(bind, s, &un, -1);
	C(bind, s, &un, 0);
	C(bind, s, &un, 1);
	C(bind, s, &un, 111);
	C(bind, s, &un, 129);
	un.sun_family = AF_INET;
	C(bind, s, &un, NAME);
	C(bind, s, &un, FAMILY);
	un.sun_family = AF_UNIX;
	C(bind, s, &un, named("no/where"));
	C(bind, s, &un, named("plain"));
	C(bind, s, &un, named("plain/sub"));
	C(bind, s, &un, named("loop/sub"));
	memset(un.sun_path, 'x', sizeof un.sun_path);
	C(bind, d, &un, sizeof un);
	len = sizeof out;
	C(getsockname, d, &out, &len);
	T(len);
	memset(un.sun_path, 'x', 108);
	C(bind, s, &un, 110);
	un.sun_path[100] = 0;
	C(unlink, un.sun_path);
	memset(un.sun_path, 'x', 108);
	memcpy(out.sun_path, un.sun_path, 108);
	strcpy(buf, "");
	strncat(buf, un.sun_path, 108);
	C(unlink, buf);
	C(bind, s, &un, named("name"));
	C(bind, s, &un, named("other"));
	C(bind, s, &un, FAMILY);
	C(listen, CLOSED, 1);
	C(listen, plain, 1);
	C(listen, d, 1);
	C(listen, s, -1);
	C(listen, s, 5000);
	T(close(s) | close(d));
	s = socket(AF_UNIX, SOCK_STREAM, 0);
	C(listen, s, 1);
	C(bind, s, &un, named("name"));
	close(s);
	C(unlink, "name");
}

static void connecting(void)
{
	int l = socket(AF_UNIX, SOCK_STREAM, 0), s = socket(AF_UNIX, SOCK_STREAM, 0), d = socket(AF_UNIX, SOCK_DGRAM, 0), a;

	C(bind, l, &un, named("name"));
	C(connect, CLOSED, &un, NAME);
	C(connect, plain, &un, NAME);
	C(connect, CLOSED, BAD, NAME);
	C(connect, s, BAD, NAME);
	C(connect, s, &un, -1);
	C(connect, s, &un, 0);
	C(connect, s, &un, 1);
	C(connect, s, &un, 2);
	C(connect, s, &un, 111);
	C(connect, s, &un, 129);
	C(connect, d, &un, 0);
	C(connect, d, &un, 2);
	un.sun_family = AF_INET;
	C(connect, s, &un, NAME);
	C(connect, d, &un, NAME);
	un.sun_family = AF_UNIX;
	C(connect, s, &un, NAME);
	C(connect, d, &un, NAME);
	C(connect, s, &un, named("no/where"));
	C(connect, s, &un, named("nothing"));
	C(connect, s, &un, named("plain"));
	C(connect, s, &un, named("plain/sub"));
	C(connect, s, &un, named("loop"));
	C(connect, s, &un, named("dangling"));
	C(listen, l, 1);
	C(accept, CLOSED, NULL, NULL);
	C(accept, plain, NULL, NULL);
	C(accept, s, NULL, NULL);
	C(accept, d, NULL, NULL);
	C(accept4, CLOSED, NULL, NULL, STRANGE);
	C(accept4, CLOSED, NULL, NULL, 0);
	C(accept4, plain, NULL, NULL, SOCK_NONBLOCK);
	C(accept4, s, NULL, NULL, SOCK_CLOEXEC);
	C(accept4, d, NULL, NULL, 0);
	C(accept4, l, NULL, NULL, STRANGE);
	T(fcntl(l, F_SETFL, O_NONBLOCK));
	C(accept, l, NULL, NULL);
	C(accept4, l, NULL, NULL, 0);
	C(connect, s, &un, named("link"));
	C(connect, s, &un, named("name"));
	C(listen, s, 1);
	C(accept4, l, &out, NULL, 0); /* that one is lost */
	C(accept, l, &out, BAD);
	close(s);
	s = socket(AF_UNIX, SOCK_STREAM, 0);
	C(connect, s, &un, NAME);
	len = -1;
	C(accept, l, &out, &len);
	close(s);
	s = socket(AF_UNIX, SOCK_STREAM, 0);
	C(connect, s, &un, NAME);
	len = sizeof out;
	C(accept, l, BAD, &len);
	close(s);
	s = socket(AF_UNIX, SOCK_STREAM, 0);
	C(connect, s, &un, NAME);
	len = 1;
	a = syscall(SYS_accept4, l, &out, &len, SOCK_NONBLOCK | SOCK_CLOEXEC);
	T(a >= 0);
	T(len);
	T(fcntl(a, F_GETFL) & O_NONBLOCK);
	T(fcntl(a, F_GETFD));
	C(shutdown, CLOSED, 0);
	C(shutdown, plain, 0);
	C(shutdown, a, 3);
	C(shutdown, a, -1);
	C(shutdown, CLOSED, 3);
	C(shutdown, d, SHUT_RDWR);
	C(shutdown, a, SHUT_WR);
	C(shutdown, l, SHUT_RDWR);
	T(fcntl(l, F_SETFL, 0));
	C(accept, l, NULL, NULL);
	C(connect, s, &un, NAME);
	close(s);
	s = socket(AF_UNIX, SOCK_STREAM, 0);
	C(connect, s, &un, NAME);
	C(shutdown, s, SHUT_RD);
	close(s);
	close(a);
	close(l);
	C(connect, d, &un, NAME);
	close(d);
	C(unlink, "name");
}

static void names(void)
{
	int s[2];

	socketpair(AF_UNIX, SOCK_STREAM, 0, s);
	len = sizeof out;
	C(getsockname, CLOSED, &out, &len);
	C(getsockname, plain, &out, &len);
	C(getsockname, CLOSED, NULL, NULL);
	C(getsockname, s[0], &out, &len);
	T(len);
	len = 1;
	C(getsockname, s[0], &out, &len);
	T(len);
	len = -1;
	C(getsockname, s[0], &out, &len);
	C(getsockname, s[0], &out, NULL);
	C(getsockname, s[0], &out, BAD);
	len = 0;
	C(getsockname, s[0], BAD, &len);
	C(getsockname, s[0], BAD, &len);
	len = sizeof out;
	C(getpeername, CLOSED, &out, &len);
	C(getpeername, plain, &out, &len);
	C(getpeername, s[0], &out, &len);
	C(getpeername, s[0], &out, NULL);
	C(getpeername, s[0], BAD, &len);
	len = -1;
	C(getpeername, s[0], &out, &len);
	close(s[0]);
	close(s[1]);
	s[0] = socket(AF_UNIX, SOCK_STREAM, 0);
	C(getpeername, s[0], &out, &len);
	C(getpeername, s[0], BAD, BAD);
	close(s[0]);
}

static void options(void)
{
	int s = socket(AF_UNIX, SOCK_STREAM, 0), v = 1;
	struct linger l = { 1, 77 };
	struct timeval t = { 1, 500000 };

	len = sizeof v;
	C(setsockopt, CLOSED, SOL_SOCKET, SO_REUSEADDR, &v, 4);
	C(setsockopt, plain, SOL_SOCKET, SO_REUSEADDR, &v, 4);
	C(setsockopt, s, SOL_SOCKET, SO_REUSEADDR, &v, 4);
	C(setsockopt, s, SOL_SOCKET, SO_REUSEADDR, &v, 3);
	C(setsockopt, s, SOL_SOCKET, SO_REUSEADDR, &v, -1);
	C(setsockopt, s, SOL_SOCKET, SO_REUSEADDR, NULL, 4);
	C(setsockopt, s, SOL_SOCKET, SO_REUSEADDR, BAD, 4);
	C(setsockopt, s, SOL_SOCKET, 1000, &v, 4);
	C(setsockopt, s, 77, SO_REUSEADDR, &v, 4);
	C(setsockopt, s, SOL_SOCKET, SO_TYPE, &v, 4);
	C(setsockopt, s, SOL_SOCKET, SO_ERROR, &v, 4);
	C(setsockopt, s, SOL_SOCKET, SO_LINGER, &l, 8);
	C(setsockopt, s, SOL_SOCKET, SO_LINGER, &l, 4);
	C(setsockopt, s, SOL_SOCKET, SO_RCVTIMEO, &t, sizeof t);
	C(setsockopt, s, SOL_SOCKET, SO_RCVTIMEO, &t, 8);
	t.tv_usec = 1000000;
	C(setsockopt, s, SOL_SOCKET, SO_SNDTIMEO, &t, sizeof t);
	t.tv_usec = -1;
	C(setsockopt, s, SOL_SOCKET, SO_SNDTIMEO, &t, sizeof t);
	C(getsockopt, CLOSED, SOL_SOCKET, SO_REUSEADDR, &v, &len);
	C(getsockopt, plain, SOL_SOCKET, SO_REUSEADDR, &v, &len);
	C(getsockopt, s, SOL_SOCKET, SO_REUSEADDR, &v, &len);
	T(v);
	T(len);
	len = 2;
	v = 0x55555555;
	C(getsockopt, s, SOL_SOCKET, SO_TYPE, &v, &len);
	T(v);
	T(len);
	len = 0;
	C(getsockopt, s, SOL_SOCKET, SO_TYPE, &v, &len);
	len = -1;
	C(getsockopt, s, SOL_SOCKET, SO_TYPE, &v, &len);
	len = 4;
	C(getsockopt, s, SOL_SOCKET, SO_TYPE, BAD, &len);
	C(getsockopt, s, SOL_SOCKET, SO_TYPE, NULL, &len);
	C(getsockopt, s, SOL_SOCKET, SO_TYPE, &v, NULL);
	C(getsockopt, s, SOL_SOCKET, SO_TYPE, &v, BAD);
	C(getsockopt, s, SOL_SOCKET, 1000, &v, &len);
	C(getsockopt, s, 77, SO_TYPE, &v, &len);
	len = 100;
	C(getsockopt, s, SOL_SOCKET, SO_LINGER, &l, &len);
	T(len);
	T(l.l_onoff * 1000 + l.l_linger);
	len = 100;
	C(getsockopt, s, SOL_SOCKET, SO_RCVTIMEO, &t, &len);
	T(len);
	T(t.tv_sec * 1000000 + t.tv_usec);
	close(s);
}

int main(void)
{
	enter_own_folder();
	put_file("plain", "");
	symlink("loop", "loop");
	symlink("name", "link");
	symlink("none", "dangling");
	plain = open("plain", O_RDONLY);
	making();
	binding();
	connecting();
	names();
	options();
	unlink("plain");
	unlink("loop");
	unlink("link");
	unlink("dangling");
	leave_own_folder();
	return 0;
}
