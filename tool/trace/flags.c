/* SPDX-License-Identifier: MIT */
/*
 * The tables are the host's: an image speaks Linux's numbers.
 */
#include "tool/trace/flags.h"

#include <asm/prctl.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

static const char *list_name(const struct flag_set *set, uint64_t value)
{
	for (size_t i = 0; i < set->nr_list; i++) {
		if (set->list[i].value == value)
			return set->list[i].name;
	}
	return NULL;
}

void flags_add(const struct flag_set *set, uint64_t value, struct buf *out)
{
	uint64_t left = value & ~set->list_mask;
	const char *name = set->nr_list ? list_name(set, value & set->list_mask) : NULL;
	const char *between = "";

	if (name) {
		buf_add_text(out, name);
		between = "|";
	} else if (set->nr_list) {
		left = value;
	}
	for (size_t i = 0; i < set->nr_bits; i++) {
		const struct flag *f = &set->bits[i];

		if ((left & f->value) != f->value)
			continue;
		buf_addf(out, "%s%s", between, f->name);
		between = "|";
		left &= ~f->value;
	}
	if (left)
		buf_addf(out, "%s%#lx", between, left);
	else if (!*between)
		buf_add_text(out, set->none ? set->none : "0");
}

#define F(name)                         \
	{                               \
#name, (uint64_t)(name) \
	}

static const struct flag open_list[] = { F(O_RDONLY), F(O_WRONLY), F(O_RDWR), F(O_ACCMODE) };
static const struct flag open_bits[] = {
	F(O_CREAT),
	F(O_EXCL),
	F(O_NOCTTY),
	F(O_TRUNC),
	F(O_APPEND),
	F(O_NONBLOCK),
	F(O_SYNC),
	F(O_DSYNC),
	F(O_ASYNC),
	F(O_DIRECT),
	F(O_TMPFILE),
	F(O_DIRECTORY),
	F(O_NOFOLLOW),
	F(O_NOATIME),
	F(O_CLOEXEC),
	F(O_PATH),
	{ "O_LARGEFILE", 0100000 },
};
static const struct flag prot_bits[] = { F(PROT_READ), F(PROT_WRITE), F(PROT_EXEC) };
static const struct flag map_list[] = { F(MAP_SHARED), F(MAP_PRIVATE), F(MAP_SHARED_VALIDATE) };
static const struct flag map_bits[] = {
	F(MAP_FIXED),  F(MAP_ANONYMOUS), F(MAP_32BIT),           F(MAP_GROWSDOWN),
	F(MAP_LOCKED), F(MAP_NORESERVE), F(MAP_DENYWRITE),       F(MAP_POPULATE),
	F(MAP_STACK),  F(MAP_HUGETLB),   F(MAP_FIXED_NOREPLACE),
};
static const struct flag access_bits[] = { F(R_OK), F(W_OK), F(X_OK) };
static const struct flag at_bits[] = {
	F(AT_SYMLINK_NOFOLLOW), F(AT_REMOVEDIR),  F(AT_SYMLINK_FOLLOW),
	F(AT_NO_AUTOMOUNT),     F(AT_EMPTY_PATH),
};
static const struct flag whence_list[] = { F(SEEK_SET), F(SEEK_CUR), F(SEEK_END), F(SEEK_DATA),
					   F(SEEK_HOLE) };
