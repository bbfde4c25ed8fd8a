/* SPDX-License-Identifier: MIT */
/* Threads come and go: results, detached ones, a thousand at once, what each has of its own. cpus: many */
#include "thread.h"

static __thread int own = 5;
static __thread char own_zero[3000];
static int order[8], orders;
static atomic_int started, gone;
static pthread_key_t key, key2;

static void *answer(void *arg)
{
	return (void *)((uintptr_t)arg * 2 + own++);
}

static void *count_and_go(void *arg)
{
	(void)arg;
	atomic_fetch_add(&gone, 1);
	return NULL;
}

static void *self(void *arg)
{
	*(pthread_t *)arg = pthread_self();
	pthread_exit((void *)7);
}

static void results(void)
{
	pthread_t t, seen, me = pthread_self();

	for (uintptr_t i = 0; i < 5; i++)
		P(join(spawn(answer, (void *)i)));
	t = spawn(self, &seen);
	P(join(t));
	P(pthread_equal(t, seen) && !pthread_equal(t, me));
}

static void attributes(void)
{
	static char stack[1 << 16] __attribute__((aligned(4096)));
	pthread_attr_t a;
	pthread_t t;
	size_t size, guard;
	void *at;
	int state;

	pthread_attr_init(&a);
	R(pthread_attr_getdetachstate(&a, &state));
	P(state == PTHREAD_CREATE_JOINABLE);
	R(pthread_attr_setdetachstate(&a, 99));
	R(pthread_attr_setstacksize(&a, 100));
	R(pthread_attr_setstacksize(&a, 1 << 18));
	R(pthread_attr_setguardsize(&a, 8192));
	R(pthread_create(&t, &a, answer, (void *)21));
	P(join(t));
	R(pthread_attr_setstack(&a, stack, sizeof stack));
	R(pthread_create(&t, &a, answer, (void *)21));
	P(join(t));
	pthread_attr_destroy(&a);
	R(pthread_getattr_np(pthread_self(), &a));
	R(pthread_attr_getstack(&a, &at, &size));
	P((char *)&a >= (char *)at && (char *)&a < (char *)at + size);
	R(pthread_attr_getguardsize(&a, &guard));
}

static void *hold(void *arg)
{
	pthread_mutex_t *m = arg;

	atomic_fetch_add(&started, 1);
	pthread_mutex_lock(m);
	pthread_mutex_unlock(m);
	own_zero[0]++;
	return (void *)(long)(own_zero[0] + own_zero[2999] + own);
}

/* All alive at once. */
static void thousand(void)
{
	static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
	static pthread_t t[1000];
	pthread_attr_t a;
	long sum = 0;

	pthread_attr_init(&a);
	pthread_attr_setstacksize(&a, 65536);
	pthread_mutex_lock(&m);
	for (int i = 0; i < 1000; i++) {
		int err = pthread_create(&t[i], &a, hold, &m);

		if (err) {
			printf("thread %d: %d\n", i, err);
			exit(1);
		}
	}
	await(&started, 1000);
	P(started);
	pthread_mutex_unlock(&m);
	for (int i = 0; i < 1000; i++)
		sum += (long)join(t[i]);
	P(sum);
}

static void detached(void)
{
	pthread_attr_t a;
	pthread_t t;

	pthread_attr_init(&a);
	pthread_attr_setdetachstate(&a, PTHREAD_CREATE_DETACHED);
	gone = 0;
	for (int i = 0; i < 50; i++)
		if (pthread_create(&t, &a, count_and_go, NULL))
			P(i);
	await(&gone, 50);
	P(gone);
	for (int i = 0; i < 50; i++)
		pthread_detach(spawn(count_and_go, NULL));
	await(&gone, 100);
	P(gone);
}

static void destroy(void *p)
{
	order[orders++] = (int)(intptr_t)p;
	if ((intptr_t)p < 4) /* comes again */
		pthread_setspecific(key, (char *)p + 1);
}

static void *with_keys(void *arg)
{
	P(pthread_getspecific(key) == NULL);
	pthread_setspecific(key, (void *)1);
	pthread_setspecific(key2, (void *)100);
	return arg;
}

static void keys(void)
{
	pthread_key_t many[200];
	int n = 0;

	R(pthread_key_create(&key, destroy));
	R(pthread_key_create(&key2, NULL));
	pthread_setspecific(key, (void *)50);
	join(spawn(with_keys, NULL));
	for (int i = 0; i < orders; i++)
		P(order[i]);
	P((long)pthread_getspecific(key));
	R(pthread_key_delete(key2));
	pthread_setspecific(key, NULL);
	while (n < 100 && !pthread_key_create(&many[n], NULL))
		n++;
	P(n);
	while (n)
		pthread_key_delete(many[--n]);
}

static pthread_once_t once = PTHREAD_ONCE_INIT;
static int ran;

static void run_once(void)
{
	sleep_ms(10);
	ran++;
}

static void *try_once(void *arg)
{
	(void)arg;
	pthread_once(&once, run_once);
	return (void *)(long)ran;
}

static void onces(void)
{
	pthread_t t[20];
	long sum = 0;

	for (int i = 0; i < 20; i++)
		t[i] = spawn(try_once, NULL);
	for (int i = 0; i < 20; i++)
		sum += (long)join(t[i]);
	P(sum);
	P(ran);
}

int main(void)
{
	attributes();
	thousand();
	detached();
	keys();
	onces();
	results();
	return 0;
}
