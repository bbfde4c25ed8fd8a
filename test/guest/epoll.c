/* SPDX-License-Identifier: MIT */
/* epoll(7): what may be watched, and how events are told: by level, edge, once, one by one. */
#include "file.h"

#include <poll.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <time.h>

static int ep, p[2];
static struct epoll_event got[16];

static long ctl(int op, int fd, unsigned events, int data)
{
	struct epoll_event e = { events, { .u64 = (unsigned)data } };

	return epoll_ctl(ep, op, fd, &e);
}

/* Wait, and print what came. */
static void look(const char *what, int max, int ms)
{
	int n;

	errno = 0;
	n = epoll_wait(ep, got, max, ms);
	printf("%s: %d", what, n);
	if (n < 0)
		printf(" errno %d", errno);
	for (int i = 0; i < n; i++)
		printf(" %d:%x", (int)got[i].data.u64, got[i].events);
	printf("\n");
}

static void begin(void)
{
	ep = epoll_create1(0);
	if (pipe2(p, O_NONBLOCK))
		printf("pipe: errno %d\n", errno);
}

static void end(void)
{
	close(p[0]);
	close(p[1]);
	close(ep);
}

static void level(void)
{
	char buf[8];

	begin();
	T(ctl(EPOLL_CTL_ADD, p[0], EPOLLIN, 1));
	look("empty", 8, 0);
	look("empty, a while", 8, 20);
	T(ctl(EPOLL_CTL_ADD, p[1], EPOLLOUT, 2));
	look("room", 8, -1);
	look("room again", 8, -1);
	T(write(p[1], "ab", 2));
	look("both", 8, 0);
	look("one of two", 1, 0);
	look("the other", 1, 0);
	look("and round", 1, 0);
	T(read(p[0], buf, 1));
	look("some left", 8, 0);
	T(read(p[0], buf, 1));
	look("none left", 8, 0);
	T(ctl(EPOLL_CTL_MOD, p[1], 0, 3));
	look("nothing wanted", 8, 0);
	T(ctl(EPOLL_CTL_MOD, p[1], EPOLLOUT | EPOLLWRNORM | EPOLLIN | EPOLLRDNORM | EPOLLPRI, 4));
	look("all wanted", 8, 0);
	T(ctl(EPOLL_CTL_DEL, p[1], 0, 0));
	look("removed", 8, 0);
	T(close(p[1]));
	look("hung up", 8, 0);
	T(ctl(EPOLL_CTL_MOD, p[0], 0, 5));
	look("hung up, unasked", 8, 0);
	T(close(p[0]));
	look("closed", 8, 0);
	close(ep);
	begin();
	signal(SIGPIPE, SIG_IGN);
	T(ctl(EPOLL_CTL_ADD, p[1], EPOLLIN, 6));
	look("write end", 8, 0);
	close(p[0]);
	look("no reader", 8, 0);
	close(p[1]);
	close(ep);
}

static void edge(void)
{
	char buf[8];

	begin();
	T(ctl(EPOLL_CTL_ADD, p[0], EPOLLIN | EPOLLET, 1));
	T(ctl(EPOLL_CTL_ADD, p[1], EPOLLOUT | EPOLLET, 2));
	look("first", 8, 0);
	look("no edge", 8, 0);
	T(write(p[1], "abc", 3));
	look("written", 8, 0);
	look("no edge", 8, 0);
	T(read(p[0], buf, 1));
	look("read some", 8, 0);
	T(write(p[1], "d", 1));
	look("written more", 8, 0);
	T(ctl(EPOLL_CTL_MOD, p[0], EPOLLIN | EPOLLET, 3));
	look("modified", 8, 0);
	look("no edge", 8, 0);
	T(read(p[0], buf, 8));
	T(write(p[1], "e", 1));
	T(read(p[0], buf, 8));
	look("gone before", 8, 0);
	while (write(p[1], got, sizeof got) > 0)
		;
	look("full", 8, 0);
	while (read(p[0], got, sizeof got) > 0)
		;
	look("room", 8, 0);
	end();
}

static void once(void)
{
	begin();
	T(ctl(EPOLL_CTL_ADD, p[0], EPOLLIN | EPOLLONESHOT, 1));
	T(write(p[1], "a", 1));
	look("once", 8, 0);
	look("no more", 8, 0);
	T(write(p[1], "a", 1));
	look("no more", 8, 0);
	T(ctl(EPOLL_CTL_MOD, p[0], EPOLLIN | EPOLLONESHOT, 2));
	look("again", 8, 0);
	look("no more", 8, 0);
	T(ctl(EPOLL_CTL_MOD, p[0], EPOLLIN | EPOLLET | EPOLLONESHOT, 3));
	look("edge, once", 8, 0);
	T(close(p[1]));
	look("hung up", 8, 0);
	T(ctl(EPOLL_CTL_MOD, p[0], EPOLLIN, 4));
	look("by level", 8, 0);
	close(p[0]);
	close(ep);
}

