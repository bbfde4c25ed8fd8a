/* SPDX-License-Identifier: MIT */
/*
 * System calls with arguments from a random number generator: the library OS may answer errnos, but
 * must not crash, hang or lose memory.
 *
 *	calls [-v] SEED CALLS
 *
 * What a call is given is mostly wrong: pointers into nothing, into constants, and to the last bytes
 * before a hole, sizes that overflow, descriptors of the wrong kind. Calls that would end or stop
 * this program as they do on Linux, or take away the memory that it runs on, have their arguments
 * tamed. With -v each call is shown before it is made; the same seed makes the same calls.
 *
 * Not for Linux: as root it would do there what it says.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/sysinfo.h>
#include <sys/un.h>
#include <unistd.h>

#define PAGE    4096ul
#define ARENA   (256 * PAGE)
#define NUMBERS 470

static uint64_t state;
static char *arena;          /* calls that edit memory stay in here */
static char *hole;           /* a page without rights, between two with */
static char *constant;       /* a page that can be read only */
static char absent[NUMBERS]; /* answered ENOSYS: seldom tried again */
static int verbose;

static uint64_t rnd(void)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state * 0x2545f4914f6cdd1dull;
}

static uint64_t below(uint64_t n)
{
	return (rnd() >> 11) % n;
}

static long any_size(void)
{
	switch (below(8)) {
	case 0:
		return 0;
	case 1:
		return (long)rnd();
	case 2:
		return (long)(1ul << below(64));
	case 3:
		return (long)(1ul << below(64)) - 1;
	case 4:
		return -(long)below(5000);
	case 5:
		return (long)(below(20) * PAGE);
	default:
		return (long)below(300);
	}
}

static long any_value(void);

static long arena_page(void)
{
	return (long)(arena + below(ARENA / PAGE) * PAGE);
}

static long any_pointer(void)
{
	switch (below(16)) {
	case 0:
		return 0;
	case 1:
		return (long)below(5000);
	case 2:
		return (long)hole;
	case 3:
		return (long)(hole - below(40));
	case 4:
		return (long)constant;
	case 5:
		return (long)(constant + PAGE - below(40));
	case 6:
		return (long)(0x800000000000ul - below(10000));
	case 7:
		return -(long)below(10000);
	case 8:
		return (long)(0xffff800000000000ul + rnd() % (1ul << 47));
	case 9:
		return (long)(rnd() | 1ul << 50);
	default:
		return arena_page() + (long)below(PAGE);
	}
}

static long any_path(void)
{
	static const char *const paths[] = {
		"",
		"/",
		".",
		"..",
		"/dev",
		"/dev/null",
		"/dev/zero",
		"/dev/full",
		"/dev/random",
		"/tmp/f",
		"/tmp/f/a",
		"/tmp/f/b",
		"/tmp/f/c",
		"/tmp/f/d",
		"/tmp/f/d/e",
		"/tmp/f/l",
		"a",
		"b",
		"d/../a",
		"/proc",
		"/proc/self/maps",
		"/proc/self/fd/5",
		"/sys",
		"/dev/shm/x",
		"/no/such",
	};

	return below(8) ? (long)paths[below(sizeof paths / sizeof *paths)] : any_pointer();
}

/* Never 0 to 2, which the report goes to. */
static long any_fd(void)
{
	switch (below(10)) {
	case 0:
		return -1;
	case 1:
		return AT_FDCWD;
	case 2:
		return (long)(int)rnd() | 64;
	default:
		return 3 + (long)below(12);
	}
}

/*
 * What the arguments of a call are, so that most get past the first test: f descriptor, s path,
 * p pointer, v vectors, n size, i small number, o offset, a address of a socket, l its length,
 * k where a length is, m message, 0 nothing.
 */
