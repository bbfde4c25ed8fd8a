/* SPDX-License-Identifier: MIT */
/*
 * Local sockets and netlink when memory ends: the same work is done again and again while the
 * first, second, third ... allocation fails. A call that fails has done nothing, so it is simply
 * repeated; in the end all that was sent is there, and nothing is lost.
 *
 * Links: kern/mem/user.c kern/net/[a-z]*.c kern/net/unix/[a-z]*.c kern/net/netlink/[a-z]*.c
 * Links: test/unit/vfs_fake.c kern/vfs/[a-z]*.c kern/vfs/tree/[a-z]*.c kern/vfs/made/text.c kern/sched/lock.c kern/sched/mutex.c
 * Links: kern/console/[a-z]*.c abi/linux/net/[a-z]*.c abi/linux/time/deadline.c
 * Links: abi/linux/grown.c abi/linux/file/[a-oqrt-z]*.c abi/linux/file/p[a-oq-z]*.c abi/linux/file/s[a-df-z]*.c kern/pipe/[a-z]*.c
 * Links: fs/ramfs*.c fs/devfs.c base/format.c
 */
#include <stdio.h>
#include <string.h>

#include "abi/linux/identity/identity.h"
#include "abi/linux/net/net.h"
#include "abi/linux/syscalls.h"
#include "base/errno.h"
#include "kern/net/interface.h"
#include "test/unit/tap.h"
#include "test/unit/vfs_fake.h"

struct identity identity_user, identity_group;

/* Of sockets, and how they are asked not to wait. */
#define NOWAIT (int)FILE_O_NONBLOCK

#define MUCH 20000

static char bytes[MUCH], back[MUCH];
static int pair[3][2], listener = -1, client = -1, server = -1, question = -1;
static const int types[3] = { SOCKET_STREAM, SOCKET_DGRAM, SOCKET_SEQPACKET };

struct address {
	uint16_t family;
	char path[14];
};

static const struct address file_name = { SOCKET_UNIX, "/socket" };
static const struct address abstract = { SOCKET_UNIX, "\0name" };
#define FILE_LEN     10
#define ABSTRACT_LEN 7

/* There is no other network here. */
bool net_interface_get(unsigned n, struct net_interface *i)
{
	(void)n;
	(void)i;
	return false;
}

static int make(int n)
{
	return pair[n][0] >= 0 ? 0 : sys_socketpair(SOCKET_UNIX, types[n] | NOWAIT, 0, pair[n]);
}

static int do_pairs(void)
{
	int err = 0;

	for (int n = 0; n < 3 && !err; n++)
		err = make(n);
	return err;
}

/* A stream takes what there is memory for; so it says how much is there. */
static int do_stream(void)
{
	int there = 0;

	while (!sys_ioctl(pair[0][1], 0x541b, (uintptr_t)&there) && there < MUCH) {
		ssize_t r = sys_write(pair[0][0], bytes + there, (size_t)(MUCH - there));

		if (r < 0)
			return (int)r;
	}
	return 0;
}

static int do_datagrams(void)
{
	static int sent;
	int err = 0;

	while (sent < 4 && err >= 0) {
		int n = 1 + sent % 2;
		size_t size = sent < 2 ? 100 : 10000;

		err = (int)sys_write(pair[n][0], bytes, size);
		if (err >= 0)
			sent++;
	}
	sent = sent == 4 ? 0 : sent;
	return err < 0 ? err : 0;
}

/* A byte and (fd), twice, by (to), which is what nobody will receive from when it is closed. */
static int send_files(int to, int fd)
{
	_Alignas(8) uint8_t control[32] = { 0 };
	struct linux_iovec v = { bytes, 1 };
	const struct linux_msghdr m = {
		.iov = &v, .iovlen = 1, .control = control, .controllen = 24
	};
	const uint64_t len = 24;
	const int32_t words[4] = { 1, 1, fd, fd };
	ssize_t r;

	memcpy(control, &len, sizeof len);
	memcpy(control + 8, words, sizeof words);
	r = sys_sendmsg(to, &m, 0);
	return r < 0 ? (int)r : 0;
}

static int ring(int type)
{
	int two[2];
	int err = sys_socketpair(SOCKET_UNIX, type, 0, two);

	if (err)
		return err;
	for (int i = 0; i < 4 && !err; i++)
		err = send_files(two[i % 2], two[i / 2]);
	check(!sys_close(two[0]) && !sys_close(two[1]));
	return err;
}

