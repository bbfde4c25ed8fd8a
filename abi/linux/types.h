/* SPDX-License-Identifier: MIT */
/*
 * Structures that cross the system call border, laid out as Linux has them on x86-64.
 *
 * Applications are compiled against these layouts, so they never change; every size is asserted.
 * The library OS has types of its own behind the border and converts here, in abi/linux.
 */
#ifndef ABI_LINUX_TYPES_H
#define ABI_LINUX_TYPES_H

#include "base/assert.h"
#include "base/types.h"

/* Time (linux/time_types.h, linux/time.h) */

struct linux_timespec {
	int64_t tv_sec;
	int64_t tv_nsec;
};
static_assert(sizeof(struct linux_timespec) == 16, "struct timespec");

struct linux_timeval {
	int64_t tv_sec;
	int64_t tv_usec;
};
static_assert(sizeof(struct linux_timeval) == 16, "struct timeval");

struct linux_itimerspec {
	struct linux_timespec it_interval;
	struct linux_timespec it_value;
};
static_assert(sizeof(struct linux_itimerspec) == 32, "struct itimerspec");

struct linux_itimerval {
	struct linux_timeval it_interval;
	struct linux_timeval it_value;
};
static_assert(sizeof(struct linux_itimerval) == 32, "struct itimerval");

/* Files (asm/stat.h, linux/uio.h, linux/dirent.h, asm-generic/poll.h, asm-generic/fcntl.h) */

struct linux_stat {
	uint64_t st_dev;
	uint64_t st_ino;
	uint64_t st_nlink;
	uint32_t st_mode;
	uint32_t st_uid;
	uint32_t st_gid;
	uint32_t pad0;
	uint64_t st_rdev;
	int64_t st_size;
	int64_t st_blksize;
	int64_t st_blocks; /* of 512 bytes */
	struct linux_timespec st_atim;
	struct linux_timespec st_mtim;
	struct linux_timespec st_ctim;
	int64_t unused1[3];
};
static_assert(sizeof(struct linux_stat) == 144, "struct stat");

struct linux_iovec {
	void *iov_base;
	size_t iov_len;
};
static_assert(sizeof(struct linux_iovec) == 16, "struct iovec");

struct linux_pollfd {
	int fd;
	int16_t events;
	int16_t revents;
};
static_assert(sizeof(struct linux_pollfd) == 8, "struct pollfd");

struct linux_epoll_event {
	uint32_t events;
	uint64_t data;
} packed;
static_assert(sizeof(struct linux_epoll_event) == 12, "struct epoll_event");

/* Entries of getdents64() follow each other at (d_reclen); the name ends with NUL. */
struct linux_dirent64 {
	uint64_t d_ino;
	int64_t d_off;
	uint16_t d_reclen;
	uint8_t d_type;
	char d_name[];
};
static_assert(__builtin_offsetof(struct linux_dirent64, d_name) == 19, "struct dirent64");

struct linux_flock {
	int16_t l_type;
	int16_t l_whence;
	int64_t l_start;
	int64_t l_len;
	int32_t l_pid;
};
static_assert(sizeof(struct linux_flock) == 32, "struct flock");

struct linux_statfs {
	int64_t f_type;
	int64_t f_bsize;
	uint64_t f_blocks;
	uint64_t f_bfree;
	uint64_t f_bavail;
	uint64_t f_files;
	uint64_t f_ffree;
	int32_t f_fsid[2];
	int64_t f_namelen;
	int64_t f_frsize;
	int64_t f_flags;
	int64_t f_spare[4];
};
static_assert(sizeof(struct linux_statfs) == 120, "struct statfs");

struct linux_open_how {
	uint64_t flags;
	uint64_t mode;
	uint64_t resolve;
};
static_assert(sizeof(struct linux_open_how) == 24, "struct open_how");

struct linux_statx_timestamp {
	int64_t tv_sec;
	uint32_t tv_nsec;
	int32_t reserved;
};

struct linux_statx {
	uint32_t stx_mask;
	uint32_t stx_blksize;
	uint64_t stx_attributes;
	uint32_t stx_nlink;
	uint32_t stx_uid;
	uint32_t stx_gid;
	uint16_t stx_mode;
	uint16_t pad0;
	uint64_t stx_ino;
	uint64_t stx_size;
	uint64_t stx_blocks;
	uint64_t stx_attributes_mask;
	struct linux_statx_timestamp stx_atime;
	struct linux_statx_timestamp stx_btime;
	struct linux_statx_timestamp stx_ctime;
	struct linux_statx_timestamp stx_mtime;
	uint32_t stx_rdev_major;
	uint32_t stx_rdev_minor;
	uint32_t stx_dev_major;
	uint32_t stx_dev_minor;
	uint64_t stx_mnt_id;
	uint32_t stx_dio_mem_align;
	uint32_t stx_dio_offset_align;
	uint64_t spare[12];
};
static_assert(sizeof(struct linux_statx) == 256, "struct statx");

