/* SPDX-License-Identifier: MIT */
/* Signals and threads: masks of their own, one target, whoever does not block it, values, interruption. cpus: many, ring: 3 */
#include "thread.h"

static __thread int mine;
static atomic_int got, total, ready, stop;
static pid_t main_tid;
static sem_t sem;

static void count(int sig)
{
	(void)sig;
	mine++;
	atomic_fetch_add(&total, 1);
	got = (int)syscall(SYS_gettid);
}

static void set(sigset_t *s, int sig)
{
	sigemptyset(s);
	sigaddset(s, sig);
}

static void handle(int sig, void (*f)(int), int flags)
{
	struct sigaction sa = { .sa_handler = f, .sa_flags = flags };

	sigaction(sig, &sa, NULL);
}

static void *until_stopped(void *arg)
{
	atomic_fetch_add(&ready, 1);
	while (!stop)
		sched_yield();
	return (void *)(long)mine;
}

/* pthread_kill reaches the one it names. */
static void targets(void)
{
	pthread_t t[3];

	ready = stop = 0;
	for (int i = 0; i < 3; i++)
		t[i] = spawn(until_stopped, NULL);
	await(&ready, 3);
	for (int i = 0; i < 10; i++) {
		int before = total;

		R(pthread_kill(t[i % 2], SIGUSR1));
		await(&total, before + 1);
	}
	R(pthread_kill(t[2], 0));
	R(pthread_kill(t[2], 65));
	stop = 1;
	for (int i = 0; i < 3; i++)
		P(join(t[i]));
	P(mine);
}

/* One for the process goes to the thread that does not block it, wherever it is sent from. */
static void *open_one(void *arg)
{
	sigset_t s;

	set(&s, SIGUSR1);
	pthread_sigmask(SIG_UNBLOCK, &s, NULL);
	return until_stopped(arg);
}

static void process_wide(void)
{
	sigset_t s, old;
	pthread_t t, closed;

	set(&s, SIGUSR1);
	R(pthread_sigmask(SIG_BLOCK, &s, &old));
	P(sigismember(&old, SIGUSR1));
	ready = stop = total = 0;
	closed = spawn(until_stopped, NULL); /* has the mask of its maker */
	t = spawn(open_one, NULL);
	await(&ready, 2);
	for (int i = 1; i <= 5; i++) {
		kill(getpid(), SIGUSR1);
		await(&total, i);
	}
	stop = 1;
	P(join(t));
	P(join(closed));
	kill(getpid(), SIGUSR1); /* stays pending until someone opens */
	sigpending(&s);
	P(sigismember(&s, SIGUSR1));
	R(pthread_sigmask(SIG_SETMASK, &old, NULL));
	P(total);
	P(got == main_tid);
	R(pthread_sigmask(99, &s, NULL));
}

static void *wait_for_it(void *arg)
{
	sigset_t s;
	siginfo_t info;
	int sig = 0;

	sigemptyset(&s);
	sigaddset(&s, SIGUSR2);
	sigaddset(&s, SIGRTMIN + 1);
	pthread_sigmask(SIG_BLOCK, &s, NULL);
	atomic_fetch_add(&ready, 1);
	R(sigwait(&s, &sig));
	P(sig == SIGUSR2);
	P(sigwaitinfo(&s, &info) == SIGRTMIN + 1);
	P(info.si_value.sival_int);
	P(info.si_code == SI_QUEUE && info.si_pid == getpid());
	P(sigwaitinfo(&s, &info) == SIGRTMIN + 1);
	P(info.si_value.sival_int);
	return arg;
}

static void waits(void)
{
	sigset_t s;
	pthread_t t;

	sigemptyset(&s);
	sigaddset(&s, SIGUSR2);
	sigaddset(&s, SIGRTMIN + 1);
	pthread_sigmask(SIG_BLOCK, &s, NULL);
	ready = 0;
	t = spawn(wait_for_it, NULL);
	await(&ready, 1);
	sleep_ms(2);
	kill(getpid(), SIGUSR2);
	sleep_ms(10);
	/* pthread_sigqueue(), which musl has not. */
	for (int i = 7; i < 9; i++)
		sigqueue(getpid(), SIGRTMIN + 1, (union sigval){ .sival_int = i });
	join(t);
	sigpending(&s);
	P(sigismember(&s, SIGRTMIN + 1) || sigismember(&s, SIGUSR2));
}