static const struct flag clock_list[] = {
	F(CLOCK_REALTIME),          F(CLOCK_MONOTONIC),     F(CLOCK_PROCESS_CPUTIME_ID),
	F(CLOCK_THREAD_CPUTIME_ID), F(CLOCK_MONOTONIC_RAW), F(CLOCK_REALTIME_COARSE),
	F(CLOCK_MONOTONIC_COARSE),  F(CLOCK_BOOTTIME),      F(CLOCK_TAI),
};
static const struct flag timer_bits[] = { F(TIMER_ABSTIME) };
static const struct flag signal_list[] = {
	F(SIGHUP),  F(SIGINT),  F(SIGQUIT), F(SIGILL),    F(SIGTRAP), F(SIGABRT),  F(SIGBUS),
	F(SIGFPE),  F(SIGKILL), F(SIGUSR1), F(SIGSEGV),   F(SIGUSR2), F(SIGPIPE),  F(SIGALRM),
	F(SIGTERM), F(SIGCHLD), F(SIGCONT), F(SIGSTOP),   F(SIGTSTP), F(SIGTTIN),  F(SIGTTOU),
	F(SIGURG),  F(SIGXCPU), F(SIGXFSZ), F(SIGVTALRM), F(SIGPROF), F(SIGWINCH), F(SIGIO),
	F(SIGPWR),  F(SIGSYS),  { "0", 0 },
};
static const struct flag how_list[] = { F(SIG_BLOCK), F(SIG_UNBLOCK), F(SIG_SETMASK) };
static const struct flag action_bits[] = {
	F(SA_NOCLDSTOP), F(SA_NOCLDWAIT), F(SA_SIGINFO), { "SA_RESTORER", 0x04000000 },
	F(SA_ONSTACK),   F(SA_RESTART),   F(SA_NODEFER), F(SA_RESETHAND),
};
static const struct flag fcntl_list[] = {
	F(F_DUPFD),      F(F_GETFD),     F(F_SETFD),      F(F_GETFL),         F(F_SETFL),
	F(F_GETLK),      F(F_SETLK),     F(F_SETLKW),     F(F_SETOWN),        F(F_GETOWN),
	F(F_OFD_GETLK),  F(F_OFD_SETLK), F(F_OFD_SETLKW), F(F_DUPFD_CLOEXEC), F(F_SETPIPE_SZ),
	F(F_GETPIPE_SZ), F(F_ADD_SEALS), F(F_GET_SEALS),
};
static const struct flag fd_bits[] = { F(FD_CLOEXEC) };
static const struct flag poll_bits[] = {
	F(POLLIN),     F(POLLPRI),    F(POLLOUT),    F(POLLERR),    F(POLLHUP),   F(POLLNVAL),
	F(POLLRDNORM), F(POLLRDBAND), F(POLLWRNORM), F(POLLWRBAND), F(POLLRDHUP),
};
static const struct flag madvise_list[] = {
	F(MADV_NORMAL),
	F(MADV_RANDOM),
	F(MADV_SEQUENTIAL),
	F(MADV_WILLNEED),
	F(MADV_DONTNEED),
	F(MADV_FREE),
	F(MADV_REMOVE),
	F(MADV_DONTFORK),
	F(MADV_DOFORK),
	F(MADV_HUGEPAGE),
	F(MADV_NOHUGEPAGE),
	F(MADV_DONTDUMP),
	F(MADV_DODUMP),
	F(MADV_MERGEABLE),
	F(MADV_COLD),
	F(MADV_PAGEOUT),
	{ "MADV_POPULATE_READ", 22 },
	{ "MADV_POPULATE_WRITE", 23 },
};
static const struct flag mremap_bits[] = { F(MREMAP_MAYMOVE),
					   F(MREMAP_FIXED),
					   { "MREMAP_DONTUNMAP", 4 } };
static const struct flag msync_bits[] = { F(MS_ASYNC), F(MS_INVALIDATE), F(MS_SYNC) };
static const struct flag futex_list[] = {
	F(FUTEX_WAIT),
	F(FUTEX_WAKE),
	F(FUTEX_REQUEUE),
	F(FUTEX_CMP_REQUEUE),
	F(FUTEX_WAKE_OP),
	F(FUTEX_LOCK_PI),
	F(FUTEX_UNLOCK_PI),
	F(FUTEX_TRYLOCK_PI),
	F(FUTEX_WAIT_BITSET),
	F(FUTEX_WAKE_BITSET),
	F(FUTEX_WAIT_REQUEUE_PI),
	F(FUTEX_CMP_REQUEUE_PI),
	{ "FUTEX_LOCK_PI2", 13 },
};
static const struct flag futex_bits[] = { F(FUTEX_PRIVATE_FLAG), F(FUTEX_CLOCK_REALTIME) };
static const struct flag rlimit_list[] = {
	F(RLIMIT_CPU),      F(RLIMIT_FSIZE), F(RLIMIT_DATA),   F(RLIMIT_STACK),
	F(RLIMIT_CORE),     F(RLIMIT_RSS),   F(RLIMIT_NPROC),  F(RLIMIT_NOFILE),
	F(RLIMIT_MEMLOCK),  F(RLIMIT_AS),    F(RLIMIT_LOCKS),  F(RLIMIT_SIGPENDING),
	F(RLIMIT_MSGQUEUE), F(RLIMIT_NICE),  F(RLIMIT_RTPRIO), F(RLIMIT_RTTIME),
};
static const struct flag who_list[] = { F(RUSAGE_SELF), F(RUSAGE_CHILDREN), F(RUSAGE_THREAD) };
static const struct flag arch_list[] = { F(ARCH_SET_GS), F(ARCH_SET_FS), F(ARCH_GET_FS),
					 F(ARCH_GET_GS) };
