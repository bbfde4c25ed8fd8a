/* SPDX-License-Identifier: MIT */
/* signalfd: what a read tells of each kind of signal, masks, waiting with read, poll and epoll. cpus: many */
#include "file.h"
#include "asleep.h"

#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <time.h>

#define N(sig) ((sig) == SIGRTMIN ? "RT" : (sig) == SIGRTMIN + 1 ? "RT+1" : "")

static struct signalfd_siginfo got[4];
static int handled;

static void handler(int sig)
{
	handled += sig;
}

static sigset_t set_of(int a, int b, int c)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, a);
	sigaddset(&set, b);
	sigaddset(&set, c);
	return set;
}

static void show(const struct signalfd_siginfo *s)
{
	static const struct signalfd_siginfo none;
	int sig = s->ssi_signo;
	struct signalfd_siginfo rest = *s;

	/* Numbers of real-time signals differ, and so do those of processes. */
	printf("  %s%d code %d pid %s uid %s int %d ptr %lx tid %u overrun %u\n", N(sig), sig >= SIGRTMIN ? 0 : sig, s->ssi_code,
	       (int)s->ssi_pid == getpid() ? "own" : s->ssi_pid ? "?" : "0",
	       s->ssi_uid == getuid() ? "own" : "?", s->ssi_int, (long)s->ssi_ptr, s->ssi_tid, s->ssi_overrun);
	rest.ssi_signo = rest.ssi_code = rest.ssi_pid = rest.ssi_uid = rest.ssi_int = rest.ssi_tid = rest.ssi_overrun = 0;
	rest.ssi_ptr = 0;
	printf("  the rest is zero: %d\n", !memcmp(&rest, &none, sizeof none));
}

static void get(int fd, size_t bytes)
{
	ssize_t n = read(fd, got, bytes);

	printf("read %zu: %zd", bytes, n);
	printf(n < 0 ? " errno %d\n" : "\n", errno);
	for (ssize_t i = 0; i < n / (ssize_t)sizeof got[0]; i++)
		show(&got[i]);
}

static int events(int fd, int ms)
{
	struct pollfd f = { fd, POLLIN | POLLOUT, 0 };

	return poll(&f, 1, ms) < 0 ? -1 : f.revents;
}

static void kinds(void)
{
	sigset_t set = set_of(SIGUSR1, SIGUSR2, SIGRTMIN);
	int fd = signalfd(-1, &set, SFD_NONBLOCK);

	T((fcntl(fd, F_GETFL) & O_ACCMODE) == O_RDWR);
	get(fd, sizeof got);
	T(events(fd, 0));
	T(kill(getpid(), SIGUSR1));
	T(events(fd, 0));
	get(fd, 127);
	get(fd, 0);
	get(fd, sizeof got);
	T(events(fd, 0));
	T(raise(SIGUSR2));
	get(fd, sizeof got);
	T(sigqueue(getpid(), SIGRTMIN, (union sigval){ .sival_ptr = (void *)0x123456789abcdef0 }));
	T(sigqueue(getpid(), SIGRTMIN, (union sigval){ .sival_int = 7 }));
	T(kill(getpid(), SIGUSR2));
	T(kill(getpid(), SIGUSR2));
	T(kill(getpid(), SIGUSR1));
	get(fd, 2 * sizeof got[0] + 100);
	get(fd, sizeof got);
	get(fd, sizeof got);
	T(kill(getpid(), SIGUSR1));
	T(read(fd, (void *)8, 128));
	get(fd, sizeof got); /* it is lost */
	T(write(fd, got, 128));
	T(pread(fd, got, 128, 0));
	close(fd);
}

static void masks(void)
{
	sigset_t one = set_of(SIGUSR1, SIGUSR1, SIGUSR1), two = set_of(SIGUSR2, SIGUSR2, SIGUSR2);
	sigset_t all;
	int fd = signalfd(-1, &one, SFD_NONBLOCK), other = signalfd(-1, &two, SFD_NONBLOCK);

	T(kill(getpid(), SIGUSR2));
	get(fd, 128);
	T(events(fd, 0));
	T(events(other, 0));
	T(signalfd(fd, &two, 0) == fd);
	T(events(fd, 0));
	T((fcntl(fd, F_GETFL) & O_NONBLOCK) != 0);
	get(fd, 128);
	T(events(other, 0));
	get(other, 128);
	sigfillset(&all); /* with those that nobody can block */
	T(signalfd(fd, &all, 0) == fd);
	T(kill(getpid(), SIGCHLD)); /* is ignored by default, but blocked */
	get(fd, 128);
	/* One that nobody blocked runs its handler. */
	T(kill(getpid(), SIGALRM));
	T(handled);
	get(fd, 128);
	/* One that waits is also seen by sigpending, and taken by sigtimedwait. */
	T(kill(getpid(), SIGUSR1));
	T(sigpending(&all));
	T(sigismember(&all, SIGUSR1));
	T(events(fd, 0));
	T(sigtimedwait(&one, NULL, &(struct timespec){ 0, 0 }) == SIGUSR1);
	T(events(fd, 0));
	get(fd, 128);
	T(kill(getpid(), SIGUSR1));
	T(signal(SIGUSR1, SIG_IGN) == SIG_ERR); /* discards it */
	get(fd, 128);
	signal(SIGUSR1, SIG_DFL);
	close(fd);
	close(other);
}