/* In the queue of a connection that nobody accepted: the one who would. */
static int ring_of_listener(void)
{
	int l = sys_socket(SOCKET_UNIX, SOCKET_SEQPACKET, 0);
	int c = sys_socket(SOCKET_UNIX, SOCKET_SEQPACKET, 0);
	struct address made;
	int err = l < 0 ? l : c < 0 ? c : sys_bind(l, &abstract, sizeof abstract.family);
	int len = sizeof made;

	/* One that is made up: that of the ring before may still be there. */
	if (!err)
		err = sys_listen(l, 1);
	if (!err)
		err = sys_getsockname(l, &made, &len);
	if (!err)
		err = sys_connect(c, &made, len);
	if (!err)
		err = send_files(c, l);
	if (!err)
		err = send_files(c, c);
	check((l < 0 || !sys_close(l)) && (c < 0 || !sys_close(c)));
	return err;
}

static int do_rings(void)
{
	int err = ring_of_listener();

	for (int n = 0; n < 3 && !err; n++)
		err = ring(types[n]);
	return err;
}

static int do_listen(void)
{
	int err;

	if (listener < 0)
		listener = sys_socket(SOCKET_UNIX, SOCKET_STREAM | NOWAIT, 0);
	if (listener < 0)
		return listener;
	err = sys_bind(listener, &file_name, FILE_LEN);
	return err ? err : sys_listen(listener, 3);
}

static bool connected;

static int do_connect(void)
{
	int err;

	if (client < 0)
		client = sys_socket(SOCKET_UNIX, SOCKET_STREAM | NOWAIT, 0);
	if (client < 0)
		return client;
	err = sys_connect(client, &file_name, FILE_LEN);
	connected = !err;
	return err;
}

/* A connection whose file is not to be had is lost: then it is another. */
static int do_accept(void)
{
	int err = connected ? 0 : do_connect();

	if (err)
		return err;
	server = sys_accept4(listener, NULL, NULL, 0);
	if (server >= 0)
		return 0;
	check(!sys_close(client));
	client = -1;
	connected = false;
	return server;
}

static int do_abstract(void)
{
	int s = sys_socket(SOCKET_UNIX, SOCKET_DGRAM, 0), err;

	if (s < 0)
		return s;
	err = sys_bind(s, &abstract, ABSTRACT_LEN);
	if (!err)
		err = (int)sys_sendto(s, bytes, 10, 0, &abstract, ABSTRACT_LEN);
	check(!sys_close(s));
	return err < 0 ? err : 0;
}

static int do_autobind(void)
{
	int s = sys_socket(SOCKET_UNIX, SOCKET_DGRAM, 0), err;

	if (s < 0)
		return s;
	err = sys_bind(s, &abstract, 2);
	check(!sys_close(s));
	return err;
}

static int do_netlink(void)
{
	const uint32_t request[5] = { 20, 22 | 0x301u << 16, 1, 0, 0 };
	ssize_t r;

	if (question < 0)
		question = sys_socket(SOCKET_NETLINK, SOCKET_RAW | NOWAIT, 0);
	if (question < 0)
		return question;
	r = sys_sendto(question, request, sizeof request, 0, NULL, 0);
	return r < 0 ? (int)r : 0;
}

static int (*const steps[])(void) = {
	do_pairs,   do_stream, do_datagrams, do_rings,    do_listen,
	do_connect, do_accept, do_abstract,  do_autobind, do_netlink,
};

static bool same(int fd, size_t n)
{
	memset(back, 0, sizeof back);
	return sys_read(fd, back, sizeof back) == (ssize_t)n && !memcmp(bytes, back, n);
}

static void check_all(void)
{
	check(same(pair[0][1], MUCH));
	for (int n = 1; n < 3; n++)
		check(same(pair[n][1], 100) && same(pair[n][1], 10000));
	check(sys_write(client, bytes, 10) == 10 && same(server, 10));
	check(sys_access("/socket", 0) == 0);
}

static void close_all(void)
{
	int *const all[] = { &pair[0][0], &pair[0][1], &pair[1][0], &pair[1][1], &pair[2][0],
			     &pair[2][1], &listener,   &client,     &server,     &question };

	for (size_t i = 0; i < nitems(all); i++) {
		check(!sys_close(*all[i]));
		*all[i] = -1;
	}
	check(!sys_unlink("/socket"));
}

static void after(void)
{
	check_all();
	close_all();
}

int main(void)
{
	for (size_t i = 0; i < sizeof bytes; i++)
		bytes[i] = (char)(i * 7 + i / 251);
	memset(pair, -1, sizeof pair);
	fake_init();
	files_init();
	fake_repeat(steps, nitems(steps), after, 100, false);
	ok(!fake_failed, "any one allocation may fail");
	fake_repeat(steps, nitems(steps), after, 100, true);
	ok(!fake_failed, "memory may end at any point");
	return tap_done();
}
