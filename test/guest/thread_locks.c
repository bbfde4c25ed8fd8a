/* SPDX-License-Identifier: MIT */
/* Waits of calls on files that a signal interrupts, or another thread ends: locks, FIFOs, splice. cpus: many */
#include "thread.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/sendfile.h>
#include <sys/stat.h>

#ifndef F_OFD_SETLKW
#define F_OFD_SETLK  37
#define F_OFD_SETLKW 38
#endif

enum { THREADS = 4, ROUNDS = 200, MUCH = 200000 };

static int a, b, p[2], q[2];
static atomic_int waiter, handled, done, broken;
static int counter;

static void note(int sig)
{
	if (sig == SIGPIPE)
		broken++;
	else
		handled++;
}

static int lock(int fd, int cmd, int type, long start, long len)
{
	struct flock l = { .l_type = type, .l_start = start, .l_len = len };

	return fcntl(fd, cmd, &l);
}

/* What waits, and what lets it go on. */
static long ofd_wait(void) { return lock(b, F_OFD_SETLKW, F_WRLCK, 5, 5); }
static void ofd_free(void) { lock(a, F_OFD_SETLK, F_UNLCK, 0, 0); }
static long flock_wait(void) { return flock(b, LOCK_EX); }
static void flock_free(void) { flock(a, LOCK_UN); }
static long splice_wait(void) { return splice(p[0], NULL, q[1], NULL, 10, 0); }
static long tee_wait(void) { return tee(p[0], q[1], 10, 0); }
static void pipe_give(void) { write(p[1], "x", 1); }
static long sendfile_wait(void) { return sendfile(p[1], a, &(off_t){ 0 }, 1); }

static void pipe_take(void)
{
	char page[4096];

	read(p[0], page, sizeof page);
}

static long fifo_wait(void)
{
	int fd = open("fifo", O_RDONLY);

	return fd < 0 ? fd : close(fd);
}

static void fifo_give(void)
{
	close(open("fifo", O_WRONLY));
}

static void *waits(void *arg)
{
	long (*call)(void) = (long (*)(void))arg;
	long r;

	waiter = gettid();
	errno = 0;
	r = call();
	done = 1;
	printf("%ld %s\n", r, error_name(r < 0 ? errno : 0));
	return NULL;
}

/* Interrupt (call), and let it go on if it does. */
static void interrupt(const char *name, long (*call)(void), void (*go_on)(void), int flags)
{
	struct sigaction sa = { .sa_handler = note, .sa_flags = flags };
	pthread_t t;

	printf("%s%s: ", name, flags & SA_RESTART ? " with SA_RESTART" : "");
	fflush(stdout);
	sigaction(SIGUSR1, &sa, NULL);
	waiter = handled = done = 0;
	t = spawn(waits, (void *)call);
	await_asleep(&waiter);
	pthread_kill(t, SIGUSR1);
	await(&handled, 1);
	if (flags & SA_RESTART) {
		await_asleep(&waiter);
		printf("done: %d, then ", done);
		fflush(stdout);
		go_on();
	}
	join(t);
}

static void both(const char *name, long (*call)(void), void (*go_on)(void))
{
	interrupt(name, call, go_on, 0);
	interrupt(name, call, go_on, SA_RESTART);
}

static void fill(int fd)
{
	static char page[4096];

	fcntl(fd, F_SETFL, O_NONBLOCK);
	while (write(fd, page, sizeof page) > 0)
		;
	fcntl(fd, F_SETFL, 0);
}

static void restarts(void)
{
	P(lock(a, F_OFD_SETLK, F_WRLCK, 0, 100));
	both("OFD lock", ofd_wait, ofd_free);
	P(lock(b, F_OFD_SETLK, F_UNLCK, 0, 0));
	P(flock(a, LOCK_EX));
	both("flock", flock_wait, flock_free);
	P(flock(b, LOCK_UN));
	both("FIFO", fifo_wait, fifo_give);
	both("splice", splice_wait, pipe_give);
	both("tee", tee_wait, pipe_give);
	fill(p[1]);
	both("sendfile", sendfile_wait, pipe_take);
}

