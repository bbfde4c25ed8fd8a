/* SPDX-License-Identifier: MIT */
/*
 * Resource limits. Those of descriptors, memory and the size of files are enforced, by whoever has
 * these; the others are remembered, because nothing here uses them up: there is one process.
 */
#include "abi/linux/identity/identity.h"
#include "abi/linux/proc/limit.h"
#include "abi/linux/signal/signal.h"
#include "abi/linux/syscalls.h"
#include "abi/linux/user.h"
#include "base/errno.h"
#include "kern/mem/space.h"
#include "kern/vfs/fd.h"
#include "kern/vfs/regular.h"

LINK_WITH(signal_file_size);
LINK_WITH(signal_file_failed);

#define INFINITE UINT64_MAX

/* Zero in (rlim_max) says: both are infinite. What is zero on Linux has a row. */
static struct linux_rlimit limits[RLIMITS] = {
	[RLIMIT_STACK] = { 8 * MIB, INFINITE },
	[RLIMIT_CORE] = { 0, INFINITE },
	[RLIMIT_NPROC] = { 1024, 1024 },
	[RLIMIT_NOFILE] = { 1024, FD_MAX },
	[RLIMIT_MEMLOCK] = { 8 * MIB, 8 * MIB },
	[RLIMIT_SIGPENDING] = { SIGNAL_WAITING_MAX, SIGNAL_WAITING_MAX },
	[RLIMIT_MSGQUEUE] = { 819200, 819200 },
};

static bool is_zero(int resource)
{
	return resource == RLIMIT_NICE || resource == RLIMIT_RTPRIO;
}

struct linux_rlimit proc_limit(int resource)
{
	struct linux_rlimit l = limits[resource];

	if (resource == RLIMIT_NOFILE)
		l.rlim_cur = fd_limit;
	else if (!l.rlim_max && !is_zero(resource))
		l = (struct linux_rlimit){ INFINITE, INFINITE };
	return l;
}

static int limit_set(int resource, const struct linux_rlimit *new)
{
	if (new->rlim_cur > new->rlim_max)
		return -EINVAL;
	if (identity_is_limited() && new->rlim_max > proc_limit(resource).rlim_max)
		return -EPERM;
	if (resource == RLIMIT_NOFILE) {
		if (new->rlim_max > FD_MAX)
			return -EPERM;
		fd_limit = (unsigned)new->rlim_cur;
	}
	if (resource == RLIMIT_FSIZE)
		file_size_max = (int64_t)MIN(new->rlim_cur, (uint64_t)INT64_MAX);
	if (resource == RLIMIT_AS || resource == RLIMIT_DATA)
		space_set_limit(resource == RLIMIT_AS ? SPACE_LIMIT_ALL : SPACE_LIMIT_DATA,
				new->rlim_cur);
	if (resource == RLIMIT_SIGPENDING && LINKED(&signal_waiting_max))
		signal_waiting_max = new->rlim_cur;
	limits[resource] = *new;
	return 0;
}

int sys_prlimit64(int pid, int resource, const struct linux_rlimit *new, struct linux_rlimit *old)
{
	struct linux_rlimit before, copy;

	if ((unsigned)resource >= RLIMITS)
		return -EINVAL;
	if (pid != 0 && pid != 1)
		return -ESRCH;
	if ((new &&user_get(&copy, new, sizeof copy)) || (old && !user_writable(old, sizeof *old)))
		return -EFAULT;
	before = proc_limit(resource);
	if (new) {
		int err = limit_set(resource, &copy);

		if (err < 0)
			return err;
	}
	if (old)
		*old = before;
	return 0;
}

int sys_getrlimit(int resource, struct linux_rlimit *old)
{
	return old ? sys_prlimit64(0, resource, NULL, old) : -EFAULT;
}

int sys_setrlimit(int resource, const struct linux_rlimit *new)
{
	return new ? sys_prlimit64(0, resource, new, NULL) : -EFAULT;
}
