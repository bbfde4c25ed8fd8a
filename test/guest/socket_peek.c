/* SPDX-License-Identifier: MIT */
/* Looking at what came to a local socket without taking it, from an offset on: SO_PEEK_OFF. */
#include "file.h"

#include <sys/socket.h>

#define PEEK_OFF 42

static int set(int s, int offset)
{
	return setsockopt(s, SOL_SOCKET, PEEK_OFF, &offset, sizeof offset);
}

static int get(int s)
{
	int offset = -9;
	socklen_t n = sizeof offset;

	return getsockopt(s, SOL_SOCKET, PEEK_OFF, &offset, &n) ? -errno * 1000 : offset;
}

/* Receive at most (n), and say what came, how, and where the offset is now. */
static void receive(int s, int n, int flags)
{
	char bytes[64] = "";
	struct iovec v = { bytes, (size_t)n };
	struct msghdr m = { .msg_iov = &v, .msg_iovlen = 1 };
	ssize_t r = recvmsg(s, &m, flags | MSG_DONTWAIT);

	if (r < 0)
		printf("%d %x: errno %d", n, flags, errno);
	else
		printf("%d %x: %d \"%.*s\"%s", n, flags, (int)r, n, bytes, m.msg_flags & MSG_TRUNC ? " cut" : "");
	printf(", at %d\n", get(s));
}

static void all(int type)
{
	char two[2] = "";
	int p[2];

	printf("# type %d\n", type);
	T(socketpair(AF_UNIX, type, 0, p));
	T(get(p[0]));
	T(write(p[1], "0123456789", 10));
	T(write(p[1], "abcdef", 6));
	receive(p[0], 4, MSG_PEEK);
	receive(p[0], 4, MSG_PEEK);
	T(set(p[0], 0));
	for (int i = 0; i < 6; i++)
		receive(p[0], 4, MSG_PEEK);
	T(set(p[0], 2));
	receive(p[0], 64, MSG_PEEK);
	receive(p[0], 64, MSG_PEEK);
	receive(p[0], 64, MSG_PEEK);
	T(set(p[0], 12));
	receive(p[0], 2, MSG_PEEK);
	receive(p[0], 2, MSG_PEEK | MSG_TRUNC);
	/* What is taken moves it back. */
	receive(p[0], 5, 0);
	receive(p[0], 3, MSG_PEEK);
	T(set(p[0], 3));
	T(read(p[0], two, 2));
	receive(p[0], 3, MSG_PEEK);
	T(set(p[0], -1));
	receive(p[0], 3, MSG_PEEK);
	receive(p[0], 3, MSG_PEEK);
	T(write(p[1], "ghijklmnop", 10));
	T(set(p[0], 4));
	receive(p[0], 64, MSG_PEEK);
	receive(p[0], 64, 0);
	receive(p[0], 64, 0);
	T(set(p[0], -5));
	T(get(p[0]));
	T(setsockopt(p[0], SOL_SOCKET, PEEK_OFF, two, 2));
	/* Beyond all that there is, and then there is more. */
	T(set(p[0], 3));
	T(write(p[1], "xyz", 3));
	receive(p[0], 8, MSG_PEEK);
	T(write(p[1], "uvw", 3));
	receive(p[0], 8, MSG_PEEK);
	close(p[1]);
	receive(p[0], 8, MSG_PEEK);
	receive(p[0], 8, 0);
	close(p[0]);
}

int main(void)
{
	all(SOCK_STREAM);
	all(SOCK_DGRAM);
	all(SOCK_SEQPACKET);
	return 0;
}
