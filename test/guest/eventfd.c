/* SPDX-License-Identifier: MIT */
/* eventfd(2): counting, semaphores, limits, and what cannot be done with one. */
#include "file.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <sys/uio.h>

static uint64_t v;

static int events(int fd)
{
	struct pollfd f = { fd, POLLIN | POLLOUT, 0 };

	return poll(&f, 1, 0) < 0 ? -1 : f.revents;
}

static long add(int fd, uint64_t n)
{
	return write(fd, &n, 8);
}

static long take(int fd)
{
	v = 77;
	return read(fd, &v, 8);
}

static void counts(void)
{
	struct iovec in_two[2] = { { &v, 4 }, { (char *)&v + 4, 4 } };
	int fd = eventfd(3, EFD_NONBLOCK);
	char buf[16];

	T(fcntl(fd, F_GETFL) & ~0100000);
	T(fcntl(fd, F_GETFD));
	T(events(fd));
	T(take(fd));
	T(v);
	T(events(fd));
	T(take(fd));
	T(v);
	T(add(fd, 5));
	T(add(fd, 6));
	T(take(fd));
	T(v);
	T(add(fd, 0));
	T(events(fd));
	T(take(fd));
	T(read(fd, buf, 7));
	T(read(fd, buf, 0));
	T(write(fd, buf, 7));
	T(read(fd, buf, 16));
	T(*(uint64_t *)buf);
	T(add(fd, 9));
	v = 0;
	T(readv(fd, in_two, 2));
	T(v);
	T(add(fd, UINT64_MAX));
	T(add(fd, UINT64_MAX - 1));
	T(events(fd));
	T(add(fd, 1));
	T(add(fd, 0));
	T(take(fd));
	T(v == UINT64_MAX - 1);
	T(add(fd, UINT64_MAX - 2));
	T(events(fd));
	T(add(fd, 2));
	T(add(fd, 1));
	T(events(fd));
	close(fd);
}

static void semaphore(void)
{
	int fd = eventfd(2, EFD_SEMAPHORE | EFD_NONBLOCK | EFD_CLOEXEC);

	T(fcntl(fd, F_GETFD));
	T(take(fd));
	T(v);
	T(add(fd, 1));
	T(take(fd));
	T(v);
	T(take(fd));
	T(v);
	T(take(fd));
	close(fd);
	fd = eventfd(0xffffffffu, 0);
	T(take(fd));
	T(v);
	T(fcntl(fd, F_GETFL) & ~0100000);
	T(fcntl(fd, F_SETFL, O_NONBLOCK));
	T(take(fd));
	T(ioctl(fd, FIONBIO, &(int){ 0 }));
	T(fcntl(fd, F_GETFL) & ~0100000);
	close(fd);
}

static void other_calls(void)
{
	struct stat st;
	int fd = eventfd(0, 0), n;

	T(fstat(fd, &st));
	T(st.st_mode);
	T(st.st_size);
	T(st.st_nlink);
	T(pread(fd, &v, 8, 0));
	T(pwrite(fd, &v, 8, 0));
	T(ftruncate(fd, 0));
	T(fsync(fd));
	T(ioctl(fd, FIONREAD, &n));
	T(isatty(fd));
	T(fchdir(fd));
	T(write(fd, (void *)8, 8));
	close(fd);
	fd = eventfd(1, 0);
	T(read(fd, (void *)8, 8));
	close(fd);
	T(eventfd(0, 2));
	T(eventfd(0, O_APPEND));
	T(syscall(SYS_eventfd2, 0, -1));
	fd = syscall(SYS_eventfd, 1);
	T(fcntl(fd, F_GETFL) & ~0100000);
	T(take(fd));
	close(fd);
}

int main(void)
{
	counts();
	semaphore();
	other_calls();
	return 0;
}
