/* SPDX-License-Identifier: MIT */
/*
 * Files when memory ends: the same work is done again and again while the first, second, third ...
 * allocation fails. A call that fails has done nothing, so it is simply repeated; in the end all
 * must be there, and nothing be lost.
 *
 * Links: kern/mem/user.c kern/pipe/[a-z]*.c
 * Links: test/unit/vfs_fake.c kern/vfs/[a-z]*.c kern/vfs/tree/[a-z]*.c kern/vfs/made/text.c kern/sched/lock.c kern/sched/mutex.c
 * Links: kern/console/[a-z]*.c
 * Links: abi/linux/grown.c abi/linux/file/[a-oqrt-z]*.c abi/linux/file/p[a-oq-z]*.c abi/linux/file/s[a-df-z]*.c
 * Links: fs/ramfs*.c fs/devfs.c base/format.c
 */
#include <stdio.h>
#include <string.h>

#include "abi/linux/syscalls.h"
#include "base/errno.h"
#include "kern/vfs/inode.h"
#include "kern/vfs/path.h"
#include "test/unit/tap.h"
#include "test/unit/vfs_fake.h"

#define O_CREAT_RDWR (int)(FILE_O_CREAT | FILE_O_RDWR)
#define PAGES        300

static int fd = -1, fd2 = -1;
static char page[PAGE_SIZE];

static int do_mkdir(void)
{
	return sys_mkdir("/d", 0755);
}

static int do_mkdir_below(void)
{
	return sys_mkdir("/d/e", 0755);
}

static int do_open(void)
{
	fd = sys_open("/d/f", O_CREAT_RDWR, 0644);
	return fd < 0 ? fd : 0;
}

static int do_write(void)
{
	size_t done = 0;
	int err = 0;

	sys_lseek(fd, 0, 0);
	for (int i = 0; i < PAGES; i++) {
		ssize_t r;

		memset(page, 'a' + i % 26, sizeof page);
		r = sys_write(fd, page, sizeof page);
		if (r < 0) {
			err = (int)r;
			r = sys_write(fd, page, sizeof page);
		}
		done += (size_t)r;
	}
	return done == PAGES * sizeof page ? 0 : err;
}

static int do_write_far(void)
{
	return sys_pwrite64(fd, "far", 3, 1ll << 60) == 3 ? 0 : -ENOSPC;
}

static int do_symlink(void)
{
	return sys_symlink("d/f", "/link");
}

static int do_link(void)
{
	return sys_link("/d/f", "/d/g");
}

static int do_rename(void)
{
	return sys_rename("/d/g", "/d/e/h");
}

static int do_open_many(void)
{
	while (fd2 < 200) {
		int r = fd2 < 0 ? sys_open("/link", 0, 0) : sys_dup(fd2);

		if (r < 0)
			return r;
		fd2 = r;
	}
	return 0;
}

static int do_fill_folder(void)
{
	char name[32];

	for (int i = 0; i < 40; i++) {
		int r;

		snprintf(name, sizeof name, "/d/e/%d", i);
		r = sys_mkdir(name, 0755);
		if (r && r != -EEXIST)
			return r;
	}
	return 0;
}

static int ends[2] = { -1, -1 };

static int do_pipe(void)
{
	return sys_pipe2(ends, (int)FILE_O_NONBLOCK);
}

/* What is in it stays when a page, or a larger ring, is not to be had. */
static int do_pipe_write(void)
{
	int n = 0;

	while (!sys_ioctl(ends[0], 0x541b, (uintptr_t)&n) && n < 20000) {
		ssize_t r = sys_write(ends[1], page, MIN(PAGE_SIZE, 20000u - (unsigned)n));

		if (r < 0)
			return (int)r;
	}
	return n == 20000 ? 0 : -EINVAL;
}

static int do_pipe_size(void)
{
	long r = sys_fcntl(ends[1], 1031, 1 << 20);

	return r < 0 ? (int)r : 0;
}

static int do_pipe_close(void)
{
	size_t n = 0;
	ssize_t r;

	while ((r = sys_read(ends[0], page, sizeof page)) > 0)
		n += (size_t)r;
	check(r == -EAGAIN && n == 20000);
	check(!sys_close(ends[0]) && !sys_close(ends[1]));
	return 0;
}

static int do_fifo(void)
{
	return sys_mknod("/d/fifo", INODE_FIFO | 0600, 0);
}

static int do_fifo_open(void)
{
	int in = sys_open("/d/fifo", (int)FILE_O_RDWR, 0);

	return in < 0 ? in : sys_close(in);
}

static int do_chdir(void)
{
	return sys_chdir("/d/e");
}

static int (*const steps[])(void) = {
	do_mkdir,      do_mkdir_below, do_open,       do_write,       do_write_far, do_symlink,
	do_link,       do_rename,      do_open_many,  do_fill_folder, do_chdir,     do_pipe,
	do_pipe_write, do_pipe_size,   do_pipe_close, do_fifo,        do_fifo_open,
};

static void check_all(void)
{
	char buf[64];

	check(sys_lseek(fd, 0, 2) == (1ll << 60) + 3);
	for (int i = 0; i < PAGES; i++) {
		check(sys_pread64(fd, page, sizeof page, i * (int64_t)sizeof page) == PAGE_SIZE);
		check(page[0] == 'a' + i % 26 && page[PAGE_SIZE - 1] == page[0]);
	}
	check(sys_pread64(fd, page, 8, 1ll << 40) == 8 && !page[0] && !page[7]);
	check(sys_pread64(fd, page, 8, 1ll << 60) == 3 && !memcmp(page, "far", 3));
	check(sys_lseek(fd, PAGES * PAGE_SIZE + 5, 3) == 1ll << 60);
	check(sys_lseek(fd, 5, 4) == PAGES * PAGE_SIZE);
	check(sys_readlink("/link", buf, sizeof buf) == 3);
	check(sys_access("/d/g", 0) == -ENOENT);
	check(sys_access("/d/e/h", 0) == 0);
	check(sys_getcwd(buf, sizeof buf) == 5 && !strcmp(buf, "/d/e"));
	check(sys_rmdir("/d/e") == -ENOTEMPTY);
}

static void remove_all(void)
{
	char name[32];

	check(sys_chdir("/") == 0);
	for (int i = 3; i <= fd2; i++)
		sys_close(i);
	fd2 = -1;
	for (int i = 0; i < 40; i++) {
		snprintf(name, sizeof name, "/d/e/%d", i);
		check(sys_rmdir(name) == 0);
	}
	check(sys_unlink("/link") == 0);
	check(sys_unlink("/d/e/h") == 0);
	check(sys_unlink("/d/f") == 0);
	check(sys_unlink("/d/fifo") == 0);
	check(sys_rmdir("/d/e") == 0);
	check(sys_rmdir("/d") == 0);
}

static void after(void)
{
	check_all();
	remove_all();
}

int main(void)
{
	fake_init();
	files_init();
	fake_repeat(steps, nitems(steps), after, 400, false);
	ok(!fake_failed, "any one allocation may fail");
	fake_repeat(steps, nitems(steps), after, 400, true);
	ok(!fake_failed, "memory may end at any point");
	return tap_done();
}
