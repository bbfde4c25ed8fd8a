/* SPDX-License-Identifier: MIT */
/* futex(2) itself, by number: every operation, its errors, both clocks, priority inheritance, robust lists. cpus: many */
#include "thread.h"

#include <stddef.h>

enum {
	WAIT, WAKE, FD, REQUEUE, CMP_REQUEUE, WAKE_OP, LOCK_PI, UNLOCK_PI, TRYLOCK_PI, WAIT_BITSET, WAKE_BITSET,
	WAIT_REQUEUE_PI, CMP_REQUEUE_PI, LOCK_PI2,
	PRIVATE = 128, REALTIME = 256,
	OWNER_DIED = 0x40000000, WAITERS = (int)0x80000000,
};

#define BAD	((void *)0x8000000000000000)
#define NONE	NULL

/* A result, or an error as its name. */
#define F(...)                                                                    \
	do {                                                                      \
		long r_ = syscall(SYS_futex, __VA_ARGS__);                        \
                                                                                  \
		if (r_ == -1)                                                     \
			printf("%d: %s\n", __LINE__, error_name(errno));          \
		else                                                              \
			printf("%d: %ld\n", __LINE__, r_);                        \
	} while (0)

static int word, other;
static int *shared;
static atomic_int handled;
static const struct timespec soon = { 0, 10000000 }, at_once = { 0, 0 }, bad_ns = { 0, 1000000000 }, negative = { -1, 0 };

static void *wait_here(void *bits)
{
	long r;

	r = syscall(SYS_futex, &word, WAIT_BITSET | PRIVATE, 0, NONE, NULL, (int)(intptr_t)bits);
	return (void *)(r ? (long)errno : 0);
}

/* Until (n) threads are asleep at (at): moving them to another queue, and back, counts them. */
static void asleep(int *at, int flags, int n)
{
	static int aside;
	int there;

	do {
		sleep_ms(1);
		there = (int)syscall(SYS_futex, at, CMP_REQUEUE | flags, 0, (void *)100l, &aside, *at);
		syscall(SYS_futex, &aside, CMP_REQUEUE | flags, 0, (void *)100l, at, 0);
	} while (there != n);
}

/* Threads that wait for (word) with these bits, beside those that do already. */
static void begin(pthread_t *t, int n, int bits)
{
	static int all;

	if (bits & 1)
		all = 0;
	for (int i = 0; i < n; i++)
		t[i] = spawn(wait_here, (void *)(intptr_t)bits);
	asleep(&word, PRIVATE, all += n);
}

static void end(pthread_t *t, int n)
{
	for (int i = 0; i < n; i++)
		R((int)(long)join(t[i]));
}

static void errors(void)
{
	F(&word, WAIT, 1, NONE, NULL, 0);
	F(&word, WAIT, 0, &soon, NULL, 0);
	F(&word, WAIT, 0, &at_once, NULL, 0);
	F(&word, WAIT, 0, &bad_ns, NULL, 0);
	F(&word, WAIT, 0, &negative, NULL, 0);
	F(&word, WAIT, 0, BAD, NULL, 0);
	F(BAD, WAIT, 0, NONE, NULL, 0);
	F((char *)&word + 1, WAIT, 0, NONE, NULL, 0);
	F(NULL, WAIT, 0, NONE, NULL, 0);
	F(&word, WAKE, 1, NONE, NULL, 0);
	F(&word, WAKE | PRIVATE, INT_MAX, NONE, NULL, 0);
	F(BAD, WAKE, 1, NONE, NULL, 0);
	F((char *)&word + 2, WAKE, 1, NONE, NULL, 0);
	F(NULL, WAKE | PRIVATE, 1, NONE, NULL, 0);
	F(&word, 99, 0, NONE, NULL, 0);
	F(&word, FD, 0, NONE, NULL, 0);
	F(&word, WAKE | REALTIME, 1, NONE, NULL, 0);
	F(&word, WAIT_BITSET, 0, &at_once, NULL, 0);
	F(&word, WAKE_BITSET, 1, NONE, NULL, 0);
	F(&word, WAIT_BITSET, 1, NONE, NULL, -1);
	F(&word, REQUEUE, 1, (void *)-1l, &other, 0);
	F(&word, REQUEUE, -1, (void *)1l, &other, 0);
	F(&word, REQUEUE, 1, (void *)1l, BAD, 0);
	F(&word, REQUEUE, 1, (void *)1l, (char *)&other + 1, 0);
	F(&word, CMP_REQUEUE, 1, (void *)1l, &other, 7);
	F(&word, CMP_REQUEUE, 1, (void *)1l, &other, 0);
	F(&word, WAKE_OP, 1, (void *)1l, BAD, 0);
	F(&word, WAKE_OP, 1, (void *)1l, &other, 7 << 28);
	F(&word, WAKE_OP, 1, (void *)1l, &other, 7 << 24);
}

