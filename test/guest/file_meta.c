/* SPDX-License-Identifier: MIT */
/* What stat tells, and the calls that change it. */
#include "file.h"

#include <sys/statfs.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/time.h>
#include <time.h>

static void show(const char *path)
{
	struct stat st;
	int r;

	errno = 0;
	r = lstat(path, &st);
	if (r)
		printf("%s: errno %d\n", path, errno);
	else
		printf("%s: mode %o size %ld links %d blksize %ld\n", path, st.st_mode,
		       S_ISDIR(st.st_mode) ? 0l : (long)st.st_size, (int)st.st_nlink,
		       (long)st.st_blksize);
}

static void modes(void)
{
	int fd;

	umask(027);
	T(umask(027));
	OPEN(fd, "f", O_RDWR | O_CREAT, 07777);
	show("f");
	T(mkdir("d", 0777));
	show("d");
	T(mkdir("e", 01777));
	show("e");
	T(symlink("f", "l"));
	show("l");
	umask(022);
	T(chmod("f", 0));
	T(read(fd, "", 0));
	T(open("f", O_RDWR) >= 0);
	T(access("f", R_OK | W_OK));
	T(access("f", X_OK));
	T(chmod("f", 0100));
	T(access("f", X_OK));
	T(access("f", 8));
	T(access("none", F_OK));
	T(access("d", R_OK | W_OK | X_OK));
	T(fchmod(fd, 0177777));
	show("f");
	T(chmod("l", 0640));
	show("f");
	show("l");
	T(chmod("none", 0));
	T(fchmod(-1, 0));
	T(fchmodat(AT_FDCWD, "f", 0600, 0));
	T(faccessat(AT_FDCWD, "l", F_OK, AT_SYMLINK_NOFOLLOW));
	T(syscall(SYS_faccessat2, fd, "", R_OK, 0x1000));
	T(syscall(SYS_faccessat2, fd, "", R_OK, 1));
	close(fd);
	T(unlink("f"));
	T(access("l", F_OK));
	T(unlink("l"));
	T(rmdir("d"));
	T(rmdir("e"));
}

static void owners(void)
{
	struct stat st;

	put_file("f", "");
	T(chmod("f", 06755));
	T(chown("f", -1, -1));
	show("f");
	T(chown("f", 12, 34));
	T(stat("f", &st));
	T(st.st_uid);
	T(st.st_gid);
	show("f");
	T(lchown("f", -1, 56));
	T(stat("f", &st));
	T(st.st_uid);
	T(st.st_gid);
	T(chown("none", 0, 0));
	T(fchownat(AT_FDCWD, "f", 0, 0, 1));
	T(fchown(-1, 0, 0));
	T(unlink("f"));
}

static void times(void)
{
	struct timespec ts[2] = { { 1000, 5 }, { -7, 999999999 } };
	struct stat st, st2;
	int fd;

	put_file("f", "x");
	T(utimensat(AT_FDCWD, "f", ts, 0));
	T(stat("f", &st));
	T(st.st_atim.tv_sec);
	T(st.st_atim.tv_nsec);
	T(st.st_mtim.tv_sec);
	T(st.st_mtim.tv_nsec);
	ts[0].tv_nsec = UTIME_OMIT;
	ts[1] = (struct timespec){ 5, 6 };
	OPEN(fd, "f", O_RDWR);
	T(futimens(fd, ts));
	T(fstat(fd, &st));
	T(st.st_atim.tv_sec);
	T(st.st_mtim.tv_sec);
	T(write(fd, "yy", 2));
	T(fstat(fd, &st2));
	T(st2.st_mtim.tv_sec > 1600000000);
	T(st2.st_atim.tv_sec);
	T(futimens(fd, NULL));
	T(fstat(fd, &st2));
	T(st2.st_atim.tv_sec > 1600000000);
	T(llabs((long long)st2.st_atim.tv_sec - time(NULL)) < 5);
	ts[0].tv_nsec = 1000000000;
	T(futimens(fd, ts));
	ts[0].tv_nsec = ts[1].tv_nsec = UTIME_OMIT;
	T(utimensat(AT_FDCWD, "none", ts, 0));
	ts[0].tv_nsec = UTIME_NOW;
	T(utimensat(AT_FDCWD, "none", ts, 0));
	T(utimensat(AT_FDCWD, "f", ts, 1));
	T(syscall(SYS_utimensat, AT_FDCWD, NULL, ts, 0));
	T(mkdir("d", 0755));
	ts[0] = ts[1] = (struct timespec){ 77, 0 };
	T(utimensat(AT_FDCWD, "d", ts, 0));
	put_file("d/x", "");
	T(stat("d", &st));
	T(st.st_mtim.tv_sec > 1600000000);
	T(unlink("d/x"));
	T(symlink("f", "l"));
	T(utimensat(AT_FDCWD, "l", ts, AT_SYMLINK_NOFOLLOW));
	T(lstat("l", &st));
	T(st.st_mtim.tv_sec);
	close(fd);
	T(unlink("l"));
	T(rmdir("d"));
	T(unlink("f"));
}

static void stats(void)
{
	struct stat st;
	struct statfs fs;
	int fd;

	put_file("f", "12345");
	T(mkdir("d", 0700));
	T(symlink("12345678", "l"));
	show("f");
	show("d");
	show("l");
	show("none");
	show("f/");
	show("f/x");
	show("");
	show("d/.");
	show("d/../f");
	T(stat("l", &st));
	T(fstat(-1, &st));
	OPEN(fd, "f", O_RDONLY);
	T(fstatat(fd, "", &st, AT_EMPTY_PATH));
	T(st.st_size);
	T(fstatat(fd, "", &st, 0));
	T(fstatat(fd, "x", &st, 0));
	T(fstatat(AT_FDCWD, "", &st, AT_EMPTY_PATH));
	T(S_ISDIR(st.st_mode));
	T(fstatat(AT_FDCWD, "f", &st, 4));
	close(fd);
	OPEN(fd, "f", O_PATH);
	T(fstat(fd, &st));
	T(statfs("f", &fs));
	T(fs.f_namelen);
	T(statfs("none", &fs));
	T(fstatfs(fd, &fs));
	T(fstatfs(-1, &fs));
	T(fsync(fd));
	close(fd);
	OPEN(fd, "f", O_RDWR);
	T(fsync(fd));
	T(fdatasync(fd));
	T(posix_fallocate(fd, 0, 10000));
	show("f");
	T(fallocate(fd, 1, 0, 20000));
	show("f");
	T(fallocate(fd, 0, -1, 5));
	T(fallocate(fd, 0, 5, 0));
	T(posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED));
	T(posix_fadvise(fd, 0, 0, 77));
	close(fd);
	T(fsync(fd));
	T(unlink("l"));
	T(unlink("f"));
	T(rmdir("d"));
}

int main(void)
{
	enter_own_folder();
	modes();
	owners();
	times();
	stats();
	leave_own_folder();
	return 0;
}
