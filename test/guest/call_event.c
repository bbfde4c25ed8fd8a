/* SPDX-License-Identifier: MIT */
/* Pipes, eventfd and epoll by number: each way to end. */
#include "call.h"

#include <signal.h>
#include <sys/epoll.h>
#include <sys/resource.h>

#define UNUSED 60

static uint64_t usr1 = 1ul << (SIGUSR1 - 1), none;

static void handler(int sig)
{
	(void)sig;
}

/* With no descriptor left, each call that wants one. */
static void full(void)
{
	struct rlimit r, old;
	int fds[2];
	int last = dup(0);

	getrlimit(RLIMIT_NOFILE, &old);
	r = old;
	r.rlim_cur = last + 1;
	setrlimit(RLIMIT_NOFILE, &r);
	C(pipe, fds);
	C(pipe2, fds, 0);
	C(eventfd, 0);
	C(eventfd2, 0, 0);
	C(signalfd, -1, &usr1, 8ul);
	C(signalfd4, -1, &usr1, 8ul, 0);
	C(inotify_init);
	C(inotify_init1, 0);
	C(epoll_create, 1);
	C(epoll_create1, 0);
	close(last);
	C(pipe, fds); /* one is left, and two are wanted */
	C(pipe2, fds, 0);
	setrlimit(RLIMIT_NOFILE, &old);
	T(dup(0) == last);
	close(last);
}

static void pipes(void)
{
	int fds[2] = { -7, -8 };

	C(pipe, fds);
	T(close(fds[0]) || close(fds[1]));
	C(pipe, BAD);
	C(pipe, NULL);
	C(pipe2, fds, O_CLOEXEC | O_NONBLOCK);
	T(fcntl(fds[0], F_GETFD));
	T((fcntl(fds[1], F_GETFL) & O_NONBLOCK) != 0);
	T(close(fds[0]) || close(fds[1]));
	C(pipe2, fds, STRANGE);
	C(pipe2, fds, O_APPEND);
	C(pipe2, BAD, 0);
}

static void counters(void)
{
	uint64_t value = 0;
	int fd;

	WORKS(eventfd, 3);
	fd = syscall(SYS_eventfd, 3);
	T(read(fd, &value, 8));
	T(value);
	close(fd);
	WORKS(eventfd2, 0, O_CLOEXEC | O_NONBLOCK | 1);
	C(eventfd2, 0, STRANGE);
	C(eventfd2, 0, 2);
}

static void signals(void)
{
	uint64_t all = ~0ul;
	int fd, zero = open("/dev/zero", O_RDONLY);

	WORKS(signalfd, -1, &usr1, 8ul);
	C(signalfd, -1, &usr1, 4ul);
	C(signalfd, -1, BAD, 8ul);
	C(signalfd, UNUSED, &usr1, 8ul);
	C(signalfd, zero, &usr1, 8ul);
	fd = syscall(SYS_signalfd4, -1, &none, 8ul, O_CLOEXEC | O_NONBLOCK);
	T(fcntl(fd, F_GETFD));
	T((fcntl(fd, F_GETFL) & O_NONBLOCK) != 0);
	T(syscall(SYS_signalfd4, fd, &all, 8ul, 0) == fd);
	C(signalfd4, fd, &all, 8ul, STRANGE);
	C(signalfd4, UNUSED, BAD, 8ul, STRANGE);
	C(signalfd4, UNUSED, BAD, 4ul, STRANGE);
	C(signalfd4, -2, &usr1, 8ul, 0);
	C(signalfd4, 0, &usr1, 16ul, 0);
	C(signalfd4, zero, &usr1, 8ul, 0);
	close(fd);
	close(zero);
}

static void watches(void)
{
	static char long_name[5000];
	int fd, zero = open("/dev/zero", O_RDONLY);

	WORKS(inotify_init);
	WORKS(inotify_init1, O_CLOEXEC | O_NONBLOCK);
	C(inotify_init1, STRANGE);
	C(inotify_init1, O_CLOEXEC | 1);
	fd = syscall(SYS_inotify_init1, O_CLOEXEC | O_NONBLOCK);
	T(fcntl(fd, F_GETFD));
	T((fcntl(fd, F_GETFL) & (O_NONBLOCK | O_ACCMODE)) == O_NONBLOCK);
	memset(long_name, 'x', sizeof long_name - 1);
	close(open("f", O_RDWR | O_CREAT, 0600));
	T(symlink("l", "l"));
	C(inotify_add_watch, fd, ".", 0xfff);
	C(inotify_add_watch, fd, "f", 0x2);
	C(inotify_add_watch, fd, "f", 0x4 | 0x10000000);
	C(inotify_add_watch, fd, "f", 0x4 | 0x20000000);
	C(inotify_add_watch, fd, "f", 0x4 | 0x30000000);
	C(inotify_add_watch, fd, "f", 0x4 | 0x01000000);
	C(inotify_add_watch, fd, "l", 0x4);
	C(inotify_add_watch, fd, "l", 0x4 | 0x02000000);
	C(inotify_add_watch, fd, "none", 0x4);
	C(inotify_add_watch, fd, "", 0x4);
	C(inotify_add_watch, fd, "f/", 0x4);
	C(inotify_add_watch, fd, "f/x", 0x4);
	C(inotify_add_watch, fd, long_name, 0x4);
	C(inotify_add_watch, fd, BAD, 0x4);
	C(inotify_add_watch, fd, NULL, 0x4);
	C(inotify_add_watch, fd, "f", 0);
	C(inotify_add_watch, UNUSED, "f", 0);
	C(inotify_add_watch, fd, "f", 0x00100000);
	C(inotify_add_watch, UNUSED, "f", 0x4);
	C(inotify_add_watch, zero, BAD, 0x4);
	C(inotify_add_watch, -1, BAD, 0x30000004);
	C(inotify_rm_watch, fd, 1);
	C(inotify_rm_watch, fd, 1);
	C(inotify_rm_watch, fd, 0);
	C(inotify_rm_watch, fd, -1);
	C(inotify_rm_watch, zero, 2);
	C(inotify_rm_watch, UNUSED, 2);
	C(inotify_add_watch, fd, ".", 0xfff); /* no number comes again */
	T(close(fd));
	close(zero);
	unlink("f");
	unlink("l");
}

