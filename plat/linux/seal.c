/* SPDX-License-Identifier: MIT */
/*
 * The seal: from here on the process may make a dozen host calls, on the descriptors that it has.
 *
 * The filter is classic BPF (Linux, Documentation/userspace-api/seccomp_filter.rst): a chain of
 * tests on the call's number, the most frequent first. A call outside it does not happen: the host
 * sends SIGSYS, whose handler names the call and dies of it (signals.c). Memory can never become
 * executable, so what the image holds at this line is all the code there will be.
 */
#include "plat/linux/names.h"

#include "base/string.h"
#include "kern/core/image.h"
#include "kern/dev/plat.h"
#include "plat/linux/host.h"
#include "plat/linux/linux.h"

#define PR_SET_NO_NEW_PRIVS     38
#define SECCOMP_SET_MODE_FILTER 1

#define RET_KILL  0x80000000u
#define RET_TRAP  0x00030000u
#define RET_ALLOW 0x7fff0000u

#define AUDIT_ARCH_X86_64 0xc000003eu
#define SIGSYS            31

#define OFFSET_NR     0
#define OFFSET_ARCH   4
#define OFFSET_ARG(n) (16 + 8 * (n)) /* the low half: little endian */

#define BPF_LOAD 0x20 /* BPF_LD | BPF_W | BPF_ABS */
#define BPF_JEQ  0x15 /* BPF_JMP | BPF_JEQ | BPF_K */
#define BPF_JSET 0x45 /* BPF_JMP | BPF_JSET | BPF_K */
#define BPF_RET  0x06 /* BPF_RET | BPF_K */

struct instruction {
	uint16_t code;
	uint8_t yes;
	uint8_t no;
	uint32_t k;
};

struct program {
	uint16_t n;
	const struct instruction *code;
};

#define LOAD(offset)                     \
	{                                \
		BPF_LOAD, 0, 0, (offset) \
	}
#define RET(what)                     \
	{                             \
		BPF_RET, 0, 0, (what) \
	}
#define IF_EQ(k, yes, no)                 \
	{                                 \
		BPF_JEQ, (yes), (no), (k) \
	}

/* Allow call (nr) as it is. */
#define ALLOW(nr) IF_EQ(nr, 0, 1), RET(RET_ALLOW)

/* Allow call (nr) when its argument (n) is (value); else it is outside. */
#define ALLOW_WITH(nr, n, value)                                                              \
	IF_EQ(nr, 0, 4), LOAD(OFFSET_ARG(n)), IF_EQ((uint32_t)(value), 0, 1), RET(RET_ALLOW), \
		RET(RET_TRAP)

/* Allow call (nr) unless its argument (n), a protection, asks for execution. */
#define ALLOW_NO_EXEC(nr, n)                                                                      \
	IF_EQ(nr, 0, 4), LOAD(OFFSET_ARG(n)), { BPF_JSET, 1, 0, HOST_PROT_EXEC }, RET(RET_ALLOW), \
		RET(RET_TRAP)

void linux_seal(void)
{
	uint32_t set_tls = linux_has_fsgsbase() ? HOST_exit_group : HOST_arch_prctl;
	uint32_t pid = (uint32_t)linux_pid, control = (uint32_t)MAX(linux_control_fd, 2);
	const struct instruction code[] = {
		LOAD(OFFSET_ARCH),
		IF_EQ(AUDIT_ARCH_X86_64, 1, 0),
		RET(RET_KILL),
		LOAD(OFFSET_NR),
		/* write(1), write(2), write(control) */
		IF_EQ(HOST_write, 0, 6),
		LOAD(OFFSET_ARG(0)),
		IF_EQ(1, 2, 0),
		IF_EQ(2, 1, 0),
		IF_EQ(control, 0, 1),
		RET(RET_ALLOW),
		RET(RET_TRAP),
		ALLOW_WITH(HOST_read, 0, 0),
		ALLOW_NO_EXEC(HOST_mmap, 2),
		ALLOW_NO_EXEC(HOST_mprotect, 2),
		ALLOW(HOST_mremap),
		ALLOW(HOST_madvise),
		ALLOW(HOST_ppoll),
		ALLOW(HOST_clock_gettime),
		ALLOW(HOST_rt_sigreturn),
		ALLOW(HOST_exit_group),
		ALLOW(set_tls),
		ALLOW_WITH(HOST_kill, 0, pid),
		/* Dispositions, but for SIGSYS: nobody may get used to being refused. */
		IF_EQ(HOST_rt_sigaction, 0, 4),
		LOAD(OFFSET_ARG(0)),
		IF_EQ(SIGSYS, 0, 1),
		RET(RET_KILL),
		RET(RET_ALLOW),
		RET(RET_TRAP),
	};
	struct program program = { nitems(code), code };

	if (host_call6(HOST_prctl, PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0, 0) < 0 ||
	    host_call3(HOST_seccomp, SECCOMP_SET_MODE_FILTER, 0, (long)&program) < 0)
		image_refuse("the host refuses to seal the process (seccomp)");
}