static const struct {
	short nr;
	char args[7];
} shapes[] = {
	{ SYS_read, "fpn" },
	{ SYS_write, "fpn" },
	{ SYS_open, "sii" },
	{ SYS_close, "f" },
	{ SYS_stat, "sp" },
	{ SYS_fstat, "fp" },
	{ SYS_lstat, "sp" },
	{ SYS_poll, "pi0" },
	{ SYS_lseek, "foi" },
	{ SYS_mmap, "pniifo" },
	{ SYS_mprotect, "pni" },
	{ SYS_munmap, "pn" },
	{ SYS_ioctl, "fip" },
	{ SYS_pread64, "fpno" },
	{ SYS_pwrite64, "fpno" },
	{ SYS_readv, "fvi" },
	{ SYS_writev, "fvi" },
	{ SYS_preadv, "fvio" },
	{ SYS_pwritev, "fvio" },
	{ SYS_access, "si" },
	{ SYS_select, "ipppp" },
	{ SYS_mremap, "pnnip" },
	{ SYS_msync, "pni" },
	{ SYS_mincore, "pnp" },
	{ SYS_madvise, "pni" },
	{ SYS_dup, "f" },
	{ SYS_dup2, "ff" },
	{ SYS_fcntl, "fip" },
	{ SYS_fcntl, "fii" },
	{ SYS_ftruncate, "fo" },
	{ SYS_truncate, "so" },
	{ SYS_fallocate, "fion" },
	{ SYS_getdents64, "fpn" },
	{ SYS_getcwd, "pn" },
	{ SYS_chdir, "s" },
	{ SYS_fchdir, "f" },
	{ SYS_rename, "ss" },
	{ SYS_mkdir, "si" },
	{ SYS_rmdir, "s" },
	{ SYS_link, "ss" },
	{ SYS_unlink, "s" },
	{ SYS_symlink, "ss" },
	{ SYS_readlink, "spn" },
	{ SYS_chmod, "si" },
	{ SYS_chown, "sii" },
	{ SYS_getrlimit, "ip" },
	{ SYS_getrusage, "ip" },
	{ SYS_sysinfo, "p" },
	{ SYS_uname, "p" },
	{ SYS_prctl, "ip" },
	{ SYS_getrandom, "pni" },
	{ SYS_statx, "fsiip" },
	{ SYS_utimensat, "fspi" },
	{ SYS_pipe2, "pi" },
	{ SYS_dup3, "ffi" },
	{ SYS_openat, "fsii" },
	{ SYS_mlock, "pn" },
	{ SYS_mlock2, "pni" },
	{ SYS_clock_gettime, "ip" },
	{ SYS_times, "p" },
	{ SYS_clock_getres, "ip" },
	{ SYS_statfs, "sp" },
	{ SYS_fstatfs, "fp" },
	{ SYS_getgroups, "ip" },
	{ SYS_renameat2, "fsfsi" },
	{ SYS_linkat, "fsfsi" },
	{ SYS_sched_getaffinity, "inp" },
	{ SYS_copy_file_range, "fpfpni" },
	{ SYS_sendfile, "ffpn" },
	{ SYS_splice, "fpfpni" },
	{ SYS_tee, "ffni" },
	{ SYS_epoll_create1, "i" },
	{ SYS_epoll_ctl, "fifp" },
	{ SYS_epoll_wait, "fpi0" },
	{ SYS_eventfd2, "ii" },
	{ SYS_memfd_create, "si" },
	{ SYS_timerfd_create, "ii" },
	{ SYS_timerfd_settime, "fipp" },
	{ SYS_signalfd4, "fpii" },
	{ SYS_inotify_add_watch, "fsi" },
	{ SYS_setxattr, "ssppi" },
	{ SYS_getxattr, "sspn" },
	{ SYS_listxattr, "spn" },
	{ SYS_timer_create, "ipp" },
	{ SYS_process_vm_readv, "ivivii" },
	{ SYS_getitimer, "ip" },
	{ SYS_capget, "pp" },
	{ SYS_syslog, "ipn" },
	{ SYS_vmsplice, "fvii" },
	{ SYS_readahead, "fon" },
	{ SYS_fadvise64, "foni" },
	{ SYS_preadv2, "fvioo" },
	{ SYS_sync_file_range, "foni" },
	{ SYS_personality, "i" },
	{ SYS_membarrier, "ii" },
	{ SYS_futimesat, "fsp" },
	{ SYS_name_to_handle_at, "fsppi" },
	{ SYS_get_robust_list, "ipp" },
	{ SYS_socket, "tti" },
	{ SYS_socketpair, "ttip" },
	{ SYS_bind, "fal" },
	{ SYS_bind, "fal" },
	{ SYS_connect, "fal" },
	{ SYS_connect, "fal" },
	{ SYS_listen, "fi" },
	{ SYS_accept4, "fpki" },
	{ SYS_sendto, "fpnial" },
	{ SYS_sendto, "fpni00" },
	{ SYS_recvfrom, "fpnipk" },
	{ SYS_sendmsg, "fmi" },
	{ SYS_sendmsg, "fmi" },
	{ SYS_recvmsg, "fmi" },
	{ SYS_recvmsg, "fmi" },
	{ SYS_sendmmsg, "fmii" },
	{ SYS_recvmmsg, "fmii0" },
	{ SYS_shutdown, "fi" },
	{ SYS_getsockname, "fpk" },
	{ SYS_getpeername, "fpk" },
	{ SYS_setsockopt, "fiipi" },
	{ SYS_getsockopt, "fiipk" },
};

