/* SPDX-License-Identifier: MIT */
/*
 * stat() and its like are all this: musl has the kernel fill a struct of its own and copies that,
 * field by field, for machines where the two differ. Here they are the same.
 */
#define _BSD_SOURCE
#include <fcntl.h>
#include <sys/stat.h>

#include "kstat.h"
#include "syscall.h"

_Static_assert(sizeof(struct kstat) == sizeof(struct stat), "as the library OS fills it");

int fstatat(int fd, const char *restrict path, struct stat *restrict st, int flags)
{
	int err;

	if (flags == AT_EMPTY_PATH && fd >= 0 && !*path)
		err = __syscall(SYS_fstat, fd, st);
	else
		err = __syscall(SYS_newfstatat, fd, path, st, flags);
	return (int)__syscall_ret((unsigned long)err);
}

weak_alias(fstatat, fstatat64);
