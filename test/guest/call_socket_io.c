/* SPDX-License-Identifier: MIT */
/* Transfers through sockets by number: each way to end. */
#include "call.h"

#include <signal.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <time.h>

static struct sockaddr_un un = { AF_UNIX, "\0io" };
static int plain, s[2], d[2], alone;
static char buf[300000];
static char *edge; /* the last byte that is there */

#define NAME 5

static struct iovec one = { buf, 10 };
static struct msghdr m;

static void message(void *name, int n, struct iovec *v, size_t nr, void *control, size_t room)
{
	m = (struct msghdr){ .msg_name = name, .msg_namelen = n, .msg_iov = v, .msg_iovlen = nr,
			     .msg_control = control, .msg_controllen = room };
}

static void sending(void)
{
	C(sendto, CLOSED, buf, 1, 0, NULL, 0);
	C(sendto, plain, buf, 1, 0, NULL, 0);
	C(sendto, CLOSED, BAD, 1, 0, NULL, 0);
	C(sendto, CLOSED, buf, 1, 0, BAD, NAME);
	C(sendto, s[0], BAD, 1, 0, NULL, 0);
	C(sendto, s[0], NULL, 1, 0, NULL, 0);
	C(sendto, s[0], edge, 10, 0, NULL, 0);
	C(sendto, d[0], edge, 10, 0, NULL, 0);
	C(sendto, d[0], NULL, 0, 0, NULL, 0);
	C(sendto, s[0], buf, 1, 0, BAD, NAME);
	C(sendto, s[0], buf, 1, 0, &un, -1);
	C(sendto, s[0], buf, 1, 0, &un, 129);
	C(sendto, s[0], buf, 1, 0, &un, NAME);
	C(sendto, s[0], buf, 1, 0, &un, 0);
	C(sendto, alone, buf, 1, 0, NULL, 0);
	C(sendto, alone, buf, 1, 0, &un, NAME);
	C(sendto, d[0], buf, sizeof buf, 0, NULL, 0);
	C(sendto, d[0], buf, 1, 0, &un, NAME);
	C(sendto, d[0], buf, 1, 0, &un, 1);
	C(sendto, d[0], buf, 1, 0, &un, 111);
	C(sendto, d[0], buf, 1, MSG_OOB, NULL, 0);
	C(sendto, d[0], buf, 1, STRANGE, NULL, 0);
	un.sun_family = AF_INET;
	C(sendto, d[0], buf, 1, 0, &un, NAME);
	un.sun_family = AF_UNIX;
	C(sendto, s[0], buf, 1, 0x00800000, NULL, 0);
	while (syscall(SYS_sendto, s[0], buf, 60000ul, MSG_DONTWAIT, NULL, 0) > 0)
		;
	C(sendto, s[0], buf, 60000ul, MSG_DONTWAIT, NULL, 0);
	while (syscall(SYS_recvfrom, s[1], buf, sizeof buf, MSG_DONTWAIT, NULL, NULL) > 0)
		;
	while (syscall(SYS_recvfrom, d[1], buf, sizeof buf, MSG_DONTWAIT, NULL, NULL) >= 0)
		;
}

