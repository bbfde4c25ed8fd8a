/* SPDX-License-Identifier: MIT */
/*
 * A process by ptrace: a breakpoint is an int3 that is written over the code.
 *
 * To pass a breakpoint, the byte comes back for one step; the other threads stand still for that
 * long, or one of them would run over the place unseen. A signal that wants in between waits until
 * the step is done. All signals but those of breakpoints go to the process as they came.
 */
#include "tool/trace/target.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tool/buf.h"

#define THREADS_MAX 1024
#define INT3        0xcc

struct thread {
	pid_t tid;
	bool stopped;
	bool trap;  /* at a breakpoint that was not reported yet */
	int signal; /* to deliver when it goes on */
};

struct breakpoint {
	uint64_t addr;
	uint8_t code; /* what stood there */
};

struct process {
	struct thread threads[THREADS_MAX];
	size_t nr_threads;
	struct breakpoint *points;
	size_t nr_points;
};

static struct thread *find_thread(struct process *p, pid_t tid)
{
	for (size_t i = 0; i < p->nr_threads; i++) {
		if (p->threads[i].tid == tid)
			return &p->threads[i];
	}
	if (p->nr_threads == THREADS_MAX)
		return NULL;
	p->threads[p->nr_threads] = (struct thread){ .tid = tid };
	return &p->threads[p->nr_threads++];
}

static void forget_thread(struct process *p, pid_t tid)
{
	for (size_t i = 0; i < p->nr_threads; i++) {
		if (p->threads[i].tid == tid) {
			p->threads[i] = p->threads[--p->nr_threads];
			return;
		}
	}
}

static struct breakpoint *find_point(const struct process *p, uint64_t addr)
{
	for (size_t i = 0; i < p->nr_points; i++) {
		if (p->points[i].addr == addr)
			return &p->points[i];
	}
	return NULL;
}

static size_t process_read(struct target *t, uint64_t addr, void *buf, size_t n)
{
	size_t done = 0;

	while (done < n) {
		/* A page that cannot be read ends it; those before it can. */
		size_t part = MIN(n - done, 4096 - ((addr + done) & 4095));
		ssize_t got = pread(t->fd, (char *)buf + done, part, (off_t)(addr + done));

		if (got <= 0)
			break;
		done += (size_t)got;
	}
	return done;
}

static int poke(struct target *t, uint64_t addr, uint8_t byte)
{
	return pwrite(t->fd, &byte, 1, (off_t)addr) == 1 ? 0 : -EFAULT;
}

static int process_insert(struct target *t, uint64_t addr)
{
	struct process *p = t->more;
	struct breakpoint b = { .addr = addr };

	if (process_read(t, addr, &b.code, 1) != 1 || poke(t, addr, INT3))
		return -EFAULT;
	p->points = mem_resize(p->points, (p->nr_points + 1) * sizeof b);
	p->points[p->nr_points++] = b;
	return 0;
}

static int process_remove(struct target *t, uint64_t addr)
{
	struct process *p = t->more;
	struct breakpoint *b = find_point(p, addr);
	int err = b ? poke(t, addr, b->code) : -ENOENT;

	if (b)
		*b = p->points[--p->nr_points];
	return err;
}

static int process_get_regs(struct target *t, struct target_regs *regs)
{
	struct user_regs_struct u;

	if (ptrace(PTRACE_GETREGS, t->thread, NULL, &u))
		return -errno;
	*regs = (struct target_regs){
		.rax = u.rax,
		.rdi = u.rdi,
		.rsi = u.rsi,
		.rdx = u.rdx,
		.rcx = u.rcx,
		.r8 = u.r8,
		.r9 = u.r9,
		.rsp = u.rsp,
		.rip = u.rip,
		.gs_base = u.gs_base,
	};
	return 0;
}

/* Is a stop by SIGTRAP one of our breakpoints? Then the thread stands at its address again. */
static bool at_point(struct process *p, pid_t tid)
{
	struct user_regs_struct u;

	if (ptrace(PTRACE_GETREGS, tid, NULL, &u) || !find_point(p, u.rip - 1))
		return false;
	u.rip--;
	return ptrace(PTRACE_SETREGS, tid, NULL, &u) == 0;
}

/* What a stop of (th) with (status) means for it. */
static void note_stop(struct process *p, struct thread *th, int status)
{
	int sig = WSTOPSIG(status), event = status >> 16;
	unsigned long child;

	th->stopped = true;
	if (event == PTRACE_EVENT_CLONE && ptrace(PTRACE_GETEVENTMSG, th->tid, NULL, &child) == 0)
		find_thread(p, (pid_t)child);
	if (event)
		return;
	if (sig == SIGTRAP && at_point(p, th->tid))
		th->trap = true;
	else
		th->signal = sig;
}

static void run_thread(struct thread *th)
{
	if (!th->stopped)
		return;
	th->stopped = false;
	ptrace(PTRACE_CONT, th->tid, NULL, (long)th->signal);
	th->signal = 0;
}

/*
 * Wait for (tid), or for any thread with -1. Returns it, or NULL when it, or all, ended, or we are
 * to stop.
 */
static struct thread *wait_thread(struct target *t, pid_t tid)
{
	struct process *p = t->more;

