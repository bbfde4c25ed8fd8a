/* SPDX-License-Identifier: MIT */
/*
 * What threads of the library OS share, under ThreadSanitizer: each thread of the host is a CPU with one thread, which
 * spins where it would sleep. A switch of stacks is nothing that ThreadSanitizer understands, so the scheduler's queues
 * are not here; test/stress/soak.c goes through those, with lock-order checks.
 *
 * Links: test/tsan/threads.c kern/sched/lock.c kern/sched/spin_cpus.c kern/sched/mutex.c kern/sched/wait.c
 * Links: kern/sched/timer.c base/tree.c abi/linux/futex/wait.c abi/linux/futex/requeue.c abi/linux/signal/queue.c
 */
#include <asm/prctl.h>
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "abi/linux/futex/futex.h"
#include "abi/linux/futex/requeue.h"
#include "abi/linux/signal/queue.h"
#include "base/errno.h"
#include "kern/dev/plat.h"
#include "kern/mem/heap.h"
#include "kern/sched/mutex.h"
#include "kern/sched/run.h"
#include "kern/sched/timers.h"
#include "kern/sched/wait.h"
#include "test/unit/tap.h"

#define CPUS  4
#define TURNS 3000

#define SIGNALS_SENT 500 /* by each, and no more than may wait */

/* --- What stands around them --- */

static struct cpu cpu[CPUS];
static struct timer_queue timers[CPUS];
struct thread thread_first;
static struct thread *thread[CPUS];
static _Alignas(16) char trap_stack[CPUS + 1][TRAP_STACK_SIZE]; /* the last is thread_first's */
uint32_t cpus_online = CPUS;
uintptr_t frame_window;
struct space space_first;

_Noreturn void panic(const char *what)
{
	printf("Bail out! %s\n", what);
	abort();
}

void plat_relax(void)
{
	sched_yield();
}

nsec_t plat_clock(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (nsec_t)ts.tv_sec * 1000000000 + (nsec_t)ts.tv_nsec;
}

void plat_timer_arm(nsec_t deadline)
{
	(void)deadline;
}

_Noreturn void plat_end(struct plat_end end)
{
	(void)end;
	abort();
}

void *heap_alloc(size_t size)
{
	return malloc(size);
}

void heap_free(void *p)
{
	free(p);
}

/* As in kern/sched/run.c: whoever wakes may look at the thread's state. */
void thread_wake(struct thread *t)
{
	__atomic_store_n(&t->state, THREAD_READY, __ATOMIC_SEQ_CST);
}

int thread_sleep(const uint32_t *woken, nsec_t deadline)
{
	struct thread *t = thread_current();

	__atomic_store_n(&t->state, THREAD_SLEEPING, __ATOMIC_SEQ_CST);
	while (!__atomic_load_n(woken, __ATOMIC_ACQUIRE)) {
		if (deadline != NSEC_NEVER && plat_clock() >= deadline)
			return -ETIMEDOUT;
		if (thread_interrupted(t))
			return -EINTR;
		sched_yield();
	}
	return 0;
}

void wait_sleep_deaf(struct waiter *w)
{
	while (!__atomic_load_n(&w->woken, __ATOMIC_ACQUIRE))
		sched_yield();
	__atomic_store_n(&w->woken, 0, __ATOMIC_RELAXED);
}

/* What queue.c brings along, and nobody comes to here. */
enum signal_outcome signal_deliver(const uint64_t *mask)
{
	(void)mask;
	return SIGNAL_NONE;
}

int signal_file_failed(int err)
{
	return err;
}

int signal_file_failed_else(int err)
{
	return err;
}

/* --- The beginning and the end of all --- */

static void (*work)(unsigned id);
static pthread_barrier_t barrier;

static void *begin(void *arg)
{
	unsigned id = (unsigned)(uintptr_t)arg;
	struct cpu *c = &cpu[id];

	c->self = c;
	c->id = id;
	c->current = thread[id];
	c->timers = &timers[id];
	syscall(SYS_arch_prctl, ARCH_SET_GS, c);
	pthread_barrier_wait(&barrier);
	work(id);
	pthread_barrier_wait(&barrier);
	return NULL;
}

