/* SPDX-License-Identifier: MIT */
/* Who the application is: the one user of the image, who may do everything. */
#include "abi/linux/syscalls.h"
#include "abi/linux/user.h"
#include "base/errno.h"

unsigned sys_getuid(void)
{
	return 0;
}

unsigned sys_geteuid(void)
{
	return 0;
}

unsigned sys_getgid(void)
{
	return 0;
}

unsigned sys_getegid(void)
{
	return 0;
}

static int store_three(unsigned *a, unsigned *b, unsigned *c)
{
	if (!user_writable(a, sizeof *a) || !user_writable(b, sizeof *b) ||
	    !user_writable(c, sizeof *c))
		return -EFAULT;
	*a = 0;
	*b = 0;
	*c = 0;
	return 0;
}

int sys_getresuid(unsigned *real, unsigned *effective, unsigned *saved)
{
	return store_three(real, effective, saved);
}

int sys_getresgid(unsigned *real, unsigned *effective, unsigned *saved)
{
	return store_three(real, effective, saved);
}

/* No supplementary groups. */
int sys_getgroups(int n, unsigned *list)
{
	(void)list;
	return n < 0 ? -EINVAL : 0;
}
