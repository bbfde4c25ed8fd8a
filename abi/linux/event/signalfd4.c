/* SPDX-License-Identifier: MIT */
/* signalfd4(2): the application's signals as a file. */
#include "abi/linux/signal/signal.h"
#include "abi/linux/syscalls.h"
#include "base/errno.h"
#include "base/string.h"
#include "kern/dev/control.h"
#include "kern/event/signalfd.h"
#include "kern/vfs/fd.h"

LINK_WITH(file_ioctl_any);

/* struct signalfd_siginfo (uapi/linux/signalfd.h) */
struct record {
	uint32_t signo;
	int32_t error;
	int32_t code;
	uint32_t pid;
	uint32_t uid;
	int32_t fd;
	uint32_t tid; /* the timer's number */
	uint32_t band;
	uint32_t overrun;
	uint32_t trapno;
	int32_t status;
	int32_t value; /* of sigqueue(), as a number */
	uint64_t ptr;  /* and as a pointer */
	uint64_t utime;
	uint64_t stime;
	uint64_t addr;
	uint16_t addr_lsb;
	uint8_t pad[46];
};
static_assert(sizeof(struct record) == SIGNALFD_RECORD, "struct signalfd_siginfo");

static bool any(uint64_t set)
{
	uint64_t own = __atomic_load_n(&thread_current()->sig_pending, __ATOMIC_RELAXED);

	return set & (own | signal_pending_process());
}

/* Which members a signal has is told by where it came from. */
static bool take(uint64_t set, void *to)
{
	struct record *r = to;
	struct linux_siginfo info;

	if (!signal_take(set, &info))
		return false;
	memset(r, 0, sizeof *r);
	r->signo = (uint32_t)info.si_signo;
	r->code = info.si_code;
	if (info.si_code == SI_TIMER) {
		r->tid = (uint32_t)info.si_pid;
		r->overrun = info.si_uid;
	} else {
		r->pid = (uint32_t)info.si_pid;
		r->uid = info.si_uid;
	}
	if (info.si_code < 0) {
		r->ptr = info.si_value;
		r->value = (int32_t)info.si_value;
	}
	return true;
}

static const struct signalfd_source source = { .any = any, .take = take };

static int change(int fd, uint64_t set)
{
	struct file *f = fd_get(fd, FILE_IO);
	int err;

	if (!f)
		return -EBADF;
	err = signalfd_set(f, set);
	file_put(f);
	return err ? err : fd;
}

int sys_signalfd4(int fd, const uint64_t *set, size_t size, int flags)
{
	unsigned given = (unsigned)flags;
	struct file *f;
	uint64_t mask;
	int err;

	if (size != sizeof *set)
		return -EINVAL;
	if (!user_readable(set, sizeof *set))
		return -EFAULT;
	if (given & ~(FILE_O_CLOEXEC | FILE_O_NONBLOCK))
		return -EINVAL;
	mask = *set & ~SIGNAL_FIXED;
	control_listen(mask & SIGNAL_OUTSIDE);
	if (fd != -1)
		return change(fd, mask);
	err = signalfd_create(mask, &source, given & FILE_O_NONBLOCK, &f);
	return err ? err : fd_install_new(f, given & FILE_O_CLOEXEC);
}
