/* SPDX-License-Identifier: MIT */
/*
 * The queue of waiting signals: for each number those that came, of whichever thread, first come
 * first. Without memory, and beyond RLIMIT_SIGPENDING, a standard signal loses what it carries, and
 * a real-time one is not sent, as on Linux (kernel/signal.c: __send_signal). The limit is as high
 * as there, because nobody expects that pthread_cancel(), which sends one, could fail by it.
 */
#include "abi/linux/signal/queue.h"
#include "base/errno.h"
#include "base/string.h"
#include "kern/dev/plat.h"
#include "kern/event/signalfd.h"
#include "kern/mem/heap.h"
#include "kern/sched/lock.h"

/* Of a siginfo what a waiting signal can carry: where from and a value. */
struct waiting {
	struct list link;
	uint32_t tid; /* whose it is; 0: the process's */
	int32_t code;
	int32_t pid;
	uint32_t uid;
	uint64_t value;
};

/* A thread in signal_wait(), on its stack. */
struct taker {
	struct taker *next;
	struct thread *thread;
	uint64_t set;
	uint32_t woken;
};

LINK_WITH(signal_deliver);
LINK_WITH(signal_file_failed);
LINK_WITH(signal_file_failed_else);

static struct {
	struct spinlock lock; /* guards: */
	unsigned n;
	struct list of[SIGNALS]; /* struct waiting; all zero until the number was first used */
	struct taker *takers;
	uint64_t pending; /* of the process, as sig_pending is a thread's; read without, atomic */
} queue = { .lock = LOCK_INIT(LOCK_SIGNALS) };

struct linux_sigaction signal_actions[SIGNALS];

uint64_t signal_waiting_max = SIGNAL_WAITING_MAX;

static struct list *waiting_of(int sig) REQUIRES(&queue.lock)
{
	struct list *l = &queue.of[sig - 1];

	if (!l->next)
		list_init(l);
	return l;
}

/* --- Sending --- */

/*
 * Would (sig), sent to (t) now, have no effect? Of the process the first thread's mask counts, as
 * on Linux, even when it has ended.
 */
static bool is_ignored(int sig, const struct thread *t) REQUIRES(&queue.lock)
{
	uintptr_t handler = signal_actions[sig - 1].sa_handler;
	uint64_t bit = SIGNAL_BIT(sig);

	/* A blocked one waits: the action may be another one when it is delivered. */
	if ((t ? t : &thread_first)->sig_blocked & bit)
		return false;
	return handler == SIG_IGN || (handler == SIG_DFL && (SIGNAL_IGNORED & bit));
}

/* Those that the system sends by itself are sent in any case; of a timer there is one at most. */
static bool is_limited(const struct linux_siginfo *info)
{
	return info->si_code != SI_TIMER && (info->si_signo >= SIGRTMIN || info->si_code < 0);
}

static int enqueue(const struct linux_siginfo *info, uint32_t tid) REQUIRES(&queue.lock)
{
	bool full = is_limited(info) && queue.n >= signal_waiting_max;
	struct waiting *w = full ? NULL : heap_alloc(sizeof *w);

	if (!w)
		return info->si_signo >= SIGRTMIN && info->si_code != SI_USER ? -EAGAIN : 0;
	*w = (struct waiting){ .tid = tid,
			       .code = info->si_code,
			       .pid = info->si_pid,
			       .uid = info->si_uid,
			       .value = info->si_value };
	list_push_back(waiting_of(info->si_signo), &w->link);
	queue.n++;
	return 0;
}

/* Wake who waits for (sig) of (t), or of the process. */
static bool wake_taker(int sig, const struct thread *t) REQUIRES(&queue.lock)
{
	for (struct taker *w = queue.takers; w; w = w->next) {
		if (!(w->set & SIGNAL_BIT(sig)) || w->woken || (t && t != w->thread))
			continue;
		__atomic_store_n(&w->woken, 1, __ATOMIC_SEQ_CST);
		if (LINKED(thread_wake))
			thread_wake(w->thread);
		return true;
	}
	return false;
}

int signal_put(const struct linux_siginfo *info, struct thread *t)
{
	int sig = info->si_signo, r = 0;
	uint64_t *pending = t ? &t->sig_pending : &queue.pending;

	spin_lock(&queue.lock);
	if (!is_ignored(sig, t)) {
		if (sig >= SIGRTMIN || !(*pending & SIGNAL_BIT(sig)))
			r = enqueue(info, t ? t->tid : 0);
		if (!r) {
			__atomic_fetch_or(pending, SIGNAL_BIT(sig), __ATOMIC_SEQ_CST);
			if (t)
				thread_call_look(t);
			r = !wake_taker(sig, t);
		}
	}
	spin_unlock(&queue.lock);
	return r;
}

