/* SPDX-License-Identifier: MIT */
/*
 * Threads for a long time: they come and go, wait, wake, signal, cancel and map memory, all at once and as a seeded
 * generator says. Each round ends with no thread left, and what was counted must be right.
 *
 * usage: soak [SECONDS [SEED]]
 *
 * An ordinary Linux program. It prints what is wrong and ends with status 1, or `soak: right` and how many rounds
 * there were on standard error. Memory that is free in the end must be within 1% of what it was after the first
 * rounds. A hang is for the caller's clock to find.
 */
#include "../guest/thread.h"

#include <stdarg.h>
#include <sys/sysinfo.h>

#define WARM_UP 5
#define TURNS   200
#define SMALL   32768

static atomic_uint wrong;

struct random {
	uint64_t state;
};

static void fail(const char *format, ...) __attribute__((format(printf, 1, 2)));
static void fail(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	if (atomic_fetch_add(&wrong, 1) < 20) {
		vprintf(format, args);
		puts("");
	}
	va_end(args);
}

static unsigned below(struct random *r, unsigned n)
{
	r->state = r->state * 6364136223846793005ul + 1442695040888963407ul;
	return (unsigned)(r->state >> 33) % n;
}

static void begin_small(pthread_t *t, void *(*f)(void *), void *arg)
{
	pthread_attr_t a;
	int err;

	pthread_attr_init(&a);
	pthread_attr_setstacksize(&a, SMALL);
	err = pthread_create(t, &a, f, arg);
	if (err) {
		printf("soak: pthread_create: %s\n", error_name(err));
		exit(1);
	}
	pthread_attr_destroy(&a);
}

/* --- a crowd: short lives --- */

static void *short_life(void *arg)
{
	struct random r = { (uintptr_t)arg };
	unsigned size;
	char *p;

	switch (below(&r, 4)) {
	case 0:
		break;
	case 1:
		sched_yield();
		break;
	case 2:
		nanosleep(&(struct timespec){ 0, below(&r, 200000) }, NULL);
		break;
	case 3:
		size = 1 + below(&r, 100000);
		p = malloc(size);
		memset(p, 1, size);
		free(p);
		break;
	}
	return arg;
}

static void *crowd(void *arg)
{
	struct random r = { (uintptr_t)arg };
	pthread_t t[40];
	unsigned n = 5 + below(&r, 35);

	for (int again = 0; again < 3; again++) {
		for (uintptr_t i = 0; i < n; i++)
			begin_small(&t[i], short_life, (void *)((uintptr_t)arg + i));
		for (uintptr_t i = 0; i < n; i++)
			if (join(t[i]) != (void *)((uintptr_t)arg + i))
				fail("crowd: another thread's result");
	}
	return NULL;
}

/* --- a pair: a futex goes back and forth --- */

static void *pair_peer(void *arg)
{
	int *word = arg;

	for (int i = 0; i < TURNS; i++) {
		while (__atomic_load_n(word, __ATOMIC_ACQUIRE) != 2 * i + 1)
			syscall(SYS_futex, word, 128, 2 * i, NULL);
		__atomic_store_n(word, 2 * i + 2, __ATOMIC_RELEASE);
		syscall(SYS_futex, word, 129, 1);
	}
	return NULL;
}

static void *pair(void *arg)
{
	int word = 0;
	pthread_t peer;

	begin_small(&peer, pair_peer, &word);
	for (int i = 0; i < TURNS; i++) {
		__atomic_store_n(&word, 2 * i + 1, __ATOMIC_RELEASE);
		syscall(SYS_futex, &word, 129, 1);
		while (__atomic_load_n(&word, __ATOMIC_ACQUIRE) == 2 * i + 1)
			syscall(SYS_futex, &word, 128, 2 * i + 1, NULL);
	}
	join(peer);
	if (word != 2 * TURNS)
		fail("pair: %d turns", word);
	return arg;
}

/* --- a ring: a token under a mutex and a condition variable, with waits that time out --- */

struct ring {
	pthread_mutex_t lock;
	pthread_cond_t moved;
	int at, members, rounds, hands;
};

static void *ring_member(void *arg)
{
	struct ring *r = arg;
	int me;

	pthread_mutex_lock(&r->lock);
	me = r->hands++;
	for (int i = 0; i < r->rounds; i++) {
		while (r->at % r->members != me) {
			struct timespec ts = in_ms(CLOCK_REALTIME, 1);

			pthread_cond_timedwait(&r->moved, &r->lock, &ts);
		}
		r->at++;
		pthread_cond_broadcast(&r->moved);
	}
	pthread_mutex_unlock(&r->lock);
	return NULL;
}

