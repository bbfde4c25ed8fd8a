/* SPDX-License-Identifier: MIT */
/*
 * /proc/PID: what it was started with, what it is doing, how much it uses.
 */
#include "abi/linux/auxv.h"
#include "abi/linux/binary/binary.h"
#include "abi/linux/identity/identity.h"
#include "abi/linux/proc/limit.h"
#include "abi/linux/procfs/procfs.h"
#include "abi/linux/signal/signal.h"
#include "abi/linux/syscalls.h"
#include "abi/linux/time/time.h"
#include "base/errno.h"
#include "base/string.h"
#include "kern/core/image.h"
#include "kern/dev/plat.h"
#include "kern/mem/frame.h"
#include "kern/mem/space.h"
#include "kern/sched/thread.h"
#include "kern/vfs/fd.h"
#include "kern/vfs/path.h"
#include "kern/vfs/tree/permission.h"
#include "kern/vfs/vfs.h"

#define AUX_LEAST 12  /* words that abi/linux/start.c puts at least */
#define TICKS     100 /* of the times in stat, a second */

/*
 * The auxiliary vector, which stands below the random bytes at the top of the first stack: by the
 * types that it begins with.
 */
static uintptr_t *self_auxv(void)
{
	uintptr_t *at = (uintptr_t *)thread_first.stack_high - 2 - AUX_LEAST;

	while (at[0] != AT_PHDR || at[2] != AT_PHENT || at[4] != AT_PHNUM)
		at--;
	return at;
}

char **proc_env(void)
{
	uintptr_t *at = self_auxv() - 1; /* the end of the environment */

	while (at[-1] > PAGE_SIZE)
		at--;
	return (char **)at;
}

char **proc_args(void)
{
	uintptr_t *at = (uintptr_t *)proc_env() - 1; /* the end of the arguments */

	while (at[-1] > PAGE_SIZE)
		at--;
	return (char **)at;
}

static_assert(PROC_PID == 1, "proc_self() says so");

int proc_self(struct text *t, const struct made_at *at)
{
	(void)at;
	text_add(t, "1", 1);
	return 0;
}

int proc_thread_self(struct text *t, const struct made_at *at)
{
	(void)at;
	text_addf(t, "%d/task/%u", PROC_PID, thread_current()->tid);
	return 0;
}

/* The image is no file here, but it has a name; a program of the binary door is a file. */
int proc_exe(struct text *t, const struct made_at *at)
{
	const char *slash = strrchr(image_name, '/');

	(void)at;
	if (LINKED(binary_runs)) {
		const struct file *exe = binary_runs()->exe;

		return proc_put_path(t, (struct place){ exe->mount, exe->inode });
	}
	text_addf(t, "/%s", slash ? slash + 1 : image_name);
	return 0;
}

int proc_follow_exe(const struct made_at *at, struct place *to)
{
	const struct file *exe = LINKED(binary_runs) ? binary_runs()->exe : NULL;

	(void)at;
	if (!exe)
		return -ENXIO;
	*to = place_get((struct place){ exe->mount, exe->inode });
	return 0;
}

int proc_follow_cwd(const struct made_at *at, struct place *to)
{
	(void)at;
	return path_get_cwd(to);
}

int proc_follow_root(const struct made_at *at, struct place *to)
{
	(void)at;
	return path_get_root(to);
}

int proc_cwd(struct text *t, const struct made_at *at)
{
	struct place dir;
	int err = path_get_cwd(&dir);

	(void)at;
	if (err)
		return err;
	err = proc_put_path(t, dir);
	place_put(dir);
	return err;
}

int proc_root(struct text *t, const struct made_at *at)
{
	(void)at;
	text_add(t, "/", 1);
	return 0;
}

/* What a program began with stands where it may have written since, as some do on purpose. */
static int self_put_range(struct text *t, uintptr_t from, uintptr_t end)
{
	if (!user_readable((const void *)from, end - from))
		return -EFAULT;
	text_add(t, (const char *)from, end - from);
	return 0;
}