static const struct flag random_bits[] = { F(GRND_NONBLOCK),
					   F(GRND_RANDOM),
					   { "GRND_INSECURE", 4 } };
static const struct flag lock_list[] = { F(LOCK_SH), F(LOCK_EX), F(LOCK_UN) };
static const struct flag lock_bits[] = { F(LOCK_NB) };
static const struct flag epoll_op_list[] = { F(EPOLL_CTL_ADD), F(EPOLL_CTL_DEL), F(EPOLL_CTL_MOD) };
static const struct flag epoll_bits[] = {
	F(EPOLLIN),        F(EPOLLPRI),
	F(EPOLLOUT),       F(EPOLLERR),
	F(EPOLLHUP),       F(EPOLLRDNORM),
	F(EPOLLRDBAND),    F(EPOLLWRNORM),
	F(EPOLLWRBAND),    F(EPOLLRDHUP),
	F(EPOLLEXCLUSIVE), F(EPOLLWAKEUP),
	F(EPOLLONESHOT),   { "EPOLLET", 1u << 31 },
};
static const struct flag file_type_list[] = { F(S_IFREG), F(S_IFDIR), F(S_IFCHR), F(S_IFBLK),
					      F(S_IFIFO), F(S_IFLNK), F(S_IFSOCK) };
static const struct flag mode_bits[] = { F(S_ISUID), F(S_ISGID), F(S_ISVTX) };
static const struct flag ioctl_list[] = {
	F(TCGETS),   F(TCSETS),  F(TCSETSW),   F(TCSETSF),  F(TIOCGWINSZ), F(TIOCSWINSZ),
	F(FIONREAD), F(FIONBIO), F(FIOCLEX),   F(FIONCLEX), F(TIOCGPGRP),  F(TIOCSPGRP),
	F(TCFLSH),   F(TCSBRK),  F(TIOCSCTTY), F(TIOCGSID), F(FIOASYNC),
};
static const struct flag prctl_list[] = {
	F(PR_SET_PDEATHSIG),       F(PR_GET_PDEATHSIG),    F(PR_GET_DUMPABLE),
	F(PR_SET_DUMPABLE),        F(PR_SET_NAME),         F(PR_GET_NAME),
	F(PR_SET_NO_NEW_PRIVS),    F(PR_GET_NO_NEW_PRIVS), F(PR_SET_TIMERSLACK),
	F(PR_GET_TIMERSLACK),      F(PR_SET_THP_DISABLE),  F(PR_GET_THP_DISABLE),
	F(PR_SET_CHILD_SUBREAPER), F(PR_SET_VMA),          F(PR_CAPBSET_READ),
	F(PR_SET_KEEPCAPS),        F(PR_GET_KEEPCAPS),     F(PR_SET_SECCOMP),
	F(PR_GET_SECCOMP),
};
static const struct flag rename_bits[] = { { "RENAME_NOREPLACE", 1 },
					   { "RENAME_EXCHANGE", 2 },
					   { "RENAME_WHITEOUT", 4 } };
