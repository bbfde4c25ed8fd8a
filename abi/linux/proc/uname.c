/* SPDX-License-Identifier: MIT */
/* uname(2): a Linux by what it can do, a Pith by its version. */
#include "abi/linux/proc/names.h"
#include "abi/linux/syscalls.h"
#include "abi/linux/user.h"
#include "base/errno.h"
#include "base/string.h"
#include "kern/core/config.h"

static const char *host_name(void)
{
	if (LINKED(proc_host_name) && proc_host_name[0])
		return proc_host_name;
	return config.hostname ? config.hostname : "pith";
}

void proc_names(struct linux_utsname *u)
{
	memset(u, 0, sizeof *u);
	string_copy(u->sysname, "Linux", sizeof u->sysname);
	string_copy(u->nodename, host_name(), sizeof u->nodename);
	string_copy(u->release, "6.1.0-pith", sizeof u->release);
	string_copy(u->version, "#1 SMP Pith", sizeof u->version);
	string_copy(u->machine, "x86_64", sizeof u->machine);
	string_copy(u->domainname,
		    LINKED(proc_domain_name) && proc_domain_name[0] ? proc_domain_name : "(none)",
		    sizeof u->domainname);
}

int sys_uname(struct linux_utsname *u)
{
	if (!user_writable(u, sizeof *u))
		return -EFAULT;
	proc_names(u);
	return 0;
}
