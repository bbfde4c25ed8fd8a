/* SPDX-License-Identifier: MIT */
#include "abi/linux/syscalls.h" /* before headers that make macros of its names */

#include <dirent.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/errno.h"
#include "kern/vfs/fd.h"
#include "kern/vfs/file.h"
#include "kern/vfs/path.h"
#include "kern/mem/space.h"
#include "test/unit/erofs_compare.h"
#include "test/unit/vfs_fake.h"

/* The image is read in here; that it says less than is there does not matter. */
__asm__(".pushsection .bss.pith_root, \"aw\", @nobits\n"
	".balign 4096\n"
	".globl pith_root_start, pith_root_end\n"
	"pith_root_start: .skip 8 * 1024 * 1024\n"
	"pith_root_end:\n"
	".popsection");

static char folder[] = "/tmp/pith_erofs_XXXXXX";
static size_t folder_len;
static unsigned nr_seen;
static size_t image_size;

static const size_t sizes[] = { 0, 1, 100, 3000, 4095, 4096, 4097, 8191, 8192, 12000, 100000 };

static void fill(uint8_t *p, size_t n, unsigned seed)
{
	for (size_t i = 0; i < n; i++)
		p[i] = (uint8_t)(seed + i * 7 + i / 251);
}

static void put(const char *name, size_t size, unsigned seed)
{
	static uint8_t data[100000];
	char path[200];
	FILE *f;

	snprintf(path, sizeof path, "%s/%s", folder, name);
	f = fopen(path, "w");
	fill(data, size, seed);
	if (!f || fwrite(data, 1, size, f) != size || fclose(f))
		abort();
}

static void make_folder(void)
{
	char name[200];

	if (!mkdtemp(folder) || chdir(folder))
		abort();
	folder_len = strlen(folder);
	for (unsigned i = 0; i < nitems(sizes); i++) {
		snprintf(name, sizeof name, "file%u", i);
		put(name, sizes[i], i);
	}
	if (mkdir("many", 0750) || mkdir("dev", 0755) || mkdir("tmp", 0777) || mkdir("empty", 0700))
		abort();
	for (unsigned i = 0; i < 2000; i++) {
		snprintf(
			name, sizeof name, "many/name_%u_%.*s", i, (int)(i % 100),
			"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx");
		put(name, i % 5, i);
	}
	if (symlink("file3", "link") || symlink("../many", "many/up") || link("file5", "hard") ||
	    symlink("/many/up/up/name_7_xxxxxxx", "far") || mkfifo("fifo", 0644))
		abort();
}

static bool make_image(const char *options)
{
	char command[400], path[100];
	ssize_t n;
	int fd;

	snprintf(path, sizeof path, "%s.img", folder);
	snprintf(command, sizeof command,
		 "PATH=$PATH:/usr/sbin mkfs.erofs --quiet %s %s %s >/dev/null 2>&1", options, path,
		 folder);
	if (system(command))
		return false;
	fd = open(path, O_RDONLY);
	n = read(fd, pith_root_start, (size_t)(pith_root_end - pith_root_start));
	close(fd);
	unlink(path);
	image_size = n > 0 ? (size_t)n : 0;
	return n > 0;
}

static void compare_data(int fd, size_t size, const char *host)
{
	static uint8_t want[100000], got[100000];
	FILE *f = fopen(host, "r");

	check(f && fread(want, 1, sizeof want, f) == size);
	fclose(f);
	check(sys_read(fd, got, sizeof got) == (ssize_t)size);
	check(!memcmp(want, got, size));
	for (size_t at = 0; at < size; at += 1009) {
		size_t n = size - at < 3000 ? size - at : 3000;

		memset(got, 0, 3000);
		check(sys_pread64(fd, got, 3000, (int64_t)at) == (ssize_t)n);
		check(!memcmp(want + at, got, n));
	}
}

/* The same through the pages that a mapping would get. */
static void compare_pages(int fd, size_t size)
{
	static uint8_t got[PAGE_SIZE];
	struct mem_object *o;
	struct file *f = fd_get(fd, FILE_READ);
	void *page;

	check(file_mem_object(f, &o) == 0);
	for (size_t i = 0; i * PAGE_SIZE < size; i++) {
		size_t n = MIN(PAGE_SIZE, size - i * PAGE_SIZE);

		check(sys_pread64(fd, got, n, (int64_t)(i * PAGE_SIZE)) == (ssize_t)n);
		check(o->ops->page(o, i, false, &page) == 0);
		check(!memcmp(page, got, n));
		for (; n < PAGE_SIZE; n++)
			check(!((uint8_t *)page)[n]);
	}
	check(o->ops->page(o, (size + PAGE_SIZE - 1) / PAGE_SIZE, false, &page) == -ERANGE);
	o->ops->put(o);
	file_put(f);
}

