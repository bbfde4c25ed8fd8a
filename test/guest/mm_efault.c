/* SPDX-License-Identifier: MIT */
/*
 * Bad pointers: every call that takes one answers EFAULT, and moves what comes before it. A page
 * that is there stands before one that is not; so does a page that cannot be written. ring: 3
 */
#include "file.h"

#include <dirent.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/select.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <sys/sysinfo.h>
#include <sys/time.h>
#include <sys/times.h>
#include <sys/uio.h>
#include <sys/utsname.h>
#include <termios.h>
#include <time.h>

#define PAGE 4096

static char *hole;     /* a page without rights, behind a page of memory */
static char *constant; /* a page that can only be read */
static char *absent;   /* nothing is mapped here */

/* (call), for all that can be wrong with the pointer p in it. */
#define BAD(call, text, first)                                                            \
	do {                                                                              \
		char *const bad_[] = { constant, NULL,   (char *)1, hole, hole - 1,       \
				       absent,	 (char *)0x800000000000, (char *)-1, \
				       (char *)-4096 };                                   \
		for (unsigned i_ = first; i_ < sizeof bad_ / sizeof *bad_; i_++) {        \
			char *p = bad_[i_];                                               \
			long r_;                                                          \
			errno = 0;                                                        \
			r_ = (long)(call);                                                \
			if (r_ != -1 || errno != EFAULT)                                  \
				printf("%s, pointer %u: %ld errno %d\n", text, i_, r_, errno); \
		}                                                                         \
		printf("%s: done\n", text);                                               \
	} while (0)

/* A call that reads at p, or that writes there: not where there are constants, either. */
#define BAD_IN(call)  BAD(call, #call, 1)
#define BAD_OUT(call) BAD(call, #call, 0)

/* Where NULL means something else. */
#define NOT_NULL(p) ((p) ? (void *)(p) : (void *)1)