	for (;;) {
		int status;
		pid_t got = waitpid(tid, &status, __WALL);
		struct thread *th;

		if (got < 0 && errno == EINTR && (tid > 0 || !t->stop || !*t->stop))
			continue;
		if (got < 0)
			return NULL;
		if (!WIFSTOPPED(status)) {
			forget_thread(p, got);
			if (tid > 0 || !p->nr_threads)
				return NULL;
			continue;
		}
		th = find_thread(p, got);
		if (!th)
			return NULL;
		note_stop(p, th, status);
		return th;
	}
}

static void stop_others(struct target *t, pid_t tid)
{
	struct process *p = t->more;

	for (size_t i = 0; i < p->nr_threads; i++) {
		struct thread *th = &p->threads[i];

		if (th->tid == tid || th->stopped)
			continue;
		if (ptrace(PTRACE_INTERRUPT, th->tid, NULL, NULL) == 0)
			wait_thread(t, th->tid);
	}
}

/* One instruction of (th); a signal that comes first is kept. Returns false when it ended. */
static bool step(struct process *p, struct thread *th)
{
	int kept = th->signal, status;
	pid_t tid = th->tid;

	for (;;) {
		if (ptrace(PTRACE_SINGLESTEP, tid, NULL, NULL) ||
		    waitpid(tid, &status, __WALL) != tid)
			return false;
		if (!WIFSTOPPED(status)) {
			forget_thread(p, tid);
			return false;
		}
		if (WSTOPSIG(status) == SIGTRAP && !(status >> 16))
			break;
		if (!(status >> 16))
			kept = WSTOPSIG(status);
		if (kept == SIGSEGV || kept == SIGBUS) /* of the instruction itself */
			break;
	}
	th->signal = kept;
	return true;
}

static int process_resume(struct target *t)
{
	struct process *p = t->more;
	struct thread *th = find_thread(p, (pid_t)t->thread);
	struct target_regs regs;
	struct breakpoint *b = NULL;

	if (th && th->stopped && process_get_regs(t, &regs) == 0)
		b = find_point(p, regs.rip);
	if (b) {
		stop_others(t, th->tid);
		poke(t, b->addr, b->code);
		step(p, th);
		poke(t, b->addr, INT3);
	}
	for (size_t i = 0; i < p->nr_threads; i++) {
		if (!p->threads[i].trap)
			run_thread(&p->threads[i]);
	}
	return 0;
}

static int process_wait(struct target *t, enum target_event *event)
{
	struct process *p = t->more;
	struct thread *th = NULL;

	for (;;) {
		/* One that came to its breakpoint while another was served is next. */
		for (size_t i = 0; i < p->nr_threads && !th; i++) {
			if (p->threads[i].trap)
				th = &p->threads[i];
		}
		if (!th)
			th = wait_thread(t, -1);
		if (!th) {
			*event = t->stop && *t->stop ? TARGET_LEAVE : TARGET_ENDED;
			return 0;
		}
		if (th->trap) {
			th->trap = false;
			t->thread = th->tid;
			*event = TARGET_STOPPED;
			return 0;
		}
		run_thread(th);
		th = NULL;
	}
}

static void process_detach(struct target *t)
{
	struct process *p = t->more;

	stop_others(t, 0);
	while (p->nr_points)
		(void)!process_remove(t, p->points[0].addr);
	for (size_t i = 0; i < p->nr_threads; i++)
		ptrace(PTRACE_DETACH, p->threads[i].tid, NULL, (long)p->threads[i].signal);
	p->nr_threads = 0;
}

/* Where the host put the image: it tells the process its entry (AT_ENTRY). */
static int find_slide(struct target *t, const struct target_image *image)
{
	uint64_t pair[2];
	char path[32];
	int fd, err = -ENOENT;

	snprintf(path, sizeof path, "/proc/%d/auxv", (int)t->pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	while (fd >= 0 && err && read(fd, pair, sizeof pair) == (ssize_t)sizeof pair) {
		if (pair[0] == 9 /* AT_ENTRY */) {
			t->slide = pair[1] - image->entry;
			err = 0;
		}
	}
	if (fd >= 0)
		close(fd);
	return err;
}

static const struct target_ops process_ops = {
	.read = process_read,
	.get_regs = process_get_regs,
	.insert = process_insert,
	.remove = process_remove,
	.resume = process_resume,
	.wait = process_wait,
	.detach = process_detach,
};

int target_open_process(struct target *t, pid_t pid, bool ours, const struct target_image *image,
			struct diag *d)
{
	long options = PTRACE_O_TRACECLONE | (ours ? PTRACE_O_EXITKILL : 0);
	struct process *p = mem_alloc(sizeof *p);
	struct thread *th;
	char path[32];

	memset(p, 0, sizeof *p);
	*t = (struct target){
		.ops = &process_ops, .fd = -1, .pid = pid, .thread = pid, .ours = ours, .more = p
	};
	if (ptrace(PTRACE_SEIZE, pid, NULL, options))
		return diag_fail(d, errno, "trace process %d%s", (int)pid,
				 errno == EPERM ? " (see ptrace_scope in ptrace(2))" : "");
	ptrace(PTRACE_INTERRUPT, pid, NULL, NULL);
	th = wait_thread(t, pid);
	if (!th)
		return diag_fail(d, 0, "process %d ended", (int)pid);
	th->signal = 0;
	if (ours)
		kill(pid, SIGCONT);
	snprintf(path, sizeof path, "/proc/%d/mem", (int)pid);
	t->fd = open(path, O_RDWR | O_CLOEXEC);
	if (t->fd < 0 || find_slide(t, image))
		return diag_fail(d, errno, "read '%s'", path);
	return 0;
}
