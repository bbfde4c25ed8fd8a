/* SPDX-License-Identifier: MIT */
/*
 * Changing who one is. A server gives up rights this way; there is one user and nobody to protect
 * from it, so the change is taken and forgotten. What Linux refuses is refused.
 */
#include "abi/linux/syscalls.h"
#include "base/errno.h"

#define NOBODY     UINT32_MAX /* "leave it" where there are several, invalid where there is one */
#define GROUPS_MAX 65536

static int take_one(unsigned id)
{
	return id == NOBODY ? -EINVAL : 0;
}

int sys_setuid(unsigned uid)
{
	return take_one(uid);
}

int sys_setgid(unsigned gid)
{
	return take_one(gid);
}

int sys_setreuid(unsigned real, unsigned effective)
{
	(void)real;
	(void)effective;
	return 0;
}

int sys_setregid(unsigned real, unsigned effective)
{
	(void)real;
	(void)effective;
	return 0;
}

int sys_setresuid(unsigned real, unsigned effective, unsigned saved)
{
	(void)real;
	(void)effective;
	(void)saved;
	return 0;
}

int sys_setresgid(unsigned real, unsigned effective, unsigned saved)
{
	(void)real;
	(void)effective;
	(void)saved;
	return 0;
}

int sys_setgroups(unsigned long n, const unsigned *list)
{
	(void)list;
	return n > GROUPS_MAX ? -EINVAL : 0;
}

/* These return who it was before. */
int sys_setfsuid(unsigned uid)
{
	(void)uid;
	return (int)sys_geteuid();
}

int sys_setfsgid(unsigned gid)
{
	(void)gid;
	return (int)sys_getegid();
}
