/* SPDX-License-Identifier: MIT */
/* Asking who the application is. */
#include "abi/linux/identity/identity.h"
#include "abi/linux/syscalls.h"
#include "abi/linux/user.h"
#include "base/errno.h"

unsigned sys_getuid(void)
{
	return identity_user.real;
}

unsigned sys_geteuid(void)
{
	return identity_user.effective;
}

unsigned sys_getgid(void)
{
	return identity_group.real;
}

unsigned sys_getegid(void)
{
	return identity_group.effective;
}

static int store_three(const struct identity *i, unsigned *a, unsigned *b, unsigned *c)
{
	if (!user_writable(a, sizeof *a) || !user_writable(b, sizeof *b) ||
	    !user_writable(c, sizeof *c))
		return -EFAULT;
	*a = i->real;
	*b = i->effective;
	*c = i->saved;
	return 0;
}

int sys_getresuid(unsigned *real, unsigned *effective, unsigned *saved)
{
	return store_three(&identity_user, real, effective, saved);
}

int sys_getresgid(unsigned *real, unsigned *effective, unsigned *saved)
{
	return store_three(&identity_group, real, effective, saved);
}
