/* SPDX-License-Identifier: MIT */
/* Cancellation: deferred and at once, points, clean-up handlers, and being deaf to it. cpus: many */
#include "thread.h"

#include <fcntl.h>
#include <poll.h>

static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t c = PTHREAD_COND_INITIALIZER;
static sem_t sem;
static atomic_int ready;
static pthread_key_t key;

static void say(void *text)
{
	printf("clean-up: %s\n", (char *)text);
}

static void unlock(void *arg)
{
	printf("clean-up: the mutex is held: %d\n", pthread_mutex_trylock(arg) == EBUSY);
	pthread_mutex_unlock(arg);
}

static void *in_cond(void *arg)
{
	pthread_mutex_lock(&m);
	pthread_cleanup_push(unlock, &m);
	ready = 1;
	for (;;)
		pthread_cond_wait(&c, &m);
	pthread_cleanup_pop(0);
	return arg;
}

static void *in_sem(void *arg)
{
	ready = 1;
	sem_wait(&sem);
	return arg;
}

static void *in_sleep(void *arg)
{
	pthread_cleanup_push(say, "outer");
	pthread_cleanup_push(say, "inner");
	ready = 1;
	sleep(1000);
	pthread_cleanup_pop(0);
	pthread_cleanup_pop(0);
	return arg;
}

static void *in_join(void *arg)
{
	ready = 1;
	pthread_join(*(pthread_t *)arg, NULL);
	return arg;
}

static void *in_pause(void *arg)
{
	ready = 1;
	pause();
	return arg;
}

static void *in_poll(void *arg)
{
	ready = 1;
	poll(NULL, 0, -1);
	return arg;
}

static void *in_sigwait(void *arg)
{
	sigset_t set;
	int sig;

	sigemptyset(&set);
	sigaddset(&set, SIGUSR2);
	ready = 1;
	sigwait(&set, &sig);
	return arg;
}

static void *at_testcancel(void *arg)
{
	ready = 1;
	for (;;)
		pthread_testcancel();
	return arg;
}

static atomic_int noted;

static void note(void *arg)
{
	(void)arg;
	noted = 1;
}

/*
 * musl leaves with the stack pointer that it finds, as a call would leave it: so it must be that of a function
 * without a frame, and what cleans up may not mind.
 */
static void __attribute__((noinline)) spin(void)
{
	for (;;)
		*(volatile int *)&ready;
}

static void *at_once(void *arg)
{
	int old;

	pthread_cleanup_push(note, NULL);
	R(pthread_setcanceltype(PTHREAD_CANCEL_ASYNCHRONOUS, &old));
	P(old == PTHREAD_CANCEL_DEFERRED);
	ready = 1;
	spin();
	pthread_cleanup_pop(0);
	return arg;
}

/* Cancelled while deaf: it comes when hearing again, at the next point. */
static void *deaf(void *arg)
{
	int old, fd = open("/dev/null", O_WRONLY);

	R(pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &old));
	P(old == PTHREAD_CANCEL_ENABLE);
	ready = 1;
	await(&ready, 2);
	pthread_testcancel();
	P(write(fd, "x", 1));
	R(pthread_setcancelstate(PTHREAD_CANCEL_ENABLE, NULL));
	pthread_cleanup_push(say, "hears again");
	write(fd, "x", 1);
	pthread_cleanup_pop(0);
	puts("not reached");
	return arg;
}

static void destroyed(void *p)
{
	printf("destructor of %s\n", (char *)p);
}

static void *exits(void *arg)
{
	pthread_setspecific(key, "a value");
	pthread_cleanup_push(say, "pthread_exit");
	pthread_cleanup_push(say, "run by pop");
	pthread_cleanup_pop(1);
	pthread_exit(arg);
	pthread_cleanup_pop(0);
	return NULL;
}

static void cancelled(const char *what, void *(*f)(void *), void *arg)
{
	pthread_t t;
	int err;

	ready = 0;
	t = spawn(f, arg);
	await(&ready, 1);
	sleep_ms(5); /* until it waits; were it later, it would end at once */
	err = pthread_cancel(t);
	printf("%s: cancelled %d", what, join(t) == PTHREAD_CANCELED);
	printf(", %d\n", err);
}

int main(void)
{
	pthread_t t, sleeper;

	sem_init(&sem, 0, 0);
	pthread_key_create(&key, destroyed);
	cancelled("pthread_cond_wait", in_cond, NULL);
	R(pthread_mutex_trylock(&m));
	cancelled("sem_wait", in_sem, NULL);
	cancelled("sleep", in_sleep, NULL);
	cancelled("pause", in_pause, NULL);
	cancelled("poll", in_poll, NULL);
	cancelled("sigwait", in_sigwait, NULL);
	cancelled("pthread_testcancel", at_testcancel, NULL);
	cancelled("at once", at_once, NULL);
	P(noted);
	sleeper = spawn(in_sleep, NULL);
	cancelled("pthread_join", in_join, &sleeper);
	pthread_cancel(sleeper);
	P(join(sleeper) == PTHREAD_CANCELED);
	ready = 0;
	t = spawn(deaf, NULL);
	await(&ready, 1);
	P(pthread_cancel(t));
	ready = 2;
	P(join(t) == PTHREAD_CANCELED);
	P(join(spawn(exits, (void *)9)));
	return 0;
}
