/* SPDX-License-Identifier: MIT */
/* Code that is made while the program runs, as compilers and loaders make it. jit: yes, cpus: many */
#include "mm.h"

#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>

#define RX  (PROT_READ | PROT_EXEC)
#define RWX (PROT_READ | PROT_WRITE | PROT_EXEC)

/* mov $value, %eax; ret */
static void make_code(void *at, int value)
{
	unsigned char code[] = { 0xb8, 0, 0, 0, 0, 0xc3 };

	memcpy(code + 1, &value, 4);
	memcpy(at, code, sizeof code);
}

static int code_fault;

static void on_code_fault(int sig, siginfo_t *info, void *context)
{
	(void)context;
	code_fault = info->si_code;
	siglongjmp(jump, sig);
}

/* What the code at (p) returns, or minus the signal. */
static int call(void *p)
{
	int sig = sigsetjmp(jump, 1);

	return sig ? -sig : ((int (*)(void))p)();
}

static void flip(void)
{
	char *p = mmap(NULL, 4 * PAGE, RW, ANON, -1, 0);

	for (int i = 0; i < 4; i++)
		make_code(p + i * PAGE, 100 + i);
	T(call(p));
	T(code_fault);
	T(mprotect(p, 2 * PAGE, RX));
	T(call(p));
	T(call(p + PAGE));
	T(call(p + 2 * PAGE));
	T(put(p, 1));
	T(mprotect(p, PAGE, RW));
	T(call(p));
	make_code(p, 200);
	T(mprotect(p, PAGE, RX));
	T(call(p));
	T(mprotect(p, 4 * PAGE, RWX));
	for (int i = 0; i < 4; i++) {
		make_code(p + i * PAGE, 300 + i);
		printf("%d\n", call(p + i * PAGE));
	}
	T(mprotect(p, 4 * PAGE, PROT_NONE));
	T(call(p));
	T(mprotect(p, 4 * PAGE, PROT_EXEC));
	T(call(p + PAGE));
	T(munmap(p, 4 * PAGE));
	T(call(p));
	T(code_fault);
}

/* A reservation that becomes code piece by piece; and code that moves. */
static void reserve(void)
{
	char *p = mmap(NULL, 1ul << 30, PROT_NONE, ANON | MAP_NORESERVE, -1, 0), *q;

	M(mmap(p + (8 << 20), 16 * PAGE, RWX, ANON | MAP_FIXED, -1, 0));
	T(mprotect(p + (64 << 20), 16 * PAGE, RWX));
	make_code(p + (8 << 20) + 5 * PAGE, 1);
	make_code(p + (64 << 20) + 6 * PAGE, 2);
	T(call(p + (8 << 20) + 5 * PAGE));
	T(call(p + (64 << 20) + 6 * PAGE));
	q = mremap(p + (8 << 20), 16 * PAGE, 64 * PAGE, MREMAP_MAYMOVE);
	T(call(q + 5 * PAGE));
	make_code(q + 63 * PAGE, 3);
	T(call(q + 63 * PAGE));
	munmap(q, 64 * PAGE);
	munmap(p, 1ul << 30);
	q = aligned_alloc(PAGE, PAGE);
	make_code(q, 4);
	T(mprotect(q, PAGE, RWX));
	T(call(q));
	T(mprotect(q, PAGE, RW));
}

/* One file, mapped to be written and to be executed. */
static void twice(int fd, const char *what)
{
	char *w, *x;

	printf("%s\n", what);
	T(ftruncate(fd, 3 * PAGE));
	w = mmap(NULL, 3 * PAGE, RW, MAP_SHARED, fd, 0);
	x = mmap(NULL, 3 * PAGE, RX, MAP_SHARED, fd, 0);
	for (int i = 0; i < 3; i++) {
		make_code(w + i * PAGE, i);
		printf("%d", call(x + i * PAGE));
		make_code(w + i * PAGE, 10 + i);
		printf(" %d\n", call(x + i * PAGE));
	}
	T(call(w));
	T(put(x, 1));
	T(mprotect(x, 3 * PAGE, RWX));
	make_code(x + PAGE, 70);
	T(call(x + PAGE));
	T(mprotect(w, 3 * PAGE, RX));
	T(call(w + PAGE));
	T(call(w + 2 * PAGE));
	munmap(w, 3 * PAGE);
	munmap(x, 3 * PAGE);
}