static void messages(void)
{
	static _Alignas(8) char control[64];
	struct cmsghdr *c = (void *)control;
	struct iovec bad = { BAD, 1 }, negative = { buf, -1 }, two[2] = { { buf, 3 }, { edge, 10 } };
	static struct iovec many[1025];

	C(sendmsg, CLOSED, NULL, 0);
	C(sendmsg, plain, &m, 0);
	C(sendmsg, s[0], NULL, 0);
	C(sendmsg, s[0], BAD, 0);
	message(NULL, 0, &one, 1, NULL, 0);
	C(sendmsg, CLOSED, &m, 0);
	C(sendmsg, s[0], &m, 0);
	C(sendmsg, alone, &m, 0);
	message(NULL, 5, &one, 1, NULL, 0);
	C(sendmsg, s[0], &m, 0);
	message(&un, 0, &one, 1, NULL, 0);
	C(sendmsg, s[0], &m, 0);
	message(&un, -1, &one, 1, NULL, 0);
	C(sendmsg, s[0], &m, 0);
	message(&un, NAME, &one, 1, NULL, 0);
	C(sendmsg, s[0], &m, 0);
	C(sendmsg, d[0], &m, 0);
	message(&un, 500, &one, 1, NULL, 0);
	C(sendmsg, d[0], &m, 0);
	message(BAD, NAME, &one, 1, NULL, 0);
	C(sendmsg, d[0], &m, 0);
	message(NULL, 0, NULL, 0, NULL, 0);
	C(sendmsg, s[0], &m, 0);
	C(sendmsg, d[0], &m, 0);
	message(NULL, 0, NULL, 1, NULL, 0);
	C(sendmsg, s[0], &m, 0);
	message(NULL, 0, BAD, 1, NULL, 0);
	C(sendmsg, s[0], &m, 0);
	message(NULL, 0, &bad, 1, NULL, 0);
	C(sendmsg, s[0], &m, 0);
	message(NULL, 0, &negative, 1, NULL, 0);
	C(sendmsg, s[0], &m, 0);
	message(NULL, 0, two, 2, NULL, 0);
	C(sendmsg, d[0], &m, 0);
	message(NULL, 0, many, 1024, NULL, 0);
	C(sendmsg, s[0], &m, 0);
	message(NULL, 0, many, 1025, NULL, 0);
	C(sendmsg, s[0], &m, 0);
	message(NULL, 0, &one, 1, NULL, 20);
	C(sendmsg, s[0], &m, 0);
	message(NULL, 0, &one, 1, BAD, 20);
	C(sendmsg, s[0], &m, 0);
	message(NULL, 0, &one, 1, control, 0x7ffffff0);
	C(sendmsg, s[0], &m, 0);
	for (int i = 0; i < 12; i++) {
		static const struct {
			int len, level, type, room;
		} parts[12] = {
			{ 20, SOL_SOCKET, SCM_RIGHTS, 24 },
			{ 20, SOL_SOCKET, SCM_RIGHTS, 20 },
			{ 20, SOL_SOCKET, SCM_RIGHTS, 19 },
			{ 16, SOL_SOCKET, SCM_RIGHTS, 16 },
			{ 15, SOL_SOCKET, SCM_RIGHTS, 16 },
			{ 0, SOL_SOCKET, SCM_RIGHTS, 16 },
			{ 17, SOL_SOCKET, SCM_RIGHTS, 24 },
			{ 28, SOL_SOCKET, 99, 32 },
			{ 28, 99, 1, 32 },
			{ 27, SOL_SOCKET, SCM_CREDENTIALS, 32 },
			{ 16, SOL_SOCKET, SCM_RIGHTS, 15 },
			{ 28, SOL_SOCKET, SCM_CREDENTIALS, 28 },
		};

		c->cmsg_len = parts[i].len;
		c->cmsg_level = parts[i].level;
		c->cmsg_type = parts[i].type;
		memset(CMSG_DATA(c), 0, 20);
		message(NULL, 0, &one, 1, control, parts[i].room);
		printf("part %d: ", i);
		C(sendmsg, s[0], &m, 0);
	}
	c->cmsg_type = SCM_RIGHTS;
	c->cmsg_len = 20;
	memset(CMSG_DATA(c), -1, 4);
	message(NULL, 0, &one, 1, control, 20);
	C(sendmsg, s[0], &m, 0);
	while (syscall(SYS_recvfrom, s[1], buf, sizeof buf, MSG_DONTWAIT, NULL, NULL) > 0)
		;
	while (syscall(SYS_recvfrom, d[1], buf, sizeof buf, MSG_DONTWAIT, NULL, NULL) >= 0)
		;
}

static void receiving(void)
{
	struct sockaddr_un from;
	int n = sizeof from;

	C(recvfrom, CLOSED, buf, 1, 0, NULL, NULL);
	C(recvfrom, plain, buf, 1, 0, NULL, NULL);
	C(recvfrom, CLOSED, BAD, 1, 0, NULL, NULL);
	C(recvfrom, s[1], buf, 1, MSG_DONTWAIT, NULL, NULL);
	C(recvfrom, d[1], buf, 1, MSG_DONTWAIT, NULL, NULL);
	C(recvfrom, alone, buf, 1, 0, NULL, NULL);
	C(recvfrom, d[1], buf, 1, MSG_OOB, NULL, NULL);
	C(sendto, s[0], "hello", 5, 0, NULL, 0);
	C(recvfrom, s[1], BAD, 1, 0, NULL, NULL);
	C(recvfrom, s[1], NULL, 1, 0, NULL, NULL);
	C(recvfrom, s[1], edge, 3, 0, NULL, NULL);
	C(recvfrom, s[1], buf, 10, MSG_DONTWAIT, NULL, NULL);
	C(sendto, s[0], "hello", 5, 0, NULL, 0);
	C(recvfrom, s[1], buf, 2, 0, &from, &n);
	T(n);
	n = -1;
	C(recvfrom, s[1], buf, 1, 0, &from, &n);
	C(recvfrom, s[1], buf, 1, 0, &from, NULL);
	C(recvfrom, s[1], buf, 1, 0, BAD, &n);
	C(recvfrom, s[1], buf, 9, MSG_DONTWAIT, NULL, NULL);
	for (int i = 0; i < 3; i++)
		C(sendto, d[0], "datagram", 8, 0, NULL, 0);
	C(recvfrom, d[1], edge, 3, 0, NULL, NULL);
	C(recvfrom, d[1], NULL, 0, 0, NULL, NULL);
	C(recvfrom, d[1], buf, 3, MSG_TRUNC, NULL, NULL);

	C(recvmsg, CLOSED, NULL, 0);
	C(recvmsg, s[1], NULL, 0);
	C(recvmsg, s[1], BAD, 0);
	message(NULL, 0, &one, 1, NULL, 0);
	C(recvmsg, plain, &m, 0);
	C(recvmsg, s[1], &m, MSG_DONTWAIT);
	C(recvmsg, alone, &m, MSG_DONTWAIT);
	message(&from, -1, &one, 1, NULL, 0);
	C(recvmsg, s[1], &m, MSG_DONTWAIT);
	message(NULL, 0, BAD, 1, NULL, 0);
	C(recvmsg, s[1], &m, MSG_DONTWAIT);
	message(NULL, 0, &one, 1025, NULL, 0);
	C(recvmsg, s[1], &m, MSG_DONTWAIT);
	for (int i = 0; i < 3; i++)
		C(sendto, d[0], "datagram", 8, 0, &un, NAME);
	message(&from, sizeof from, &one, 1, BAD, 100);
	C(recvmsg, d[1], &m, MSG_DONTWAIT);
	message(BAD, sizeof from, &one, 1, NULL, 0);
	C(recvmsg, d[1], &m, MSG_DONTWAIT);
	message(&from, 1, &one, 1, NULL, 0);
	C(recvmsg, d[1], &m, MSG_DONTWAIT);
	T(m.msg_namelen);
}

