/* SPDX-License-Identifier: MIT */
/*
 * An application that tries what a hardened system does not allow. Its argument names the attack;
 * it says `survived` when it was not stopped, and `refused` when the system would not go along.
 */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#define PAGE 4096

/* What the compiler must not see through. */
static volatile size_t many = 64;
static volatile uintptr_t nowhere;

static char **arguments;

static const int constant[4] = { 1, 2, 3, 4 };
static const char *const pointers[2] = { "one", "two" };
static unsigned char code_as_data[16] = { 0xc3 }; /* ret */

static void call(const void *p)
{
	((void (*)(void))(uintptr_t)p)();
}

static void write_code(void)
{
	*(volatile unsigned char *)(uintptr_t)write_code = 0xc3;
}

static void write_constant(void)
{
	*(volatile int *)(uintptr_t)&constant[1] = 5;
}

static void write_relocated(void)
{
	*(const char *volatile *)(uintptr_t)&pointers[1] = "three";
}

static void run_data(void)
{
	call(code_as_data);
}

static void run_stack(void)
{
	volatile unsigned char code[16] = { 0xc3 };

	call((const void *)code);
}

static void run_heap(void)
{
	unsigned char *code = malloc(16);

	code[0] = 0xc3;
	call(code);
}

static void run_mapped(void)
{
	unsigned char *code =
		mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	code[0] = 0xc3;
	call(code);
}

static void null_read(void)
{
	(void)*(volatile int *)nowhere;
}

static void null_write(void)
{
	*(volatile int *)(nowhere + 8) = 1;
}

static void null_call(void)
{
	call((const void *)nowhere);
}

static int deeper(int n)
{
	volatile char room[1000];

	room[0] = (char)n;
	return deeper(n + 1) + room[0];
}

static void stack_overrun(void)
{
	deeper(0);
}

static __attribute__((noinline)) void fill(char *buf, size_t n)
{
	memset(buf, 'A', n);
}

static __attribute__((noinline)) int smash(void)
{
	char buf[16];

	fill(buf, many);
	return buf[many % 16];
}

static void buffer_overrun(void)
{
	smash();
}

static void heap_overrun(void)
{
	char *p = malloc(24);

	fill(p, many);
	free(p);
}

static void double_free(void)
{
	char *volatile p = malloc(24);

	free(p);
	free(p);
}

/* A system that refuses says so by an error. */
/* All memory there is, and more. */
static void memory_eater(void)
{
	size_t size = 64ul << 30;
	char *p = mmap(NULL, size, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	for (size_t i = 0; i < size; i += 4096)
		p[i] = 1;
}

static void refused_if(int is)
{
	if (is) {
		printf("refused\n");
		exit(0);
	}
}

static void map_writable_code(void)
{
	refused_if(mmap(NULL, PAGE, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS,
			-1, 0) == MAP_FAILED);
}

static void open_code(void)
{
	uintptr_t page = (uintptr_t)open_code & -(uintptr_t)PAGE;

	refused_if(mprotect((void *)page, PAGE, PROT_READ | PROT_WRITE | PROT_EXEC) < 0 &&
		   mprotect((void *)page, PAGE, PROT_READ | PROT_WRITE) < 0);
}

static void map_null(void)
{
	refused_if(mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED,
			-1, 0) == MAP_FAILED);
}

static long host_call(long nr, long a, long b, long c)
{
	long result;

	__asm__ volatile("xor %%r10d, %%r10d\n\t"
			 "xor %%r8d, %%r8d\n\t"
			 "xor %%r9d, %%r9d\n\t"
			 "syscall"
			 : "=a"(result)
			 : "0"(nr), "D"(a), "S"(b), "d"(c)
			 : "rcx", "r8", "r9", "r10", "r11", "memory");
	return result;
}

static void host_open(void)
{
	host_call(SYS_openat, -100, (long)"/etc/passwd", 0);
}

static void host_socket(void)
{
	host_call(SYS_socket, 2, 1, 0);
}

static void host_execve(void)
{
	host_call(SYS_execve, (long)"/bin/sh", 0, 0);
}

static void host_fork(void)
{
	host_call(SYS_fork, 0, 0, 0);
}

static void host_write_other(void)
{
	host_call(SYS_write, 9, (long)"x", 1);
}

static void host_make_code(void)
{
	void *page = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	host_call(SYS_mprotect, (long)page, PAGE, PROT_READ | PROT_EXEC);
}

/* Not an attack: where things are, to see that they are elsewhere the next time. */
static void places(void)
{
	int local;
	void *heap = malloc(1), *big = malloc(1 << 20);

	printf("code %p\nstack %p\nheap %p\nmapped %p\n", (void *)(uintptr_t)places, (void *)&local,
	       heap, big);
	exit(0);
}

/* Make one host call, as harmless as may be: attack probe NUMBER FIRST-ARGUMENT. */
static void probe(void)
{
	host_call(atol(arguments[2]), atol(arguments[3]), 0, 1);
}

static const struct {
	const char *name;
	void (*run)(void);
} attacks[] = {
	{ "write_code", write_code },
	{ "write_constant", write_constant },
	{ "write_relocated", write_relocated },
	{ "run_data", run_data },
	{ "run_stack", run_stack },
	{ "run_heap", run_heap },
	{ "run_mapped", run_mapped },
	{ "memory_eater", memory_eater },
	{ "null_read", null_read },
	{ "null_write", null_write },
	{ "null_call", null_call },
	{ "stack_overrun", stack_overrun },
	{ "buffer_overrun", buffer_overrun },
	{ "heap_overrun", heap_overrun },
	{ "double_free", double_free },
	{ "map_writable_code", map_writable_code },
	{ "open_code", open_code },
	{ "map_null", map_null },
	{ "host_open", host_open },
	{ "host_socket", host_socket },
	{ "host_execve", host_execve },
	{ "host_fork", host_fork },
	{ "host_write_other", host_write_other },
	{ "host_make_code", host_make_code },
	{ "places", places },
	{ "probe", probe },
};

int main(int argc, char **argv)
{
	arguments = argv;
	setvbuf(stdout, NULL, _IONBF, 0);
	for (size_t i = 0; argc > 1 && i < sizeof(attacks) / sizeof(attacks[0]); i++) {
		if (strcmp(argv[1], attacks[i].name) == 0) {
			attacks[i].run();
			printf("survived\n");
			return 1;
		}
	}
	return 2;
}