static void make_pages(void)
{
	char *p = mmap(NULL, 6 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	hole = p + PAGE;
	mprotect(hole, PAGE, PROT_NONE);
	constant = p + 3 * PAGE;
	mprotect(constant, PAGE, PROT_READ);
	absent = p + 5 * PAGE;
	munmap(absent, PAGE);
}

/* One byte of two before the hole is as much as there can be. */
static long all(long r)
{
	if (r != 1)
		return r;
	errno = EFAULT;
	return -1;
}

static void transfers(void)
{
	int fd = open("f", O_CREAT | O_RDWR, 0600), zero = open("/dev/zero", O_RDONLY);
	struct iovec v[2] = { { hole - 10, 10 }, { hole, 10 } };
	char *far = absent - PAGE; /* not touched yet */

	T(write(fd, "0123456789abcdefghijklmnopqrstuvwxyz", 36));
	BAD_IN(all(pwrite(fd, p, 2, 36)));
	BAD_OUT(all(pread(fd, p, 2, 0)));
	BAD_OUT(all(syscall(SYS_getrandom, p, 2, 0)));

	T(pread(fd, hole - 10, 20, 0));
	printf("%.10s\n", hole - 10);
	T(pread(fd, hole - 3, 36, 1));
	printf("%.3s\n", hole - 3);
	T(pwrite(fd, hole - 3, 36, 0));
	T(pread(fd, far, 8, 0));
	printf("%.8s\n", far);
	T(lseek(fd, 0, SEEK_END));
	T(preadv(fd, v, 2, 5));
	printf("%.10s\n", hole - 10);
	T(pwritev(fd, v, 2, 5));
	v[0].iov_base = hole;
	v[1].iov_base = hole - 10;
	T(preadv(fd, v, 2, 5));
	BAD_IN(readv(fd, (void *)p, 1));
	BAD_IN(writev(fd, (void *)p, 1));
	T(read(zero, hole - 5, 100));
	T(read(zero, hole, 100));
	T(read(zero, constant, 100));
	T(read(zero, constant - 7, 100));
	T(getrandom(hole - 5, 100, 0));
	T(read(fd, (void *)-1, 0));
	T(lseek(fd, 0, SEEK_SET));
	/* A page that is written as a whole, but whose end is missing, shows no old memory. */
	T(pwrite(fd, hole - 100, PAGE, 2 * PAGE));
	T(lseek(fd, 0, SEEK_END));
	T(ftruncate(fd, 3 * PAGE));
	T(pread(fd, far, PAGE, 2 * PAGE));
	for (int i = 100; i < PAGE; i++)
		if (far[i]) {
			printf("old memory at %d\n", i);
			break;
		}
	close(zero);
	close(fd);
	unlink("f");
}

static void paths(void)
{
	struct stat st;
	char *end = hole - 5;

	hole[-1] = 'x'; /* no end before the hole */
	BAD_IN(syscall(SYS_open, p, O_RDONLY));
	BAD_IN(chdir(p));
	BAD_IN(mkdir(p, 0700));
	BAD_IN(rmdir(p));
	BAD_IN(unlink(p));
	BAD_IN(link(p, "a"));
	BAD_IN(symlink(p, "a"));
	BAD_IN(syscall(SYS_rename, p, "a"));
	BAD_IN(syscall(SYS_access, p, 0));
	BAD_IN(syscall(SYS_chmod, p, 0));
	BAD_IN(truncate(p, 0));
	BAD_IN(syscall(SYS_stat, p, &st));
	BAD_IN(syscall(SYS_readlink, p, &st, 10));
	BAD_IN(syscall(SYS_statfs, p, &st));
	memcpy(end, "tmp/\0", 5);
	T(access(end, 0));
	memcpy(end, "/tmp\0", 5);
	T(access(end, 0));
	memcpy(end, "/tmpx", 5);
	T(access(end, 0));
	hole[-1] = 0;
}

static void files(void)
{
	int fd = open(".", O_RDONLY | O_DIRECTORY);
	struct pollfd pfd = { 0 };
	struct timespec ts = { 0 };
	struct flock *fl = (void *)(hole - 4);

	symlink("target", "l");
	BAD_OUT(syscall(SYS_fstat, fd, p));
	BAD_OUT(syscall(SYS_stat, ".", p));
	BAD_OUT(syscall(SYS_newfstatat, -100, ".", p, 0));
	BAD_OUT(syscall(SYS_statx, -100, ".", 0, 0, p));
	BAD_OUT(syscall(SYS_fstatfs, fd, p));
	BAD_OUT(readlink("l", p, 10));
	BAD_OUT(syscall(SYS_getdents64, fd, p, 1000));
	BAD_OUT(syscall(SYS_getcwd, p, 1000));
	BAD_IN(syscall(SYS_utimensat, -100, "l", NOT_NULL(p), 0x100));
	BAD_IN(fcntl(fd, F_SETLK, p));
	T(fcntl(fd, F_GETLK, fl));
	BAD_OUT(syscall(SYS_poll, p, 1, 0));
	BAD_OUT(syscall(SYS_ppoll, p, 1, &ts, 0, 8));
	BAD_IN(syscall(SYS_ppoll, &pfd, 1, NOT_NULL(p), 0, 8));
	BAD_IN(syscall(SYS_ppoll, &pfd, 1, &ts, NOT_NULL(p), 8));
	BAD_OUT(syscall(SYS_select, 1, NOT_NULL(p), 0, 0, &ts));
	BAD_IN(syscall(SYS_select, 1, 0, 0, 0, NOT_NULL(p)));
	BAD_IN(syscall(SYS_pselect6, 1, 0, 0, 0, &ts, NOT_NULL(p)));
	BAD_IN(ioctl(fd, FIONBIO, p));
	close(fd);
	unlink("l");
}

static void signals(void)
{
	siginfo_t info;
	sigset_t set;
	struct timespec ts = { 0 };

	sigemptyset(&set);
	BAD_IN(syscall(SYS_rt_sigaction, SIGUSR1, NOT_NULL(p), 0, 8));
	BAD_OUT(syscall(SYS_rt_sigaction, SIGUSR1, 0, NOT_NULL(p), 8));
	BAD_IN(syscall(SYS_rt_sigprocmask, SIG_BLOCK, NOT_NULL(p), 0, 8));
	BAD_OUT(syscall(SYS_rt_sigprocmask, SIG_BLOCK, 0, NOT_NULL(p), 8));
	BAD_OUT(syscall(SYS_rt_sigpending, p, 8));
	BAD_IN(syscall(SYS_rt_sigsuspend, p, 8));
	BAD_IN(syscall(SYS_rt_sigtimedwait, p, &info, &ts, 8));
	BAD_IN(syscall(SYS_rt_sigtimedwait, &set, &info, NOT_NULL(p), 8));
	BAD_IN(syscall(SYS_rt_sigqueueinfo, getpid(), SIGUSR1, p));
	BAD_IN(syscall(SYS_sigaltstack, NOT_NULL(p), 0));
	BAD_OUT(syscall(SYS_sigaltstack, 0, NOT_NULL(p)));
}

static void times_and_process(void)
{
	BAD_OUT(syscall(SYS_clock_gettime, CLOCK_MONOTONIC, p));
	BAD_OUT(syscall(SYS_clock_getres, CLOCK_MONOTONIC, NOT_NULL(p)));
	BAD_IN(syscall(SYS_nanosleep, p, 0));
	BAD_IN(syscall(SYS_clock_nanosleep, CLOCK_MONOTONIC, 0, p, 0));
	BAD_OUT(syscall(SYS_gettimeofday, NOT_NULL(p), 0));
	BAD_OUT(syscall(SYS_gettimeofday, 0, NOT_NULL(p)));
	BAD_OUT(syscall(SYS_time, NOT_NULL(p)));
	BAD_OUT(syscall(SYS_times, NOT_NULL(p)));
	BAD_OUT(syscall(SYS_getrusage, RUSAGE_SELF, p));
	BAD_OUT(syscall(SYS_getrlimit, RLIMIT_NOFILE, p));
	BAD_IN(syscall(SYS_setrlimit, RLIMIT_NOFILE, p));
	BAD_OUT(syscall(SYS_prlimit64, 0, RLIMIT_NOFILE, 0, NOT_NULL(p)));
	BAD_OUT(syscall(SYS_sysinfo, p));
	BAD_OUT(syscall(SYS_uname, p));
	BAD_OUT(syscall(SYS_getcpu, NOT_NULL(p), 0, NULL));
	BAD_OUT(syscall(SYS_getresuid, p, p, p));
	BAD_OUT(syscall(SYS_sched_getaffinity, 0, 128, p));
	BAD_IN(syscall(SYS_sched_setaffinity, 0, 128, p));
	BAD_OUT(prctl(PR_GET_NAME, p));
	BAD_OUT(syscall(SYS_mincore, hole - PAGE, 2 * PAGE, p));
	BAD_OUT(syscall(SYS_arch_prctl, 0x1003, p));
}

int main(void)
{
	setvbuf(stdout, 0, _IOLBF, 0);
	enter_own_folder();
	make_pages();
	transfers();
	paths();
	files();
	signals();
	times_and_process();
	leave_own_folder();
	return 0;
}