static void timeouts(void)
{
	struct timespec ts = in_ms(CLOCK_MONOTONIC, 20);
	long long start = now(CLOCK_MONOTONIC);

	F(&word, WAIT_BITSET | PRIVATE, 0, &ts, NULL, -1);
	ts = in_ms(CLOCK_REALTIME, 20);
	F(&word, WAIT_BITSET | PRIVATE | REALTIME, 0, &ts, NULL, -1);
	F(&word, WAIT_BITSET | PRIVATE | REALTIME, 0, &ts, NULL, -1);
	P(now(CLOCK_MONOTONIC) - start >= 38000000);
	F(&word, WAIT | PRIVATE, 0, &soon, NULL, 0);
	P(now(CLOCK_MONOTONIC) - start >= 48000000);
}

static void waking(void)
{
	pthread_t t[6];

	begin(t, 3, -1);
	F(&word, WAKE | PRIVATE, 0, NONE, NULL, 0); /* Linux wakes one */
	F(&word, WAKE | PRIVATE, 1, NONE, NULL, 0);
	F(&word, WAKE | PRIVATE, 10, NONE, NULL, 0);
	F(&word, WAKE | PRIVATE, 10, NONE, NULL, 0);
	end(t, 3);
	begin(t, 2, 1);
	begin(t + 2, 2, 6);
	F(&word, WAKE_BITSET | PRIVATE, 10, NONE, NULL, 8);
	F(&word, WAKE_BITSET | PRIVATE, 10, NONE, NULL, 4);
	F(&word, WAKE_BITSET | PRIVATE, 10, NONE, NULL, 3);
	end(t, 4);
	begin(t, 4, -1);
	F(&word, REQUEUE | PRIVATE, 1, (void *)2l, &other, 0);
	F(&word, WAKE | PRIVATE, 10, NONE, NULL, 0);
	F(&other, WAKE | PRIVATE, 10, NONE, NULL, 0);
	end(t, 4);
	begin(t, 4, -1);
	F(&word, CMP_REQUEUE | PRIVATE, 1, (void *)10l, &other, 1);
	F(&word, CMP_REQUEUE | PRIVATE, 1, (void *)10l, &other, 0);
	F(&word, WAKE | PRIVATE, 10, NONE, NULL, 0);
	F(&other, WAKE | PRIVATE, 10, NONE, NULL, 0);
	end(t, 4);
	F(&word, REQUEUE | PRIVATE, 0, (void *)0l, &other, 0);
}

/* other = other OP arg, then wake at word; and at other if the old value compares with cmparg. */
static void wake_op(void)
{
	static const struct {
		int op, arg, compare, with, old;
	} cases[] = {
		{ 0, 9, 0, 5, 5 },    /* set, equal */
		{ 1, 3, 1, 5, 5 },    /* add, not equal */
		{ 2, 6, 2, 6, 1 },    /* or, less */
		{ 3, 1, 3, 1, 1 },    /* and not, at most */
		{ 4, 3, 4, 4, 5 },    /* xor, greater */
		{ 0, -1, 5, 5, 5 },   /* set to a negative one, at least */
		{ 8 | 0, 4, 5, 6, 5 }, /* set 1 << 4, at least */
	};

	for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		int op = (int)((unsigned)cases[i].op << 28 | cases[i].compare << 24 | (cases[i].arg & 0xfff) << 12 | cases[i].with);
		pthread_t t[2];

		word = 0;
		other = cases[i].old;
		begin(t, 2, -1);
		F(&word, WAKE_OP | PRIVATE, 1, (void *)1l, &other, op);
		P(other);
		F(&word, WAKE | PRIVATE, 10, NONE, NULL, 0);
		end(t, 2);
	}
	/* The same word twice: both wake there. */
	pthread_t t[2];

	word = 0;
	begin(t, 2, -1);
	F(&word, WAKE_OP | PRIVATE, 1, (void *)1l, &word, 1 << 28 | 0 << 24 | 1 << 12 | 0);
	P(word);
	end(t, 2);
	word = other = 0;
}

static void *shared_waiter(void *arg)
{
	return syscall(SYS_futex, arg, WAIT, 0, NONE, NULL, 0) ? (void *)(long)errno : NULL;
}

/* Shared and private are different queues; a page that is shared has one by what is mapped. */
static void shares(void)
{
	pthread_t t;

	shared = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	t = spawn(shared_waiter, shared);
	asleep(shared, 0, 1);
	F(shared, WAKE | PRIVATE, 1, NONE, NULL, 0);
	F(shared, WAKE, 1, NONE, NULL, 0);
	R((int)(long)join(t));
}

static void note(int sig)
{
	handled += sig == SIGUSR1;
}

static void *interrupted(void *arg)
{
	return syscall(SYS_futex, &word, WAIT | PRIVATE, 0, arg, NULL, 0) ? (void *)(long)errno : NULL;
}