static atomic_int waiter; /* the number of who waits, or will soon */

static void *blocked(void *restart)
{
	int r;

	waiter = gettid();
	errno = 0;
	r = sem_wait(&sem);
	printf("sem_wait %s SA_RESTART: %s\n", restart ? "with" : "without", error_name(r ? errno : 0));
	return NULL;
}

static void *sleeps(void *arg)
{
	struct timespec ts = { 1000, 0 };
	long long start, passed;

	waiter = gettid();
	errno = 0;
	start = now(CLOCK_MONOTONIC);
	R(nanosleep(&ts, &ts) ? errno : 0);
	passed = now(CLOCK_MONOTONIC) - start;
	/* What is left is what was asked for less what has passed, however late we are to look. */
	P(ts.tv_sec < 1000);
	P(ts.tv_sec * 1000000000ll + ts.tv_nsec + passed >= 1000 * 1000000000ll);
	return arg;
}

static void interrupts(void)
{
	pthread_t t;

	sem_init(&sem, 0, 0);
	for (int restart = 0; restart < 2; restart++) {
		handle(SIGUSR1, count, restart ? SA_RESTART : 0);
		waiter = total = 0;
		t = spawn(blocked, restart ? &sem : NULL);
		await_asleep(&waiter);
		pthread_kill(t, SIGUSR1);
		await(&total, 1);
		if (restart)
			sem_post(&sem);
		join(t);
		waiter = 0;
		t = spawn(sleeps, NULL);
		await_asleep(&waiter);
		pthread_kill(t, SIGUSR1);
		join(t);
	}
}

static atomic_int took_it;

static void who(int sig)
{
	(void)sig;
	took_it = (int)syscall(SYS_gettid);
}

static int is_traced(void)
{
	char line[200];
	int tracer = 0;
	FILE *f = fopen("/proc/self/status", "r");

	while (f && fgets(line, sizeof line, f))
		sscanf(line, "TracerPid: %d", &tracer);
	if (f)
		fclose(f);
	return tracer != 0;
}

static void *kill_process(void *arg)
{
	int traced = is_traced();

	/* A thread that its tracer stops, as at the end of kill(), looks anew for what it could take: then once more. */
	do {
		await_asleep(&waiter);
		took_it = 0;
		kill(getpid(), SIGUSR1);
		while (!took_it)
			sched_yield();
	} while (traced && took_it != main_tid);
	return arg;
}

/* All could take it, and the sender runs: it is for the main thread, which may wait for nothing else. */
static void main_first(void)
{
	pthread_t t;

	waiter = 0;
	handle(SIGUSR1, who, 0);
	t = spawn(kill_process, NULL);
	waiter = main_tid;
	P(pause());
	P(took_it == main_tid);
	join(t);
}

/* A signal with a stack of its own in each thread. */
static char *volatile seen_at;

static void where(int sig)
{
	char here;

	seen_at = &here;
	(void)sig;
}

static void *other_stack(void *arg)
{
	static _Thread_local char room[65536];
	stack_t ss = { .ss_sp = room, .ss_size = sizeof room };

	P(sigaltstack(&ss, NULL));
	raise(SIGUSR1);
	P(seen_at >= room && seen_at < room + sizeof room);
	return arg;
}

/* A fault is for the thread that makes it. */
static void *faults(void *arg)
{
	(void)arg;
	return *(void *volatile *)16 ? NULL : NULL;
}

static void in_thread(int sig, siginfo_t *info, void *context)
{
	(void)context;
	printf("signal %d at %ld in another thread: %d\n", sig, (long)info->si_addr, syscall(SYS_gettid) != main_tid);
	fflush(stdout);
	pthread_exit((void *)11);
}

int main(void)
{
	struct sigaction sa = { .sa_sigaction = in_thread, .sa_flags = SA_SIGINFO };

	main_tid = (pid_t)syscall(SYS_gettid);
	handle(SIGUSR1, count, SA_RESTART);
	targets();
	process_wide();
	waits();
	interrupts();
	main_first();
	handle(SIGUSR1, where, SA_ONSTACK);
	join(spawn(other_stack, NULL));
	sigaction(SIGSEGV, &sa, NULL);
	P(join(spawn(faults, NULL)));
	return 0;
}