/* One or two good vectors, a bad one, and many. */
static long any_vectors(void)
{
	static uint64_t v[12];

	if (!below(8))
		return any_pointer();
	for (int i = 0; i < 12; i++)
		v[i] = (uint64_t)(i & 1 ? any_size() : any_pointer());
	return (long)v;
}

/* Of a local socket: in the folder, abstract, or nearly one. */
static long any_address(void)
{
	static struct sockaddr_un a;

	a.sun_family = below(10) ? AF_UNIX : (sa_family_t)below(20);
	memset(a.sun_path, 0, sizeof a.sun_path);
	a.sun_path[below(2)] = (char)('a' + below(3));
	if (!below(10))
		memset(a.sun_path, 'x', sizeof a.sun_path);
	return (long)&a;
}

/* Several, so that there is one for each of sendmmsg()'s. */
static long any_message(void)
{
	static struct mmsghdr m[3];
	static _Alignas(8) char control[80];
	struct cmsghdr *c = (struct cmsghdr *)control;

	*c = (struct cmsghdr){ .cmsg_len = below(4) ? 24 : below(90),
			       .cmsg_level = below(8) ? SOL_SOCKET : 0,
			       .cmsg_type = 1 + (int)below(3) };
	for (int i = 0; i < 4; i++)
		((int *)(c + 1))[i] = 3 + (int)below(12);
	for (int i = 0; i < 3; i++)
		m[i].msg_hdr = (struct msghdr){
			.msg_name = below(2) ? (void *)any_address() : NULL,
			.msg_namelen = (socklen_t)below(20),
			.msg_iov = (void *)any_vectors(),
			.msg_iovlen = below(3),
			.msg_control = below(6) ? control : (void *)any_pointer(),
			.msg_controllen = below(3) ? 24 : below(90),
		};
	return (long)m;
}

static long shaped(char what)
{
	static socklen_t length;

	switch (below(12) ? what : 0) {
	case 'a':
		return any_address();
	case 'l':
		return below(5) ? 5 : (long)below(140);
	case 'k':
		length = (socklen_t)below(140);
		return (long)&length;
	case 'm':
		return any_message();
	case 't':
		return below(6) ? 1 + (long)below(2) * (long)below(5) : (long)below(50);
	case 'f':
		return 3 + (long)below(12);
	case 's':
		return any_path();
	case 'p':
		return below(4) ? arena_page() + (long)below(PAGE) : any_pointer();
	case 'v':
		return any_vectors();
	case 'n':
		return below(4) ? (long)below(2 * PAGE) : any_size();
	case 'i':
		return below(3) ? (long)below(12) : 1l << below(24);
	case 'o':
		return below(3) ? (long)below(5 * PAGE) : any_size();
	case '0':
		return 0;
	default:
		return any_value();
	}
}

