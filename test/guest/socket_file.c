/* SPDX-License-Identifier: MIT */
/* Sockets as any other file: what moves bytes between files, what asks about them, options and ioctls. */
#include "file.h"
#include "socket.h"

#include <signal.h>
#include <sys/sendfile.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <termios.h>

static char buf[200000], back[200000];

static void moves(void)
{
	int fd, p[2];
	off_t at = 100;
	loff_t where = 0;

	for (unsigned i = 0; i < sizeof buf; i++)
		buf[i] = i * 13 + i / 257;
	fd = open("file", O_CREAT | O_RDWR, 0600);
	T(write(fd, buf, sizeof buf));
	make(SOCK_STREAM);
	T(sendfile(s[0], fd, &at, 50000));
	T(at);
	T(recv(s[1], back, sizeof back, MSG_DONTWAIT));
	T(!memcmp(buf + 100, back, 50000));
	T(lseek(fd, 7, SEEK_SET));
	T(sendfile(s[0], fd, NULL, 20));
	T(lseek(fd, 0, SEEK_CUR));
	T(read(s[1], back, 100));
	T(sendfile(fd, s[0], NULL, 10));
	T(copy_file_range(s[0], NULL, fd, NULL, 10, 0));
	pipe(p);
	T(write(p[1], "by a pipe", 9));
	T(splice(p[0], NULL, s[0], NULL, 100, 0));
	T(splice(s[1], NULL, p[1], NULL, 4, 0));
	T(splice(s[1], NULL, p[1], NULL, 100, 0));
	T(read(p[0], back, 100));
	T(!memcmp(back, "by a pipe", 9));
	T(fcntl(s[1], F_SETFL, O_NONBLOCK));
	T(splice(s[1], NULL, p[1], NULL, 4, 0));
	T(splice(s[1], &where, p[1], NULL, 4, 0));
	T(tee(s[1], p[1], 4, 0));
	T(shutdown(s[0], SHUT_WR));
	T(splice(s[1], NULL, p[1], NULL, 4, 0));
	signal(SIGPIPE, SIG_IGN);
	T(sendfile(s[0], fd, NULL, 5));
	T(write(p[1], "x", 1));
	T(splice(p[0], NULL, s[0], NULL, 1, 0));
	done();
	make(SOCK_SEQPACKET);
	T(shutdown(s[0], SHUT_WR));
	signal(SIGPIPE, SIG_DFL);
	T(sendfile(s[0], fd, NULL, 5));
	T(write(s[0], "x", 1));
	T(writev(s[0], &(struct iovec){ "x", 1 }, 1));
	done();
	close(p[0]);
	close(p[1]);
	close(fd);
	T(unlink("file"));
}

static int ask(int fd, unsigned long what)
{
	int n = -1;

	return ioctl(fd, what, &n) ? -1 : n;
}

static void asks(void)
{
	struct termios t;
	char name[50], path[50];
	int n;

	make(SOCK_STREAM);
	T(ask(s[0], FIONREAD));
	T(ask(s[0], TIOCOUTQ));
	T(write(s[0], "12345", 5));
	T(write(s[0], "678", 3));
	T(ask(s[1], FIONREAD));
	T(ask(s[0], TIOCOUTQ) > 0);
	T(ask(s[1], TIOCOUTQ));
	T(read(s[1], back, 6));
	T(ask(s[1], FIONREAD));
	T(read(s[1], back, 6));
	T(ask(s[0], TIOCOUTQ));
	T(ioctl(s[0], FIONREAD, NULL));
	T(ioctl(s[0], TCGETS, &t));
	T(ioctl(s[0], 0x12345678, &t));
	n = 1;
	T(ioctl(s[0], FIONBIO, &n));
	T(read(s[0], back, 1));
	T(fcntl(s[0], F_GETFL));
	T(isatty(s[0]));
	T(fsync(s[0]));
	T(fchmod(s[0], 0600));
	snprintf(path, sizeof path, "/proc/self/fd/%d", s[0]);
	n = readlink(path, name, sizeof name);
	T(n > 9 && !strncmp(name, "socket:[", 8) && name[n - 1] == ']');
	done();
	make(SOCK_DGRAM);
	T(write(s[0], "12345", 5));
	T(write(s[0], "678", 3));
	T(ask(s[1], FIONREAD));
	T(read(s[1], back, 6));
	T(ask(s[1], FIONREAD));
	done();
}

static int get(int fd, int name)
{
	int v = -1;
	socklen_t n = sizeof v;

	return getsockopt(fd, SOL_SOCKET, name, &v, &n) ? -1 : v;
}

static int set(int fd, int name, int v)
{
	return setsockopt(fd, SOL_SOCKET, name, &v, sizeof v);
}

static void options(void)
{
	make(SOCK_STREAM);
	T(get(s[0], SO_TYPE));
	T(get(s[0], SO_DOMAIN));
	T(get(s[0], SO_PROTOCOL));
	T(get(s[0], SO_ERROR));
	T(get(s[0], SO_ACCEPTCONN));
	T(get(s[0], SO_SNDBUF) == get(s[0], SO_RCVBUF));
	T(set(s[0], SO_SNDBUF, 10000));
	T(get(s[0], SO_SNDBUF));
	T(set(s[0], SO_SNDBUF, 1));
	T(get(s[0], SO_SNDBUF));
	T(set(s[0], SO_RCVBUF, 1));
	T(get(s[0], SO_RCVBUF));
	T(get(s[0], SO_RCVLOWAT));
	T(get(s[0], SO_SNDLOWAT));
	T(set(s[0], SO_SNDLOWAT, 1));
	T(set(s[0], SO_RCVLOWAT, 3));
	T(get(s[0], SO_RCVLOWAT));
	T(set(s[0], SO_RCVLOWAT, 0));
	T(get(s[0], SO_RCVLOWAT));
	T(set(s[0], SO_KEEPALIVE, 7));
	T(get(s[0], SO_KEEPALIVE));
	T(set(s[0], SO_BROADCAST, 1));
	T(get(s[0], SO_BROADCAST));
	T(set(s[0], SO_OOBINLINE, 1));
	T(get(s[0], SO_OOBINLINE));
	T(set(s[0], SO_PRIORITY, 3));
	T(get(s[0], SO_PRIORITY));
	T(set(s[0], SO_DONTROUTE, 1));
	T(get(s[0], SO_DONTROUTE));
	T(set(s[0], SO_TIMESTAMP, 0));
	T(get(s[0], SO_TIMESTAMP));
	T(set(s[0], SO_PASSCRED, 1));
	T(get(s[0], SO_PASSCRED));
	T(get(s[1], SO_PASSCRED));
	T(get(s[0], SO_DEBUG));
	T(get(s[0], SO_LINGER));
	T(set(s[0], SO_PEERCRED, 1));
	done();
	/* Little room: what a datagram may be, and when there is none. */
	make(SOCK_DGRAM | SOCK_NONBLOCK);
	T(set(s[0], SO_SNDBUF, 5000));
	T(write(s[0], buf, 9969));
	T(write(s[0], buf, 9968));
	T(write(s[0], buf, 100));
	T(read(s[1], back, 10000));
	T(write(s[0], buf, 100));
	done();
}

int main(void)
{
	enter_own_folder();
	moves();
	asks();
	options();
	leave_own_folder();
	return 0;
}
