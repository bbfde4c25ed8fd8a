/* SPDX-License-Identifier: MIT */
/*
 * The vDSO: its functions by name and version, what they answer beside the system calls, on a small
 * stack among signals. cpus: many, door: binary, ring: 3
 */
#include "thread.h"

#include <elf.h>
#include <sys/auxv.h>
#include <sys/time.h>
#include <ucontext.h>

struct object {
	uintptr_t base;
	const Elf64_Sym *symbols;
	const char *strings;
	const uint32_t *hash;
	const Elf64_Versym *versions;
	const Elf64_Verdef *defined;
};

static struct object read_object(uintptr_t base)
{
	const Elf64_Ehdr *h = (const void *)base;
	const Elf64_Phdr *p = (const void *)(base + h->e_phoff);
	struct object o = { .base = base };
	const Elf64_Dyn *d = NULL;
	uintptr_t shift = 0;

	for (int i = 0; i < h->e_phnum; i++) {
		if (p[i].p_type == PT_LOAD)
			shift = base + p[i].p_offset - p[i].p_vaddr;
		if (p[i].p_type == PT_DYNAMIC)
			d = (const void *)(base + p[i].p_offset);
	}
	for (; d && d->d_tag != DT_NULL; d++) {
		const void *at = (const void *)(d->d_un.d_ptr + shift);

		switch (d->d_tag) {
		case DT_SYMTAB: o.symbols = at; break;
		case DT_STRTAB: o.strings = at; break;
		case DT_HASH: o.hash = at; break;
		case DT_VERSYM: o.versions = at; break;
		case DT_VERDEF: o.defined = at; break;
		}
	}
	return o;
}

static const char *version_of(const struct object *o, unsigned i)
{
	const Elf64_Verdef *d = o->defined;
	unsigned want = o->versions[i] & 0x7fff;

	while (d->vd_ndx != want && d->vd_next)
		d = (const void *)((const char *)d + d->vd_next);
	return d->vd_ndx == want ? o->strings + ((const Elf64_Verdaux *)((const char *)d + d->vd_aux))->vda_name : "?";
}

static void *look_up(const struct object *o, const char *name)
{
	uint32_t n = o->hash ? o->hash[1] : 0;

	for (unsigned i = 0; i < n; i++) {
		const Elf64_Sym *s = &o->symbols[i];

		if (s->st_shndx != SHN_UNDEF && !strcmp(o->strings + s->st_name, name)) {
			printf("%s: %s, %s\n", name, version_of(o, i),
			       ELF64_ST_TYPE(s->st_info) == STT_FUNC ? "function" : "?");
			return (void *)(o->base + s->st_value);
		}
	}
	printf("%s: not there\n", name);
	return NULL;
}

static int (*get_time)(clockid_t, struct timespec *);
static int (*get_day)(struct timeval *, void *);
static long (*get_seconds)(long *);
static int (*get_cpu)(unsigned *, unsigned *, void *);
static int (*get_res)(clockid_t, struct timespec *);

static long long ns_of(const struct timespec *ts)
{
	return ts->tv_sec * 1000000000ll + ts->tv_nsec;
}

/* Does it lie between two answers of the system call? */
static void test_clock(clockid_t clock)
{
	struct timespec before, between = { 0 }, behind;
	int r;

	syscall(SYS_clock_gettime, clock, &before);
	r = get_time(clock, &between);
	syscall(SYS_clock_gettime, clock, &behind);
	printf("clock %d: %d, in order: %d\n", (int)clock, r,
	       ns_of(&before) <= ns_of(&between) && ns_of(&between) <= ns_of(&behind));
}