static const struct flag statx_bits[] = {
	F(STATX_BASIC_STATS), F(STATX_BTIME), F(STATX_TYPE),   F(STATX_MODE),  F(STATX_NLINK),
	F(STATX_UID),         F(STATX_GID),   F(STATX_ATIME),  F(STATX_MTIME), F(STATX_CTIME),
	F(STATX_INO),         F(STATX_SIZE),  F(STATX_BLOCKS),
};
static const struct flag advice_list[] = {
	F(POSIX_FADV_NORMAL),   F(POSIX_FADV_RANDOM),   F(POSIX_FADV_SEQUENTIAL),
	F(POSIX_FADV_WILLNEED), F(POSIX_FADV_DONTNEED), F(POSIX_FADV_NOREUSE),
};
static const struct flag timerfd_bits[] = { F(TFD_CLOEXEC), F(TFD_NONBLOCK) };
static const struct flag eventfd_bits[] = { F(EFD_CLOEXEC), F(EFD_NONBLOCK), F(EFD_SEMAPHORE) };
static const struct flag clone_bits[] = {
	F(CLONE_VM),
	F(CLONE_FS),
	F(CLONE_FILES),
	F(CLONE_SIGHAND),
	F(CLONE_VFORK),
	F(CLONE_THREAD),
	F(CLONE_SYSVSEM),
	F(CLONE_SETTLS),
	F(CLONE_PARENT_SETTID),
	F(CLONE_CHILD_CLEARTID),
	F(CLONE_CHILD_SETTID),
	F(CLONE_DETACHED),
};
static const struct flag memfd_bits[] = { F(MFD_CLOEXEC), F(MFD_ALLOW_SEALING) };

#define BITS(t) .bits = t, .nr_bits = nitems(t)
#define LIST(t) .list = t, .nr_list = nitems(t)
#define ALL     .list_mask = ~0ull

const struct flag_set flags_open = { .list_mask = O_ACCMODE, LIST(open_list), BITS(open_bits) };
const struct flag_set flags_prot = { .none = "PROT_NONE", BITS(prot_bits) };
const struct flag_set flags_map = { .list_mask = 0xf, LIST(map_list), BITS(map_bits) };
const struct flag_set flags_access = { .none = "F_OK", BITS(access_bits) };
const struct flag_set flags_at = { BITS(at_bits) };
const struct flag_set flags_whence = { ALL, LIST(whence_list) };
const struct flag_set flags_clock = { ALL, LIST(clock_list) };
const struct flag_set flags_timer = { BITS(timer_bits) };
const struct flag_set flags_signal = { ALL, LIST(signal_list) };
const struct flag_set flags_how = { ALL, LIST(how_list) };
const struct flag_set flags_action = { BITS(action_bits) };
const struct flag_set flags_fcntl = { ALL, LIST(fcntl_list) };
const struct flag_set flags_fd = { BITS(fd_bits) };
const struct flag_set flags_poll = { BITS(poll_bits) };
const struct flag_set flags_madvise = { ALL, LIST(madvise_list) };
const struct flag_set flags_mremap = { BITS(mremap_bits) };
const struct flag_set flags_msync = { BITS(msync_bits) };
const struct flag_set flags_futex = { .list_mask = 0x7f, LIST(futex_list), BITS(futex_bits) };
const struct flag_set flags_rlimit = { ALL, LIST(rlimit_list) };
const struct flag_set flags_who = { ALL, LIST(who_list) };
const struct flag_set flags_arch = { ALL, LIST(arch_list) };
const struct flag_set flags_random = { BITS(random_bits) };
const struct flag_set flags_lock = { .list_mask = 0xb, LIST(lock_list), BITS(lock_bits) };
const struct flag_set flags_epoll_op = { ALL, LIST(epoll_op_list) };
const struct flag_set flags_epoll = { BITS(epoll_bits) };
const struct flag_set flags_file_type = { .list_mask = S_IFMT, LIST(file_type_list) };
const struct flag_set flags_mode_bits = { BITS(mode_bits) };
const struct flag_set flags_ioctl = { ALL, LIST(ioctl_list) };
const struct flag_set flags_prctl = { ALL, LIST(prctl_list) };
const struct flag_set flags_rename = { BITS(rename_bits) };
const struct flag_set flags_statx = { BITS(statx_bits) };
const struct flag_set flags_advice = { ALL, LIST(advice_list) };
const struct flag_set flags_timerfd = { BITS(timerfd_bits) };
const struct flag_set flags_eventfd = { BITS(eventfd_bits) };
const struct flag_set flags_clone = { BITS(clone_bits) };
const struct flag_set flags_memfd = { BITS(memfd_bits) };
