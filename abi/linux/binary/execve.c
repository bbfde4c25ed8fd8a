/* SPDX-License-Identifier: MIT */
/*
 * execve(2) and execveat(2), in place: there is one process, which becomes another program.
 */
#include "abi/linux/binary/exec.h"
#include "abi/linux/file/at.h"
#include "abi/linux/signal/queue.h"
#include "abi/linux/syscalls.h"
#include "base/errno.h"
#include "base/log.h"
#include "kern/dev/plat.h"
#include "kern/sched/run.h"

#define TURN_AFTER 50000 /* nanoseconds */

static int copy_path(char *to, const char *path)
{
	ssize_t n = user_strnlen(path, PATH_LEN_MAX);

	if (n < 0)
		return -EFAULT;
	if (n == PATH_LEN_MAX)
		return -ENAMETOOLONG;
	if (user_get(to, path, (size_t)n))
		return -EFAULT;
	to[n] = '\0';
	return 0;
}

/* Whose turn is it? Only the one who has it uses what is static here and in binary_program. */
static bool turn_taken;

static int take_turn(void)
{
	static const uint32_t never;

	while (__atomic_exchange_n(&turn_taken, true, __ATOMIC_ACQUIRE)) {
		if (LINKED(binary_leaves_to_end) && binary_leaves_to_end())
			return -EINTR;
		if (thread_sleep(&never, plat_clock() + TURN_AFTER) == -EINTR &&
		    LINKED(thread_yield))
			thread_yield(); /* signals wait for the end of the call */
	}
	return 0;
}

static void give_turn(void)
{
	__atomic_store_n(&turn_taken, false, __ATOMIC_RELEASE);
}

static int exec_in_turn(int dir, const char *path, char *const *argv, char *const *envp, int flags)
{
	static char name[PATH_LEN_MAX];
	struct binary_args args;
	const char *why = NULL;
	int err = copy_path(name, path);

	if (!err && !*name && !(flags & AT_EMPTY_PATH))
		err = -ENOENT;
	if (!err && flags & ~(AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH))
		err = -EINVAL;
	if (!err)
		err = binary_args_take(&args, argv, envp, false);
	if (err)
		return err;
	err = binary_find(&binary_program, dir, name, at_path_flags(flags), &args, &why);
	if (!err) {
		if (threads_many && LINKED(binary_be_alone))
			binary_be_alone();
		give_turn();
		binary_run(&binary_program, &args);
	}
	binary_args_free(&args);
	if (why)
		log_warn("execve", "'%s': %s", name, why);
	return err;
}

static int exec_at(int dir, const char *path, char *const *argv, char *const *envp, int flags)
{
	int err = take_turn();

	if (err)
		return err;
	err = exec_in_turn(dir, path, argv, envp, flags);
	give_turn();
	return err;
}

int sys_execve(const char *path, char *const *argv, char *const *envp)
{
	return exec_at(PATH_CWD, path, argv, envp, 0);
}

int sys_execveat(int dir, const char *path, char *const *argv, char *const *envp, int flags)
{
	return exec_at(dir, path, argv, envp, flags);
}