static void test_answers(void)
{
	struct timespec res = { 9, 9 }, same = { 8, 8 };
	struct timeval tv = { 0 }, tv2;
	unsigned cpu = 99, node = 99;
	long t = 0;

	test_clock(CLOCK_REALTIME);
	test_clock(CLOCK_MONOTONIC);
	test_clock(CLOCK_BOOTTIME);
	test_clock(CLOCK_PROCESS_CPUTIME_ID);
	test_clock(CLOCK_THREAD_CPUTIME_ID);
	P(get_time(77, &res));
	P(get_day(&tv, NULL));
	syscall(SYS_gettimeofday, &tv2, NULL);
	P(tv2.tv_sec > tv.tv_sec || (tv2.tv_sec == tv.tv_sec && tv2.tv_usec >= tv.tv_usec));
	P(tv2.tv_sec - tv.tv_sec < 60);
	P(get_seconds(&t) == t);
	P(t >= tv.tv_sec - 1 && t - tv.tv_sec < 60); /* a tick behind, at times */
	P(get_cpu(&cpu, &node, NULL));
	P(cpu < 64 && node < 64);
	P(get_res(CLOCK_MONOTONIC, &res));
	syscall(SYS_clock_getres, CLOCK_MONOTONIC, &same);
	P(ns_of(&res) == ns_of(&same));
}

static atomic_int handled;

static void note(int sig)
{
	(void)sig;
	handled++;
}

static void on_small_stack(void)
{
	long long last = 0, end = now(CLOCK_MONOTONIC) + 200000000;
	struct timespec ts = { 0 };
	long bad = 0;

	while (last < end || handled <= 20) {
		bad += get_time(CLOCK_MONOTONIC, &ts) != 0 || ns_of(&ts) < last;
		last = ns_of(&ts);
		bad += get_time(CLOCK_REALTIME, &ts) != 0;
	}
	printf("wrong among signals: %ld\n", bad);
}

/* As goroutines have them: handlers run on a stack of their own. */
static void *small(void *arg)
{
	static _Thread_local char stack[16384], handlers[65536];
	stack_t s = { .ss_sp = handlers, .ss_size = sizeof handlers };
	ucontext_t here, there;

	(void)arg;
	sigaltstack(&s, NULL);
	memset(stack, 0x5a, sizeof stack);
#ifdef __GLIBC__
	getcontext(&there);
	there.uc_stack.ss_sp = stack;
	there.uc_stack.ss_size = sizeof stack;
	there.uc_link = &here;
	makecontext(&there, on_small_stack, 0);
	swapcontext(&here, &there);
#else
	(void)here;
	(void)there;
	__asm__ volatile("mov %%rsp, %%rbx; mov %0, %%rsp; call *%1; mov %%rbx, %%rsp" ::"r"(((uintptr_t)stack + sizeof stack) & -16ul), "r"(on_small_stack)
			 : "rbx", "rax", "rcx", "rdx", "rsi", "rdi", "r8", "r9", "r10", "r11", "memory", "cc");
#endif
	return NULL;
}

static void test_signals(void)
{
	struct sigaction sa = { .sa_handler = note, .sa_flags = SA_RESTART | SA_ONSTACK };
	struct itimerspec often = { { 0, 200000 }, { 0, 200000 } };
	struct sigevent event = { .sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR1 };
	timer_t timer;
	pthread_t t;

	sigaction(SIGUSR1, &sa, NULL);
	timer_create(CLOCK_MONOTONIC, &event, &timer);
	timer_settime(timer, 0, &often, NULL);
	t = spawn(small, NULL);
	join(t);
	join(spawn(small, NULL));
	timer_delete(timer);
	P(handled > 20);
}

static void test_maps(uintptr_t base)
{
	char line[512];
	unsigned long start, end;
	FILE *f = fopen("/proc/self/maps", "r");

	while (f && fgets(line, sizeof line, f))
		if (sscanf(line, "%lx-%lx", &start, &end) == 2 && base >= start && base < end)
			printf("[vdso] in maps: %d, may be written: %d\n", strstr(line, "[vdso]") != NULL, strchr(line, 'w') != NULL);
	if (f)
		fclose(f);
}

int main(void)
{
	uintptr_t base = getauxval(AT_SYSINFO_EHDR);
	struct object o;

	setvbuf(stdout, NULL, _IOLBF, 0);
	if (!base) {
		printf("no vDSO\n");
		return 1;
	}
	o = read_object(base);
	get_time = look_up(&o, "__vdso_clock_gettime");
	get_day = look_up(&o, "__vdso_gettimeofday");
	get_seconds = look_up(&o, "__vdso_time");
	get_cpu = look_up(&o, "__vdso_getcpu");
	get_res = look_up(&o, "__vdso_clock_getres");
	look_up(&o, "clock_gettime");
	test_answers();
	test_signals();
	test_maps(base);
	return 0;
}
