/* SPDX-License-Identifier: MIT */
/* What a process may set about itself and read again: prctl, capabilities, personality, names. */
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#define T(e)                                                    \
	do {                                                    \
		long r_;                                        \
                                                                \
		errno = 0;                                      \
		r_ = (long)(e);                                 \
		printf("%s: %ld", #e, r_);                      \
		printf(r_ == -1 ? " errno %d\n" : "\n", errno); \
	} while (0)

#define BAD ((void *)1)

static void options(void)
{
	char name[16] = "";
	int i = -1;

	T(prctl(PR_SET_NAME, "a name that is too long"));
	T(prctl(PR_GET_NAME, name));
	printf("%s\n", name);
	T(prctl(PR_SET_NAME, BAD));
	T(prctl(PR_SET_PDEATHSIG, 65));
	T(prctl(PR_SET_PDEATHSIG, SIGUSR1));
	T(prctl(PR_GET_PDEATHSIG, &i));
	printf("%d\n", i);
	T(prctl(PR_GET_PDEATHSIG, BAD));
	T(prctl(PR_SET_PDEATHSIG, 0));
	T(prctl(PR_SET_DUMPABLE, 0));
	T(prctl(PR_GET_DUMPABLE));
	T(prctl(PR_SET_DUMPABLE, 2));
	T(prctl(PR_SET_DUMPABLE, 1));
	T(prctl(PR_SET_KEEPCAPS, 1));
	T(prctl(PR_GET_KEEPCAPS));
	T(prctl(PR_SET_KEEPCAPS, 2));
	T(prctl(PR_GET_TIMING));
	T(prctl(PR_SET_TIMING, 1));
	T(prctl(PR_SET_TIMERSLACK, 1000));
	T(prctl(PR_GET_TIMERSLACK));
	T(prctl(PR_SET_TIMERSLACK, 0));
	T(prctl(PR_GET_TIMERSLACK));
	T(prctl(PR_SET_CHILD_SUBREAPER, 7));
	T(prctl(PR_GET_CHILD_SUBREAPER, &i));
	printf("%d\n", i);
	T(prctl(PR_CAPBSET_READ, 99));
	T(prctl(PR_CAPBSET_DROP, 99));
	T(prctl(PR_GET_SECCOMP) <= 2);
	T(prctl(PR_GET_TSC, &i));
	printf("%d\n", i);
	T(prctl(PR_SET_TSC, 9));
	T(prctl(PR_GET_SECUREBITS));
	T(prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_IS_SET, 99, 0, 0));
	T(prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_IS_SET, 1, 0, 0));
	T(prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0));
	T(prctl(PR_CAP_AMBIENT, 9, 0, 0, 0));
	T(prctl(PR_SET_NO_NEW_PRIVS, 0, 0, 0, 0));
	T(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
	T(prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0));
	T(prctl(PR_GET_NO_NEW_PRIVS, 1, 0, 0, 0));
	T(prctl(99999, 0, 0, 0, 0));
}

static void capabilities(void)
{
	struct {
		uint32_t version;
		int pid;
	} header = { 0x20080522, 0 };
	struct {
		uint32_t effective, permitted, inheritable;
	} data[2];

	T(syscall(SYS_capget, &header, data));
	T(syscall(SYS_capset, &header, data));
	data[0].permitted = data[1].permitted = 0;
	data[0].effective = 1;
	T(syscall(SYS_capset, &header, data));
	T(syscall(SYS_capget, &header, NULL));
	T(syscall(SYS_capget, &header, BAD));
	T(syscall(SYS_capget, BAD, data));
	T(syscall(SYS_capset, BAD, data));
	header.pid = -1;
	T(syscall(SYS_capget, &header, data));
	header.pid = 999999;
	T(syscall(SYS_capget, &header, data));
	T(syscall(SYS_capset, &header, data));
	header.version = 1;
	T(syscall(SYS_capget, &header, NULL));
	printf("0x%x\n", header.version);
	header.version = 2;
	T(syscall(SYS_capget, &header, data));
	printf("0x%x\n", header.version);
}

static void the_rest(void)
{
	T(syscall(SYS_personality, 0xffffffff));
	T(syscall(SYS_personality, 0x0040000));
	T(syscall(SYS_personality, 0xffffffff));
	T(syscall(SYS_personality, 0));
	T(syscall(SYS_sethostname, "x", -1));
	T(syscall(SYS_sethostname, "x", 65));
	T(syscall(SYS_setdomainname, "x", 65));
	T(syscall(SYS_setfsuid, -1) == (long)geteuid());
	T(syscall(SYS_setfsgid, -1) == (long)getegid());
	T(syscall(SYS_syslog, 99, NULL, 0));
	T(syscall(SYS_syslog, 3, NULL, 5));
	T(syscall(SYS_syslog, 8, NULL, 9));
}

int main(void)
{
	options();
	capabilities();
	the_rest();
	return 0;
}