/* Each with an open file of its own: one at a time. */
static void *counts(void *kind)
{
	int fd = open("f", O_RDWR), seen;

	for (int i = 0; i < ROUNDS; i++) {
		if (kind)
			flock(fd, LOCK_EX);
		else
			lock(fd, F_OFD_SETLKW, F_WRLCK, 0, 1);
		seen = counter;
		if (i % 16 == 0)
			sched_yield();
		counter = seen + 1;
		if (kind)
			flock(fd, LOCK_UN);
		else
			lock(fd, F_OFD_SETLK, F_UNLCK, 0, 1);
	}
	close(fd);
	return NULL;
}

static void excludes(void *kind)
{
	pthread_t t[THREADS];

	counter = 0;
	for (int i = 0; i < THREADS; i++)
		t[i] = spawn(counts, kind);
	for (int i = 0; i < THREADS; i++)
		join(t[i]);
	P(counter);
}

/* The process's locks are all threads': none waits for another. */
static void *takes_process_lock(void *arg)
{
	P(lock(b, F_SETLKW, F_WRLCK, 0, 10));
	P(lock(b, F_SETLKW, F_RDLCK, 0, 10));
	return arg;
}

/* But they wait for an open file's, which closing it ends. */
static void *waits_for_ofd(void *arg)
{
	waiter = gettid();
	P(lock(b, F_SETLKW, F_WRLCK, 0, 10));
	P(done);
	return arg;
}

static void process_locks(void)
{
	int c = open("f", O_RDWR);
	pthread_t t;

	P(lock(a, F_SETLK, F_WRLCK, 0, 10));
	join(spawn(takes_process_lock, NULL));
	P(lock(a, F_SETLK, F_UNLCK, 0, 0));
	P(lock(c, F_OFD_SETLK, F_RDLCK, 0, 10));
	waiter = done = 0;
	t = spawn(waits_for_ofd, NULL);
	await_asleep(&waiter);
	done = 1;
	close(c);
	join(t);
	P(lock(a, F_SETLK, F_UNLCK, 0, 0));
}

/* A write of which a part was taken, before nobody could take the rest, is also a SIGPIPE. */
static void *takes_a_part(void *arg)
{
	await_asleep(&waiter);
	pipe_take();
	close(p[0]);
	return arg;
}

static void partial(void)
{
	static char much[MUCH];
	pthread_t t;
	long r;

	waiter = broken = 0;
	P(pipe(p));
	t = spawn(takes_a_part, NULL);
	waiter = gettid();
	r = write(p[1], much, sizeof much);
	P(r >= 65536 && r < MUCH);
	P(broken);
	join(t);
	P(write(p[1], much, 1));
	P(broken);
	close(p[1]);
}

/* A pipe that is full ends what goes there, and does not let it wait. */
static void full(void)
{
	P(pipe(p));
	P(ftruncate(a, MUCH));
	P(sendfile(p[1], a, &(off_t){ 0 }, MUCH));
	close(p[0]);
	close(p[1]);
	P(pipe(p));
	P(splice(a, &(off_t){ 0 }, p[1], NULL, MUCH, 0) > 0);
	close(p[0]);
	close(p[1]);
}

int main(void)
{
	struct sigaction sa = { .sa_handler = note };
	char folder[] = "/tmp/locks_XXXXXX";

	if (!mkdtemp(folder) || chdir(folder))
		return 1;
	sigaction(SIGPIPE, &sa, NULL);
	a = open("f", O_RDWR | O_CREAT, 0600);
	b = open("f", O_RDWR);
	P(write(a, "0123456789", 10));
	P(mkfifo("fifo", 0600));
	P(pipe(p) || pipe(q));
	restarts();
	excludes(NULL);
	excludes("");
	process_locks();
	partial();
	full();
	P(unlink("f") || unlink("fifo"));
	P(chdir("/") || rmdir(folder));
	return 0;
}
