/* SPDX-License-Identifier: MIT */
/*
 * Which calls a program makes when it runs, by ptrace(2): it and whatever it starts stop at each.
 */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tool/check/check.h"

#define OPTIONS                                                                                   \
	(PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE | \
	 PTRACE_O_TRACEEXEC | PTRACE_O_EXITKILL)
#define AT_SYSCALL (SIGTRAP | 0x80)

static _Noreturn void become(char *const *argv)
{
	if (!ptrace(PTRACE_TRACEME, 0, NULL, NULL)) {
		raise(SIGSTOP);
		execvp(argv[0], argv);
	}
	_exit(errno == ENOENT ? 127 : 126);
}

/* (pid) stands at a system call, or leaves it. */
static void note_call(struct check *c, pid_t pid, bool *began)
{
	struct __ptrace_syscall_info info;

	if (ptrace(PTRACE_GET_SYSCALL_INFO, pid, (void *)sizeof info, &info) <= 0 ||
	    info.op != PTRACE_SYSCALL_INFO_ENTRY)
		return;
	/* Before the first execve() it is us. */
	if (!*began || info.entry.nr >= CHECK_CALLS)
		return;
	c->calls[info.entry.nr].use = CHECK_SURELY;
	c->calls[info.entry.nr].times++;
}

/* What (pid) is to be told when it goes on, after it stopped with (status): a signal, or 0. */
static int note_stop(struct check *c, pid_t pid, int status, bool *began)
{
	int sig = WSTOPSIG(status);

	if (sig == AT_SYSCALL) {
		note_call(c, pid, began);
		return 0;
	}
	switch (status >> 16) {
	case PTRACE_EVENT_EXEC:
		*began = true;
		return 0;
	case PTRACE_EVENT_FORK:
	case PTRACE_EVENT_VFORK:
		c->forks = true;
		return 0;
	case 0:
		break;
	default:
		return 0;
	}
	return sig == SIGSTOP ? 0 : sig; /* that is how what is new begins */
}

int check_observe(struct check *c, char *const *argv, struct diag *d)
{
	pid_t child = fork(), pid;
	bool began = false;
	int status;

	if (child < 0)
		return diag_fail(d, errno, "run '%s'", argv[0]);
	if (!child)
		become(argv);
	if (waitpid(child, &status, 0) < 0 || !WIFSTOPPED(status) ||
	    ptrace(PTRACE_SETOPTIONS, child, NULL, (void *)OPTIONS)) {
		kill(child, SIGKILL);
		return diag_fail(d, errno, "trace '%s'", argv[0]);
	}
	ptrace(PTRACE_SYSCALL, child, NULL, NULL);
	while ((pid = waitpid(-1, &status, __WALL)) > 0 || errno == EINTR) {
		if (pid < 0)
			continue;
		if (WIFSTOPPED(status)) {
			long sig = note_stop(c, pid, status, &began);

			ptrace(PTRACE_SYSCALL, pid, NULL, (void *)sig);
		} else if (pid == child) {
			c->status =
				WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
		}
	}
	if (!began)
		return diag_fail(d, c->status == 127 ? ENOENT : EACCES, "run '%s'", argv[0]);
	return 0;
}