static void together(void (*f)(unsigned id))
{
	pthread_t t[CPUS];

	work = f;
	thread_set_trap_stack(&thread_first, trap_stack[CPUS], sizeof trap_stack[CPUS]);
	pthread_barrier_init(&barrier, NULL, CPUS);
	for (unsigned i = 0; i < CPUS; i++) {
		/* A new one each time: who looks at one that ended is found out. */
		thread[i] = calloc(1, sizeof *thread[i]);
		thread[i]->tid = i + 1;
		thread_set_trap_stack(thread[i], trap_stack[i], sizeof trap_stack[i]);
		timers_init(&cpu[i], &timers[i]);
	}
	for (unsigned i = 0; i < CPUS; i++)
		pthread_create(&t[i], NULL, begin, (void *)(uintptr_t)i);
	for (unsigned i = 0; i < CPUS; i++)
		pthread_join(t[i], NULL);
	for (unsigned i = 0; i < CPUS; i++)
		free(thread[i]);
}

/* Now and then a thread is left behind, so that others come by without waiting, too. */
static void lag(unsigned turn)
{
	if (turn % 16 == 0)
		usleep(1);
}

/* --- Mutexes and queues of those who wait --- */

static struct mutex mutex;
static struct wait_queue queue = WAIT_QUEUE_INIT(queue);
static unsigned guarded, tokens;

static void with_mutex(unsigned id)
{
	for (unsigned i = 0; i < TURNS; i++) {
		lag(i + id);
		mutex_lock(&mutex);
		guarded++;
		mutex_unlock(&mutex);
	}
}

/* Half give, half take, which wait until something is there. */
static void with_queue(unsigned id)
{
	struct waiter w;

	for (int i = 0; i < TURNS; i++) {
		bool got = false;

		if (id % 2) {
			__atomic_fetch_add(&tokens, 1, __ATOMIC_SEQ_CST);
			wait_wake(&queue, 1);
			continue;
		}
		wait_begin(&queue, &w);
		while (!got) {
			unsigned n = __atomic_load_n(&tokens, __ATOMIC_SEQ_CST);

			if (n)
				got = __atomic_compare_exchange_n(&tokens, &n, n - 1, false,
								  __ATOMIC_SEQ_CST,
								  __ATOMIC_SEQ_CST);
			else if (wait_sleep(&w, plat_clock() + 100000))
				continue;
		}
		wait_end(&queue, &w);
	}
}

/* --- Futexes --- */

static uint32_t word, turn;

static void futex_lock(uint32_t *at)
{
	uint32_t free = 0;

	if (__atomic_compare_exchange_n(at, &free, 1, false, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED))
		return;
	while (__atomic_exchange_n(at, 2, __ATOMIC_ACQUIRE))
		(void)!futex_wait_word(at, futex_key(at, false), 2, FUTEX_ANY, NSEC_NEVER);
}

static void futex_unlock(uint32_t *at)
{
	if (__atomic_exchange_n(at, 0, __ATOMIC_RELEASE) == 2)
		futex_wake(futex_key(at, false), 1, FUTEX_ANY);
}

static void with_futex(unsigned id)
{
	for (unsigned i = 0; i < TURNS; i++) {
		lag(i + id);
		futex_lock(&word);
		guarded++;
		futex_unlock(&word);
	}
}

/* One after the other, by a word that all look at; some waits end early, some waiters are moved. */
static void with_requeue(unsigned id)
{
	struct futex_requeue r = { .word = &turn,
				   .word2 = &word,
				   .key = futex_key(&turn, false),
				   .key2 = futex_key(&word, false),
				   .nr_wake = 1,
				   .nr_move = CPUS };

	for (unsigned i = 0; i < TURNS / 4; i++) {
		uint32_t now;

		while ((now = __atomic_load_n(&turn, __ATOMIC_ACQUIRE)) % CPUS != id)
			(void)!futex_wait_word(&turn, r.key, now, FUTEX_ANY,
					       plat_clock() + 50000 * (1 + i % 3));
		guarded++;
		__atomic_store_n(&turn, now + 1, __ATOMIC_RELEASE);
		if (i % 2)
			(void)!futex_requeue(&r);
		futex_wake(r.key, FUTEX_ANY, FUTEX_ANY);
		futex_wake(r.key2, FUTEX_ANY, FUTEX_ANY);
	}
}

