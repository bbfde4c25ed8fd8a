/* SPDX-License-Identifier: MIT */
/*
 * execve(2) and execveat(2), in place: there is one process, which becomes another program.
 */
#include "abi/linux/binary/exec.h"
#include "abi/linux/file/at.h"
#include "abi/linux/syscalls.h"
#include "abi/linux/unsupported.h"
#include "base/errno.h"
#include "base/log.h"
#include "kern/sched/run.h"

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

static int exec_at(int dir, const char *path, char *const *argv, char *const *envp, int flags)
{
	static char name[PATH_LEN_MAX];
	struct binary_args args;
	const char *why = NULL;
	int err;

	if (threads.count > 1) {
		unsupported_once("execve", "by one of %u threads", threads.count);
		return -ENOSYS;
	}
	err = copy_path(name, path);
	if (!err)
		err = binary_args_take(&args, argv, envp);
	if (err)
		return err;
	err = binary_find(&binary_program, dir, name, !(flags & AT_SYMLINK_NOFOLLOW), &args, &why);
	if (!err)
		binary_run(&binary_program, &args);
	binary_args_free(&args);
	if (why)
		log_warn("execve", "'%s': %s", name, why);
	return err;
}

int sys_execve(const char *path, char *const *argv, char *const *envp)
{
	return exec_at(PATH_CWD, path, argv, envp, 0);
}

int sys_execveat(int dir, const char *path, char *const *argv, char *const *envp, int flags)
{
	if (flags & ~(AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH))
		return -EINVAL;
	if (flags & AT_EMPTY_PATH) {
		unsupported_once("execveat", "flags 0x%x", (unsigned)flags);
		return -ENOSYS;
	}
	return exec_at(dir, path, argv, envp, flags);
}