static long any_value(void)
{
	switch (below(8)) {
	case 0:
	case 1:
		return any_pointer();
	case 2:
		return any_fd();
	case 3:
		return any_path();
	case 4:
		return (long)below(16);
	default:
		return any_size();
	}
}

/* A range of the arena, as (a) and its length (n). */
static void tame_range(long *a, long *n)
{
	uint64_t from = below(ARENA / PAGE), pages = 1 + below(8);

	*a = (long)(arena + from * PAGE + (below(10) ? 0 : below(PAGE)));
	*n = (long)((from + pages > ARENA / PAGE ? 1 : pages) * PAGE -
		    (below(4) ? 0 : below(PAGE)));
}

/* Calls that end, stop or rob the caller on Linux, too. */
static int is_left_out(long nr)
{
	static const short left_out[] = {
		SYS_exit,
		SYS_exit_group,
		SYS_clone,
		SYS_fork,
		SYS_vfork,
		SYS_execve,
		SYS_execveat,
		SYS_clone3,
		SYS_rt_sigreturn,
		SYS_pause,
		SYS_rt_sigsuspend,
		SYS_rt_sigaction,
		SYS_nanosleep,
		SYS_clock_nanosleep,
		SYS_rt_sigtimedwait,
		SYS_futex,
		SYS_setrlimit,
		SYS_reboot,
		SYS_brk,
		SYS_munlockall,
		SYS_set_robust_list,
		SYS_flock,
		SYS_wait4,
		SYS_waitid,
		SYS_io_getevents,
		SYS_msgrcv,
		SYS_rt_sigprocmask,
		SYS_sigaltstack,
		SYS_seccomp,
		SYS_set_tid_address,
		SYS_rt_sigqueueinfo,
		SYS_rt_tgsigqueueinfo,
		SYS_close_range,
		SYS_kill,
		SYS_tkill,
		SYS_tgkill,
		SYS_chroot,
		SYS_umount2,
		SYS_pivot_root,
		SYS_mount,
		SYS_sched_setscheduler,
		SYS_sched_setparam,
		SYS_sched_setattr,
		SYS_rseq,
		SYS_ioperm,
		SYS_iopl,
		449,
		454,
		455,
		456,
	};

	for (unsigned i = 0; i < sizeof left_out / sizeof *left_out; i++)
		if (left_out[i] == nr)
			return 1;
	return 0;
}

static void tame_memory(long nr, long a[6])
{
	switch (nr) {
	case SYS_mmap:
		if (below(2)) {
			tame_range(&a[0], &a[1]);
			a[3] |= MAP_FIXED;
		} else {
			a[3] &= ~(MAP_FIXED | MAP_FIXED_NOREPLACE);
			/* What a process may map without end it may fill without end. */
			a[1] = below(4) ? (long)below(64 * PAGE) : a[1];
		}
		if (below(2))
			a[3] |= MAP_ANONYMOUS;
		a[3] = (a[3] & ~15) | (1 + (long)below(3));
		a[3] &= ~(MAP_POPULATE | MAP_LOCKED);
		break;
	case SYS_mremap:
		tame_range(&a[0], &a[1]);
		a[2] = (long)(below(16) * PAGE);
		a[4] = arena_page();
		if (a[4] + a[2] > (long)(arena + ARENA))
			a[3] &= ~MREMAP_FIXED;
		break;
	case SYS_munmap:
	case SYS_mprotect:
	case SYS_madvise:
	case SYS_pkey_mprotect:
	case SYS_remap_file_pages:
		tame_range(&a[0], &a[1]);
		break;
	default:
		break;
	}
}