static int compare_one(const char *host, const struct stat *st, int kind, struct FTW *ftw)
{
	const char *path = host + folder_len;
	struct linux_stat got;
	char want[100], text[100];

	(void)kind;
	(void)ftw;
	if (!*path)
		path = "/";
	/* What is mounted over is not to be seen. */
	if (!strcmp(path, "/dev") || !strcmp(path, "/tmp"))
		return 0;
	nr_seen++;
	check(sys_lstat(path, &got) == 0);
	check(got.st_mode == st->st_mode);
	check(got.st_nlink == st->st_nlink || !strcmp(path, "/"));
	check(got.st_uid == st->st_uid && got.st_gid == st->st_gid);
	if (S_ISREG(st->st_mode)) {
		int fd = sys_open(path, 0, 0);

		check(fd >= 0);
		check(got.st_size == st->st_size);
		compare_data(fd, (size_t)st->st_size, host);
		compare_pages(fd, (size_t)st->st_size);
		check(sys_close(fd) == 0);
	} else if (S_ISLNK(st->st_mode)) {
		ssize_t n = readlink(host, want, sizeof want);

		check(sys_readlink(path, text, sizeof text) == n);
		check(!memcmp(want, text, (size_t)n));
	}
	return 0;
}

/* Every name of /many once, in pieces. */
static void compare_list(void)
{
	char buf[700];
	unsigned names = 0;
	ssize_t n;
	int fd = sys_open("/many", 0, 0);

	while ((n = sys_getdents64(fd, buf, sizeof buf)) > 0) {
		for (ssize_t at = 0; at < n; names++) {
			struct linux_dirent64 *d = (struct linux_dirent64 *)(buf + at);
			struct stat st;
			char host[300];

			snprintf(host, sizeof host, "%s/many/%s", folder, d->d_name);
			check(lstat(host, &st) == 0 && IFTODT(st.st_mode) == d->d_type);
			at += d->d_reclen;
		}
	}
	check(n == 0);
	check(names == 2003);
	check(sys_close(fd) == 0);
}

static void compare_errors(void)
{
	char buf[64];

	check(sys_access("/none", 0) == -ENOENT);
	check(sys_access("/file1/x", 0) == -ENOTDIR);
	check(sys_access("/many/name_8", 0) == -ENOENT);
	check(sys_access("/many/zzz", 0) == -ENOENT);
	check(sys_access("/many/!", 0) == -ENOENT);
	check(sys_access("/empty/x", 0) == -ENOENT);
	check(sys_access("/far", 0) == 0);
	check(sys_mkdir("/many", 0755) == -EEXIST);
	check(sys_rmdir("/many") == -ENOTEMPTY);
	check(sys_rename("/file1", "/tmp/file1") == -EXDEV);
	check(sys_chdir("/many") == 0 && sys_getcwd(buf, sizeof buf) == 6 && !strcmp(buf, "/many"));
	check(sys_chdir("/tmp") == 0 && sys_getcwd(buf, sizeof buf) == 5 && !strcmp(buf, "/tmp"));
	check(sys_mkdir("x", 0755) == 0 && sys_rmdir("x") == 0);
	check(sys_access("../dev/null", 0) == 0);
	check(sys_chdir("/") == 0);
}

/* How many names does the folder (path) have, "." and ".." included? */
static unsigned count_names(const char *path)
{
	char buf[700];
	unsigned names = 0;
	ssize_t n;
	int fd = sys_open(path, 0, 0);

	while ((n = sys_getdents64(fd, buf, sizeof buf)) > 0) {
		for (ssize_t at = 0; at < n; names++)
			at += ((struct linux_dirent64 *)(buf + at))->d_reclen;
	}
	check(n == 0);
	sys_close(fd);
	return names;
}

