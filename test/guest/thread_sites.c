/* SPDX-License-Identifier: MIT */
/*
 * Places that system calls are made from, met by several threads at once for the first time, at all
 * distances from a page's end; interrupted there and taken up again; that make threads; that are
 * mapped, unmapped and mapped again. cpus: many, door: binary
 */
#include "sites.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/wait.h>

#define SITES 600

/* Each piece is as long as the other ones of its kind, and what is there to be executed once is there many times. */
__asm__(".text\n"
	".balign 4096\n"
	"sites_number: .rept 600\n"
	"	endbr64\n"
	"	mov $186, %eax\n"	/* gettid */
	"	syscall\n"
	"	ret\n"
	".endr\n"
	".balign 4096\n"
	"sites_compare: .rept 600\n"
	"	mov %edi, %eax\n"
	"	mov %rsi, %rdi\n"
	"	mov %rdx, %rsi\n"
	"	mov %rcx, %rdx\n"
	"	syscall\n"
	"	cmp $-4095, %rax\n"
	"	jae 1f\n"
	"	ret\n"
	"1:	neg %eax\n"
	"	bts $40, %rax\n"
	"	ret\n"
	".endr\n"
	"sites_compare_end:\n"
	".balign 4096\n"
	"sites_short: .rept 600\n"
	"	mov %edi, %eax\n"
	"	mov %rsi, %rdi\n"
	"	mov %rdx, %rsi\n"
	"	mov %rcx, %rdx\n"
	"	syscall\n"
	"	cmp $-9, %eax\n"
	"	je 1f\n"
	"	ret\n"
	"1:	mov $77, %eax\n"
	"	ret\n"
	".endr\n"
	"sites_short_end:\n");

extern const char sites_number[], sites_compare[], sites_compare_end[], sites_short[], sites_short_end[];

#define FAILED(e) ((1l << 40) + (e))
#define NUMBER_SIZE (4 + 5 + 2 + 1)

static site *number_at(int i)
{
	return (site *)(sites_number + i * NUMBER_SIZE);
}

static site *compare_at(int i)
{
	return (site *)(sites_compare + (sites_compare_end - sites_compare) / SITES * i);
}

static site *short_at(int i)
{
	return (site *)(sites_short + (sites_short_end - sites_short) / SITES * i);
}

static void *hammer(void *arg)
{
	pid_t tid = (pid_t)syscall(SYS_gettid);

	(void)arg;
	for (int i = 0; i < SITES; i++) {
		pthread_barrier_wait(&together);
		for (int k = 0; k < 3; k++)
			wrong += number_at(i)(0, 0, 0, 0) != tid;
		pthread_barrier_wait(&together);
		for (int k = 0; k < 3; k++) {
			wrong += compare_at(i)(SYS_gettid, 0, 0, 0) != tid;
			wrong += compare_at(i)(SYS_close, -1, 0, 0) != FAILED(EBADF);
			wrong += short_at(i)(SYS_close, -1, 0, 0) != 77;
			wrong += short_at(i)(SYS_gettid, 0, 0, 0) != tid;
		}
	}
	return NULL;
}

static int wrong_at(int i, pid_t tid)
{
	int n = 0;

	n += number_at(i)(0, 0, 0, 0) != tid;
	n += compare_at(i)(SYS_close, -1, 0, 0) != FAILED(EBADF);
	n += short_at(i)(SYS_close, -1, 0, 0) != 77;
	return n;
}

/* The same library comes and goes: its own file, executable and private, as ld.so has them. */
static void test_mapped(void)
{
	static const unsigned char code[] = { 0xb8, 0x27, 0, 0, 0, 0x0f, 0x05, 0xc3 };
	static const unsigned char other[] = { 0xb8, 0x66, 0, 0, 0, 0x0f, 0x05, 0xc3 }; /* getuid */
	long bad = 0, pid = syscall(SYS_getpid), uid = syscall(SYS_getuid);
	int fd = open("/tmp/thread_sites", O_RDWR | O_CREAT | O_TRUNC, 0700);
	void *at = NULL;

	ftruncate(fd, 8192);
	pwrite(fd, code, sizeof code, 100);
	pwrite(fd, other, sizeof other, 4096 + 100);
	for (int i = 0; i < 20; i++) {
		at = mmap(at, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | (at ? MAP_FIXED : 0), fd, i % 3 == 1 ? 4096 : 0);
		if (at == MAP_FAILED) {
			printf("mmap: %d\n", errno);
			return;
		}
		for (int k = 0; k < 3; k++)
			bad += ((site *)((char *)at + 100))(0, 0, 0, 0) != (i % 3 == 1 ? uid : pid);
		if (i % 2)
			munmap(at, 4096);
	}
	/* What may be written is left alone: the program finds what it wrote. */
	at = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	memcpy(at, code, sizeof code);
	if (mprotect(at, 4096, PROT_READ | PROT_EXEC))
		perror("mprotect");
	bad += ((site *)at)(0, 0, 0, 0) != pid;
	bad += ((site *)at)(0, 0, 0, 0) != pid;
	printf("mapped: %ld wrong, untouched: %d\n", bad, !memcmp(at, code, sizeof code));
	unlink("/tmp/thread_sites");
	close(fd);
}

int main(void)
{
	setvbuf(stdout, NULL, _IOLBF, 0);
	test_again("read", compare_at(0), SA_RESTART);
	test_again("read", compare_at(0), SA_RESTART);
	test_again("read", compare_at(1), 0);
	test_again("read", compare_at(1), 0);
	test_first(hammer);
	test_again("read", compare_at(2), SA_RESTART);
	test_again("read", compare_at(2), 0);
	test_storm(wrong_at, SITES);
	test_mapped();
	return 0;
}
