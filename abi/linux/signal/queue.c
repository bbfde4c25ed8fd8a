/* SPDX-License-Identifier: MIT */
/*
 * The queue of waiting signals: a fixed array in order of arrival, because a signal may come where
 * nothing can be allocated. Room for one of each standard signal is kept free of real-time ones.
 */
#include "abi/linux/signal/signal.h"
#include "base/errno.h"
#include "base/string.h"
#include "kern/dev/plat.h"
#include "kern/sched/lock.h"

#define QUEUE_MAX     128
#define STANDARD_KEPT (SIGRTMIN - 1)

/* Delivered before others: they say why the next instruction cannot run (kernel/signal.c). */
#define SYNCHRONOUS                                                                            \
	(SIGNAL_BIT(SIGSEGV) | SIGNAL_BIT(SIGBUS) | SIGNAL_BIT(SIGILL) | SIGNAL_BIT(SIGTRAP) | \
	 SIGNAL_BIT(SIGFPE) | SIGNAL_BIT(SIGSYS))

/* Of a siginfo what a waiting signal can carry: where from and a value. */
struct waiting {
	int32_t sig;
	int32_t code;
	int32_t pid;
	uint32_t uid;
	uint64_t value;
};

LINK_WITH(signal_deliver);

static struct {
	struct spinlock lock; /* guards: */
	unsigned n;
	unsigned n_realtime;
	struct waiting at[QUEUE_MAX];
} queue;

struct linux_sigaction signal_actions[SIGNALS];

bool signal_ignored(int sig)
{
	uintptr_t handler = signal_actions[sig - 1].sa_handler;
	bool is_blocked = thread_current()->sig_blocked & SIGNAL_BIT(sig);

	/* A blocked one waits: the action may be another one when it is delivered. */
	if (is_blocked)
		return false;
	return handler == SIG_IGN || (handler == SIG_DFL && (SIGNAL_IGNORED & SIGNAL_BIT(sig)));
}

int signal_send(const struct linux_siginfo *info)
{
	struct thread *t = thread_current();
	int sig = info->si_signo, err = 0;
	bool realtime = sig >= SIGRTMIN;

	if (sig == SIGKILL)
		plat_end((struct plat_end){ .signal = SIGKILL });
	if (signal_ignored(sig))
		return 0;
	spin_lock(&queue.lock);
	if (realtime && queue.n_realtime == QUEUE_MAX - STANDARD_KEPT) {
		err = -EAGAIN;
	} else if (realtime || !(t->sig_pending & SIGNAL_BIT(sig))) {
		queue.at[queue.n++] = (struct waiting){ sig, info->si_code, info->si_pid,
							info->si_uid, info->si_value };
		queue.n_realtime += realtime;
		t->sig_pending |= SIGNAL_BIT(sig);
	}
	spin_unlock(&queue.lock);
	return err;
}

int signal_send_self(int sig, int code)
{
	struct linux_siginfo info = { .si_signo = sig, .si_code = code };

	if (sig == 0)
		return 0;
	if (!signal_valid(sig))
		return -EINVAL;
	info.si_pid = 1;
	return signal_send(&info);
}

/* Take (i) out, and say whether another one of its number waits. */
static bool remove_at(unsigned i)
{
	int sig = queue.at[i].sig;

	queue.n--;
	queue.n_realtime -= sig >= SIGRTMIN;
	memmove(&queue.at[i], &queue.at[i + 1], (queue.n - i) * sizeof queue.at[0]);
	for (i = 0; i < queue.n; i++)
		if (queue.at[i].sig == sig)
			return true;
	return false;
}

static int lowest_of(uint64_t set)
{
	if (set & SYNCHRONOUS)
		set &= SYNCHRONOUS;
	return __builtin_ctzll(set) + 1;
}

int signal_take(uint64_t set, struct linux_siginfo *info)
{
	struct thread *t = thread_current();
	struct waiting w;
	unsigned i = 0;
	int sig = 0;

	spin_lock(&queue.lock);
	if (t->sig_pending & set) {
		sig = lowest_of(t->sig_pending & set);
		while (queue.at[i].sig != sig)
			i++;
		w = queue.at[i];
		if (!remove_at(i))
			t->sig_pending &= ~SIGNAL_BIT(sig);
	}
	spin_unlock(&queue.lock);
	if (!sig)
		return 0;
	memset(info, 0, sizeof *info);
	info->si_signo = sig;
	info->si_code = w.code;
	info->si_pid = w.pid;
	info->si_uid = w.uid;
	info->si_value = w.value;
	return sig;
}

void signal_forget(int sig)
{
	struct linux_siginfo info;

	while (signal_take(SIGNAL_BIT(sig), &info))
		;
}
