/* SPDX-License-Identifier: MIT */
/*
 * Stand-ins for memory, time, the console and the CPU, for the unit tests of kern/vfs and fs.
 */
#include "test/unit/vfs_fake.h"

#include <asm/prctl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "abi/linux/signal/deliver.h"
#include "base/assert.h"
#include "base/errno.h"
#include "base/log.h"
#include "kern/dev/random.h"
#include "kern/mem/space.h"
#include "kern/mem/user.h"
#include "kern/dev/console.h"
#include "kern/dev/plat.h"
#include "kern/mem/frame.h"
#include "kern/mem/heap.h"
#include "kern/sched/cpu.h"
#include "kern/sched/run_int.h"
#include "kern/sched/thread.h"
#include "kern/sched/wait.h"
#include "kern/vfs/mount.h"

#define FRAMES 65536

uintptr_t frame_window;
size_t fake_blocks;
size_t fake_frames;
size_t fake_frames_max = FRAMES;
unsigned fake_fail_at;
bool fake_fail_for_good;

static uint32_t free_frames[FRAMES];
static size_t nr_free_frames;
static size_t next_frame;

static struct cpu cpu;
struct thread thread_first = { .tid = 1 };
bool threads_many;

void fake_init(void)
{
	void *pool = mmap(NULL, FRAMES * PAGE_SIZE, PROT_READ | PROT_WRITE,
			  MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (pool == MAP_FAILED)
		abort();
	frame_window = (uintptr_t)pool;
	cpu.self = &cpu;
	syscall(SYS_arch_prctl, ARCH_SET_GS, &cpu);
}

static bool fake_fails(void)
{
	if (!fake_fail_at)
		return false;
	if (fake_fail_at > 1) {
		fake_fail_at--;
		return false;
	}
	if (!fake_fail_for_good)
		fake_fail_at = 0;
	return true;
}

int frame_alloc(paddr_t *pa)
{
	size_t n;

	if (fake_fails() || fake_frames == fake_frames_max)
		return -ENOMEM;
	n = nr_free_frames ? free_frames[--nr_free_frames] : next_frame++;
	fake_frames++;
	*pa = n * PAGE_SIZE;
	memset(phys_to_virt(*pa), 0xa5, PAGE_SIZE);
	return 0;
}

int frame_alloc_zero(paddr_t *pa)
{
	int err = frame_alloc(pa);

	if (!err)
		memset(phys_to_virt(*pa), 0, PAGE_SIZE);
	return err;
}

void frame_free(paddr_t pa)
{
	memset(phys_to_virt(pa), 0x5a, PAGE_SIZE);
	fake_frames--;
	free_frames[nr_free_frames++] = (uint32_t)(pa / PAGE_SIZE);
}

/* Those that nobody has had yet stand one behind the other; they come back one by one. */
int frame_alloc_run(size_t n, paddr_t *pa)
{
	if (fake_fails() || n > FRAMES - next_frame || n > fake_frames_max - fake_frames)
		return -ENOMEM;
	*pa = next_frame * PAGE_SIZE;
	next_frame += n;
	fake_frames += n;
	memset(phys_to_virt(*pa), 0xa5, n * PAGE_SIZE);
	return 0;
}

void frame_free_run(paddr_t pa, size_t n)
{
	for (size_t i = 0; i < n; i++)
		frame_free(pa + i * PAGE_SIZE);
}

void frame_get_stats(struct frame_stats *s)
{
	s->total = fake_frames_max;
	s->free = fake_frames_max - fake_frames;
}

void *heap_alloc(size_t size)
{
	void *p;

	if (fake_fails() || !size || size > HEAP_MAX)
		return NULL;
	p = malloc(size);
	memset(p, 0xa5, size);
	fake_blocks++;
	return p;
}

void *heap_alloc_zero(size_t size)
{
	void *p = heap_alloc(size);

	return p ? memset(p, 0, size) : NULL;
}

void heap_free(void *p)
{
	if (!p)
		return;
	fake_blocks--;
	free(p);
}

unsigned fake_given_back;

void heap_give_back(void)
{
	fake_given_back++;
}

uint64_t fake_now;

nsec_t plat_clock(void)
{
	return fake_now += 1000;
}

int64_t plat_wall_clock(nsec_t *mono)
{
	*mono = plat_clock();
	return 1700000000ll * 1000000000 + (int64_t)*mono;
}

size_t plat_entropy(void *buf, size_t size)
{
	memset(buf, 7, size);
	return size;
}

uint8_t plat_kind = PLAT_PVH;

void panic(const char *why)
{
	fprintf(stderr, "panic: %s\n", why);
	abort();
}

void log_line(enum log_level level, const char *object, const char *fmt, ...)
{
	(void)level;
	(void)object;
	(void)fmt;
}

int signal_file_failed(int err)
{
	return err;
}

void irq_run_noted(void)
{
}

void signal_broken_pipe(void)
{
}

int thread_yield(void)
{
	return 0;
}

void spin_wait(struct spinlock *l)
{
	(void)l;
	panic("spin lock taken twice");
}

void wait_queue_init(struct wait_queue *q)
{
	*q = (struct wait_queue)WAIT_QUEUE_INIT(*q);
}

void wait_init(struct waiter *w)
{
	w->woken = 0;
}

void wait_watch(struct wait_queue *q, struct waiter *w, bool (*wake)(struct waiter *w), bool last)
{
	(void)q;
	(void)last;
	w->wake = wake;
}

void wait_wake_one(struct waiter *w)
{
	w->woken = 1;
}

void wait_begin(struct wait_queue *q, struct waiter *w)
{
	(void)q;
	w->woken = 0;
}

/* Nobody else is there to wake us. */
int wait_sleep(struct waiter *w, nsec_t deadline)
{
	(void)w;
	if (deadline == NSEC_NEVER)
		panic("sleeps for ever");
	return -ETIMEDOUT;
}

void wait_end(struct wait_queue *q, struct waiter *w)
{
	(void)q;
	(void)w;
}

unsigned wait_wake(struct wait_queue *q, unsigned n)
{
	(void)q;
	(void)n;
	return 0;
}

/* --- The console --- */

char fake_output[65536];
size_t fake_output_len;
bool fake_input_ends;
static const char *input = "";
static struct wait_queue input_queue = WAIT_QUEUE_INIT(input_queue);

void fake_input(const char *s)
{
	input = s;
}

static ssize_t fake_write(enum console_stream stream, const char *buf, size_t n)
{
	(void)stream;
	n = n > 7 ? 7 : n; /* short writes are to be expected */
	if (fake_output_len + n > sizeof fake_output)
		return -EIO;
	memcpy(fake_output + fake_output_len, buf, n);
	fake_output_len += n;
	return (ssize_t)n;
}

static ssize_t fake_read(char *buf, size_t n)
{
	size_t len = strlen(input);

	if (!len)
		return fake_input_ends ? 0 : -EAGAIN;
	n = n > len ? len : n;
	memcpy(buf, input, n);
	input += n;
	return (ssize_t)n;
}

static struct wait_queue *fake_queue(void)
{
	return &input_queue;
}

static const struct console fake_console = {
	.write = fake_write,
	.read = fake_read,
	.input_queue = fake_queue,
};

const struct console *console = &fake_console;
struct console_info console_info = { .rows = 24, .columns = 80 };

unsigned fake_failed;

void fake_check(bool holds, const char *what, int line)
{
	if (holds)
		return;
	fake_failed++;
	printf("# line %d: %s\n", line, what);
}

static bool is_memory(int err)
{
	return err == -ENOSPC || err == -ENOMEM || err == -ENFILE || err == -EMFILE ||
	       err == -ENOBUFS;
}

struct repeat {
	int (*const *steps)(void);
	size_t nr_steps;
	void (*after)(void);
	size_t blocks, frames; /* in use when nothing failed */
};

/* Do all steps while allocation (n) fails. Returns false when there was none such. */
static bool repeat(struct repeat *r, unsigned n, bool for_good)
{
	bool failed;

	fake_fail_for_good = for_good;
	fake_fail_at = n;
	for (size_t i = 0; i < r->nr_steps; i++) {
		int err = r->steps[i]();

		if (!err)
			continue;
		check(is_memory(err));
		fake_fail_at = for_good ? 0 : fake_fail_at;
		check(r->steps[i]() == 0);
	}
	failed = !fake_fail_at || for_good;
	fake_fail_at = 0;
	r->after();
	check(!n || fake_blocks == r->blocks);
	check(!n || fake_frames == r->frames);
	return failed;
}

void fake_repeat(int (*const steps[])(void), size_t nr_steps, void (*after)(void), unsigned most,
		 bool for_good)
{
	struct repeat r = { steps, nr_steps, after, 0, 0 };

	/* What grows once and stays (a table of descriptors) does so now. */
	repeat(&r, 0, false);
	r.blocks = fake_blocks;
	r.frames = fake_frames;
	for (unsigned n = 1; repeat(&r, n, for_good); n += n < most ? 1 : 37)
		if (for_good && n == most)
			break;
}

/* No mapping is ever touched here, and what is random does not matter. */
int space_object_fault(struct space *s, struct mapping *m, uintptr_t va, unsigned access)
{
	(void)s, (void)m, (void)va, (void)access;
	return -EFAULT;
}

/* All memory is there but the first page; what is not is found by the sanitizer. */
static size_t fake_reach(const void *p, size_t n)
{
	return (uintptr_t)p < PAGE_SIZE || !user_ok(p, n) ? n : 0;
}

size_t user_reach_read(const void *p, size_t n)
{
	return fake_reach(p, n);
}

size_t user_reach_write(void *p, size_t n)
{
	return fake_reach(p, n);
}

size_t user_copy(void *to, const void *from, size_t n)
{
	if (fake_reach(to, n) || fake_reach(from, n))
		return n;
	memcpy(to, from, n);
	return 0;
}

size_t user_zero(void *to, size_t n)
{
	if (fake_reach(to, n))
		return n;
	memset(to, 0, n);
	return 0;
}

int random_bytes(void *buf, size_t n)
{
	memset(buf, 0x5a, n);
	return 0;
}

void mmu_was_read(const void *p, size_t n)
{
	(void)p;
	(void)n;
}

void space_object_replace(struct mem_object *o, uint64_t index, uint64_t n)
{
	(void)o;
	(void)index;
	(void)n;
}

struct space space_first;

bool space_next(struct space *s, uintptr_t from, struct mapping_info *info)
{
	(void)s;
	(void)from;
	(void)info;
	return false;
}

void wait_sleep_deaf(struct waiter *w)
{
	(void)w;
	abort();
}

_Noreturn void plat_end(struct plat_end end)
{
	(void)end;
	abort();
}

const char *mount_first_options(void)
{
	return "";
}
