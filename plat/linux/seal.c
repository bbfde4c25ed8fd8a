/* SPDX-License-Identifier: MIT */
/*
 * The seal: from here on the process may make a dozen host calls, on the descriptors that it has.
 *
 * The filter is classic BPF (Linux, Documentation/userspace-api/seccomp_filter.rst): a chain of
 * tests on the call's number, the most frequent first. A call outside it does not happen: the host
 * sends SIGSYS, whose handler names the call and dies of it (signals.c). Memory can never become
 * executable, so what the image holds at this line is all the code there will be; but for an image
 * that was built to make code.
 */
#include "plat/linux/names.h"

#include "base/string.h"
#include "kern/core/image.h"
#include "kern/dev/plat.h"
#include "kern/mem/space.h"
#include "plat/linux/host.h"
#include "plat/linux/linux.h"

#define PR_SET_NO_NEW_PRIVS     38
#define SECCOMP_SET_MODE_FILTER 1
#define SECCOMP_FILTER_TSYNC    1 /* for all host threads */

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
#define BPF_JGE  0x35 /* BPF_JMP | BPF_JGE | BPF_K */
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

/* The filter, line by line; a test names the lines that it goes on with. */
enum line {
	ARCH,
	ARCH_IS,
	NR,
	NR_IS_HIGH,
	IS_WRITE,
	IS_READ,
	IS_READV,
	IS_WRITEV,
	IS_MMAP,
	IS_MPROTECT,
	IS_MREMAP,
	IS_MADVISE,
	IS_MINCORE,
	IS_SIGRETURN,
	IS_SIGACTION,
	WRITE,
	WRITE_OUT,
	WRITE_ERR,
	WRITE_CONTROL,
	READ,
	READ_IN,
	WAKE_FIRST,
	WAKE_LAST,
	MAP,
	MAP_EXEC,
	ACTION,
	ACTION_SYS,
	IS_HIGHEST,
	IS_PPOLL,
	IS_TGKILL,
	IS_CLOCK,
	IS_FCNTL,
	IS_EXIT,
	IS_TIMER,
	IS_SET_TLS,
	KILL,
	KILL_SELF,
	FCNTL,
	FCNTL_OWNER,
	OWNER,
	OWNER_NONE,
	OWNER_SELF,
	NET,
	NET_IS,
	TRAP,
	DIE,
	ALLOW,
	LINES,
};

#define LOAD(at, offset)           [at] = { BPF_LOAD, 0, 0, (offset) }
#define TEST(at, code, k, yes, no) [at] = { (code), (yes) - (at)-1, (no) - (at)-1, (uint32_t)(k) }
#define EQ(at, k, yes, no)         TEST(at, BPF_JEQ, k, yes, no)
#define END(at, what)              [at] = { BPF_RET, 0, 0, (what) }

/* Calls from here on are tested apart: the host tries the filter with every number there is. */
#define FIRST_HIGH 63
#define HIGHEST    (HOST_exit_group + 1)

int linux_wake_first = INT32_MAX, linux_wake_end;
int linux_net_fd = -1;

/* Give the filter to the host. */
static void install(const struct instruction *code, uint16_t n)
{
	struct program program = { n, code };

	if (host_call6(HOST_prctl, PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0, 0) < 0 ||
	    host_call3(HOST_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_TSYNC,
		       (long)&program) != 0)
		image_refuse("the host refuses to seal the process (seccomp)");
}

/* What is known only when it is installed. */
#define OPEN 0