static int self_put_list(struct text *t, char **list)
{
	for (; *list; list++)
		text_add(t, *list, strlen(*list) + 1);
	return 0;
}

int proc_cmdline(struct text *t, const struct made_at *at)
{
	(void)at;
	if (LINKED(binary_runs))
		return self_put_range(t, binary_runs()->args, binary_runs()->args_end);
	return self_put_list(t, proc_args());
}

int proc_environ(struct text *t, const struct made_at *at)
{
	(void)at;
	if (LINKED(binary_runs))
		return self_put_range(t, binary_runs()->args_end, binary_runs()->env_end);
	return self_put_list(t, proc_env());
}

int proc_auxv(struct text *t, const struct made_at *at)
{
	(void)at;
	if (LINKED(binary_runs))
		return self_put_range(t, binary_runs()->auxv,
				      binary_runs()->auxv + binary_runs()->auxv_size);
	for (const uintptr_t *pair = self_auxv();; pair += 2) {
		text_add(t, (const char *)pair, 2 * sizeof *pair);
		if (pair[0] == AT_NULL)
			return 0;
	}
}

int proc_comm(struct text *t, const struct made_at *at)
{
	struct proc_thread thread;
	int err = proc_thread_look(at, &thread);

	if (!err)
		text_addf(t, "%s\n", thread.name);
	return err;
}

int proc_set_comm(const struct made_at *at, const char *s, size_t n)
{
	return proc_thread_set_name(at, s, n);
}

static int oom_score_adj; /* atomic; kept as it was set */

int proc_oom_score_adj(struct text *t, const struct made_at *at)
{
	(void)at;
	text_addf(t, "%d\n", __atomic_load_n(&oom_score_adj, __ATOMIC_RELAXED));
	return 0;
}

int proc_set_oom_score_adj(const struct made_at *at, const char *s, size_t n)
{
	bool minus = *s == '-';
	int v = 0;

	(void)at;
	for (size_t i = minus; i < n && s[i] != '\n'; i++) {
		if ((unsigned)(s[i] - '0') > 9 || v > 1000)
			return -EINVAL;
		v = v * 10 + (s[i] - '0');
	}
	if (v > 1000 || n == (size_t)minus)
		return -EINVAL;
	__atomic_store_n(&oom_score_adj, minus ? -v : v, __ATOMIC_RELAXED);
	return 0;
}

/* Memory, in pages. */
struct self_memory {
	uint64_t mapped;
	uint64_t used;
	uint64_t stack;
	uint64_t data;
};

static struct self_memory self_memory(void)
{
	struct self_memory m = { 0 };
	struct mapping_info info;
	struct frame_stats frames;

	for (uintptr_t va = 0; space_next(space_current(), va, &info); va = info.end) {
		uint64_t pages = (info.end - info.start) >> PAGE_SHIFT;

		if (info.object)
			info.object->ops->put(info.object);
		m.mapped += pages;
		if (info.stack)
			m.stack += pages;
		else if (info.prot & MMU_WRITE)
			m.data += pages;
	}
	frame_get_stats(&frames);
	m.used = frames.total - frames.free;
	m.mapped = MAX(m.mapped, m.used);
	return m;
}

static unsigned self_threads(void)
{
	unsigned n = 0;

	for (int tid = 0; (tid = proc_next_thread((unsigned)tid)) >= 0; tid++)
		n++;
	return n;
}

int proc_statm(struct text *t, const struct made_at *at)
{
	struct self_memory m = self_memory();

	(void)at;
	text_addf(t, "%lu %lu 0 0 0 %lu 0\n", m.mapped, m.used, m.data + m.stack);
	return 0;
}

