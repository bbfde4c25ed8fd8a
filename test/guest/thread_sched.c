/* SPDX-License-Identifier: MIT */
/* Who runs, where and for how long: preemption, yielding, affinity, names, CPU time. cpus: many */
#include "thread.h"

#include <sys/prctl.h>
#include <sys/resource.h>

static atomic_int flag, ready, stop;

/* Neither yields nor waits: another must run all the same. */
static void *spin_until(void *arg)
{
	ready = 1;
	while (!atomic_load_explicit(&flag, memory_order_relaxed))
		;
	return arg;
}

static void *set_flag(void *arg)
{
	flag = 1;
	return arg;
}

static void preempted(void)
{
	pthread_t t[6];

	for (int i = 0; i < 5; i++)
		t[i] = spawn(spin_until, NULL);
	t[5] = spawn(set_flag, NULL);
	for (int i = 0; i < 6; i++)
		join(t[i]);
	puts("none ran for ever");
}

static atomic_int turn;

static void *take_turns(void *arg)
{
	int me = (int)(intptr_t)arg;

	for (int i = 0; i < 300; i++) {
		while (turn != me)
			sched_yield();
		turn = !me;
	}
	return NULL;
}

static void *work(void *arg)
{
	while (!stop)
		(*(volatile long *)arg)++;
	return NULL;
}

/* Everyone gets something: no number here, but none is left out. */
static void fair(void)
{
	static long done[8 * 8];
	pthread_t t[8];
	int starved;

	for (int i = 0; i < 8; i++)
		t[i] = spawn(work, &done[i * 8]);
	do { /* longer than that, where we are given little time ourselves */
		sleep_ms(400);
		starved = 0;
		for (int i = 0; i < 8; i++)
			starved += *(volatile long *)&done[i * 8] == 0;
	} while (starved);
	stop = 1;
	for (int i = 0; i < 8; i++)
		join(t[i]);
	P(starved);
}

static void *affinity(void *arg)
{
	cpu_set_t all, one, is;
	int cpus = 0, wrong = 0;

	sched_getaffinity(0, sizeof all, &all);
	for (int cpu = 0; cpu < CPU_SETSIZE; cpu++) {
		if (!CPU_ISSET(cpu, &all))
			continue;
		cpus++;
		CPU_ZERO(&one);
		CPU_SET(cpu, &one);
		if (pthread_setaffinity_np(pthread_self(), sizeof one, &one))
			wrong++;
		for (int i = 0; i < 50; i++) {
			wrong += sched_getcpu() != cpu;
			sched_yield();
		}
		pthread_getaffinity_np(pthread_self(), sizeof is, &is);
		wrong += !CPU_EQUAL(&is, &one);
	}
	P(wrong);
	P(cpus >= 1);
	CPU_ZERO(&one);
	R(pthread_setaffinity_np(pthread_self(), sizeof one, &one));
	R(pthread_setaffinity_np(pthread_self(), sizeof all, &all));
	return arg;
}

static void *names(void *arg)
{
	char name[20];

	prctl(PR_GET_NAME, name);
	P(strlen(name) > 0);
	prctl(PR_SET_NAME, "worker");
	prctl(PR_GET_NAME, name);
	puts(name);
	return arg;
}

static void *busy(void *arg)
{
	long long until = now(CLOCK_THREAD_CPUTIME_ID) + 100000000;

	while (now(CLOCK_THREAD_CPUTIME_ID) < until)
		;
	return arg;
}

static void cpu_time(void)
{
	long long thread = now(CLOCK_THREAD_CPUTIME_ID), process = now(CLOCK_PROCESS_CPUTIME_ID);
	clockid_t clock;
	struct rusage ru;
	pthread_t t;

	t = spawn(busy, NULL);
	R(pthread_getcpuclockid(t, &clock));
	P(now(clock) >= 0);
	join(t);
	P(now(CLOCK_PROCESS_CPUTIME_ID) - process >= 99000000);
	P(now(CLOCK_THREAD_CPUTIME_ID) - thread < 80000000); /* the other did the work */
	P(getrusage(RUSAGE_SELF, &ru));
	P(ru.ru_utime.tv_sec * 1000000 + ru.ru_utime.tv_usec + ru.ru_stime.tv_sec * 1000000 + ru.ru_stime.tv_usec >= 10000);
}

/* Uses 100 ms, and sends (arg) at times that nothing does about. */
static pthread_t sleeper;

static void *busy_noisy(void *arg)
{
	long long start = now(CLOCK_THREAD_CPUTIME_ID);

	for (int i = 0; i < 10; i++) {
		pthread_kill(sleeper, SIGCHLD);
		pthread_kill(sleeper, SIGCONT);
		kill(getpid(), SIGURG);
		while (now(CLOCK_THREAD_CPUTIME_ID) < start + 10000000 * (i + 1))
			;
	}
	return arg;
}

/* A sleep that no handler interrupts goes on until that much was used. */
static void sleep_used(void)
{
	struct timespec ts = { 0, 50000000 };
	long long process = now(CLOCK_PROCESS_CPUTIME_ID);
	pthread_t t;

	sleeper = pthread_self();
	t = spawn(busy_noisy, NULL);
	R(clock_nanosleep(CLOCK_PROCESS_CPUTIME_ID, 0, &ts, &ts));
	P(now(CLOCK_PROCESS_CPUTIME_ID) - process >= 50000000);
	join(t);
}

int main(void)
{
	struct sched_param p = { 0 };
	pthread_t t[2];
	int policy = 99;

	preempted();
	for (intptr_t i = 0; i < 2; i++)
		t[i] = spawn(take_turns, (void *)i);
	join(t[0]);
	join(t[1]);
	puts("taken turns");
	fair();
	join(spawn(affinity, NULL));
	join(spawn(names, NULL));
	cpu_time();
	sleep_used();
	R(pthread_getschedparam(pthread_self(), &policy, &p));
	P(policy == SCHED_OTHER && p.sched_priority == 0);
	p.sched_priority = 5;
	R(pthread_setschedparam(pthread_self(), SCHED_OTHER, &p));
	return 0;
}