static void tame(long nr, long a[6])
{
	tame_memory(nr, a);
	switch (nr) {
	case SYS_poll:
	case SYS_epoll_wait:
	case SYS_epoll_pwait:
		a[nr == SYS_poll ? 2 : 3] = 0;
		break;
	case SYS_ppoll:
	case SYS_pselect6:
	case SYS_select:
	case SYS_epoll_pwait2:
	case SYS_recvmmsg:
		/* a zero timeout, where there has to be one */
		a[nr == SYS_ppoll ? 2 : nr == SYS_epoll_pwait2 ? 3 : 4] = (long)(constant + 64);
		break;
	case SYS_fcntl:
		if (a[1] == F_SETLKW || a[1] == F_OFD_SETLKW)
			a[1] = F_GETLK;
		if (a[1] == F_SETFL)
			a[2] |= O_NONBLOCK;
		break;
	case SYS_ioctl:
		if (below(2))
			a[1] = 0x5401 + (long)below(0x60);
		if ((unsigned)a[1] == 0x5421)
			a[1] = 0x541b;
		break;
	case SYS_pipe2:
	case SYS_eventfd2:
		a[1] |= O_NONBLOCK;
		break;
	case SYS_timerfd_create:
	case SYS_socket:
	case SYS_socketpair:
		a[1] |= O_NONBLOCK;
		break;
	case SYS_accept4:
		a[3] |= O_NONBLOCK;
		break;
	case SYS_signalfd4:
		a[3] |= O_NONBLOCK;
		break;
	case SYS_open:
	case SYS_openat:
		a[nr == SYS_open ? 1 : 2] |= O_NONBLOCK;
		break;
	case SYS_dup2:
	case SYS_dup3:
		a[1] = 3 + (long)below(20);
		break;
	case SYS_arch_prctl:
		a[0] = 0x1003;
		break;
	case SYS_prlimit64:
		a[2] = 0;
		break;
	case SYS_sendfile: /* 2 GB from /dev/random take minutes */
		if (a[3] > 1 << 24 && a[3] <= INT64_MAX - 4096)
			a[3] = 1 << 24;
		break;
	case SYS_fallocate:
		a[3] = below(2) ? a[3] : (long)below(1 << 20);
		break;
	case SYS_prctl:
		if (a[0] == 22 || a[0] == 23) /* seccomp */
			a[0] = 15;
		break;
	default:
		break;
	}
}

/* Without a way to block: a pipe that nobody writes to is waited for, for ever, as on Linux. */
static int may_block(long nr)
{
	return nr == SYS_pipe || nr == SYS_eventfd || nr == SYS_signalfd ||
	       nr == SYS_inotify_init || nr == SYS_accept || nr == SYS_mknod || nr == SYS_mknodat ||
	       nr == SYS_inotify_init1;
}

static void random_call(void)
{
	long a[6], nr = (long)below(NUMBERS), r;

	if (is_left_out(nr) || may_block(nr))
		return;
	if (below(4)) {
		unsigned s = (unsigned)below(sizeof shapes / sizeof *shapes);

		nr = shapes[s].nr;
		for (int i = 0; i < 6; i++)
			a[i] = shaped(shapes[s].args[i]);
	} else {
		for (int i = 0; i < 6; i++)
			a[i] = any_value();
	}
	if (absent[nr] && below(200))
		return;
	if (a[0] >= 0 && a[0] < 3 && nr != SYS_poll)
		a[0] += 3;
	tame(nr, a);
	if (verbose)
		dprintf(2, "%ld(0x%lx, 0x%lx, 0x%lx, 0x%lx, 0x%lx, 0x%lx)\n", nr, a[0], a[1], a[2],
			a[3], a[4], a[5]);
	r = syscall(nr, a[0], a[1], a[2], a[3], a[4], a[5]);
	if (verbose)
		dprintf(2, " = %ld errno %d\n", r, r == -1 ? errno : 0);
	absent[nr] = r == -1 && errno == ENOSYS;
	/* What was mapped beside the arena is not needed. */
	if ((nr == SYS_mmap || nr == SYS_mremap) && r != -1 &&
	    (r < (long)arena || r >= (long)(arena + ARENA)))
		munmap((void *)r, ((size_t)a[nr == SYS_mmap ? 1 : 2] + PAGE - 1) & -PAGE);
}

