/* SPDX-License-Identifier: MIT */
/* Timers: to a thread, to a new thread, to the process; once, again and again; intervals of the process. cpus: many */
#include "thread.h"

#include <stddef.h>
#include <sys/time.h>

static atomic_int fired, value, tid, alarms;

static void on_signal(int sig, siginfo_t *info, void *context)
{
	(void)context;
	(void)sig;
	value = info->si_value.sival_int;
	tid = (int)syscall(SYS_gettid);
	if (info->si_code == SI_TIMER)
		atomic_fetch_add(&fired, 1);
}

static void on_alarm(int sig)
{
	(void)sig;
	atomic_fetch_add(&alarms, 1);
}

static void in_new_thread(union sigval v)
{
	value = v.sival_int;
	tid = (int)syscall(SYS_gettid);
	atomic_fetch_add(&fired, 1);
}

static struct itimerspec times(long first_ms, long again_ms)
{
	return (struct itimerspec){ .it_value = { first_ms / 1000, first_ms % 1000 * 1000000 },
				    .it_interval = { again_ms / 1000, again_ms % 1000 * 1000000 } };
}

static void to_process(clockid_t clock)
{
	struct sigevent e = { .sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGRTMIN + 2, .sigev_value.sival_int = 33 };
	struct itimerspec t = times(10, 5), is, old;
	timer_t timer;

	fired = 0;
	P(timer_create(clock, &e, &timer));
	P(timer_gettime(timer, &is));
	P(is.it_value.tv_sec || is.it_value.tv_nsec);
	P(timer_settime(timer, 0, &t, NULL));
	while (fired < 3)
		sleep_ms(1);
	P(value);
	P(timer_getoverrun(timer) >= 0);
	t = times(1000000, 0);
	P(timer_settime(timer, 0, &t, &old));
	P(old.it_interval.tv_nsec);
	P(timer_gettime(timer, &is));
	P(is.it_value.tv_sec >= 900 && is.it_value.tv_sec <= 1000);
	t = times(0, 0);
	P(timer_settime(timer, 0, &t, NULL));
	P(timer_delete(timer));
}

static void *to_thread(void *arg)
{
	struct sigevent e = { .sigev_notify = 4 /* SIGEV_THREAD_ID */, .sigev_signo = SIGRTMIN + 2 };
	struct itimerspec t = times(5, 0);
	timer_t timer;

	*(int *)((char *)&e + offsetof(struct sigevent, sigev_value) + sizeof e.sigev_value + 8) = (int)syscall(SYS_gettid);
	fired = tid = 0;
	P(timer_create(CLOCK_MONOTONIC, &e, &timer));
	P(timer_settime(timer, 0, &t, NULL));
	await(&fired, 1);
	P(tid == (int)syscall(SYS_gettid));
	P(timer_delete(timer));
	return arg;
}

static void new_thread(void)
{
	struct sigevent e = { .sigev_notify = SIGEV_THREAD, .sigev_value.sival_int = 44,
			      .sigev_notify_function = in_new_thread };
	struct itimerspec t = times(5, 5);
	timer_t timer;

	fired = value = 0;
	P(timer_create(CLOCK_REALTIME, &e, &timer));
	P(timer_settime(timer, 0, &t, NULL));
	while (fired < 3)
		sleep_ms(1);
	P(value);
	P(tid != (int)syscall(SYS_gettid));
	P(timer_delete(timer));
}

static void absolute(void)
{
	struct sigevent e = { .sigev_notify = SIGEV_NONE };
	struct itimerspec t = { .it_value = in_ms(CLOCK_MONOTONIC, 100000) }, is;
	timer_t timer;

	P(timer_create(CLOCK_MONOTONIC, &e, &timer));
	P(timer_settime(timer, TIMER_ABSTIME, &t, NULL));
	P(timer_gettime(timer, &is));
	P(is.it_value.tv_sec >= 10 && is.it_value.tv_sec < 100);
	t.it_value = in_ms(CLOCK_MONOTONIC, 20);
	P(timer_settime(timer, TIMER_ABSTIME, &t, NULL));
	sleep_ms(25);
	P(timer_gettime(timer, &is));
	P(is.it_value.tv_sec == 0 && is.it_value.tv_nsec == 0);
	t.it_value.tv_nsec = 1000000000;
	P(timer_settime(timer, 0, &t, NULL) ? errno : 0);
	P(timer_delete(timer));
}