static void counters(void)
{
	int fd = eventfd(0, EFD_NONBLOCK | EFD_SEMAPHORE);
	uint64_t v = 2;

	ep = epoll_create1(EPOLL_CLOEXEC);
	T(fcntl(ep, F_GETFD));
	T(ctl(EPOLL_CTL_ADD, fd, EPOLLIN | EPOLLET, 1));
	look("zero", 8, 0);
	T(write(fd, &v, 8));
	look("two", 8, 0);
	T(read(fd, &v, 8));
	look("one: not an edge for reading", 8, 0);
	T(ctl(EPOLL_CTL_MOD, fd, EPOLLIN | EPOLLOUT | EPOLLET, 1));
	look("both", 8, 0);
	T(read(fd, &v, 8));
	T(write(fd, &v, 8));
	look("written", 8, 0);
	close(fd);
	close(ep);
}

static void descriptors(void)
{
	char buf[8];
	int copy, file;

	begin();
	copy = dup(p[0]);
	T(ctl(EPOLL_CTL_ADD, p[0], EPOLLIN, 1));
	T(ctl(EPOLL_CTL_ADD, copy, EPOLLIN, 2));
	T(ctl(EPOLL_CTL_ADD, copy, EPOLLIN, 2));
	T(write(p[1], "a", 1));
	look("two names", 8, 0);
	T(close(p[0]));
	look("one closed, the file is not", 8, 0);
	T(ctl(EPOLL_CTL_DEL, p[0], 0, 0));
	T(dup2(copy, p[0]) == p[0]);
	T(ctl(EPOLL_CTL_DEL, p[0], 0, 0));
	look("removed by the number", 8, 0);
	T(close(p[0]));
	T(close(copy));
	look("all closed", 8, 0);
	T(ctl(EPOLL_CTL_DEL, copy, 0, 0));
	close(p[1]);
	if (pipe(p))
		printf("pipe: errno %d\n", errno);
	T(ctl(EPOLL_CTL_ADD, p[0], EPOLLIN, 3));
	T(write(p[1], "b", 1));
	look("a new pipe", 8, 0);
	T(read(p[0], buf, 1));
	copy = dup(ep);
	T(write(p[1], "b", 1));
	close(ep);
	ep = copy;
	look("a copy of the set", 8, 0);
	end();

	ep = epoll_create(1);
	if (pipe(p))
		printf("pipe: errno %d\n", errno);
	T(ctl(EPOLL_CTL_ADD, 987, EPOLLIN, 0));
	T(ctl(EPOLL_CTL_ADD, ep, EPOLLIN, 0));
	T(ctl(EPOLL_CTL_MOD, p[0], EPOLLIN, 0));
	T(ctl(EPOLL_CTL_DEL, p[0], EPOLLIN, 0));
	T(ctl(99, p[0], EPOLLIN, 0));
	T(syscall(SYS_epoll_ctl, ep, EPOLL_CTL_ADD, p[0], NULL));
	T(syscall(SYS_epoll_ctl, ep, EPOLL_CTL_ADD, p[0], (void *)8));
	T(syscall(SYS_epoll_ctl, ep, EPOLL_CTL_DEL, p[0], NULL));
	T(syscall(SYS_epoll_ctl, p[0], EPOLL_CTL_ADD, p[1], got));
	T(syscall(SYS_epoll_ctl, 987, EPOLL_CTL_ADD, p[1], got));
	file = open("/tmp", O_RDONLY);
	T(ctl(EPOLL_CTL_ADD, file, EPOLLIN, 0));
	close(file);
	file = open("/dev/null", O_RDONLY);
	T(ctl(EPOLL_CTL_ADD, file, EPOLLIN, 0));
	close(file);
	file = open("/tmp", O_PATH);
	T(ctl(EPOLL_CTL_ADD, file, EPOLLIN, 0));
	close(file);
	T(epoll_wait(ep, got, 0, 0));
	T(epoll_wait(ep, got, -1, 0));
	T(syscall(SYS_epoll_wait, ep, got, 0x7fffffff, 0));
	T(syscall(SYS_epoll_wait, ep, (void *)0xdeadbeef00000000, 1, 0));
	T(ctl(EPOLL_CTL_ADD, p[1], EPOLLOUT, 9));
	T(syscall(SYS_epoll_wait, ep, (void *)8, 1, 0));
	look("told after all", 8, 0);
	T(epoll_wait(p[0], got, 1, 0));
	T(epoll_wait(987, got, 1, 0));
	T(syscall(SYS_epoll_create, 0));
	T(epoll_create1(1));
	end();
}