static void several(void)
{
	struct mmsghdr v[3] = { { { .msg_iov = &one, .msg_iovlen = 1 } } };
	struct timespec t = { 0, 0 }, wrong = { 0, 1000000000 };

	/* Lengths that add up to nothing. */
	struct iovec huge[4] = { { buf, 1ul << 62 }, { buf, 1ul << 62 }, { buf, 1ul << 62 },
				 { buf, 1ul << 62 } };

	message(NULL, 0, huge, 4, NULL, 0);
	C(sendmsg, d[0], &m, 0);
	C(recvmsg, d[1], &m, MSG_DONTWAIT);
	v[1] = v[2] = v[0];
	v[2].msg_hdr.msg_iov = BAD;
	C(sendmmsg, CLOSED, v, 1, 0);
	C(sendmmsg, plain, v, 1, 0);
	C(sendmmsg, d[0], v, 0, 0);
	C(sendmmsg, d[0], BAD, 1, 0);
	C(sendmmsg, d[0], v + 2, 1, 0);
	C(sendmmsg, d[0], v, 3, 0);
	C(sendmmsg, alone, v, 1, 0);
	C(recvmmsg, CLOSED, v, 1, 0, NULL);
	C(recvmmsg, plain, v, 1, 0, NULL);
	C(recvmmsg, d[1], v, 0, 0, NULL);
	C(recvmmsg, d[1], BAD, 1, 0, NULL);
	C(recvmmsg, d[1], v, 1, 0, BAD);
	C(recvmmsg, d[1], v, 1, 0, &wrong);
	C(recvmmsg, CLOSED, v, 1, 0, &wrong);
	C(recvmmsg, d[1], v, 3, MSG_DONTWAIT, NULL);
	C(recvmmsg, d[1], v, 1, MSG_DONTWAIT, NULL);
	C(sendmmsg, d[0], v, 2, 0);
	C(recvmmsg, d[1], v, 2, 0, &t);
	C(recvmmsg, d[1], v, 2, MSG_WAITFORONE, &t);
	C(recvmmsg, alone, v, 2, 0, &t);
}

static void broken(void)
{
	struct mmsghdr v = { { .msg_iov = &one, .msg_iovlen = 1 } };

	message(NULL, 0, &one, 1, NULL, 0);
	close(s[1]);
	C(sendto, s[0], buf, 1, MSG_NOSIGNAL, NULL, 0);
	C(sendmsg, s[0], &m, MSG_NOSIGNAL);
	C(sendmmsg, s[0], &v, 1, MSG_NOSIGNAL);
	close(d[1]);
	C(sendto, d[0], buf, 1, 0, NULL, 0);
	C(sendto, d[0], buf, 1, 0, NULL, 0);
	socketpair(AF_UNIX, SOCK_STREAM, 0, s);
	write(s[1], "x", 1);
	close(s[0]);
	C(recvfrom, s[1], buf, 1, 0, NULL, NULL);
	C(recvfrom, s[1], buf, 1, 0, NULL, NULL);
}

int main(void)
{
	enter_own_folder();
	edge = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	mprotect(edge + 4096, 4096, PROT_NONE);
	edge += 4095;
	plain = open("plain", O_CREAT | O_RDWR, 0600);
	unlink("plain");
	socketpair(AF_UNIX, SOCK_STREAM, 0, s);
	socketpair(AF_UNIX, SOCK_DGRAM, 0, d);
	alone = socket(AF_UNIX, SOCK_STREAM, 0);
	bind(d[1], (struct sockaddr *)&un, NAME);
	sending();
	messages();
	receiving();
	several();
	broken();
	leave_own_folder();
	return 0;
}