static const struct instruction filter[LINES] = {
	LOAD(ARCH, OFFSET_ARCH),
	EQ(ARCH_IS, AUDIT_ARCH_X86_64, NR, DIE),
	LOAD(NR, OFFSET_NR),
	TEST(NR_IS_HIGH, BPF_JGE, FIRST_HIGH, IS_HIGHEST, IS_WRITE),

	EQ(IS_WRITE, HOST_write, WRITE, IS_READ),
	EQ(IS_READ, HOST_read, READ, IS_READV),
	EQ(IS_READV, HOST_readv, NET, IS_WRITEV),
	EQ(IS_WRITEV, HOST_writev, NET, IS_MMAP),
	EQ(IS_MMAP, HOST_mmap, MAP, IS_MPROTECT),
	EQ(IS_MPROTECT, HOST_mprotect, MAP, IS_MREMAP),
	EQ(IS_MREMAP, HOST_mremap, ALLOW, IS_MADVISE),
	EQ(IS_MADVISE, HOST_madvise, ALLOW, IS_MINCORE),
	EQ(IS_MINCORE, OPEN, ALLOW, IS_SIGRETURN),
	EQ(IS_SIGRETURN, HOST_rt_sigreturn, ALLOW, IS_SIGACTION),
	EQ(IS_SIGACTION, HOST_rt_sigaction, ACTION, TRAP),

	LOAD(WRITE, OFFSET_ARG(0)),
	EQ(WRITE_OUT, 1, ALLOW, WRITE_ERR),
	EQ(WRITE_ERR, 2, ALLOW, WRITE_CONTROL),
	EQ(WRITE_CONTROL, OPEN, ALLOW, WAKE_FIRST),

	LOAD(READ, OFFSET_ARG(0)),
	EQ(READ_IN, 0, ALLOW, WAKE_FIRST),

	TEST(WAKE_FIRST, BPF_JGE, OPEN, WAKE_LAST, TRAP),
	TEST(WAKE_LAST, BPF_JGE, OPEN, TRAP, ALLOW),

	/* The protection is the third argument of mmap() and of mprotect(). */
	LOAD(MAP, OFFSET_ARG(2)),
	TEST(MAP_EXEC, BPF_JSET, OPEN, TRAP, ALLOW),

	/* Dispositions, but for SIGSYS: nobody may get used to being refused. */
	LOAD(ACTION, OFFSET_ARG(0)),
	EQ(ACTION_SYS, SIGSYS, DIE, ALLOW),

	TEST(IS_HIGHEST, BPF_JGE, HIGHEST, IS_PPOLL, IS_CLOCK),
	EQ(IS_PPOLL, HOST_ppoll, ALLOW, IS_TGKILL),
	EQ(IS_TGKILL, HOST_tgkill, KILL, TRAP),
	EQ(IS_CLOCK, OPEN, ALLOW, IS_FCNTL),
	EQ(IS_FCNTL, HOST_fcntl, FCNTL, IS_EXIT),
	EQ(IS_EXIT, HOST_exit_group, ALLOW, IS_TIMER),
	EQ(IS_TIMER, OPEN, ALLOW, IS_SET_TLS),
	EQ(IS_SET_TLS, OPEN, ALLOW, TRAP),

	LOAD(KILL, OFFSET_ARG(0)),
	EQ(KILL_SELF, OPEN, ALLOW, TRAP),

	/* Frames may tell nobody, or us. */
	LOAD(FCNTL, OFFSET_ARG(1)),
	EQ(FCNTL_OWNER, HOST_F_SETOWN, OWNER, TRAP),
	LOAD(OWNER, OFFSET_ARG(2)),
	EQ(OWNER_NONE, 0, NET, OWNER_SELF),
	EQ(OWNER_SELF, OPEN, NET, TRAP),

	LOAD(NET, OFFSET_ARG(0)),
	EQ(NET_IS, OPEN, ALLOW, TRAP),

	END(TRAP, RET_TRAP),
	END(DIE, RET_KILL),
	END(ALLOW, RET_ALLOW),
};

void linux_seal(void)
{
	bool clock = LINKED(linux_clock_calls) && linux_clock_calls();
	struct instruction code[LINES];

	memcpy(code, filter, sizeof code);
	code[WRITE_CONTROL].k = (uint32_t)MAX(linux_control_fd, 2);
	code[WAKE_FIRST].k = (uint32_t)linux_wake_first;
	code[WAKE_LAST].k = (uint32_t)linux_wake_end;
	code[NET_IS].k = (uint32_t)linux_net_fd;
	code[KILL_SELF].k = code[OWNER_SELF].k = (uint32_t)linux_pid;
	code[MAP_EXEC].k = LINKED(space_executes) ? 0 : HOST_PROT_EXEC;
	/* What is not needed stands for a call that is. */
	code[IS_CLOCK].k = clock ? HOST_clock_gettime : HOST_exit_group;
	code[IS_MINCORE].k = LINKED(space_counts) ? HOST_mincore : HOST_madvise;
	code[IS_TIMER].k = LINKED(linux_wake) ? HOST_timer_settime : HOST_exit_group;
	code[IS_SET_TLS].k = linux_has_fsgsbase() ? HOST_exit_group : HOST_arch_prctl;
	install(code, nitems(code));
}
