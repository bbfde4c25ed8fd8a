/* SPDX-License-Identifier: MIT */
/* The calls that ask and tell about files, by number: each way to fail. */
#include "call.h"

#include <sys/statfs.h>

/* struct statx, which not every libc has. */
struct status {
	uint32_t mask, blksize;
	uint64_t attributes;
	uint32_t nlink, uid, gid;
	uint16_t mode, spare;
	uint64_t ino, size, rest[24];
};

#define BASIC 0x7ff

static char name_too_long[300];
static int dir, file;
static struct stat st;
static struct status stx;
static struct statfs fs;

static void set_up(void)
{
	memset(name_too_long, 'n', sizeof name_too_long - 1);
	mkdir("d", 0755);
	put_file("f", "text");
	symlink("loop", "loop");
	symlink("f", "to_f");
	dir = open("d", O_RDONLY | O_DIRECTORY);
	file = open("f", O_RDWR);
}

/* One call that takes a path first, with every bad path. */
#define BAD_PATHS(name, ...)                             \
	do {                                             \
		C(name, "none", ##__VA_ARGS__);          \
		C(name, "", ##__VA_ARGS__);              \
		C(name, "f/x", ##__VA_ARGS__);           \
		C(name, "loop/x", ##__VA_ARGS__);        \
		C(name, name_too_long, ##__VA_ARGS__);   \
		C(name, NULL, ##__VA_ARGS__);            \
		C(name, BAD, ##__VA_ARGS__);             \
	} while (0)

#define BAD_AT(name, ...)                                          \
	do {                                                       \
		C(name, AT_FDCWD, "none", ##__VA_ARGS__);          \
		C(name, AT_FDCWD, "", ##__VA_ARGS__);              \
		C(name, AT_FDCWD, "f/x", ##__VA_ARGS__);           \
		C(name, AT_FDCWD, "loop/x", ##__VA_ARGS__);        \
		C(name, AT_FDCWD, name_too_long, ##__VA_ARGS__);   \
		C(name, AT_FDCWD, NULL, ##__VA_ARGS__);            \
		C(name, AT_FDCWD, BAD, ##__VA_ARGS__);             \
		C(name, CLOSED, "f", ##__VA_ARGS__);               \
		C(name, file, "f", ##__VA_ARGS__);                 \
	} while (0)

static void asking(void)
{
	BAD_PATHS(stat, &st);
	C(stat, "loop", &st);
	C(stat, "f", NULL);
	BAD_PATHS(lstat, &st);
	C(lstat, "loop", &st);
	C(lstat, "f", NULL);
	C(fstat, CLOSED, &st);
	C(fstat, file, NULL);
	C(fstat, file, &st);
	T(st.st_size);
	BAD_AT(newfstatat, &st, 0);
	C(newfstatat, dir, "", &st, AT_EMPTY_PATH);
	C(newfstatat, dir, "", &st, 0);
	C(newfstatat, dir, "", &st, STRANGE);
	C(newfstatat, AT_FDCWD, "f", NULL, 0);
	C(newfstatat, AT_FDCWD, "to_f", &st, AT_SYMLINK_NOFOLLOW);
	T(st.st_size);
	BAD_AT(statx, 0, BASIC, &stx);
	C(statx, AT_FDCWD, "f", 0, BASIC, NULL);
	C(statx, AT_FDCWD, "f", STRANGE, BASIC, &stx);
	C(statx, AT_FDCWD, "f", 0, 0x80000000, &stx);
	C(statx, AT_FDCWD, "f", 0x6000, BASIC, &stx);
	C(statx, AT_FDCWD, "f", 0, BASIC, &stx);
	T(stx.size == 4 && stx.nlink == 1 && S_ISREG(stx.mode));
	T((stx.mask & BASIC) == BASIC);
	C(statx, file, "", AT_EMPTY_PATH, 0x200, &stx);
	T(stx.size);
	C(statx, AT_FDCWD, "to_f", AT_SYMLINK_NOFOLLOW, BASIC, &stx);
	T(S_ISLNK(stx.mode));
	BAD_PATHS(statfs, &fs);
	C(statfs, "loop", &fs);
	C(statfs, "f", NULL);
	C(statfs, "f", &fs);
	C(fstatfs, CLOSED, &fs);
	C(fstatfs, file, NULL);
	C(fstatfs, file, &fs);
	T(fs.f_bsize > 0 && fs.f_namelen == 255);
	BAD_PATHS(access, F_OK);
	C(access, "f", 8);
	C(access, "f", R_OK | W_OK);
	BAD_AT(faccessat, F_OK);
	C(faccessat, AT_FDCWD, "f", 8);
	C(faccessat, AT_FDCWD, "f", R_OK | W_OK);
	C(faccessat, AT_FDCWD, "f", X_OK);
	C(faccessat, dir, "..", X_OK);
	BAD_AT(faccessat2, F_OK, 0);
	C(faccessat2, AT_FDCWD, "f", F_OK, STRANGE);
	C(faccessat2, AT_FDCWD, "loop", F_OK, AT_SYMLINK_NOFOLLOW);
	C(faccessat2, file, "", R_OK, AT_EMPTY_PATH);
	C(faccessat2, AT_FDCWD, "f", X_OK, AT_EACCESS);
}

static void telling(void)
{
	struct timespec t[2] = { { 5, 6 }, { 7, 8 } }, bad[2] = { { 1, 1000000000 }, { 1, 1 } };

	BAD_PATHS(chmod, 0644);
	C(chmod, "loop", 0644);
	C(chmod, "f", 0600);
	C(fchmod, CLOSED, 0644);
	C(fchmod, file, 0640);
	BAD_AT(fchmodat, 0644);
	C(fchmodat, AT_FDCWD, "to_f", 0604);
	T(stat("f", &st) || st.st_mode != (S_IFREG | 0604));
	BAD_PATHS(chown, -1, -1);
	C(chown, "loop", -1, -1);
	C(chown, "f", -1, -1);
	BAD_PATHS(lchown, -1, -1);
	C(lchown, "loop", -1, -1);
	C(fchown, CLOSED, -1, -1);
	C(fchown, file, -1, -1);
	C(fchown, file, getuid(), getgid());
	BAD_AT(fchownat, -1, -1, 0);
	C(fchownat, AT_FDCWD, "loop", -1, -1, AT_SYMLINK_NOFOLLOW);
	C(fchownat, file, "", -1, -1, AT_EMPTY_PATH);
	C(fchownat, AT_FDCWD, "f", -1, -1, STRANGE);
	BAD_AT(utimensat, t, 0);
	C(utimensat, AT_FDCWD, "f", t, 0);
	T(stat("f", &st) || st.st_mtim.tv_sec != 7 || st.st_mtim.tv_nsec != 8);
	C(utimensat, AT_FDCWD, "f", bad, 0);
	C(utimensat, AT_FDCWD, "f", BAD, 0);
	C(utimensat, AT_FDCWD, "f", t, STRANGE);
	C(utimensat, CLOSED, NULL, t, 0);
	C(utimensat, file, NULL, t, 0);
	BAD_PATHS(truncate, 1l);
	C(truncate, "loop", 1l);
	C(truncate, "d", 1l);
	C(truncate, "f", -1l);
	C(truncate, "f", 2l);
	C(ftruncate, CLOSED, 1l);
	C(ftruncate, dir, 1l);
	C(ftruncate, file, -1l);
	C(ftruncate, file, 3l);
	C(umask, 077);
	C(umask, 022);
	C(umask, 07777);
	C(umask, 022);
}

static void ends(void)
{
	BAD_PATHS(unlink);
	BAD_PATHS(rmdir);
	BAD_PATHS(chdir);
	BAD_PATHS(open, O_RDONLY);
	BAD_PATHS(mkdir, 0755);
}

int main(void)
{
	enter_own_folder();
	set_up();
	asking();
	telling();
	unlink("f/x");
	ends();
	close(dir);
	close(file);
	unlink("f");
	unlink("to_f");
	unlink("loop");
	rmdir("none");
	rmdir("d");
	leave_own_folder();
	return 0;
}