/* Which signals have a handler that is (1), SIG_IGN, or a function? */
static void self_signals(uint64_t *ignored, uint64_t *caught)
{
	*ignored = *caught = 0;
	for (int i = 0; i < SIGNALS; i++) {
		uintptr_t handler =
			__atomic_load_n(&signal_actions[i].sa_handler, __ATOMIC_RELAXED);

		if (handler == SIG_IGN)
			*ignored |= 1ull << i;
		else if (handler != SIG_DFL)
			*caught |= 1ull << i;
	}
}

/* What (thread) is scheduled by; of the process it is its first thread's. */
static int self_priority(const struct proc_thread *thread)
{
	return thread->priority ? -1 - thread->priority : 20 + thread->nice;
}

int proc_stat(struct text *t, const struct made_at *at)
{
	uint64_t ticks, ignored, caught;
	struct self_memory m = self_memory();
	struct proc_thread thread;
	int err = proc_thread_look(at, &thread);

	if (err)
		return err;
	ticks = (at->n[1] ? thread.ran : time_used()) / (NSEC_PER_SEC / TICKS);
	self_signals(&ignored, &caught);
	text_addf(t, "%u (%s) %c 0 %d %d 0 -1 4194304 0 0 0 0 %lu 0 0 0 %d %d %u 0 0 ", thread.tid,
		  thread.name, thread.state, PROC_PID, PROC_PID, ticks, self_priority(&thread),
		  thread.nice, self_threads());
	text_addf(t, "%lu %lu 18446744073709551615 0 0 %lu 0 0 %lu %lu %lu %lu 0 0 0 17 %u %u %u ",
		  m.mapped << PAGE_SHIFT, m.used, thread_first.stack_high,
		  thread.sig_pending & 0x7fffffff, thread.sig_blocked & 0x7fffffff,
		  ignored & 0x7fffffff, caught & 0x7fffffff, thread.cpu, thread.priority,
		  thread.policy);
	text_addf(t, "0 0 0 0 0 0 0 0 0 0 0\n");
	return 0;
}

static void self_put_memory(struct text *t)
{
	struct self_memory m = self_memory();
	uint64_t kib = PAGE_SIZE / KIB;

	text_addf(t, "VmPeak:\t%8lu kB\nVmSize:\t%8lu kB\nVmLck:\t%8u kB\nVmPin:\t%8u kB\n",
		  m.mapped * kib, m.mapped * kib, 0, 0);
	text_addf(t, "VmHWM:\t%8lu kB\nVmRSS:\t%8lu kB\nRssAnon:\t%8lu kB\n", m.used * kib,
		  m.used * kib, m.used * kib);
	text_addf(t, "RssFile:\t%8u kB\nRssShmem:\t%8u kB\nVmData:\t%8lu kB\n", 0, 0, m.data * kib);
	text_addf(t, "VmStk:\t%8lu kB\nVmExe:\t%8u kB\nVmLib:\t%8u kB\n", m.stack * kib, 0, 0);
	text_addf(t, "VmPTE:\t%8u kB\nVmSwap:\t%8u kB\n", 0, 0);
}

static void self_put_signals(struct text *t, const struct proc_thread *thread)
{
	uint64_t ignored, caught;

	self_signals(&ignored, &caught);
	text_addf(t, "SigQ:\t0/%lu\nSigPnd:\t%016lx\nShdPnd:\t%016lx\nSigBlk:\t%016lx\n",
		  proc_limit(RLIMIT_SIGPENDING).rlim_cur, thread->sig_pending,
		  LINKED(signal_pending_process) ? signal_pending_process() : 0,
		  thread->sig_blocked);
	text_addf(t, "SigIgn:\t%016lx\nSigCgt:\t%016lx\n", ignored, caught);
}

static void self_put_identity(struct text *t)
{
	const struct identity *u = &identity_user, *g = &identity_group;

	text_addf(t, "Uid:\t%u\t%u\t%u\t%u\n", u->real, u->effective, u->saved, u->fs);
	text_addf(t, "Gid:\t%u\t%u\t%u\t%u\n", g->real, g->effective, g->saved, g->fs);
}

