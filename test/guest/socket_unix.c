/* SPDX-License-Identifier: MIT */
/* Local sockets with names: files, abstract ones and made-up ones; connections and their queue. */
#include "file.h"

#include <poll.h>
#include <stddef.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

static char buf[1000];
static struct sockaddr_un un;
static socklen_t len;

/* The address of (name), in (un) and (len): an abstract one when it begins with '@'. */
static struct sockaddr *address(const char *name)
{
	memset(&un, 0, sizeof un);
	un.sun_family = AF_UNIX;
	strcpy(un.sun_path, name);
	len = offsetof(struct sockaddr_un, sun_path) + strlen(name) + (*name != '@');
	if (*name == '@')
		un.sun_path[0] = 0;
	return (struct sockaddr *)&un;
}

static int BIND(int fd, const char *name)
{
	address(name);
	return bind(fd, (struct sockaddr *)&un, len);
}

static int CONNECT(int fd, const char *name)
{
	address(name);
	return connect(fd, (struct sockaddr *)&un, len);
}

static void say(const char *what, int r)
{
	printf("%s: ", what);
	if (r) {
		printf("errno %d\n", errno);
		return;
	}
	printf("length %d, family %d, '", (int)len, un.sun_family);
	for (unsigned i = 0; i + offsetof(struct sockaddr_un, sun_path) < len && i < sizeof un.sun_path; i++)
		putchar(un.sun_path[i] ? un.sun_path[i] : '@');
	printf("'\n");
}

