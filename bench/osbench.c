/* SPDX-License-Identifier: MIT */
/*
 * osbench: cost of basic OS operations, one line per operation:
 *     NAME <tab> ITERATIONS <tab> NS_PER_OP
 * Portable Linux C, meant to be built static, so that one binary runs on Linux
 * and on anything with Linux's ABI:
 *     gcc -O2 -static -pthread -o osbench osbench.c        (or musl-gcc)
 * Run:  osbench [factor] [name ...]
 * Every loop stands between two markers: a `nopl disp32(%rax,%rax,1)` whose
 * displacement is 0xc0ee00NN (NN = 2 * test number, + 1 at the end). A CPU does
 * nothing for them, an emulator's plugin can see them, so that guest
 * instructions per operation = (count at end - count at start) / iterations.
 * Tests run in the order of the table; those that fail say so and go on.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/reboot.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#if defined(__x86_64__)
#define MARK(n) \
	__asm__ volatile(".byte 0x0f,0x1f,0x84,0x00; .long 0xc0ee0000+%c0" ::"i"(n) : "memory")
#else
#define MARK(n) __asm__ volatile("" ::: "memory")
#endif

#ifndef FUTEX_WAIT /* musl has no linux/futex.h */
#define FUTEX_WAIT         0
#define FUTEX_WAKE         1
#define FUTEX_PRIVATE_FLAG 128
#endif

static int rfd, wfd, p1[2], p2[2], sv[2], bad;

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1e9 + t.tv_nsec;
}

/* --- futex hand-off between two threads ------------------------------- */
static volatile uint32_t turn;
static void fwait(volatile uint32_t *a, uint32_t v)
{
	syscall(SYS_futex, a, FUTEX_WAIT | FUTEX_PRIVATE_FLAG, v, 0, 0, 0);
}
static void fwake(volatile uint32_t *a)
{
	syscall(SYS_futex, a, FUTEX_WAKE | FUTEX_PRIVATE_FLAG, 1, 0, 0, 0);
}

static void *futex_peer(void *arg)
{
	long n = (long)arg;
	while (n--) {
		while (__atomic_load_n(&turn, __ATOMIC_ACQUIRE) != 1)
			fwait(&turn, 0);
		__atomic_store_n(&turn, 0, __ATOMIC_RELEASE);
		fwake(&turn);
	}
	return 0;
}

static void *pipe_peer(void *arg)
{
	long n = (long)arg;
	char c;
	while (n--)
		if (read(p1[0], &c, 1) != 1 || write(p2[1], &c, 1) != 1)
			break;
	return 0;
}

/* Another thread to switch to, which counts its turns. */
static volatile long turns;
static volatile int peer_stops;
static void *yield_peer(void *arg)
{
	for (; !peer_stops; turns++)
		sched_yield();
	return arg;
}

static void *nothing(void *arg)
{
	return arg;
}