static void signals(void)
{
	static const struct timespec long_time = { 1000, 0 };
	struct sigaction sa = { .sa_handler = note };

	for (int i = 0; i < 4; i++) {
		pthread_t t;

		sa.sa_flags = i & 1 ? SA_RESTART : 0;
		sigaction(SIGUSR1, &sa, NULL);
		t = spawn(interrupted, i & 2 ? (void *)&long_time : NULL);
		asleep(&word, PRIVATE, 1);
		pthread_kill(t, SIGUSR1);
		await(&handled, i + 1);
		if (i == 1) { /* goes on to wait: restarted, and without a time to wait for */
			asleep(&word, PRIVATE, 1);
			F(&word, WAKE | PRIVATE, 1, NONE, NULL, 0);
		}
		R((int)(long)join(t));
	}
}

static int pi;
static atomic_int tid;

static void *pi_waiter(void *arg)
{
	long r;

	tid = (int)syscall(SYS_gettid);
	r = syscall(SYS_futex, &pi, LOCK_PI | PRIVATE, 0, arg);
	printf("LOCK_PI: %s\n", error_name(r ? errno : 0));
	if (!r) {
		P((pi & 0x3fffffff) == tid);
		F(&pi, UNLOCK_PI | PRIVATE, 0, NONE, NULL, 0);
	}
	return NULL;
}

static void *pi_dies(void *arg)
{
	syscall(SYS_futex, &pi, LOCK_PI | PRIVATE, 0, NONE);
	return arg;
}

static void inheritance(void)
{
	struct timespec ts = in_ms(CLOCK_REALTIME, 20);
	int me = (int)syscall(SYS_gettid);
	pthread_t t;
	long r;

	F(&pi, LOCK_PI | PRIVATE, 0, NONE, NULL, 0);
	P(pi == me);
	F(&pi, LOCK_PI | PRIVATE, 0, NONE, NULL, 0);
	F(&pi, TRYLOCK_PI | PRIVATE, 0, NONE, NULL, 0);
	join(spawn(pi_waiter, &ts)); /* in vain */
	tid = 0;
	t = spawn(pi_waiter, NULL);
	while (!tid || !(*(volatile int *)&pi & WAITERS))
		sleep_ms(1);
	P((pi & 0x3fffffff) == me);
	r = syscall(SYS_futex, &pi, UNLOCK_PI | PRIVATE, 0, NONE);
	join(t);
	P(r);
	P(pi);
	F(&pi, UNLOCK_PI | PRIVATE, 0, NONE, NULL, 0);
	F(&pi, TRYLOCK_PI | PRIVATE, 0, NONE, NULL, 0);
	F(&pi, UNLOCK_PI | PRIVATE, 0, NONE, NULL, 0);
	pi = 0x3ffffff; /* no such thread */
	F(&pi, LOCK_PI | PRIVATE, 0, NONE, NULL, 0);
	pi = 0;
	F(BAD, LOCK_PI | PRIVATE, 0, NONE, NULL, 0);
	join(spawn(pi_dies, NULL));
	F(&pi, TRYLOCK_PI | PRIVATE, 0, NONE, NULL, 0);
	pi = 0;
}

/* The list that a thread leaves behind. */
struct entry {
	struct entry *next;
	int word;
};

struct head {
	struct entry *list;
	long offset;
	struct entry *pending;
};

static struct entry entry[3];

static void *leave_locked(void *arg)
{
	static struct head head = { .offset = offsetof(struct entry, word) };
	int me = (int)syscall(SYS_gettid);

	(void)arg;
	head.list = &entry[0];
	entry[0] = (struct entry){ &entry[1], me };
	entry[1] = (struct entry){ (struct entry *)&head, me | WAITERS };
	entry[2] = (struct entry){ NULL, me };
	head.pending = &entry[2];
	P(syscall(SYS_set_robust_list, &head, sizeof head));
	return NULL;
}

static void *robust_waiter(void *arg)
{
	int value = entry[1].word;

	(void)arg;
	while (!(value & OWNER_DIED)) {
		syscall(SYS_futex, &entry[1].word, WAIT, value, NONE, NULL, 0);
		value = *(volatile int *)&entry[1].word;
	}
	return NULL;
}

static void robust(void)
{
	struct head *mine;
	size_t size = 0;

	P(syscall(SYS_set_robust_list, &entry, 5) ? errno == EINVAL : 0);
	P(syscall(SYS_get_robust_list, 0, &mine, &size));
	P(size);
	P(syscall(SYS_get_robust_list, 0, BAD, &size) ? errno == EFAULT : 0);
	P(syscall(SYS_get_robust_list, 0x3ffffff, &mine, &size) ? errno == ESRCH : 0);
	join(spawn(leave_locked, NULL));
	join(spawn(robust_waiter, NULL));
	for (int i = 0; i < 3; i++)
		printf("entry %d: %x\n", i, entry[i].word & (OWNER_DIED | 0x3fffffff));
}

int main(void)
{
	errors();
	timeouts();
	waking();
	wake_op();
	shares();
	signals();
	inheritance();
	robust();
	return 0;
}
