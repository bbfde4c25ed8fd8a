/* SPDX-License-Identifier: MIT */
/* Who and where one is: relations that hold in every process. */
#define _GNU_SOURCE
#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/sysinfo.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <unistd.h>

/* What a call returned, and errno after it. */
#define SHOW(call)                                         \
	do {                                               \
		long result;                               \
                                                           \
		errno = 0;                                 \
		result = (long)(call);                     \
		printf("%s: %ld %d\n", #call, result, errno); \
	} while (0)

static void limits(void)
{
	struct rlimit r, s;

	for (int i = 0; i < RLIM_NLIMITS; i++) {
		int err = getrlimit(i, &r);

		printf("limit %d: %d, %d\n", i, err, r.rlim_cur <= r.rlim_max);
	}
	SHOW(getrlimit(99, &r));
	getrlimit(RLIMIT_NOFILE, &r);
	s = r;
	s.rlim_cur = 100;
	printf("%d", setrlimit(RLIMIT_NOFILE, &s));
	getrlimit(RLIMIT_NOFILE, &s);
	printf(" %d %d\n", (int)s.rlim_cur, s.rlim_max == r.rlim_max);
	s.rlim_cur = s.rlim_max + 1;
	SHOW(setrlimit(RLIMIT_NOFILE, &s));
	getrlimit(RLIMIT_STACK, &r);
	printf("stack at least 1 MiB: %d\n", r.rlim_cur >= 1 << 20);
	printf("%d\n", prlimit(0, RLIMIT_CORE, NULL, &r));
}

static void machine(void)
{
	struct utsname u;
	struct sysinfo si;
	char name[65];

	printf("%d", uname(&u));
	printf(" %s %s\n", u.sysname, u.machine);
	printf("version at least 3.2: %d, texts %d %d\n", u.release[0] >= '3', !!u.nodename[0], !!u.version[0]);
	printf("%d", gethostname(name, sizeof name));
	printf(" %d\n", !strcmp(name, u.nodename));
	printf("%d", sysinfo(&si));
	printf(" %d %d\n", si.totalram > 0, si.freeram <= si.totalram);
	printf("%d %d %ld\n", sysconf(_SC_NPROCESSORS_ONLN) >= 1, sysconf(_SC_PHYS_PAGES) > 0,
	       sysconf(_SC_PAGESIZE));
	printf("%ld %ld\n", sysconf(_SC_CLK_TCK), sysconf(_SC_ARG_MAX) > 4096 ? 1l : 0l);
}

static void thread(void)
{
	char name[17] = "";
	cpu_set_t set;
	unsigned cpu = 999;

	printf("%d", prctl(PR_SET_NAME, "a name that is too long"));
	printf(" %d %s\n", prctl(PR_GET_NAME, name), name);
	SHOW(prctl(12345));
	CPU_ZERO(&set);
	printf("%d", sched_getaffinity(0, sizeof set, &set));
	printf(" %d\n", CPU_COUNT(&set) >= 1);
	printf("%d\n", sched_setaffinity(0, sizeof set, &set));
	printf("%d\n", sched_yield());
	cpu = (unsigned)sched_getcpu();
	printf("%d\n", !!CPU_ISSET(cpu, &set));
	errno = 0;
	SHOW(getpriority(PRIO_PROCESS, 0) >= -20);
}

int main(void)
{
	uid_t r, e, s;

	printf("pid %d, tid is pid %d\n", getpid() > 0, getpid() == (pid_t)syscall(SYS_gettid));
	printf("group %d %d, parent %d\n", getpgrp() == getpgid(0), getpgid(0) == getpgid(getpid()),
	       getppid() >= 0);
	printf("session %d\n", getsid(0) >= 0);
	SHOW(getpgid(-5));
	printf("ids %d %d\n", getuid() == geteuid(), getgid() == getegid());
	printf("%d", getresuid(&r, &e, &s));
	printf(" %d\n", r == getuid() && e == r && s == r);
	printf("%d %d %d\n", setuid(getuid()), setgid(getgid()), getuid() == r);
	limits();
	machine();
	thread();
	return 0;
}