/* Files that show through are written, page by page. */
static void change_contents(void)
{
	static char text[100000];
	struct linux_stat a, b;
	int fd, again;

	fd = sys_open("/file10", 2, 0);
	again = sys_open("/file10", 0, 0);
	check(sys_pwrite64(fd, "new", 3, 50000) == 3);
	check(sys_pread64(again, text, sizeof text, 0) == (ssize_t)sizes[10]);
	check(!memcmp(text + 50000, "new", 3));
	for (size_t i = 0; i < sizes[10]; i++)
		check(i - 50000 < 3 || (uint8_t)text[i] == (uint8_t)(10 + i * 7 + i / 251));
	check(sys_ftruncate(fd, 60000) == 0 && sys_ftruncate(fd, 70000) == 0);
	check(sys_pread64(again, text, sizeof text, 59999) == 10001);
	check((uint8_t)text[0] == (uint8_t)(10 + 59999 * 7 + 59999 / 251) && !text[1] &&
	      !text[10000]);
	check(sys_pwrite64(fd, "x", 1, 60001) == 1);
	check(sys_pread64(again, text, 3, 59999) == 3 && text[0] && !text[1] && text[2] == 'x');
	check(sys_close(fd) == 0 && sys_close(again) == 0);
	fd = sys_open("/file9", 01001, 0);
	check(fd >= 0 && sys_write(fd, "short", 5) == 5 && sys_close(fd) == 0);
	check(sys_stat("/file9", &a) == 0 && a.st_size == 5);
	fd = sys_open("/hard", 2, 0);
	check(sys_write(fd, "both", 4) == 4 && sys_close(fd) == 0);
	fd = sys_open("/file5", 0, 0);
	check(sys_read(fd, text, 4) == 4 && !memcmp(text, "both", 4) && sys_close(fd) == 0);
	check(sys_stat("/hard", &a) == 0 && sys_stat("/file5", &b) == 0);
	check(a.st_ino == b.st_ino && a.st_nlink == 2);
	check(sys_chmod("/file1", 0600) == 0 && sys_stat("/file1", &a) == 0);
	check((a.st_mode & 07777) == 0600);
}

/* Names that show through come and go. */
static void change_names(void)
{
	check(sys_unlink("/hard") == 0 && sys_access("/hard", 0) == -ENOENT);
	check(sys_rename("/file1", "/many/file1") == 0 && sys_access("/file1", 0) == -ENOENT);
	check(sys_access("/many/file1", 0) == 0 && count_names("/many") == 2004);
	check(sys_unlink("/many/name_5_xxxxx") == 0 && count_names("/many") == 2003);
	check(sys_access("/many/name_5_xxxxx", 0) == -ENOENT);
	check(sys_rename("/many", "/empty") == 0 && count_names("/empty") == 2003);
	check(sys_access("/many", 0) == -ENOENT && sys_access("/empty/name_6_xxxxxx", 0) == 0);
	check(sys_mkdir("/many", 0755) == 0 && count_names("/many") == 2);
	check(sys_rename("/many", "/empty") == -ENOTEMPTY && sys_rmdir("/many") == 0);
	check(sys_rename("/file2", "/file3") == 0 && sys_access("/file2", 0) == -ENOENT);
	check(sys_unlink("/link") == 0 && sys_symlink("file4", "/link") == 0);
	check(sys_unlink("/file4") == 0 && sys_access("/link", 0) == -ENOENT);
	check(sys_open("/file4", 0302, 0644) >= 0);
}

/* The file system is mounted once in a process, so each kind of image gets one of its own. */
static int run(const char *options, bool (*begin)(size_t size))
{
	if (!make_image(options)) {
		printf("# mkfs.erofs fails\n");
		return 1;
	}
	fake_init();
	files_init();
	check(!begin || begin(image_size));
	check(sys_access("/", 0) == 0);
	nftw(folder, compare_one, 20, FTW_PHYS);
	check(nr_seen > 2010);
	compare_list();
	compare_errors();
	change_contents();
	change_names();
	fflush(stdout);
	return fake_failed != 0;
}

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
	(void)st;
	(void)kind;
	(void)ftw;
	return remove(path);
}

const char *const erofs_kinds[EROFS_KINDS] = {
	"",
	"-E force-inode-compact",
	"-E force-inode-extended",
	"-x-1 -T0",
	"-zlz4hc -Elegacy-compress -C16384 --max-extent-bytes=65536",
	"-zlz4 -Elegacy-compress --max-extent-bytes=65536",
};

void erofs_compare_begin(void)
{
	umask(022);
	make_folder();
}

bool erofs_compare(unsigned kind, bool (*begin)(size_t size))
{
	pid_t pid = (fflush(stdout), fork());
	int status;

	if (!pid)
		_exit(run(erofs_kinds[kind], begin));
	return waitpid(pid, &status, 0) == pid && !status;
}

void erofs_compare_end(void)
{
	nftw(folder, remove_one, 20, FTW_PHYS | FTW_DEPTH);
}