static void polls(void)
{
	struct epoll_event e = { .events = EPOLLIN, .data.u64 = 5 }, got[2];
	struct timespec now = { 0, 0 }, bad = { 0, -1 };
	int ep, inner, fds[2], file;

	C(epoll_create, 0);
	C(epoll_create, -1);
	WORKS(epoll_create, 1);
	C(epoll_create1, STRANGE);
	WORKS(epoll_create1, O_CLOEXEC);
	ep = epoll_create1(0);
	inner = epoll_create1(0);
	file = open("f", O_RDWR | O_CREAT, 0600);
	if (pipe(fds))
		return;
	C(epoll_ctl, UNUSED, EPOLL_CTL_ADD, fds[0], &e);
	C(epoll_ctl, ep, EPOLL_CTL_ADD, UNUSED, &e);
	C(epoll_ctl, fds[0], EPOLL_CTL_ADD, fds[1], &e);
	C(epoll_ctl, ep, EPOLL_CTL_ADD, ep, &e);
	C(epoll_ctl, ep, EPOLL_CTL_ADD, file, &e);
	C(epoll_ctl, ep, EPOLL_CTL_ADD, fds[0], BAD);
	C(epoll_ctl, ep, 99, fds[0], &e);
	C(epoll_ctl, ep, EPOLL_CTL_MOD, fds[0], &e);
	C(epoll_ctl, ep, EPOLL_CTL_DEL, fds[0], NULL);
	C(epoll_ctl, ep, EPOLL_CTL_ADD, fds[0], &e);
	C(epoll_ctl, ep, EPOLL_CTL_ADD, fds[0], &e);
	C(epoll_ctl, inner, EPOLL_CTL_ADD, ep, &e);
	C(epoll_ctl, ep, EPOLL_CTL_ADD, inner, &e);
	C(epoll_ctl, ep, EPOLL_CTL_MOD, fds[0], &e);
	C(epoll_wait, ep, got, 2, 0);
	C(epoll_wait, ep, got, 0, 0);
	C(epoll_wait, ep, got, -1, 0);
	C(epoll_wait, fds[0], got, 2, 0);
	C(epoll_wait, UNUSED, got, 2, 0);
	T(write(fds[1], "x", 1));
	C(epoll_wait, ep, got, 2, -1);
	T(got[0].events == EPOLLIN && got[0].data.u64 == 5);
	C(epoll_wait, ep, BAD, 2, 0);
	C(epoll_pwait, ep, got, 2, 0, &none, 8ul);
	C(epoll_pwait, ep, got, 2, 0, &none, 4ul);
	C(epoll_pwait, ep, got, 2, 0, BAD, 8ul);
	C(epoll_pwait, UNUSED, got, 2, 0, NULL, 8ul);
	C(epoll_pwait, fds[0], got, 2, 0, NULL, 8ul);
	C(epoll_pwait, ep, BAD, 2, 0, NULL, 8ul);
	C(epoll_pwait2, ep, got, 2, &now, NULL, 8ul);
	C(epoll_pwait2, ep, got, 2, &bad, NULL, 8ul);
	C(epoll_pwait2, ep, got, 2, BAD, NULL, 8ul);
	C(epoll_pwait2, ep, got, 2, &now, &none, 4ul);
	C(epoll_pwait2, UNUSED, got, 2, &now, NULL, 8ul);
	T(read(fds[0], got, 1));
	/* A signal that was blocked until then. */
	syscall(SYS_rt_sigprocmask, SIG_BLOCK, &usr1, NULL, 8ul);
	raise(SIGUSR1);
	C(epoll_pwait, ep, got, 2, -1, &none, 8ul);
	raise(SIGUSR1);
	C(epoll_pwait2, ep, got, 2, NULL, &none, 8ul);
	C(epoll_ctl, ep, EPOLL_CTL_DEL, fds[0], NULL);
	close(ep);
	close(inner);
	close(fds[0]);
	close(fds[1]);
	close(file);
	unlink("f");
}

int main(void)
{
	enter_own_folder();
	signal(SIGUSR1, handler);
	pipes();
	counters();
	signals();
	watches();
	polls();
	full();
	leave_own_folder();
	return 0;
}
