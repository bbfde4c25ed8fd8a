/* SPDX-License-Identifier: MIT */
/* sethostname(2) and setdomainname(2) */
#include "abi/linux/identity/identity.h"
#include "abi/linux/proc/names.h"
#include "abi/linux/syscalls.h"
#include "abi/linux/user.h"
#include "base/errno.h"
#include "base/string.h"

char proc_host_name[PROC_NAME_SIZE];
char proc_domain_name[PROC_NAME_SIZE];

static int set_name(char *to, const char *name, int n)
{
	char text[PROC_NAME_SIZE] = { 0 };

	if (identity_is_limited())
		return -EPERM;
	if (n < 0 || n >= PROC_NAME_SIZE)
		return -EINVAL;
	if (user_get(text, name, (size_t)n))
		return -EFAULT;
	memcpy(to, text, sizeof text);
	return 0;
}

int sys_sethostname(const char *name, int n)
{
	return set_name(proc_host_name, name, n);
}

int sys_setdomainname(const char *name, int n)
{
	return set_name(proc_domain_name, name, n);
}