static void timers(void)
{
	sigset_t set = set_of(SIGRTMIN + 1, SIGUSR2, SIGUSR2);
	struct sigevent e = { .sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGRTMIN + 1 };
	struct itimerspec its = { { 0, 0 }, { 0, 1000000 } };
	int fd = signalfd(-1, &set, 0);
	timer_t t;

	e.sigev_value.sival_int = 99;
	T(timer_create(CLOCK_MONOTONIC, &e, &t));
	T(timer_settime(t, 0, &its, NULL));
	get(fd, sizeof got);
	T(timer_delete(t));
	close(fd);
}

/* Send (sig) when the first thread waits: to the process, or to that thread. */
static pthread_t first;
static atomic_int first_tid;
static int to_thread;

static void *sender(void *sig)
{
	await_asleep(&first_tid);
	if (to_thread)
		pthread_kill(first, (int)(long)sig);
	else
		kill(getpid(), (int)(long)sig);
	return NULL;
}

static pthread_t send_later(int sig, int thread)
{
	pthread_t t;

	to_thread = thread;
	pthread_create(&t, NULL, sender, (void *)(long)sig);
	return t;
}

static void *reader(void *fd)
{
	get((int)(long)fd, sizeof got);
	return NULL;
}

static void waits(void)
{
	sigset_t set = set_of(SIGUSR1, SIGUSR2, SIGUSR2), other = set_of(SIGTERM, SIGTERM, SIGTERM);
	struct sigaction again = { .sa_handler = handler, .sa_flags = SA_RESTART };
	struct epoll_event e = { .events = EPOLLIN, .data.u64 = 5 }, out[2];
	int fd = signalfd(-1, &set, 0), ep = epoll_create1(0);
	pthread_t t;

	first = pthread_self();
	first_tid = gettid();
	t = send_later(SIGUSR1, 0);
	get(fd, sizeof got);
	pthread_join(t, NULL);
	t = send_later(SIGUSR2, 1);
	get(fd, 128);
	pthread_join(t, NULL);
	t = send_later(SIGUSR2, 0);
	T(events(fd, -1));
	pthread_join(t, NULL);
	get(fd, 128);
	/* One for a thread is not another's. */
	T(pthread_kill(first, SIGUSR1));
	fcntl(fd, F_SETFL, O_NONBLOCK);
	pthread_create(&t, NULL, reader, (void *)(long)fd);
	pthread_join(t, NULL);
	get(fd, 128);
	fcntl(fd, F_SETFL, 0);
	/* A handler ends the wait, or does not. */
	handled = 0;
	t = send_later(SIGALRM, 1);
	get(fd, 128);
	pthread_join(t, NULL);
	T(handled);
	sigaction(SIGALRM, &again, NULL);
	t = send_later(SIGALRM, 1);
	T(kill(getpid(), SIGTERM));
	pthread_join(t, NULL);
	t = send_later(SIGUSR1, 0);
	get(fd, 128);
	pthread_join(t, NULL);
	/* epoll, level and edge */
	T(epoll_ctl(ep, EPOLL_CTL_ADD, fd, &e));
	T(epoll_wait(ep, out, 2, 0));
	t = send_later(SIGUSR1, 0);
	T(epoll_wait(ep, out, 2, -1));
	T(out[0].events);
	pthread_join(t, NULL);
	T(epoll_wait(ep, out, 2, 0));
	get(fd, 128);
	T(epoll_wait(ep, out, 2, 0));
	e.events = EPOLLIN | EPOLLET;
	T(epoll_ctl(ep, EPOLL_CTL_MOD, fd, &e));
	T(kill(getpid(), SIGUSR1));
	T(epoll_wait(ep, out, 2, 0));
	T(epoll_wait(ep, out, 2, 0));
	T(kill(getpid(), SIGUSR2));
	T(epoll_wait(ep, out, 2, 0));
	/* A new mask finds what waits for it. */
	T(signalfd(fd, &other, 0) == fd);
	T(epoll_wait(ep, out, 2, 0));
	get(fd, 128);
	close(fd);
	close(ep);
}

int main(void)
{
	struct sigaction act = { .sa_handler = handler };
	sigset_t blocked = set_of(SIGUSR1, SIGUSR2, SIGRTMIN);

	setvbuf(stdout, NULL, _IONBF, 0);
	sigaddset(&blocked, SIGRTMIN + 1);
	sigaddset(&blocked, SIGCHLD);
	sigaddset(&blocked, SIGTERM);
	sigprocmask(SIG_BLOCK, &blocked, NULL);
	sigaction(SIGALRM, &act, NULL);
	kinds();
	masks();
	timers();
	waits();
	return 0;
}
