/* SPDX-License-Identifier: MIT */
/* What programs with pairs of local sockets share: the pair, and what poll() and FIONREAD say of an end. */
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

static int s[2];

static inline void make(int type)
{
	if (socketpair(AF_UNIX, type, 0, s))
		printf("socketpair: errno %d\n", errno);
}

static inline void done(void)
{
	close(s[0]);
	close(s[1]);
}

static inline int events(int fd)
{
	struct pollfd f = { fd, POLLIN | POLLOUT | POLLPRI | POLLRDHUP | POLLRDNORM | POLLWRNORM | POLLWRBAND, 0 };

	return poll(&f, 1, 0) < 0 ? -1 : f.revents;
}

static inline int waiting(int fd)
{
	int n = -1;

	return ioctl(fd, FIONREAD, &n) ? -1 : n;
}
