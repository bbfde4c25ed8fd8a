/* SPDX-License-Identifier: MIT */
/*
 * What is behind setuid() and its kin. musl passes the number to a function, where no compiler sees
 * a constant; and it makes the change on every thread, which is not needed where threads share it.
 */
#include <unistd.h>

#include "libc.h"
#include "syscall.h"

int __setxid(int nr, int id, int eid, int sid)
{
	switch (nr) {
	case SYS_setuid:
		return (int)__syscall_ret((unsigned long)__syscall(SYS_setuid, id));
	case SYS_setgid:
		return (int)__syscall_ret((unsigned long)__syscall(SYS_setgid, id));
	case SYS_setreuid:
		return (int)__syscall_ret((unsigned long)__syscall(SYS_setreuid, id, eid));
	case SYS_setregid:
		return (int)__syscall_ret((unsigned long)__syscall(SYS_setregid, id, eid));
	case SYS_setresuid:
		return (int)__syscall_ret((unsigned long)__syscall(SYS_setresuid, id, eid, sid));
	default:
		return (int)__syscall_ret((unsigned long)__syscall(SYS_setresgid, id, eid, sid));
	}
}
