/* SPDX-License-Identifier: MIT */
/*
 * One program takes the place of another: execve(2) leaves the process its descriptors, its
 * number, what is blocked and what waits, and nothing of its memory.
 */
#include "abi/linux/binary/exec.h"
#include "abi/linux/proc/prctl.h"
#include "abi/linux/signal/queue.h"
#include "abi/linux/timer/interval.h"
#include "base/log.h"
#include "base/string.h"
#include "kern/core/image.h"
#include "kern/dev/plat.h"
#include "kern/mem/space.h"
#include "kern/sched/fpu.h"
#include "kern/sched/run.h"
#include "kern/vfs/fd.h"

struct binary_running binary_running;

const struct binary_running *binary_runs(void)
{
	return &binary_running;
}
struct binary_program binary_program;

static void forget_signals(void)
{
	static const struct linux_sigaction by_default;

	for (int sig = 1; sig <= SIGNALS; sig++)
		if (signal_actions[sig - 1].sa_handler != SIG_IGN)
			signal_action_set(sig, &by_default);
}

static void forget_thread(struct thread *t)
{
	t->altstack = 0;
	t->altstack_size = 0;
	t->altstack_flags = 0;
	t->clear_tid = NULL;
	t->robust_list = 0;
	t->tls = 0;
	plat_set_tls(0);
	fpu_reset();
}

static void close_descriptors(void)
{
	for (unsigned fd = 0; fd < fd_end(); fd++)
		if (fd_get_cloexec((int)fd) == 1 && fd_close((int)fd) < 0)
			continue; /* somebody was faster */
}

static void set_names(const struct binary_program *p)
{
	const char *slash = strrchr(p->path, '/'), *name = slash ? slash + 1 : p->path;
	struct file *before = binary_running.exe;

	thread_set_name(&thread_first, name, strlen(name));
	file_get(p->file);
	binary_running.exe = p->file;
	if (before)
		file_put(before);
}

/* There is nobody left to tell. */
static _Noreturn void give_up(const char *path, const char *what)
{
	log_err("execve", "'%s': %s", path, what);
	plat_end((struct plat_end){ .signal = SIGKILL });
}

static void map_program(const struct binary_program *p, struct binary_start *start)
{
	if (space_clear(space_current()) < 0 || binary_map(p->file, &p->elf, &start->program) < 0)
		give_up(p->path, "its memory is not to be had");
	if (p->interpreter &&
	    binary_map(p->interpreter, &p->interpreter_elf, &start->interpreter) < 0)
		give_up(p->path, "its interpreter's memory is not to be had");
	start->vdso = binary_running.vdso = binary_map_vdso();
}

_Noreturn void binary_run(struct binary_program *p, struct binary_args *args)
{
	struct thread *t = thread_current();
	struct trap_frame *f = binary_frame(t);
	struct binary_start start = { .args = args, .path = p->path, .elf = &p->elf };
	uintptr_t sp;

	forget_signals();
	forget_thread(&thread_first);
	forget_thread(t);
	close_descriptors();
	set_names(p);
	if (LINKED(timers_forget))
		timers_forget();
	map_program(p, &start);
	sp = binary_build_stack(thread_first.stack_low, thread_first.stack_high, &start);
	if (!sp)
		give_up(p->path, "its arguments are too long");
	*f = (struct trap_frame){
		.rip = p->interpreter ? start.interpreter.entry : start.program.entry,
		.rsp = sp,
		.rflags = CONTEXT_RFLAGS,
	};
	binary_frame_complete(f);
	binary_program_put(p);
	binary_args_free(args);
	if (t != &thread_first)
		binary_go_on_as_first(f);
	frame_go(f);
}