#define NAMES(fd)                                                                      \
	do {                                                                           \
		memset(&un, 0x55, sizeof un);                                          \
		len = sizeof un;                                                       \
		say("getsockname " #fd, getsockname(fd, (struct sockaddr *)&un, &len)); \
		memset(&un, 0x55, sizeof un);                                          \
		len = sizeof un;                                                       \
		say("getpeername " #fd, getpeername(fd, (struct sockaddr *)&un, &len)); \
	} while (0)

static int events(int fd)
{
	struct pollfd f = { fd, POLLIN | POLLOUT | POLLPRI | POLLRDHUP, 0 };

	return poll(&f, 1, 0) < 0 ? -1 : f.revents;
}

static void stream(int type, const char *name)
{
	int l = socket(AF_UNIX, type, 0), c = socket(AF_UNIX, type, 0), a, one = 0;
	struct stat st;
	socklen_t n = sizeof one;

	printf("type %d, name %s\n", type, name);
	NAMES(l);
	T(events(l));
	T(listen(l, 5));
	T(CONNECT(c, name));
	T(BIND(l, name));
	T(BIND(l, "another"));
	T(unlink("another"));
	NAMES(l);
	T(CONNECT(c, name));
	T(events(l));
	T(accept(l, NULL, NULL));
	T(listen(l, 1));
	T(events(l));
	T(getsockopt(l, SOL_SOCKET, SO_ACCEPTCONN, &one, &n));
	T(one);
	T(CONNECT(c, name));
	T(CONNECT(c, name));
	T(events(l));
	T(events(c));
	NAMES(c);
	T(write(c, "early", 5));
	a = accept(l, (struct sockaddr *)&un, &len);
	T(a >= 0);
	T(len);
	NAMES(a);
	T(events(l));
	T(read(a, buf, sizeof buf));
	T(write(a, "late", 4));
	T(read(c, buf, sizeof buf));
	T(fcntl(l, F_SETFL, O_NONBLOCK));
	T(accept(l, NULL, NULL));
	T(connect(l, address(name), len));
	T(read(l, buf, 1));
	T(write(l, buf, 1));
	T(listen(c, 1));
	close(a);
	T(read(c, buf, sizeof buf));
	NAMES(c);
	close(c);
	if (*name != '@') {
		T(stat(name, &st));
		T(st.st_mode);
		T(open(name, O_RDONLY));
		a = socket(AF_UNIX, type, 0);
		T(BIND(a, name));
		close(a);
		T(unlink(name));
		a = socket(AF_UNIX, type, 0);
		T(CONNECT(a, name));
		T(BIND(a, name));
		close(a);
		T(unlink(name));
	}
	close(l);
}

/* Connections that nobody accepts: as many as the backlog says, and one. */
static void backlog(void)
{
	int l = socket(AF_UNIX, SOCK_STREAM, 0), c[4], a;

	T(BIND(l, "@backlog"));
	T(listen(l, 1));
	for (int i = 0; i < 4; i++) {
		c[i] = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);
		T(CONNECT(c[i], "@backlog"));
	}
	T(events(c[3]));
	a = accept(l, NULL, NULL);
	T(CONNECT(c[2], "@backlog"));
	T(CONNECT(c[3], "@backlog"));
	T(write(c[1], "unaccepted", 10));
	close(l);
	T(events(c[0]));
	T(events(c[1]));
	T(read(c[1], buf, 1));
	T(read(c[1], buf, 1));
	T(write(c[0], "x", 1));
	T(read(a, buf, 10));
	T(CONNECT(c[3], "@backlog"));
	for (int i = 0; i < 4; i++)
		close(c[i]);
	T(read(a, buf, 10));
	close(a);
}

static void datagrams(void)
{
	int a = socket(AF_UNIX, SOCK_DGRAM, 0), b = socket(AF_UNIX, SOCK_DGRAM, 0), c = socket(AF_UNIX, SOCK_DGRAM, 0);
	int n = 0;

	T(BIND(a, "a"));
	T(BIND(b, "@b"));
	T(listen(a, 1));
	T(accept(a, NULL, NULL));
	T(write(b, "x", 1));
	T(sendto(b, "to a", 4, 0, address("a"), len));
	len = sizeof un;
	memset(&un, 0x55, sizeof un);
	T(recvfrom(a, buf, sizeof buf, 0, (struct sockaddr *)&un, &len));
	say("from", 0);
	T(sendto(c, "nameless", 8, 0, address("a"), len));
	len = sizeof un;
	T(recvfrom(a, buf, sizeof buf, 0, (struct sockaddr *)&un, &len));
	T(len);
	T(CONNECT(b, "a"));
	NAMES(b);
	T(CONNECT(a, "@b"));
	T(sendto(c, "refused", 7, 0, address("a"), len));
	T(CONNECT(c, "a"));
	T(write(b, "connected", 9));
	T(read(a, buf, sizeof buf));
	T(write(a, "unread", 6));
	un.sun_family = AF_UNSPEC;
	T(connect(b, (struct sockaddr *)&un, 2));
	NAMES(b);
	T(events(b));
	T(events(a));
	T(read(a, buf, 1));
	T(events(a));
	T(sendto(b, "x", 1, MSG_NOSIGNAL, address("a"), len));
	T(write(a, "x", 1));
	close(b);
	T(write(a, "x", 1));
	T(write(a, "x", 1));
	T(CONNECT(c, "a"));
	while (send(c, "x", 1, MSG_DONTWAIT) == 1 && n < 100000)
		n++;
	T(n >= 10);
	T(errno);
	T(events(c) & POLLOUT);
	T(read(a, buf, 1));
	T((events(c) & POLLOUT) != 0);
	close(a);
	T(events(c));
	T(write(c, "x", 1));
	T(write(c, "x", 1));
	T(sendto(c, "x", 1, 0, address("a"), len));
	T(sendto(c, "x", 1, 0, address("nothing"), len));
	T(sendto(c, "x", 1, 0, address("@nothing"), len));
	T(sendto(c, "x", 1, 0, address("."), len));
	close(c);
	T(unlink("a"));
}

static void made_up(void)
{
	int a = socket(AF_UNIX, SOCK_DGRAM, 0), b = socket(AF_UNIX, SOCK_STREAM, 0);

	un.sun_family = AF_UNIX;
	T(bind(a, (struct sockaddr *)&un, 2));
	T(bind(a, (struct sockaddr *)&un, 2));
	len = sizeof un;
	T(getsockname(a, (struct sockaddr *)&un, &len));
	T(len);
	T(un.sun_path[0]);
	un.sun_path[6] = 0;
	T(strspn(un.sun_path + 1, "0123456789abcdef"));
	T(sendto(a, "to me", 5, 0, (struct sockaddr *)&un, len));
	T(read(a, buf, sizeof buf));
	close(a);
	/* Names of one type are none of another, where they are no files. */
	a = socket(AF_UNIX, SOCK_DGRAM, 0);
	T(BIND(a, "@both"));
	T(BIND(b, "@both"));
	T(CONNECT(b, "@both"));
	close(b);
	b = socket(AF_UNIX, SOCK_STREAM, 0);
	close(a);
	a = socket(AF_UNIX, SOCK_DGRAM, 0);
	T(BIND(a, "file"));
	T(CONNECT(b, "file"));
	put_file("plain", "");
	T(CONNECT(b, "plain"));
	T(CONNECT(b, "none/such"));
	T(CONNECT(b, "plain/file"));
	T(BIND(b, "plain"));
	T(BIND(b, "none/such"));
	T(BIND(b, "."));
	close(a);
	T(CONNECT(b, "file"));
	close(b);
	T(unlink("file"));
	T(unlink("plain"));
}

int main(void)
{
	enter_own_folder();
	stream(SOCK_STREAM, "name");
	stream(SOCK_SEQPACKET, "name");
	stream(SOCK_STREAM, "@abstract");
	stream(SOCK_SEQPACKET, "@abstract");
	backlog();
	datagrams();
	made_up();
	leave_own_folder();
	return 0;
}
