/* SPDX-License-Identifier: MIT */
/* Calls that are for root, beside those on files. ids: host */
#include "file.h"

#include <grp.h>
#include <sys/resource.h>
#include <sys/syscall.h>

int main(void)
{
	struct rlimit r, low = { 100, 200 }, high = { 100, 300 };

	seteuid(1000);
	T(syscall(SYS_sethostname, "x", 1L));
	T(syscall(SYS_setdomainname, "x", 1L));
	T(syscall(SYS_sethostname, "x", -1L));
	T(setgroups(0, NULL));
	T(setpriority(PRIO_PROCESS, 0, 5));
	T(setpriority(PRIO_PROCESS, 0, 5));
	T(setpriority(PRIO_PROCESS, 0, 4));
	T(setpriority(PRIO_PROCESS, 0, -1));
	T(getpriority(PRIO_PROCESS, 0));
	T(setrlimit(RLIMIT_NOFILE, &low));
	T(setrlimit(RLIMIT_NOFILE, &high));
	high.rlim_max = 150;
	T(setrlimit(RLIMIT_NOFILE, &high));
	getrlimit(RLIMIT_NOFILE, &r);
	printf("%ld %ld\n", (long)r.rlim_cur, (long)r.rlim_max);
	T(seteuid(0));
	T(setpriority(PRIO_PROCESS, 0, 0));
	return 0;
}