/*
 * Signals (asm/signal.h, asm-generic/siginfo.h); a signal set is a uint64_t, bit n - 1 for signal n
 */

struct linux_sigaction {
	uintptr_t sa_handler; /* or sa_sigaction; 0 default, 1 ignore */
	uint64_t sa_flags;
	uintptr_t sa_restorer;
	uint64_t sa_mask;
};
static_assert(sizeof(struct linux_sigaction) == 32, "struct kernel_sigaction");

/* linux/sched/types.h */
struct linux_sched_attr {
	uint32_t size; /* of this structure, as the caller knows it */
	uint32_t policy;
	uint64_t flags;
	int32_t nice;
	uint32_t priority;
	uint64_t runtime;
	uint64_t deadline;
	uint64_t period;
	uint32_t util_min;
	uint32_t util_max;
};
static_assert(sizeof(struct linux_sched_attr) == 56, "struct sched_attr");

struct linux_robust_list {
	uintptr_t next;    /* the first entry, or the head itself */
	int64_t offset;    /* from an entry to its lock */
	uintptr_t pending; /* an entry that is being put in or taken out, or 0 */
};

struct linux_stack {
	uintptr_t ss_sp;
	int32_t ss_flags;
	int32_t pad0;
	size_t ss_size;
};
static_assert(sizeof(struct linux_stack) == 24, "stack_t");

/* What pselect6() takes instead of a set and its size: it has no seventh argument. */
struct linux_sigset_arg {
	const uint64_t *set; /* or NULL */
	size_t size;
};
static_assert(sizeof(struct linux_sigset_arg) == 16, "pselect6's last argument");

/* asm-generic/siginfo.h */
struct linux_sigevent {
	uint64_t sigev_value;
	int32_t sigev_signo;
	int32_t sigev_notify;
	int32_t sigev_tid; /* SIGEV_THREAD_ID */
	int32_t pad0[11];
};
static_assert(sizeof(struct linux_sigevent) == 64, "struct sigevent");

/* siginfo_t: what lies behind si_code depends on where the signal came from */
struct linux_siginfo {
	int32_t si_signo;
	int32_t si_errno;
	int32_t si_code;
	int32_t pad0;
	union {
		struct {
			int32_t si_pid; /* who sent it: kill(), tgkill(), sigqueue() */
			uint32_t si_uid;
			uint64_t si_value;
		};
		uintptr_t si_addr; /* where the fault was */
		uint8_t pad1[112];
	};
};
static_assert(sizeof(struct linux_siginfo) == 128, "siginfo_t");

/* Processes (linux/utsname.h, asm-generic/resource.h) */

struct linux_utsname {
	char sysname[65];
	char nodename[65];
	char release[65];
	char version[65];
	char machine[65];
	char domainname[65];
};
static_assert(sizeof(struct linux_utsname) == 390, "struct new_utsname");

struct linux_rlimit {
	uint64_t rlim_cur;
	uint64_t rlim_max;
};
static_assert(sizeof(struct linux_rlimit) == 16, "struct rlimit64");

struct linux_rusage {
	struct linux_timeval ru_utime;
	struct linux_timeval ru_stime;
	int64_t ru_maxrss; /* KiB */
	int64_t unused1[11];
	int64_t ru_nvcsw;
	int64_t ru_nivcsw;
};
static_assert(sizeof(struct linux_rusage) == 144, "struct rusage");

struct linux_sysinfo {
	int64_t uptime; /* seconds */
	uint64_t loads[3];
	uint64_t totalram; /* of mem_unit bytes, as the next five */
	uint64_t freeram;
	uint64_t sharedram;
	uint64_t bufferram;
	uint64_t totalswap;
	uint64_t freeswap;
	uint16_t procs;
	uint16_t pad0;
	uint64_t totalhigh;
	uint64_t freehigh;
	uint32_t mem_unit;
};
static_assert(sizeof(struct linux_sysinfo) == 112, "struct sysinfo");

struct linux_cap_header {
	uint32_t version;
	int32_t pid;
};
static_assert(sizeof(struct linux_cap_header) == 8, "struct __user_cap_header_struct");

struct linux_cap_data {
	uint32_t effective;
	uint32_t permitted;
	uint32_t inheritable;
};
static_assert(sizeof(struct linux_cap_data) == 12, "struct __user_cap_data_struct");

struct linux_tms {
	int64_t tms_utime; /* ticks, all of them */
	int64_t tms_stime;
	int64_t tms_cutime;
	int64_t tms_cstime;
};
static_assert(sizeof(struct linux_tms) == 32, "struct tms");

struct linux_timezone {
	int32_t minuteswest;
	int32_t dsttime;
};
static_assert(sizeof(struct linux_timezone) == 8, "struct timezone");

/* struct sembuf */
struct linux_sembuf {
	uint16_t number;
	int16_t change;
	int16_t flags;
};

#endif
