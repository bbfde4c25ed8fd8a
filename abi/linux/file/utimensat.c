/* SPDX-License-Identifier: MIT */
/* utimensat(2), which futimens(3) is, too */
#include "abi/linux/file/at.h"
#include "abi/linux/file/attr.h"
#include "abi/linux/file/utimes.h"
#include "abi/linux/syscalls.h"
#include "abi/linux/user.h"
#include "base/errno.h"

#define UTIME_NOW  0x3fffffff
#define UTIME_OMIT 0x3ffffffe

static bool time_ok(const struct linux_timespec *t)
{
	return t->tv_nsec == UTIME_NOW || t->tv_nsec == UTIME_OMIT ||
	       (t->tv_nsec >= 0 && t->tv_nsec < 1000000000);
}

/* (t) as nanoseconds, within what those can say: the years 1678 to 2262. */
static int64_t time_value(const struct linux_timespec *t, int64_t now)
{
	int64_t ns;

	if (t->tv_nsec == UTIME_NOW)
		return now;
	if (__builtin_mul_overflow(t->tv_sec, 1000000000, &ns) ||
	    __builtin_add_overflow(ns, t->tv_nsec, &ns))
		return t->tv_sec < 0 ? INT64_MIN : INT64_MAX;
	return ns;
}

int utimens_at(int dir, const char *path, const struct linux_timespec *ts, int flags)
{
	static const struct linux_timespec both_now[2] = { { 0, UTIME_NOW }, { 0, UTIME_NOW } };
	struct vfs_attr a = { 0 };
	int64_t now;

	if (!ts)
		ts = both_now;
	if (!time_ok(&ts[0]) || !time_ok(&ts[1]))
		return -EINVAL;
	if (ts[0].tv_nsec == UTIME_OMIT && ts[1].tv_nsec == UTIME_OMIT)
		return 0;
	if (flags & ~(AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH))
		return -EINVAL;
	now = inode_now();
	a.touch = ts[0].tv_nsec == UTIME_NOW && ts[1].tv_nsec == UTIME_NOW;
	a.set_atime = ts[0].tv_nsec != UTIME_OMIT;
	a.set_mtime = ts[1].tv_nsec != UTIME_OMIT;
	a.atime = time_value(&ts[0], now);
	a.mtime = time_value(&ts[1], now);
	if (path || dir == PATH_CWD)
		return attr_set_at(dir, path, flags, &a);
	return flags ? -EINVAL : attr_set_fd(dir, FILE_IO, &a);
}

int sys_utimensat(int dir, const char *path, const struct linux_timespec *ts, int flags)
{
	struct linux_timespec copy[2];

	if (ts && user_get(copy, ts, sizeof copy))
		return -EFAULT;
	return utimens_at(dir, path, ts ? copy : NULL, flags);
}