/* Free addresses that begin with a page table: how many faults and tables a mapping takes is not left to chance. */
static void *free_addresses(void)
{
	char *p = mmap(0, 4 << 20, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (p == MAP_FAILED)
		return 0;
	munmap(p, 4 << 20);
	return (void *)(((uintptr_t)p + (2 << 20) - 1) & -(uintptr_t)(2 << 20));
}

static int fail(const char *name)
{
	printf("%s\tFAILED\t%s\n", name, strerror(errno));
	return -1;
}

/* One loop, timed and marked. `i` counts; BODY is an expression or block. */
#define TEST(id, name, iters, BODY)                                                \
	do {                                                                       \
		if (wanted(name, argc, argv)) {                                    \
			long n = (long)((iters)*factor), i;                        \
			if (n < 1)                                                 \
				n = 1;                                             \
			bad = 0;                                                   \
			for (i = 0; i < 2; i++) {                                  \
				BODY;                                              \
			} /* warm up */                                            \
			double t0 = now();                                         \
			MARK(2 * (id));                                            \
			for (i = 0; i < n; i++) {                                  \
				BODY;                                              \
			}                                                          \
			MARK(2 * (id) + 1);                                        \
			double t1 = now();                                         \
			if (bad)                                                   \
				fail(name);                                        \
			else                                                       \
				printf("%s\t%ld\t%.1f\n", name, n, (t1 - t0) / n); \
		}                                                                  \
	} while (0)

static double factor = 1;

static int wanted(const char *name, int argc, char **argv)
{
	if (argc < 3)
		return 1;
	for (int k = 2; k < argc; k++)
		if (!strcmp(argv[k], name))
			return 1;
	return 0;
}

int main(int argc, char **argv)
{
	static char buf[65536];
	struct timespec ts;
	struct stat st;
	pthread_t th;
	char c = 0;

	setvbuf(stdout, 0, _IONBF, 0);
	if (argc > 1)
		factor = atof(argv[1]);
	if (factor <= 0)
		factor = 1;
	if (getpid() == 1) { /* as /init of an empty initramfs */
		mkdir("/dev", 0755);
		mkdir("/tmp", 0777);
		syscall(SYS_mknod, "/dev/null", 0020666, 0x103);
		syscall(SYS_mknod, "/dev/zero", 0020666, 0x105);
	}
	rfd = open("/dev/zero", O_RDONLY);
	wfd = open("/dev/null", O_WRONLY);

	TEST(1, "empty", 100000, __asm__ volatile("" ::: "memory"));
	TEST(2, "getpid", 100000, syscall(SYS_getpid));
	TEST(21, "getpid_direct", 100000, (void)getpid());
	if (rfd < 0)
		fail("read_zero_1");
	else
		TEST(3, "read_zero_1", 50000, (void)!read(rfd, &c, 1));
	if (wfd < 0)
		fail("write_null_1");
	else
		TEST(4, "write_null_1", 50000, (void)!write(wfd, &c, 1));
	TEST(5, "clock_gettime", 50000, clock_gettime(CLOCK_MONOTONIC, &ts));
	TEST(6, "clock_gettime_sys", 50000, syscall(SYS_clock_gettime, CLOCK_MONOTONIC, &ts));
	TEST(7, "stat_root", 20000, stat("/", &st));

	if (pipe(p1) || pipe(p2)) {
		fail("pipe");
	} else {
		TEST(8, "pipe_self_1", 20000, {
			(void)!write(p1[1], &c, 1);
			(void)!read(p1[0], &c, 1);
		});
		long n = (long)(5000 * factor);
		n = (n < 1 ? 1 : n) + 2; /* 2: the warm-up rounds */
		if (wanted("pipe_pingpong", argc, argv)) {
			if (pthread_create(&th, 0, pipe_peer, (void *)n)) {
				fail("pipe_pingpong");
			} else {
				TEST(9, "pipe_pingpong", 5000, {
					(void)!write(p1[1], &c, 1);
					(void)!read(p2[0], &c, 1);
				});
				close(p1[1]); /* ends the peer */
				pthread_join(th, 0);
			}
		}
	}
	if (socketpair(AF_UNIX, SOCK_STREAM, 0, sv))
		fail("unix_self_1");
	else
		TEST(10, "unix_self_1", 10000, {
			(void)!write(sv[0], &c, 1);
			(void)!read(sv[1], &c, 1);
		});

	void *at = free_addresses();
	TEST(11, "mmap_touch_munmap_1M", 200, {
		volatile char *p = mmap(at, 1 << 20, PROT_READ | PROT_WRITE,
					MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		if (p == MAP_FAILED) {
			bad = 1;
			break;
		}
		for (int k = 0; k < 256; k++)
			p[k * 4096] = 1;
		munmap((void *)p, 1 << 20);
	});
	TEST(12, "thread_create_join", 500, {
		if (pthread_create(&th, 0, nothing, 0)) {
			bad = 1;
			break;
		}
		pthread_join(th, 0);
	});
	{
		long n = (long)(5000 * factor);
		n = (n < 1 ? 1 : n) + 2;
		if (wanted("futex_pingpong", argc, argv)) {
			if (pthread_create(&th, 0, futex_peer, (void *)n)) {
				fail("futex_pingpong");
			} else {
				TEST(13, "futex_pingpong", 5000, {
					__atomic_store_n(&turn, 1, __ATOMIC_RELEASE);
					fwake(&turn);
					while (__atomic_load_n(&turn, __ATOMIC_ACQUIRE))
						fwait(&turn, 1);
				});
				pthread_join(th, 0);
			}
		}
	}
	TEST(14, "futex_wake_none", 20000, fwake(&turn));
	TEST(15, "sched_yield", 20000, sched_yield());
	if (wanted("yield_switch", argc, argv)) { /* on one CPU: to the other thread and back */
		if (pthread_create(&th, 0, yield_peer, 0)) {
			fail("yield_switch");
		} else {
			while (!turns)
				sched_yield();
			long before = turns;
			TEST(22, "yield_switch", 20000, sched_yield());
			if (turns - before < 10000 * factor)
				puts("yield_switch\tFAILED\tthe other thread had no turn");
			peer_stops = 1;
			pthread_join(th, 0);
		}
	}
	if (wfd < 0)
		fail("write_null_64K");
	else
		TEST(16, "write_null_64K", 5000, (void)!write(wfd, buf, sizeof buf));
	if (rfd < 0)
		fail("read_zero_64K");
	else
		TEST(17, "read_zero_64K", 1000, (void)!read(rfd, buf, sizeof buf));
	TEST(18, "open_close_root", 10000, {
		int f = open("/", O_RDONLY | O_DIRECTORY);
		if (f < 0) {
			bad = 1;
			break;
		}
		close(f);
	});
	{ /* 1 MiB file: write, then read through the page cache */
		int f = open("/tmp/osbench.dat", O_RDWR | O_CREAT | O_TRUNC, 0600);
		if (f < 0)
			f = open("/osbench.dat", O_RDWR | O_CREAT | O_TRUNC, 0600);
		if (f < 0 || write(f, buf, sizeof buf) != (ssize_t)sizeof buf)
			fail("pread_file_4K");
		else {
			TEST(19, "pread_file_4K", 10000,
			     (void)!pread(f, buf, 4096, (i % 16) * 4096));
			TEST(20, "pwrite_file_4K", 10000,
			     (void)!pwrite(f, buf, 4096, (i % 16) * 4096));
			close(f);
		}
	}
	puts("done");
	if (getpid() == 1)
		reboot(RB_AUTOBOOT);
	return 0;
}