static void *ring(void *arg)
{
	struct random rnd = { (uintptr_t)arg };
	struct ring r = { PTHREAD_MUTEX_INITIALIZER,
			  PTHREAD_COND_INITIALIZER,
			  0,
			  2 + (int)below(&rnd, 5),
			  30,
			  0 };
	pthread_t t[8];

	for (int i = 0; i < r.members; i++)
		begin_small(&t[i], ring_member, &r);
	for (int i = 0; i < r.members; i++)
		join(t[i]);
	if (r.at != r.members * r.rounds)
		fail("ring: the token moved %d times, not %d", r.at, r.members * r.rounds);
	return NULL;
}

/* --- signals: those with a queue all arrive, at the thread they were sent to --- */

static __thread atomic_int *mailbox;

static void receive(int sig)
{
	if (mailbox)
		atomic_fetch_add(mailbox, sig == SIGRTMIN + 3 ? 1 : 1000000);
}

struct target {
	atomic_int got, stop, ready;
	pthread_t thread;
};

static void *be_shot_at(void *arg)
{
	struct target *t = arg;

	mailbox = &t->got;
	t->ready = 1;
	while (!t->stop) {
		if (t->got & 1)
			sched_yield();
		else
			nanosleep(&(struct timespec){ 0, 50000 }, NULL);
	}
	mailbox = NULL;
	return NULL;
}

static void *shoot(void *arg)
{
	struct random r = { (uintptr_t)arg };
	struct target target[3] = { 0 };
	int sent[3] = { 0 };

	for (int i = 0; i < 3; i++) {
		begin_small(&target[i].thread, be_shot_at, &target[i]);
		await(&target[i].ready, 1);
	}
	for (int i = 0; i < 100; i++) {
		unsigned k = below(&r, 3);
		int err = pthread_kill(target[k].thread, SIGRTMIN + 3);

		if (!err)
			sent[k]++;
		else if (err != EAGAIN)
			fail("shoot: %s", error_name(err));
		if (i % 16 == 0)
			sched_yield();
	}
	for (int i = 0; i < 3; i++) {
		await(&target[i].got, sent[i]);
		target[i].stop = 1;
		join(target[i].thread);
	}
	return NULL;
}

/* --- cancellation: clean-up handlers run once --- */

struct victim {
	atomic_int ready, cleaned;
	int kind;
	sem_t sem;
	pthread_mutex_t lock;
	pthread_cond_t cond;
	pthread_t thread;
};

static void clean(void *arg)
{
	struct victim *v = arg;

	if (v->kind == 1)
		pthread_mutex_unlock(&v->lock);
	atomic_fetch_add(&v->cleaned, 1);
}

static void *be_cancelled(void *arg)
{
	struct victim *v = arg;

	if (v->kind == 1)
		pthread_mutex_lock(&v->lock);
	pthread_cleanup_push(clean, v);
	v->ready = 1;
	for (;;) {
		if (v->kind == 0)
			sem_wait(&v->sem);
		else if (v->kind == 1)
			pthread_cond_wait(&v->cond, &v->lock);
		else
			nanosleep(&(struct timespec){ 1000, 0 }, NULL);
	}
	pthread_cleanup_pop(0);
	return NULL;
}

static void *cancel(void *arg)
{
	struct random r = { (uintptr_t)arg };
	struct victim v[6];

	memset(v, 0, sizeof v);
	for (int i = 0; i < 6; i++) {
		v[i].kind = (int)below(&r, 3);
		sem_init(&v[i].sem, 0, 0);
		pthread_mutex_init(&v[i].lock, NULL);
		pthread_cond_init(&v[i].cond, NULL);
		begin_small(&v[i].thread, be_cancelled, &v[i]);
	}
	for (int i = 0; i < 6; i++) {
		await(&v[i].ready, 1);
		if (below(&r, 2))
			sched_yield();
		pthread_cancel(v[i].thread);
	}
	for (int i = 0; i < 6; i++) {
		if (join(v[i].thread) != PTHREAD_CANCELED || v[i].cleaned != 1)
			fail("cancel: kind %d, cleaned up %d times", v[i].kind, v[i].cleaned);
		if (pthread_mutex_trylock(&v[i].lock))
			fail("cancel: kind %d left its mutex", v[i].kind);
		else
			pthread_mutex_unlock(&v[i].lock);
	}
	return NULL;
}

