/* SPDX-License-Identifier: MIT */
/*
 * Places of system calls that C libraries have besides those of thread_sites.c: behind the instruction
 * the answer is moved or tested, or the function ends. Met by several threads at once for the first
 * time, interrupted, and taken up again. cpus: many, door: binary
 */
#include "sites.h"

#include <fcntl.h>

#define SITES 60

#define LOAD                      \
	"	mov %edi, %eax\n" \
	"	mov %rsi, %rdi\n" \
	"	mov %rdx, %rsi\n" \
	"	mov %rcx, %rdx\n"

__asm__(".text\n"
	".balign 4096\n"
	"tails_return: .rept 60\n"
	LOAD
	"	syscall\n"
	"	ret\n"
	"	.balign 16\n"
	".endr\n"
	"tails_move: .rept 60\n"
	LOAD
	"	syscall\n"
	"	mov %rax, %rdi\n"
	"	neg %rdi\n"
	"	mov %rdi, %rax\n"
	"	ret\n"
	"	.balign 16\n"
	".endr\n"
	"tails_high: .rept 60\n"
	"	push %r14\n"
	LOAD
	"	syscall\n"
	"	mov %rax, %r14\n"
	"	xor %eax, %eax\n"
	"	sub %r14, %rax\n"
	"	pop %r14\n"
	"	ret\n"
	"	.balign 16\n"
	".endr\n"
	"tails_test: .rept 60\n"
	LOAD
	"	syscall\n"
	"	test %rax, %rax\n"
	"	js 1f\n"
	"	neg %rax\n"
	"	ret\n"
	"1:	mov $777, %eax\n"
	"	ret\n"
	"	.balign 16\n"
	".endr\n"
	"tails_half: .rept 60\n"
	LOAD
	"	mov $-1, %r10\n"
	"	syscall\n"
	"	mov %eax, %r10d\n"
	"	movslq %r10d, %rax\n"
	"	sub %r10, %rax\n"
	"	sar $32, %rax\n"
	"	xor %r10d, %eax\n"
	"	ret\n"
	"	.balign 16\n"
	".endr\n"
	"tails_end:\n"
	/* Somebody jumps to the padding behind this one. */
	"tails_jumped:\n"
	"	test %rcx, %rcx\n"
	"	js 1f\n"
	"	mov %edi, %eax\n"
	"	mov %rsi, %rdi\n"
	"	nop\n"
	"	syscall\n"
	"	ret\n"
	"1:	.balign 16\n"
	"	mov $88, %eax\n"
	"	ret\n");

extern const char tails_return[], tails_move[], tails_high[], tails_test[], tails_half[], tails_end[], tails_jumped[];

static site *at(const char *from, const char *to, int i)
{
	return (site *)(from + (to - from) / SITES * i);
}

#define RETURN(i) at(tails_return, tails_move, i)
#define MOVE(i)	  at(tails_move, tails_high, i)
#define HIGH(i)	  at(tails_high, tails_test, i)
#define TEST(i)	  at(tails_test, tails_half, i)
#define HALF(i)	  at(tails_half, tails_end, i)

static int wrong_at(int i, pid_t tid)
{
	int n = 0;

	n += RETURN(i)(SYS_gettid, 0, 0, 0) != tid;
	n += RETURN(i)(SYS_close, -1, 0, 0) != -EBADF;
	n += MOVE(i)(SYS_gettid, 0, 0, 0) != -tid;
	n += MOVE(i)(SYS_close, -1, 0, 0) != EBADF;
	n += HIGH(i)(SYS_gettid, 0, 0, 0) != -tid;
	n += HIGH(i)(SYS_close, -1, 0, 0) != EBADF;
	n += TEST(i)(SYS_gettid, 0, 0, 0) != -tid;
	n += TEST(i)(SYS_close, -1, 0, 0) != 777;
	n += HALF(i)(SYS_gettid, 0, 0, 0) != tid;
	n += (int)HALF(i)(SYS_close, -1, 0, 0) != (-EBADF ^ -1);
	return n;
}

static void *hammer(void *arg)
{
	pid_t tid = (pid_t)syscall(SYS_gettid);

	(void)arg;
	for (int i = 0; i < SITES - 4; i++) {
		pthread_barrier_wait(&together);
		for (int k = 0; k < 3; k++)
			wrong += wrong_at(i, tid);
	}
	return NULL;
}

/* A thread that is cancelled while it waits, by a place of the C library's own. */
static void *cancelled(void *arg)
{
	char byte;

	*(atomic_int *)arg = 1;
	return read(0, &byte, 0) < 0 || pause() ? NULL : arg;
}

/* One that never waits: it is cancelled between two calls, or in one. */
static void *busy(void *arg)
{
	int fd = open("/dev/zero", O_RDONLY);
	char byte;

	pthread_cleanup_push((void (*)(void *))(void *)close, (void *)(long)fd);
	*(atomic_int *)arg = 1;
	while (read(fd, &byte, 1) == 1)
		;
	pthread_cleanup_pop(0);
	return arg;
}

static void test_cancel(void)
{
	int n = 0;

	for (int i = 0; i < 30; i++) {
		atomic_int ready = 0;
		pthread_t t = spawn(busy, &ready);
		void *end;

		await(&ready, 1);
		sleep_ms(1);
		pthread_cancel(t);
		pthread_join(t, &end);
		n += end == PTHREAD_CANCELED;
	}
	printf("cancelled while busy: %d\n", n);
	for (int i = 0; i < 3; i++) {
		atomic_int ready = 0;
		pthread_t t = spawn(cancelled, &ready);
		void *end;

		await(&ready, 1);
		sleep_ms(10);
		pthread_cancel(t);
		pthread_join(t, &end);
		printf("cancelled: %d\n", end == PTHREAD_CANCELED);
	}
}

int main(void)
{
	site *jumped = (site *)tails_jumped;

	setvbuf(stdout, NULL, _IOLBF, 0);
	for (int i = 0; i < 3; i++)
		printf("jumped: %d %ld\n", jumped(SYS_close, -1, 0, 0) == -EBADF, jumped(0, 0, 0, -1));
	test_again("return", RETURN(SITES - 1), SA_RESTART);
	test_again("return again", RETURN(SITES - 1), SA_RESTART);
	test_again("return, ended", RETURN(SITES - 1), 0);
	test_again("move", MOVE(SITES - 1), SA_RESTART);
	test_again("move, ended", MOVE(SITES - 1), 0);
	test_again("high", HIGH(SITES - 1), SA_RESTART);
	test_again("test", TEST(SITES - 1), SA_RESTART);
	test_again("test, ended", TEST(SITES - 1), 0);
	test_first(hammer);
	test_storm(wrong_at, SITES);
	test_cancel();
	return 0;
}