/* One signal waits, however often the timer expires meanwhile. */
static void overrun(void)
{
	struct sigevent e = { .sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGRTMIN + 3 };
	struct itimerspec t = times(1, 1), off = times(0, 0);
	struct timespec none = { 0, 0 };
	siginfo_t info;
	sigset_t set;
	timer_t timer;

	sigemptyset(&set);
	sigaddset(&set, SIGRTMIN + 3);
	pthread_sigmask(SIG_BLOCK, &set, NULL);
	P(timer_create(CLOCK_MONOTONIC, &e, &timer));
	P(timer_settime(timer, 0, &t, NULL));
	sleep_ms(50);
	P(sigwaitinfo(&set, &info) == SIGRTMIN + 3);
	P(info.si_code == SI_TIMER);
	P(info.si_overrun >= 5);
	P(timer_settime(timer, 0, &off, NULL));
	sigtimedwait(&set, &info, &none);
	P(sigtimedwait(&set, &info, &none) < 0 ? errno : 0);
	P(timer_delete(timer));
}

/* CPU time passes while we work; a timer of our own thread's goes by it, too. */
static void cpu_time(clockid_t clock)
{
	struct sigevent e = { .sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGRTMIN + 2 };
	struct itimerspec t = times(20, 0);
	long long before = now(clock);
	timer_t timer;

	fired = 0;
	P(timer_create(clock, &e, &timer));
	P(timer_settime(timer, 0, &t, NULL));
	while (!fired)
		;
	P(now(clock) - before >= 20000000);
	P(timer_delete(timer));
}

/* By number: the libcs do not let a bad one through. */
static void errors(void)
{
	struct sigevent e = { .sigev_notify = SIGEV_SIGNAL, .sigev_signo = 65 };
	struct itimerspec t = times(1, 0);
	int id;

	P(syscall(SYS_timer_create, 99, NULL, &id) ? errno : 0);
	P(syscall(SYS_timer_create, CLOCK_REALTIME, &e, &id) ? errno : 0);
	e.sigev_signo = SIGUSR1;
	e.sigev_notify = 77;
	P(syscall(SYS_timer_create, CLOCK_REALTIME, &e, &id) ? errno : 0);
	P(syscall(SYS_timer_create, CLOCK_REALTIME, NULL, (void *)-8) ? errno : 0);
	P(syscall(SYS_timer_create, CLOCK_REALTIME, (void *)-8, &id) ? errno : 0);
	P(syscall(SYS_timer_settime, 12345, 0, &t, NULL) ? errno : 0);
	P(syscall(SYS_timer_gettime, 12345, &t) ? errno : 0);
	P(syscall(SYS_timer_getoverrun, 12345) ? errno : 0);
	P(syscall(SYS_timer_delete, 12345) ? errno : 0);
	P(syscall(SYS_timer_create, CLOCK_REALTIME, NULL, &id) ? errno : 0);
	P(syscall(SYS_timer_settime, id, 0, NULL, NULL) ? errno : 0);
	P(syscall(SYS_timer_settime, id, 0, (void *)-8, NULL) ? errno : 0);
	P(syscall(SYS_timer_gettime, id, (void *)-8) ? errno : 0);
	P(syscall(SYS_timer_delete, id) ? errno : 0);
}

static void intervals(void)
{
	struct itimerval t = { { 0, 5000 }, { 0, 5000 } }, off = { { 0, 0 }, { 0, 0 } }, old;
	volatile long x = 0;
	sigset_t set, before;

	signal(SIGALRM, on_alarm);
	signal(SIGVTALRM, on_alarm);
	signal(SIGPROF, on_alarm);
	P(setitimer(ITIMER_REAL, &t, NULL));
	while (alarms < 3)
		sleep_ms(1);
	P(setitimer(ITIMER_REAL, &off, &old));
	P(old.it_interval.tv_usec);
	alarms = 0;
	P(setitimer(ITIMER_VIRTUAL, &t, NULL));
	while (alarms < 2)
		x++;
	P(setitimer(ITIMER_VIRTUAL, &off, NULL));
	alarms = 0;
	P(setitimer(ITIMER_PROF, &t, NULL));
	while (alarms < 2)
		x++;
	P(setitimer(ITIMER_PROF, &off, NULL));
	alarms = 0;
	sigemptyset(&set);
	sigaddset(&set, SIGALRM);
	sigprocmask(SIG_BLOCK, &set, &before);
	P(alarm(1));
	P(sigsuspend(&before)); /* pause() could come after it */
	P(alarms);
}

int main(void)
{
	struct sigaction sa = { .sa_sigaction = on_signal, .sa_flags = SA_SIGINFO | SA_RESTART };

	sigaction(SIGRTMIN + 2, &sa, NULL);
	to_process(CLOCK_REALTIME);
	to_process(CLOCK_MONOTONIC);
	join(spawn(to_thread, NULL));
	new_thread();
	absolute();
	overrun();
	cpu_time(CLOCK_PROCESS_CPUTIME_ID);
	cpu_time(CLOCK_THREAD_CPUTIME_ID);
	errors();
	intervals();
	return 0;
}
