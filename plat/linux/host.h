/* SPDX-License-Identifier: MIT */
/*
 * Calls of the host's kernel, and just those of its numbers and structures that the process
 * platform uses (Linux, x86-64). After sealing only the calls that seal.c lists are left.
 */
#ifndef PLAT_LINUX_HOST_H
#define PLAT_LINUX_HOST_H

#include "base/types.h"

enum {
	HOST_read = 0,
	HOST_write = 1,
	HOST_open = 2,
	HOST_close = 3,
	HOST_lseek = 8,
	HOST_mmap = 9,
	HOST_mprotect = 10,
	HOST_rt_sigaction = 13,
	HOST_rt_sigprocmask = 14,
	HOST_rt_sigreturn = 15,
	HOST_ioctl = 16,
	HOST_readv = 19,
	HOST_writev = 20,
	HOST_mremap = 25,
	HOST_mincore = 27,
	HOST_madvise = 28,
	HOST_getpid = 39,
	HOST_socket = 41,
	HOST_connect = 42,
	HOST_bind = 49,
	HOST_setsockopt = 54,
	HOST_getsockopt = 55,
	HOST_clone = 56,
	HOST_fcntl = 72,
	HOST_ftruncate = 77,
	HOST_readlink = 89,
	HOST_sigaltstack = 131,
	HOST_prctl = 157,
	HOST_arch_prctl = 158,
	HOST_gettid = 186,
	HOST_sched_getaffinity = 204,
	HOST_timer_create = 222,
	HOST_timer_settime = 223,
	HOST_clock_gettime = 228,
	HOST_exit_group = 231,
	HOST_tgkill = 234,
	HOST_ppoll = 271,
	HOST_eventfd2 = 290,
	HOST_seccomp = 317,
	HOST_getrandom = 318,
	HOST_memfd_create = 319,
};

#define HOST_O_RDONLY  0
#define HOST_O_CLOEXEC 02000000

#define HOST_PROT_NONE  0
#define HOST_PROT_READ  1
#define HOST_PROT_WRITE 2
#define HOST_PROT_EXEC  4

#define HOST_MAP_SHARED          0x1
#define HOST_MAP_PRIVATE         0x2
#define HOST_MAP_FIXED           0x10
#define HOST_MAP_ANONYMOUS       0x20
#define HOST_MAP_NORESERVE       0x4000
#define HOST_MAP_FIXED_NOREPLACE 0x100000

#define HOST_MADV_HUGEPAGE   14
#define HOST_MADV_NOHUGEPAGE 15
#define HOST_MADV_DONTNEED   4

#define HOST_ARCH_SET_GS 0x1001
#define HOST_ARCH_SET_FS 0x1002

#define HOST_F_SETOWN 8

#define HOST_TIOCGWINSZ 0x5413

#define HOST_SA_SIGINFO  0x00000004ul
#define HOST_SA_RESTORER 0x04000000ul
#define HOST_SA_ONSTACK  0x08000000ul
#define HOST_SA_NODEFER  0x40000000ul

struct host_sigaction {
	uintptr_t handler;
	uint64_t flags;
	uintptr_t restorer;
	uint64_t mask;
};

struct host_timespec {
	int64_t sec;
	int64_t nsec;
};

struct host_pollfd {
	int32_t fd;
	int16_t events;
	int16_t revents;
};

struct host_iovec {
	const void *base;
	size_t len;
};

#define HOST_POLLIN  1
#define HOST_POLLOUT 4

static always_inline long host_call6(long nr, long a, long b, long c, long d, long e, long f)
{
	register long r10 __asm__("r10") = d;
	register long r8 __asm__("r8") = e;
	register long r9 __asm__("r9") = f;
	long result;

	__asm__ volatile("syscall"
			 : "=a"(result)
			 : "a"(nr), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
			 : "rcx", "r11", "memory");
	return result;
}

static always_inline long host_call4(long nr, long a, long b, long c, long d)
{
	register long r10 __asm__("r10") = d;
	long result;

	__asm__ volatile("syscall"
			 : "=a"(result)
			 : "a"(nr), "D"(a), "S"(b), "d"(c), "r"(r10)
			 : "rcx", "r11", "memory");
	return result;
}

static always_inline long host_call3(long nr, long a, long b, long c)
{
	long result;

	__asm__ volatile("syscall"
			 : "=a"(result)
			 : "a"(nr), "D"(a), "S"(b), "d"(c)
			 : "rcx", "r11", "memory");
	return result;
}

static always_inline long host_call2(long nr, long a, long b)
{
	return host_call3(nr, a, b, 0);
}

static always_inline long host_call1(long nr, long a)
{
	return host_call3(nr, a, 0, 0);
}

#endif