extern __typeof__(permission_get_groups) permission_get_groups WEAK;

static void self_put_groups(struct text *t)
{
	uint32_t id;

	for (unsigned i = 0; LINKED(permission_get_groups); i++) {
		if (permission_get_groups(i, &id, 1) <= i)
			break;
		text_addf(t, i ? " %u" : "%u", id);
	}
}

static const char *state_name(char letter)
{
	return letter == 'S' ? "sleeping" : letter == 'Z' ? "zombie" : "running";
}

int proc_status(struct text *t, const struct made_at *at)
{
	struct proc_thread thread;
	int err = proc_thread_look(at, &thread);

	if (err)
		return err;
	text_addf(t, "Name:\t%s\nUmask:\t%04o\nState:\t%c (%s)\nTgid:\t%d\nNgid:\t0\n", thread.name,
		  __atomic_load_n(&vfs_umask, __ATOMIC_RELAXED), thread.state,
		  state_name(thread.state), PROC_PID);
	text_addf(t, "Pid:\t%u\nPPid:\t0\nTracerPid:\t0\n", thread.tid);
	self_put_identity(t);
	text_addf(t, "FDSize:\t%u\nGroups:\t", fd_end());
	self_put_groups(t);
	text_add(t, " \n", 2);
	self_put_memory(t);
	text_addf(t, "Threads:\t%u\n", self_threads());
	self_put_signals(t, &thread);
	text_addf(t, "CapInh:\t%016lx\nCapPrm:\t%016lx\nCapEff:\t%016lx\n", 0ul, 0x1fffffffffful,
		  0x1fffffffffful);
	text_addf(t, "CapBnd:\t%016lx\nCapAmb:\t%016lx\n", 0x1fffffffffful, 0ul);
	text_addf(t, "NoNewPrivs:\t1\nSeccomp:\t0\nCpus_allowed:\t");
	proc_put_cpu_mask(t, thread.affinity);
	text_addf(t, "Cpus_allowed_list:\t");
	proc_put_cpu_list(t, thread.affinity);
	text_addf(t,
		  "Mems_allowed_list:\t0\nvoluntary_ctxt_switches:\t%lu\n"
		  "nonvoluntary_ctxt_switches:\t%lu\n",
		  thread.switches, thread.preemptions);
	return 0;
}

static const struct {
	const char *name, *unit;
} limits[] = {
	{ "Max cpu time             ", "seconds" },   { "Max file size            ", "bytes" },
	{ "Max data size            ", "bytes" },     { "Max stack size           ", "bytes" },
	{ "Max core file size       ", "bytes" },     { "Max resident set         ", "bytes" },
	{ "Max processes            ", "processes" }, { "Max open files           ", "files" },
	{ "Max locked memory        ", "bytes" },     { "Max address space        ", "bytes" },
	{ "Max file locks           ", "locks" },     { "Max pending signals      ", "signals" },
	{ "Max msgqueue size        ", "bytes" },     { "Max nice priority        ", "" },
	{ "Max realtime priority    ", "" },          { "Max realtime timeout     ", "us" },
};

/* A limit, and blanks up to 21 columns. */
static void self_put_limit(struct text *t, uint64_t v)
{
	size_t begin = t->len;

	if (v == UINT64_MAX)
		text_addf(t, "unlimited");
	else
		text_addf(t, "%lu", v);
	while (!t->lost && t->len < begin + 21)
		text_add(t, " ", 1);
}

int proc_limits(struct text *t, const struct made_at *at)
{
	(void)at;
	text_addf(
		t,
		"Limit                     Soft Limit           Hard Limit           Units     \n");
	for (size_t i = 0; i < nitems(limits); i++) {
		struct linux_rlimit l = proc_limit((int)i);

		text_addf(t, "%s ", limits[i].name);
		self_put_limit(t, l.rlim_cur);
		self_put_limit(t, l.rlim_max);
		text_addf(t, "%s\n", limits[i].unit);
	}
	return 0;
}
