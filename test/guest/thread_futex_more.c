/* SPDX-License-Identifier: MIT */
/* Futexes in memory that is mapped twice, and waits that lead to a lock with a holder. cpus: many */
#include "thread.h"

#include <fcntl.h>

enum {
	WAIT, WAKE, FD, REQUEUE, CMP_REQUEUE, WAKE_OP, LOCK_PI, UNLOCK_PI, TRYLOCK_PI, WAIT_BITSET, WAKE_BITSET,
	WAIT_REQUEUE_PI, CMP_REQUEUE_PI,
	PRIVATE = 128, REALTIME = 256,
};

#define TID 0x3fffffff

#define F(...)                                                                    \
	do {                                                                      \
		long r_ = syscall(SYS_futex, __VA_ARGS__);                        \
                                                                                  \
		if (r_ == -1)                                                     \
			printf("%d: %s\n", __LINE__, error_name(errno));          \
		else                                                              \
			printf("%d: %ld\n", __LINE__, r_);                        \
	} while (0)

static void *wait_at(void *at)
{
	return syscall(SYS_futex, at, WAIT, 0, NULL, NULL, 0) ? (void *)(long)errno : NULL;
}

/* Wake one who waits at (at), which may not have begun yet. */
static long wake_one(int *at, int flags)
{
	long n = 0;

	for (int i = 0; i < 5000 && n == 0; i++) {
		n = syscall(SYS_futex, at, WAKE | flags, 1, NULL, NULL, 0);
		if (!n)
			sleep_ms(1);
	}
	return n;
}