/* As a loader maps a library: all of it, then what is not code over it. */
static void load(int fd)
{
	char *p = mmap(NULL, 4 * PAGE, RX, MAP_PRIVATE, fd, 0), *q;

	T(call(p + 2 * PAGE));
	M(mmap(p + PAGE, PAGE, RW, MAP_PRIVATE | MAP_FIXED, fd, PAGE));
	M(mmap(p + 3 * PAGE, PAGE, RW, ANON | MAP_FIXED, -1, 0));
	T(call(p));
	T(call(p + PAGE));
	T(get(p + PAGE + 1));
	T(put(p + 3 * PAGE, 1));
	T(put(p, 1));
	/* Relocations in the text. */
	T(mprotect(p, PAGE, RW));
	make_code(p, 500);
	T(mprotect(p, PAGE, RX));
	T(call(p));
	munmap(p, 4 * PAGE);
	q = mmap(NULL, 3 * PAGE, RWX, MAP_PRIVATE, fd, 0);
	T(call(q));
	make_code(q, 600);
	T(call(q));
	T(call(q + 2 * PAGE));
	munmap(q, 3 * PAGE);
}

static void files(void)
{
	char name[] = "/tmp/pith_XXXXXX";
	int fd = mkstemp(name), from;

	twice(fd, "file");
	load(fd);
	from = open(name, O_RDONLY);
	load(from);
	M(mmap(NULL, PAGE, RX, MAP_SHARED, from, 0));
	M(mmap(NULL, PAGE, RWX, MAP_SHARED, from, 0));
	close(from);
	from = open(name, O_WRONLY);
	M(mmap(NULL, PAGE, PROT_EXEC, MAP_PRIVATE, from, 0));
	close(from);
	close(fd);
	unlink(name);
	fd = memfd_create("code", 0);
	twice(fd, "memfd");
	close(fd);
}

/* A page that stops to be code does so for all threads, and on all processors. */
static char *shared_code;
static atomic_int calls, stop;

static void *caller(void *arg)
{
	long bad = 0;

	(void)arg;
	while (!atomic_load(&stop)) {
		int want = atomic_load(&calls), got;

		got = ((int (*)(void))shared_code)();
		/* The code may be newer than what was said before the call, never older. */
		bad += got < want;
		sched_yield();
	}
	return (void *)bad;
}

static void threads(void)
{
	pthread_t t[3];
	void *bad;
	long sum = 0;
	int fd = memfd_create("code", 0);
	char *w;

	ftruncate(fd, PAGE);
	w = mmap(NULL, PAGE, RW, MAP_SHARED, fd, 0);
	shared_code = mmap(NULL, PAGE, RX, MAP_SHARED, fd, 0);
	make_code(w, 0);
	for (int i = 0; i < 3; i++)
		pthread_create(&t[i], NULL, caller, NULL);
	for (int i = 1; i < 200; i++) {
		atomic_store((_Atomic int *)(w + 1), i);
		atomic_store(&calls, i);
		sched_yield();
	}
	atomic_store(&stop, 1);
	for (int i = 0; i < 3; i++) {
		pthread_join(t[i], &bad);
		sum += (long)bad;
	}
	T(sum);
}

/* (turn) 1: main may take the rights away; 2: they are gone. */
static atomic_int turn;

static void *revoked(void *arg)
{
	int before = ((int (*)(void))arg)();

	atomic_store(&turn, 1);
	while (atomic_load(&turn) != 2)
		;
	return (void *)(long)(call(arg) * 1000 + before);
}

static void take_away(void)
{
	char *p = mmap(NULL, PAGE, RW, ANON, -1, 0);
	pthread_t t;
	void *got;

	for (int i = 0; i < 3; i++) {
		make_code(p, 7 + i);
		mprotect(p, PAGE, RX);
		call(p);
		atomic_store(&turn, 0);
		pthread_create(&t, NULL, revoked, p);
		while (atomic_load(&turn) != 1)
			sched_yield();
		mprotect(p, PAGE, RW);
		atomic_store(&turn, 2);
		pthread_join(t, &got);
		printf("%ld\n", (long)got);
	}
}

int main(void)
{
	struct sigaction a = { .sa_sigaction = on_code_fault, .sa_flags = SA_SIGINFO };

	setvbuf(stdout, NULL, _IOLBF, 0);
	sigaction(SIGSEGV, &a, NULL);
	sigaction(SIGBUS, &a, NULL);
	flip();
	reserve();
	files();
	threads();
	take_away();
	return 0;
}