/* An image may have a scheduler, and yet make no thread. */
static void wake_first(void)
{
	if (LINKED(thread_wake))
		thread_wake(&thread_first);
}

/* Let the process's signals (set) be offered. */
static void offer(uint64_t set)
{
	if (LINKED(signal_offer)) {
		signal_offer(set);
	} else if (set & ~thread_first.sig_blocked) {
		thread_offer(&thread_first);
		wake_first();
	}
}

int signal_send(const struct linux_siginfo *info)
{
	int r;

	if (info->si_signo == SIGKILL)
		plat_end((struct plat_end){ .signal = SIGKILL });
	r = signal_put(info, NULL);
	if (LINKED(signalfd_wake))
		signalfd_wake();
	if (r > 0)
		offer(SIGNAL_BIT(info->si_signo));
	return MIN(r, 0);
}

int signal_send_thread(const struct linux_siginfo *info, uint32_t tid)
{
	int err = 0;

	if (LINKED(signal_send_other))
		return signal_send_other(info, tid);
	if (tid != thread_first.tid)
		return -ESRCH;
	if (info->si_signo == SIGKILL)
		plat_end((struct plat_end){ .signal = SIGKILL });
	if (info->si_signo)
		err = MIN(signal_put(info, &thread_first), 0);
	if (LINKED(signalfd_wake))
		signalfd_wake();
	wake_first();
	return err;
}

int signal_send_self(int sig)
{
	struct linux_siginfo info = { .si_signo = sig, .si_code = SI_USER };

	if (sig == 0)
		return 0;
	if (!signal_valid(sig))
		return -EINVAL;
	info.si_pid = 1;
	return signal_send(&info);
}

int signal_send_own(int sig)
{
	struct linux_siginfo info = { .si_signo = sig, .si_code = SI_USER };

	info.si_pid = 1;
	return signal_send_thread(&info, thread_current()->tid);
}

/* --- Taking --- */

static void forget(struct waiting *w) REQUIRES(&queue.lock)
{
	list_remove(&w->link);
	heap_free(w);
	queue.n--;
}

/* The first of (sig) behind (e) that is (tid)'s, or NULL. */
static struct waiting *find(struct list *e, int sig, uint32_t tid) REQUIRES(&queue.lock)
{
	struct list *l = waiting_of(sig);

	while ((e = e->next) != l) {
		struct waiting *w = list_entry(e, struct waiting, link);

		if (w->tid == tid)
			return w;
	}
	return NULL;
}

/* Faults come before others (kernel/signal.c). */
static int lowest_of(uint64_t set)
{
	if (set & SIGNAL_FAULTS)
		set &= SIGNAL_FAULTS;
	return __builtin_ctzll(set) + 1;
}

/* Take the first of (set) out of (*pending), whose entries are (tid)'s. */
static int take_from(uint64_t *pending, uint32_t tid, uint64_t set, struct linux_siginfo *info)
	REQUIRES(&queue.lock)
{
	struct waiting *w;
	bool more = false;
	int sig;

	if (!(*pending & set))
		return 0;
	sig = lowest_of(*pending & set);
	memset(info, 0, sizeof *info);
	info->si_signo = sig;
	w = find(waiting_of(sig), sig, tid);
	if (w) {
		info->si_code = w->code;
		info->si_pid = w->pid;
		info->si_uid = w->uid;
		info->si_value = w->value;
		more = find(&w->link, sig, tid);
		forget(w);
	}
	if (!more)
		__atomic_fetch_and(pending, ~SIGNAL_BIT(sig), __ATOMIC_SEQ_CST);
	return sig;
}

/*
 * Has the running thread (t) something of the process to take, or is it to wait no more? Cleared
 * first: see signal_put().
 */
static void look_again(struct thread *t)
{
	__atomic_store_n(&t->sig_offered, false, __ATOMIC_SEQ_CST);
	if ((__atomic_load_n(&queue.pending, __ATOMIC_SEQ_CST) & ~t->sig_blocked) ||
	    t->sig_ends_waits)
		thread_offer(t);
}

static int take(struct thread *t, uint64_t set, struct linux_siginfo *info) REQUIRES(&queue.lock)
{
	int sig = take_from(&t->sig_pending, t->tid, set, info);

	if (!sig)
		sig = take_from(&queue.pending, 0, set, info);
	look_again(t);
	return sig;
}

bool signal_timer_waits(const struct linux_siginfo *info)
{
	bool waits = false;

	spin_lock(&queue.lock);
	list_for_each (e, waiting_of(info->si_signo)) {
		const struct waiting *w = list_entry(e, struct waiting, link);

		waits |= w->code == SI_TIMER && w->pid == info->si_pid;
	}
	spin_unlock(&queue.lock);
	return waits;
}