static void sets(void)
{
	struct pollfd f;
	int inner, chain[8], refused = 0;

	begin();
	inner = ep;
	T(ctl(EPOLL_CTL_ADD, p[0], EPOLLIN, 1));
	ep = epoll_create1(0);
	T(ctl(EPOLL_CTL_ADD, inner, EPOLLIN, 2));
	look("nothing", 8, 0);
	T(write(p[1], "a", 1));
	look("inside", 8, 0);
	look("inside, still", 8, 0);
	f = (struct pollfd){ ep, POLLIN | POLLOUT, 0 };
	T(poll(&f, 1, 0));
	T(f.revents);
	T(read(p[0], got, 1));
	T(poll(&f, 1, 0));
	look("no more", 8, 0);
	T(ctl(EPOLL_CTL_MOD, inner, EPOLLIN | EPOLLET, 3));
	T(write(p[1], "a", 1));
	look("edge", 8, 0);
	look("no edge", 8, 0);
	T(epoll_ctl(inner, EPOLL_CTL_ADD, ep, got));
	T(read(ep, got, 1));
	T(write(ep, got, 1));
	T(ctl(EPOLL_CTL_DEL, inner, 0, 0));
	T(ctl(EPOLL_CTL_ADD, inner, EPOLLIN | EPOLLEXCLUSIVE, 0));
	close(inner);
	end();
	for (int i = 0; i < 8; i++) {
		ep = chain[i] = epoll_create1(0);
		if (i && ctl(EPOLL_CTL_ADD, chain[i - 1], EPOLLIN, i))
			refused += errno == ELOOP;
	}
	printf("too deep: %d\n", refused > 0);
	ep = chain[0];
	T(ctl(EPOLL_CTL_ADD, chain[2], EPOLLIN, 0));
	for (int i = 0; i < 8; i++)
		close(chain[i]);
}

static void exclusive(void)
{
	begin();
	T(ctl(EPOLL_CTL_ADD, p[0], EPOLLIN | EPOLLEXCLUSIVE, 1));
	T(ctl(EPOLL_CTL_MOD, p[0], EPOLLIN, 1));
	T(ctl(EPOLL_CTL_MOD, p[0], EPOLLIN | EPOLLEXCLUSIVE, 1));
	T(ctl(EPOLL_CTL_ADD, p[1], EPOLLIN | EPOLLEXCLUSIVE | EPOLLONESHOT, 1));
	T(ctl(EPOLL_CTL_ADD, p[1], EPOLLIN | EPOLLEXCLUSIVE | EPOLLRDHUP, 1));
	T(ctl(EPOLL_CTL_ADD, p[1], EPOLLOUT | EPOLLEXCLUSIVE | EPOLLET, 2));
	T(write(p[1], "a", 1));
	look("exclusive", 8, 0);
	look("exclusive again", 8, 0);
	T(ctl(EPOLL_CTL_DEL, p[0], 0, 0));
	look("removed", 8, 0);
	end();
}

static volatile int handled;

static void on_signal(int sig)
{
	handled = sig;
}

static void masks(void)
{
	struct timespec ts = { 0, 1000000 }, bad = { 0, -1 };
	sigset_t none, usr1;

	begin();
	sigemptyset(&none);
	sigemptyset(&usr1);
	sigaddset(&usr1, SIGUSR1);
	signal(SIGUSR1, on_signal);
	sigprocmask(SIG_BLOCK, &usr1, NULL);
	raise(SIGUSR1);
	T(epoll_pwait(ep, got, 1, 0, NULL));
	T(handled);
	T(epoll_pwait(ep, got, 1, 10000, &none));
	T(handled == SIGUSR1);
	T(syscall(SYS_epoll_pwait, ep, got, 1, 0, &none, 4));
#ifdef SYS_epoll_pwait2
	T(syscall(SYS_epoll_pwait2, ep, got, 1, &ts, NULL, 0));
	T(syscall(SYS_epoll_pwait2, ep, got, 1, &bad, NULL, 0));
#else
	T(syscall(441, ep, got, 1, &ts, NULL, 0));
	T(syscall(441, ep, got, 1, &bad, NULL, 0));
#endif
	ctl(EPOLL_CTL_ADD, p[1], EPOLLOUT, 1);
	T(syscall(441, ep, got, 1, NULL, NULL, 0));
	T(syscall(441, ep, got, 1, NULL, &usr1, 7));
	end();
}

static void stats(void)
{
	struct stat st;

	begin();
	T(fstat(ep, &st));
	T(st.st_mode);
	T(st.st_size);
	T(fsync(ep));
	T(fcntl(ep, F_GETFL) & ~0100000);
	end();
}

/* Many descriptors, of which few are ready: a wait tells these, wherever they are. */
static void many(void)
{
	enum { N = 200 };
	static int fds[N];
	uint64_t v = 1;
	int sum = 0, n;

	ep = epoll_create1(0);
	for (int i = 0; i < N; i++) {
		fds[i] = eventfd(0, 0);
		if (ctl(EPOLL_CTL_ADD, fds[i], EPOLLIN, i))
			printf("add %d: errno %d\n", i, errno);
	}
	for (int i = 0; i < N; i += 50)
		T(write(fds[i], &v, 8));
	n = epoll_wait(ep, got, 16, 0);
	for (int i = 0; i < n; i++)
		sum += (int)got[i].data.u64;
	printf("many: %d, sum %d\n", n, sum);
	for (int i = 0; i < N; i += 2)
		ctl(EPOLL_CTL_DEL, fds[i], 0, 0);
	look("even ones removed", 16, 0);
	for (int i = 0; i < N; i++)
		close(fds[i]);
	look("all closed", 16, 0);
	close(ep);
}

int main(void)
{
	level();
	edge();
	once();
	counters();
	descriptors();
	sets();
	exclusive();
	masks();
	stats();
	many();
	return 0;
}