/* Wait in one mapping, wake in the other. */
static void twice(int fd, const char *what)
{
	char *a, *b;
	pthread_t t;
	int *x, *y, *z;

	printf("%s\n", what);
	ftruncate(fd, 3 * 4096);
	a = mmap(NULL, 3 * 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	b = mmap(NULL, 2 * 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 4096);
	x = (int *)(a + 4096 + 8);
	y = (int *)(b + 8);
	z = (int *)(b + 4096);
	t = spawn(wait_at, x);
	P(wake_one(y, 0));
	P(join(t) == NULL);
	t = spawn(wait_at, y);
	P(wake_one(x, 0));
	P(join(t) == NULL);
	F(x, WAKE, 1, NULL, NULL, 0);
	/* Move from one word to another by names that the waiter does not know. */
	t = spawn(wait_at, x);
	while (syscall(SYS_futex, y, CMP_REQUEUE, 0, 1l, z, 0) != 1)
		sleep_ms(1);
	F(x, WAKE, 1, NULL, NULL, 0);
	P(wake_one((int *)(a + 2 * 4096), 0));
	P(join(t) == NULL);
	t = spawn(wait_at, y);
	while (syscall(SYS_futex, z, WAKE_OP, 0, 1l, x, 1 << 28 /* add 0 */) != 1)
		sleep_ms(1);
	P(join(t) == NULL);
	munmap(a, 3 * 4096);
	munmap(b, 2 * 4096);
}

struct shared {
	pthread_mutex_t mutex;
	pthread_cond_t cond;
	sem_t sem;
	int turn;
};

static struct shared *left, *right;

static void *other_side(void *arg)
{
	(void)arg;
	for (int i = 0; i < 200; i++) {
		pthread_mutex_lock(&right->mutex);
		while (right->turn % 2 == 0)
			pthread_cond_wait(&right->cond, &right->mutex);
		right->turn++;
		pthread_cond_signal(&right->cond);
		pthread_mutex_unlock(&right->mutex);
		sem_post(&right->sem);
	}
	return NULL;
}

/* What pthread calls shared between processes, used at two addresses. */
static void objects(int fd)
{
	pthread_mutexattr_t ma;
	pthread_condattr_t ca;
	pthread_t t;

	ftruncate(fd, 4096);
	left = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	right = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	pthread_mutexattr_init(&ma);
	pthread_mutexattr_setpshared(&ma, PTHREAD_PROCESS_SHARED);
	pthread_mutex_init(&left->mutex, &ma);
	pthread_condattr_init(&ca);
	pthread_condattr_setpshared(&ca, PTHREAD_PROCESS_SHARED);
	pthread_cond_init(&left->cond, &ca);
	sem_init(&left->sem, 1, 0);
	t = spawn(other_side, NULL);
	for (int i = 0; i < 200; i++) {
		pthread_mutex_lock(&left->mutex);
		while (left->turn % 2 == 1)
			pthread_cond_wait(&left->cond, &left->mutex);
		left->turn++;
		pthread_cond_signal(&left->cond);
		pthread_mutex_unlock(&left->mutex);
		sem_wait(&left->sem);
	}
	join(t);
	P(left->turn);
	munmap(left, 4096);
	munmap(right, 4096);
}

static int word, lock;
static atomic_int owned;

static atomic_int given_up;

/* Wait for the word, then have the lock. */
static void *waiter(void *timeout)
{
	long r = syscall(SYS_futex, &word, WAIT_REQUEUE_PI | PRIVATE, 0, timeout, &lock, 0);

	if (r) {
		r = errno;
		given_up = 1;
		return (void *)r;
	}
	owned += (__atomic_load_n(&lock, __ATOMIC_SEQ_CST) & TID) == (int)syscall(SYS_gettid);
	sleep_ms(2);
	return (void *)(syscall(SYS_futex, &lock, UNLOCK_PI | PRIVATE, 0, NULL, NULL, 0) ? (long)errno : 0);
}

/* Requeue until (n) threads were, or one has given up: those that are woken count, too. */
static long requeue(int n)
{
	long sum = 0, r = 0;

	while (sum < n && r >= 0 && !given_up) {
		r = syscall(SYS_futex, &word, CMP_REQUEUE_PI | PRIVATE, 1, (long)INT_MAX, &lock, 0);
		sum += r;
		sleep_ms(1);
	}
	return r < 0 ? -errno : sum;
}

static void led_to_a_lock(void)
{
	struct timespec soon = in_ms(CLOCK_MONOTONIC, 20), wall = in_ms(CLOCK_REALTIME, 20);
	pthread_t t[3];

	/* The lock is free, and the first waiter's; or held while they are moved. */
	for (int held = 0; held < 2; held++) {
		owned = 0;
		if (held)
			F(&lock, LOCK_PI | PRIVATE, 0, NULL, NULL, 0);
		for (int i = 0; i < 3; i++)
			t[i] = spawn(waiter, NULL);
		P(requeue(3));
		if (held) {
			P((lock & TID) == (int)syscall(SYS_gettid));
			F(&lock, UNLOCK_PI | PRIVATE, 0, NULL, NULL, 0);
		}
		for (int i = 0; i < 3; i++)
			R((int)(long)join(t[i]));
		P(owned);
		P(lock & TID);
	}
	/* Nobody comes; or the lock does not in time. */
	R((int)(long)join(spawn(waiter, &soon)));
	F(&lock, LOCK_PI | PRIVATE, 0, NULL, NULL, 0);
	for (long moved = 0, ms = 60; !moved; ms *= 2) { /* in time to be moved, or once more, with more of it */
		soon = in_ms(CLOCK_MONOTONIC, ms);
		given_up = 0;
		t[0] = spawn(waiter, &soon);
		moved = requeue(1);
		if (moved)
			P(moved);
		else
			join(t[0]);
	}
	R((int)(long)join(t[0]));
	F(&lock, UNLOCK_PI | PRIVATE, 0, NULL, NULL, 0);
	P(lock & TID);
	F(&word, WAIT_REQUEUE_PI | PRIVATE | REALTIME, 0, &wall, &lock, 0);
	F(&word, WAIT_REQUEUE_PI | PRIVATE, 1, NULL, &lock, 0);
	F(&word, WAIT_REQUEUE_PI | PRIVATE, 0, NULL, &word, 0);
	F(&word, CMP_REQUEUE_PI | PRIVATE, 1, 1l, &word, 0);
	F(&word, CMP_REQUEUE_PI | PRIVATE, 2, 1l, &lock, 0);
	F(&word, CMP_REQUEUE_PI | PRIVATE, 0, 1l, &lock, 0);
	F(&word, CMP_REQUEUE_PI | PRIVATE, 1, -1l, &lock, 0);
	F(&word, CMP_REQUEUE_PI | PRIVATE, 1, 1l, &lock, 1);
	F(&word, CMP_REQUEUE_PI | PRIVATE, 1, 1l, &lock, 0);
	F(&word, CMP_REQUEUE_PI | PRIVATE, 1, 1l, (char *)&lock + 1, 0);
	F(&word, WAIT_REQUEUE_PI | PRIVATE, 0, NULL, (char *)&lock + 1, 0);
}

int main(void)
{
	char name[] = "/tmp/pith_futex_XXXXXX";
	int fd = mkstemp(name), mem = memfd_create("words", 0);

	unlink(name);
	twice(fd, "file");
	twice(mem, "memfd");
	objects(mem);
	led_to_a_lock();
	return 0;
}