/* Files of several kinds, at descriptors that shaped() uses. */
static void open_some(void)
{
	static const char *const names[] = { "/dev/null", "/dev/zero", "/tmp/f", "/tmp/f/a",
					     "/tmp/f/b" };
	int fds[2];

	mkdir("/tmp/f/d", 0700);
	for (unsigned i = 0; i < sizeof names / sizeof *names; i++)
		if (open(names[i], (i == 2 ? O_RDONLY : O_RDWR | O_CREAT) | O_NONBLOCK, 0600) < 0)
			break;
	if (pipe2(fds, O_NONBLOCK) == 0 && write(fds[1], "some bytes", 10) < 0)
		close(fds[1]);
	socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, fds);
	socket(AF_UNIX, (below(2) ? SOCK_DGRAM : SOCK_STREAM) | SOCK_NONBLOCK, 0);
}

static void make_arena(void)
{
	char *edges;

	arena = mmap(NULL, ARENA, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	edges = mmap(NULL, 4 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (arena == MAP_FAILED || edges == MAP_FAILED) {
		dprintf(2, "no memory for the arena: %s\n", strerror(errno));
		exit(2);
	}
	hole = edges + PAGE;
	constant = edges + 2 * PAGE;
	mprotect(hole, PAGE, PROT_NONE);
	mprotect(constant, PAGE, PROT_READ);
}

static void remove_files(void)
{
	static const char *const names[] = { "a", "b", "c", "d/e", "d", "l", "x" };
	char path[64];

	chdir("/");
	for (unsigned i = 0; i < sizeof names / sizeof *names; i++) {
		snprintf(path, sizeof path, "/tmp/f/%s", names[i]);
		unlink(path);
		rmdir(path);
	}
	rmdir("/tmp/f");
	unlink("/tmp/f");
	unlink("/dev/shm/x");
	unlink("a");
	unlink("b");
}

/* One round: (n) calls, and then nothing is left of them. */
static void play(uint64_t seed, unsigned long n)
{
	state = seed * 0x9e3779b97f4a7c15ull + 1;
	memset(absent, 0, sizeof absent);
	umask(0);
	mkdir("/tmp/f", 0700);
	chdir("/tmp/f");
	make_arena();
	for (unsigned long i = 0; i < n; i++) {
		/* What became unusable becomes usable again. */
		if (i % 512 == 0) {
			mmap(arena, ARENA, PROT_READ | PROT_WRITE,
			     MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
			for (int fd = 3; fd < 64; fd++)
				close(fd);
			open_some();
		}
		random_call();
	}
	munmap(arena, ARENA);
	munmap(hole - PAGE, 4 * PAGE);
	for (int fd = 3; fd < 1100; fd++)
		close(fd);
	remove_files();
}

static unsigned long free_memory(void)
{
	struct sysinfo s;

	return sysinfo(&s) ? 0 : s.freeram;
}

int main(int argc, char **argv)
{
	unsigned long n, before, after;
	uint64_t seed;

	if (argc > 1 && !strcmp(argv[1], "-v")) {
		verbose = 1;
		argc--;
		argv++;
	}
	if (argc != 3) {
		dprintf(2, "usage: calls [-v] SEED CALLS\n");
		return 2;
	}
	seed = strtoull(argv[1], NULL, 0);
	n = strtoul(argv[2], NULL, 0);
	for (int sig = 1; sig <= 64; sig++)
		if (sig != SIGSEGV && sig != SIGBUS && sig != SIGILL && sig != SIGFPE &&
		    sig != SIGTRAP)
			signal(sig, SIG_IGN);
	/* The first round makes what is made once; the second does the very same, and must not need more. */
	play(seed, n);
	play(seed, n);
	before = free_memory();
	play(seed, n);
	after = free_memory();
	if (after + 64 * PAGE < before) {
		printf("lost %lu KiB\n", (before - after) / 1024);
		return 1;
	}
	printf("nothing lost\n");
	return 0;
}