/* --- robust mutexes --- */

static void *die_holding(void *arg)
{
	if (pthread_mutex_lock(arg) == EOWNERDEAD)
		pthread_mutex_consistent(arg);
	return NULL;
}

static void *robust(void *arg)
{
	pthread_mutexattr_t a;
	pthread_mutex_t m;
	pthread_t t[6];
	int err;

	pthread_mutexattr_init(&a);
	pthread_mutexattr_setrobust(&a, PTHREAD_MUTEX_ROBUST);
	pthread_mutex_init(&m, &a);
	for (int i = 0; i < 6; i++)
		begin_small(&t[i], die_holding, &m);
	for (int i = 0; i < 6; i++)
		join(t[i]);
	err = pthread_mutex_lock(&m);
	if (err != EOWNERDEAD)
		fail("robust: %s", error_name(err));
	else
		pthread_mutex_consistent(&m);
	pthread_mutex_unlock(&m);
	pthread_mutex_destroy(&m);
	return arg;
}

/* --- memory --- */

static void *memory(void *arg)
{
	struct random r = { (uintptr_t)arg };
	unsigned char *at[16] = { 0 };
	size_t pages[16] = { 0 };

	for (int i = 0; i < 100; i++) {
		unsigned k = below(&r, 16);

		if (at[k]) {
			if (at[k][0] != k || at[k][pages[k] * 4096 - 1] != k)
				fail("memory: a page has changed");
			munmap(at[k], pages[k] * 4096);
		}
		pages[k] = 1 + below(&r, 30);
		at[k] = mmap(NULL, pages[k] * 4096, PROT_READ | PROT_WRITE,
			     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		if (at[k] == MAP_FAILED) {
			at[k] = NULL;
			fail("memory: mmap: %d", errno);
			continue;
		}
		if (at[k][0] || at[k][pages[k] * 4096 - 1])
			fail("memory: a new page has something in it");
		at[k][0] = at[k][pages[k] * 4096 - 1] = (unsigned char)k;
		if (below(&r, 3) == 0)
			mprotect(at[k], 4096, PROT_READ);
	}
	for (int k = 0; k < 16; k++)
		if (at[k])
			munmap(at[k], pages[k] * 4096);
	return NULL;
}

/* --- the rounds --- */

static void *(*const acts[])(void *) = { crowd, pair, ring, shoot, cancel, robust, memory };

#define ACTS (sizeof acts / sizeof acts[0])

/* What is free, in KiB: of the image, where that is all there is; of this process, where there are others. */
static long free_memory(void)
{
	FILE *f = fopen("/proc/self/statm", "r");
	struct sysinfo si;
	long size, resident;

	if (f) {
		if (fscanf(f, "%ld %ld", &size, &resident) == 2) {
			fclose(f);
			return (1 << 19) - 4 * resident;
		}
		fclose(f);
	}
	return sysinfo(&si) ? 0 : (long)(si.freeram * si.mem_unit / 1024);
}

int main(int argc, char **argv)
{
	double seconds = argc > 1 ? atof(argv[1]) : 10;
	struct random r = { argc > 2 ? strtoul(argv[2], NULL, 0) : 1 };
	long long until = now(CLOCK_MONOTONIC) + (long long)(seconds * 1e9);
	struct sigaction sa = { .sa_handler = receive, .sa_flags = SA_RESTART };
	long rounds = 0, before = 0, after;

	sigaction(SIGRTMIN + 3, &sa, NULL);
	while (!wrong && (rounds < WARM_UP || now(CLOCK_MONOTONIC) < until)) {
		pthread_t t[ACTS];

		for (unsigned i = 0; i < ACTS; i++) {
			uintptr_t seed = 1 + below(&r, 1u << 30);

			t[i] = spawn(acts[i], (void *)seed);
		}
		for (unsigned i = 0; i < ACTS; i++)
			join(t[i]);
		if (++rounds == WARM_UP)
			before = free_memory();
	}
	after = free_memory();
	if (after < before - before / 100)
		fail("memory: %ld KiB free after %d rounds, %ld KiB after %ld", before, WARM_UP,
		     after, rounds);
	fprintf(stderr, "soak: %ld rounds, %ld KiB free, then %ld KiB\n", rounds, before, after);
	if (wrong)
		return 1;
	puts("soak: right");
	return 0;
}
