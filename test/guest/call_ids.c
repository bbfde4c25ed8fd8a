/* SPDX-License-Identifier: MIT */
/* Identities, limits, priorities and what there is of the machine, by number: each way to fail. */
#include "call.h"

#include <sched.h>
#include <sys/resource.h>
#include <sys/sysinfo.h>
#include <sys/times.h>
#include <sys/utsname.h>

/* Nobody may call itself this: it is not in any process. */
#define NO_ONE 0x3ffffff

static void ids(void)
{
	unsigned a, b, c, list[65536];
	int n;

	T(syscall(SYS_getuid) == getuid());
	T(syscall(SYS_geteuid) == syscall(SYS_getuid));
	T(syscall(SYS_getgid) == getgid());
	T(syscall(SYS_getegid) == syscall(SYS_getgid));
	C(getresuid, &a, &b, &c);
	T(a == getuid() && b == a && c == a);
	C(getresuid, BAD, &b, &c);
	C(getresuid, &a, NULL, &c);
	C(getresgid, &a, &b, &c);
	T(a == getgid() && b == a && c == a);
	C(getresgid, &a, BAD, &c);
	C(getresgid, &a, &b, NULL);
	n = syscall(SYS_getgroups, 0, NULL);
	T(n >= 0);
	C(getgroups, -1, list);
	T(syscall(SYS_getgroups, 65536, list) == n);
	C(setuid, getuid());
	C(setgid, getgid());
	C(setreuid, -1, -1);
	C(setreuid, getuid(), getuid());
	C(setregid, -1, -1);
	C(setregid, getgid(), getgid());
	C(setresuid, -1, -1, -1);
	C(setresuid, getuid(), -1, getuid());
	C(setresgid, -1, -1, -1);
	C(setresgid, getgid(), -1, getgid());
	C(setuid, -1);
	C(setgid, -1);
	C(setgroups, 65537ul, list);
}

/* A group of its own comes first, then a session. What leads a group starts none. */
static void groups(void)
{
	T(syscall(SYS_getpid) == getpid());
	T(syscall(SYS_getppid) == getppid());
	T(syscall(SYS_gettid) == getpid());
	C(setpgid, 0, -1);
	C(setpgid, NO_ONE, 0);
	C(getpgid, NO_ONE);
	C(getsid, NO_ONE);
	T(syscall(SYS_setpgid, 0, 0) == 0 || errno == EPERM); /* EPERM: it leads its session */
	T(syscall(SYS_getpgrp) == getpid());
	T(syscall(SYS_getpgid, 0) == getpid());
	C(setsid);
	T(syscall(SYS_getsid, 0) == syscall(SYS_getsid, getpid()));
}

static void limits(void)
{
	struct rlimit r, s;

	C(getrlimit, 99, &r);
	C(getrlimit, RLIMIT_NOFILE, BAD);
	C(getrlimit, RLIMIT_NOFILE, &r);
	C(setrlimit, 99, &r);
	C(setrlimit, RLIMIT_NOFILE, BAD);
	s = (struct rlimit){ 200, 100 };
	C(setrlimit, RLIMIT_NOFILE, &s);
	s = (struct rlimit){ 50, r.rlim_max };
	C(setrlimit, RLIMIT_NOFILE, &s);
	C(prlimit64, 0, RLIMIT_NOFILE, NULL, &s);
	T(s.rlim_cur);
	C(prlimit64, getpid(), RLIMIT_NOFILE, &r, &s);
	T(s.rlim_cur);
	C(prlimit64, 0, 99, NULL, NULL);
	C(prlimit64, 0, RLIMIT_NOFILE, BAD, NULL);
	C(prlimit64, 0, RLIMIT_NOFILE, NULL, BAD);
	C(prlimit64, NO_ONE, RLIMIT_NOFILE, NULL, &s);
}

static void priorities(void)
{
	static const int policies[] = { SCHED_OTHER, SCHED_FIFO, SCHED_RR, 3 /* batch */, 5 /* idle */ };
	uint64_t mask[16] = { 0 }, none[16] = { 0 };
	unsigned cpu = 99, node = 99;

	for (int i = 0; i < 5; i++) {
		C(sched_get_priority_max, policies[i]);
		C(sched_get_priority_min, policies[i]);
	}
	C(sched_get_priority_max, 99);
	C(sched_get_priority_min, -1);
	C(getpriority, PRIO_PROCESS, 0);
	C(getpriority, 99, 0);
	C(getpriority, PRIO_PROCESS, NO_ONE);
	C(setpriority, 99, 0, 0);
	C(setpriority, PRIO_PROCESS, NO_ONE, 0);
	C(setpriority, PRIO_PROCESS, 0, 5);
	C(getpriority, PRIO_PROCESS, 0);
	C(setpriority, PRIO_PROCESS, 0, 100);
	C(getpriority, PRIO_PROCESS, 0);
	WORKS(sched_getaffinity, 0, sizeof mask, mask);
	C(sched_getaffinity, 0, 7ul, mask);
	C(sched_getaffinity, 0, 1ul, mask);
	C(sched_getaffinity, NO_ONE, sizeof mask, mask);
	C(sched_getaffinity, 0, sizeof mask, BAD);
	C(sched_setaffinity, 0, sizeof mask, mask);
	C(sched_setaffinity, 0, sizeof none, none);
	C(sched_setaffinity, NO_ONE, sizeof mask, mask);
	C(sched_setaffinity, 0, sizeof mask, BAD);
	C(sched_yield);
	C(getcpu, &cpu, &node, NULL);
	T(cpu < 1024 && node < 64);
	C(getcpu, NULL, NULL, NULL);
	C(getcpu, BAD, NULL, NULL);
	C(getcpu, NULL, BAD, NULL);
}

static void machine(void)
{
	struct utsname u;
	struct sysinfo si;
	struct tms t;
	struct rusage ru;
	char bytes[16];

	C(uname, &u);
	C(uname, BAD);
	C(uname, NULL);
	C(sysinfo, &si);
	C(sysinfo, BAD);
	WORKS(times, &t);
	WORKS(times, NULL);
	C(times, BAD);
	C(getrusage, RUSAGE_SELF, &ru);
	C(getrusage, 99, &ru);
	C(getrusage, RUSAGE_SELF, BAD);
	C(getrandom, bytes, 16ul, 0);
	C(getrandom, bytes, 16ul, STRANGE);
	C(getrandom, BAD, 16ul, 0);
	C(getrandom, bytes, 0ul, 0);
}

int main(void)
{
	ids();
	groups();
	limits();
	priorities();
	machine();
	return 0;
}