/* What waited is taken, and the queue no longer locked. */
static void taken(struct linux_siginfo *info)
{
	if (info->si_code == SI_TIMER && LINKED(timer_signal_taken))
		timer_signal_taken(info);
}

int signal_take(uint64_t set, struct linux_siginfo *info)
{
	int sig;

	spin_lock(&queue.lock);
	sig = take(thread_current(), set, info);
	spin_unlock(&queue.lock);
	if (sig)
		taken(info);
	return sig;
}

static void taker_remove(struct taker *w) REQUIRES(&queue.lock)
{
	struct taker **at = &queue.takers;

	while (*at != w)
		at = &(*at)->next;
	*at = w->next;
}

int signal_wait(uint64_t set, struct linux_siginfo *info, nsec_t deadline)
{
	struct taker w = { .thread = thread_current(), .set = set };
	struct linux_siginfo got;
	uint64_t rest;
	int sig, err = 0;

	spin_lock(&queue.lock);
	while (!(sig = take(w.thread, set, &got)) && !err) {
		w.woken = 0;
		w.next = queue.takers;
		queue.takers = &w;
		spin_unlock(&queue.lock);
		err = thread_sleep(&w.woken, deadline);
		spin_lock(&queue.lock);
		taker_remove(&w);
	}
	rest = queue.pending & set;
	spin_unlock(&queue.lock);
	/* What came for us beyond the one that we take is another's. */
	if (rest)
		offer(rest);
	if (sig) {
		taken(&got);
		*info = got;
	}
	return sig ? sig : err;
}

/* --- Forgetting --- */

/* Those of (sig) that are (tid)'s, or all. */
static void forget_some(int sig, uint32_t tid, bool all) REQUIRES(&queue.lock)
{
	list_for_each_safe (e, waiting_of(sig)) {
		struct waiting *w = list_entry(e, struct waiting, link);

		if (all || w->tid == tid)
			forget(w);
	}
}

void signal_forget(int sig)
{
	if (LINKED(signal_forget_others))
		signal_forget_others(SIGNAL_BIT(sig));
	else
		__atomic_fetch_and(&thread_first.sig_pending, ~SIGNAL_BIT(sig), __ATOMIC_SEQ_CST);
	spin_lock(&queue.lock);
	forget_some(sig, 0, true);
	__atomic_fetch_and(&queue.pending, ~SIGNAL_BIT(sig), __ATOMIC_SEQ_CST);
	spin_unlock(&queue.lock);
}

void signal_hand_over(struct thread *from, struct thread *to)
{
	spin_lock(&queue.lock);
	for (int sig = 1; sig <= SIGNALS; sig++) {
		list_for_each (e, waiting_of(sig)) {
			struct waiting *w = list_entry(e, struct waiting, link);

			if (w->tid == from->tid)
				w->tid = to->tid;
		}
	}
	to->sig_pending = from->sig_pending;
	from->sig_pending = 0;
	thread_call_look(to);
	look_again(to);
	spin_unlock(&queue.lock);
}

void signal_thread_ended(struct thread *t)
{
	uint64_t rest;

	spin_lock(&queue.lock);
	for (uint64_t set = t->sig_pending; set; set &= set - 1)
		forget_some(__builtin_ctzll(set) + 1, t->tid, false);
	rest = queue.pending;
	t->sig_pending = 0;
	t->sig_offered = false;
	spin_unlock(&queue.lock);
	if (rest)
		offer(rest);
}

/* --- What is pending, blocked and done --- */

uint64_t signal_pending_process(void)
{
	return __atomic_load_n(&queue.pending, __ATOMIC_RELAXED);
}

void signal_mask_changed(struct thread *t, uint64_t before)
{
	uint64_t lost;

	look_again(t);
	/* One that was offered to us may be another's now. */
	lost = signal_pending_process() & t->sig_blocked & ~before;
	if (lost && LINKED(signal_offer))
		signal_offer(lost);
}

struct linux_sigaction signal_action_begin(int sig)
{
	struct linux_sigaction a;

	spin_lock(&queue.lock);
	a = signal_actions[sig - 1];
	if ((a.sa_flags & SA_RESETHAND) && a.sa_handler > SIG_IGN)
		signal_actions[sig - 1].sa_handler = SIG_DFL;
	spin_unlock(&queue.lock);
	return a;
}

struct linux_sigaction signal_action_set(int sig, const struct linux_sigaction *act)
{
	struct linux_sigaction before;

	spin_lock(&queue.lock);
	before = signal_actions[sig - 1];
	if (act)
		signal_actions[sig - 1] = *act;
	spin_unlock(&queue.lock);
	return before;
}