/* --- Timers --- */

struct counted {
	struct timer timer;
	unsigned expired;
};

static struct counted *offered[CPUS]; /* each for another CPU to cancel; atomic */
static unsigned all_expired, all_cancelled;

/* It takes a while, so that one is cancelled meanwhile. */
static void count(struct timer *t)
{
	static unsigned turn;

	lag(__atomic_fetch_add(&turn, 1, __ATOMIC_RELAXED));
	container_of(t, struct counted, timer)->expired++;
}

static void interrupt(void)
{
	irq_disable();
	timers_run();
	irq_enable();
}

/* Cancelled, it is gone: it was called to the end, or will not be. */
static void finish(struct counted *c)
{
	bool cancelled = timer_cancel(&c->timer);

	__atomic_fetch_add(cancelled ? &all_cancelled : &all_expired, 1, __ATOMIC_RELAXED);
	if (c->expired != !cancelled)
		panic("a timer did not expire once, or be cancelled");
	free(c);
}

static void finish_if_any(struct counted *c)
{
	if (c)
		finish(c);
}

static void with_timers(unsigned id)
{
	for (int i = 0; i < TURNS; i++) {
		struct counted *c = calloc(1, sizeof *c);

		c->timer.expired = count;
		timer_set(&c->timer, plat_clock() + (nsec_t)(i % 5) * 2000);
		finish_if_any(__atomic_exchange_n(&offered[(id + 1) % CPUS], c, __ATOMIC_ACQ_REL));
		interrupt();
		finish_if_any(__atomic_exchange_n(&offered[id], NULL, __ATOMIC_ACQ_REL));
	}
	pthread_barrier_wait(&barrier);
	finish_if_any(offered[id]);
}

/* --- Signals --- */

static unsigned taken_own, taken_any;

static void take_all(void)
{
	struct linux_siginfo info;
	int sig;

	while ((sig = signal_take(UINT64_MAX, &info)))
		__atomic_fetch_add(sig == SIGRTMIN + 2 ? &taken_own : &taken_any, 1,
				   __ATOMIC_RELAXED);
}

static void with_signals(unsigned id)
{
	for (int i = 0; i < SIGNALS_SENT; i++) {
		struct linux_siginfo own = { .si_signo = SIGRTMIN + 2, .si_code = SI_TKILL };
		struct linux_siginfo any = { .si_signo = SIGRTMIN + 3, .si_code = SI_QUEUE };

		(void)!signal_put(&own, thread[(id + 1) % CPUS]);
		if (id == 0)
			(void)!signal_put(&any, NULL);
		take_all();
	}
	pthread_barrier_wait(&barrier);
	take_all();
}

/* Two wait for what two send. */
static void with_signal_wait(unsigned id)
{
	struct linux_siginfo info = { .si_signo = SIGRTMIN + 4, .si_code = SI_QUEUE };

	for (int i = 0; i < SIGNALS_SENT; i++) {
		if (id % 2)
			(void)!signal_put(&info, NULL);
		else
			while (signal_wait(SIGNAL_BIT(SIGRTMIN + 4), &info, NSEC_NEVER) < 0)
				;
	}
}

int main(void)
{
	for (int sig = 1; sig <= SIGNALS; sig++)
		signal_actions[sig - 1].sa_handler = 2;
	together(with_mutex);
	ok_int(guarded, CPUS * TURNS, "a mutex lets one in at a time");
	together(with_queue);
	ok_int(tokens, 0, "who waits is woken for each token");
	guarded = 0;
	together(with_futex);
	ok_int(guarded, CPUS * TURNS, "so does a lock made of a futex");
	guarded = 0;
	together(with_requeue);
	ok_int(guarded, CPUS * (TURNS / 4), "turns are taken while waiters are moved");
	together(with_timers);
	ok(all_expired > 0, "timers expire on one CPU and are cancelled on another (%u and %u)",
	   all_expired, all_cancelled);
	together(with_signals);
	ok_int(taken_own, CPUS * SIGNALS_SENT, "each signal of a thread is taken once");
	ok_int(taken_any, SIGNALS_SENT, "and each of the process");
	together(with_signal_wait);
	ok(true, "who waits for a signal gets it");
	return tap_done();
}
