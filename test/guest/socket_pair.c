/* SPDX-License-Identifier: MIT */
/* Pairs of local sockets: streams, datagrams, sequenced packets; their bytes, ends and limits. */
#include "file.h"
#include "socket.h"

#include <signal.h>
#include <sys/stat.h>
#include <sys/uio.h>

static char big[1 << 20], back[1 << 20];

static void bytes(void)
{
	struct iovec v[3] = { { "one", 3 }, { NULL, 0 }, { " two", 4 } };
	char a[4], b[8];
	struct iovec w[2] = { { a, 4 }, { b, 8 } };

	make(SOCK_STREAM);
	T(events(s[0]));
	T(write(s[1], "hello", 5));
	T(waiting(s[0]));
	T(waiting(s[1]));
	T(events(s[0]));
	T(events(s[1]));
	T(read(s[0], big, 2));
	T(memcmp(big, "he", 2));
	T(write(s[1], ", world", 7));
	T(read(s[0], big, sizeof big));
	T(memcmp(big, "llo, world", 10));
	T(waiting(s[0]));
	T(events(s[0]));
	T(writev(s[1], v, 3));
	T(readv(s[0], w, 2));
	T(memcmp(a, "one ", 4) | memcmp(b, "two", 3));
	T(write(s[0], "other way", 9));
	T(recv(s[1], big, 5, MSG_PEEK));
	T(recv(s[1], big, sizeof big, MSG_DONTWAIT));
	T(memcmp(big, "other way", 9));
	T(recv(s[1], big, sizeof big, MSG_DONTWAIT));
	T(read(s[1], big, 0));
	T(write(s[1], big, 0));
	T(send(s[1], "", 0, 0));
	T(waiting(s[0]));
	T(pread(s[0], big, 1, 0));
	T(lseek(s[0], 0, SEEK_SET));
	T(ftruncate(s[0], 0));
	done();
}

/* As much as goes in comes out, in pieces of any size. */
static void much(void)
{
	long in = 0, out = 0, r, wrong = 0;

	for (unsigned i = 0; i < sizeof big; i++)
		big[i] = i * 7 + i / 251;
	make(SOCK_STREAM | SOCK_NONBLOCK);
	for (int round = 1; round < 400; round++) {
		size_t n = round * 997 % 40000 + 1;

		while (in - out < 60000 && in + n < sizeof big && (r = write(s[0], big + in, n)) > 0)
			in += r;
		while ((r = read(s[1], back + out, round * 31 % 5000 + 1)) > 0)
			out += r;
	}
	for (long i = 0; i < out; i++)
		wrong += big[i] != back[i];
	T(in == out);
	T(in > 500000);
	T(wrong);
	in = out = 0;
	while ((r = write(s[0], big, 5000)) > 0)
		in += r;
	T(in > 100000);
	T(events(s[0]));
	while (in > out && (r = read(s[1], back, 3000)) > 0)
		out += r;
	T(in == out);
	T(events(s[0]));
	done();
}

static volatile int pipes;

static void on_pipe(int sig)
{
	(void)sig;
	pipes++;
}

static void ends(int type)
{
	printf("type %d\n", type);
	signal(SIGPIPE, on_pipe);
	make(type);
	T(write(s[0], "last", 4));
	T(shutdown(s[0], SHUT_WR));
	T(events(s[0]));
	T(events(s[1]));
	T(write(s[0], "x", 1));
	T(pipes);
	T(read(s[1], big, 10));
	T(events(s[1]));
	T(read(s[1], big, 10));
	T(write(s[1], "back", 4));
	T(read(s[0], big, 10));
	T(close(s[1]));
	T(events(s[0]));
	T(read(s[0], big, 10));
	T(send(s[0], "x", 1, MSG_NOSIGNAL));
	T(pipes);
	close(s[0]);

	make(type);
	T(write(s[0], "unread", 6));
	T(close(s[1]));
	T(events(s[0]));
	T(read(s[0], big, 10));
	T(read(s[0], big, 10));
	T(write(s[0], "x", 1));
	T(pipes);
	close(s[0]);
}

static void packets(int type)
{
	printf("type %d\n", type);
	make(type);
	T(write(s[0], "one", 3));
	T(write(s[0], "", 0));
	T(send(s[0], "", 0, 0));
	T(write(s[0], "three", 5));
	T(waiting(s[1]));
	T(events(s[1]));
	T(recv(s[1], big, 2, MSG_PEEK | MSG_TRUNC));
	T(recv(s[1], big, 2, MSG_TRUNC));
	T(recv(s[1], big, 10, 0));
	T(recv(s[1], big, 10, 0));
	T(!memcmp(big, "three", 5));
	T(recv(s[1], big, 10, MSG_DONTWAIT));
	T(write(s[0], big, 100000));
	T(read(s[1], back, 200000));
	T(memcmp(big, back, 100000));
	T(write(s[0], big, sizeof big));
	done();
}

static void as_file(void)
{
	struct stat st, other;

	make(SOCK_STREAM);
	T(fstat(s[0], &st));
	T(st.st_mode);
	T(st.st_nlink);
	T(st.st_size);
	fstat(s[1], &other);
	T(st.st_ino != other.st_ino);
	T(fcntl(s[0], F_GETFL));
	T(fcntl(s[0], F_SETFL, O_NONBLOCK));
	T(read(s[0], big, 1));
	T(dup2(s[0], 99));
	T(close(s[0]));
	T(write(99, "dup", 3));
	T(read(s[1], big, 9));
	T(close(99));
	T(read(s[1], big, 9));
	close(s[1]);
	make(SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC);
	T(fcntl(s[0], F_GETFL));
	T(fcntl(s[0], F_GETFD));
	done();
}

int main(void)
{
	bytes();
	much();
	ends(SOCK_STREAM);
	ends(SOCK_SEQPACKET);
	packets(SOCK_DGRAM);
	packets(SOCK_SEQPACKET);
	as_file();
	return 0;
}
