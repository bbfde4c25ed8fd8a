/* SPDX-License-Identifier: MIT */
/* /dev, and standard input that is not there. */
#include "file.h"

#include <dirent.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/sysmacros.h>
#include <sys/uio.h>

static char buf[10000];

static void device(const char *path)
{
	struct stat st;
	int fd;

	printf("--- %s\n", path);
	OPEN(fd, path, O_RDWR);
	T(fstat(fd, &st));
	printf("%o %d:%d\n", st.st_mode & S_IFMT, major(st.st_rdev), minor(st.st_rdev));
	memset(buf, 'x', sizeof buf);
	T(read(fd, buf, 100));
	T(buf[0] == 0);
	T(write(fd, buf, 100));
	T(lseek(fd, 10, SEEK_SET));
	T(lseek(fd, 0, SEEK_CUR));
	T(pread(fd, buf, 10, 5));
	T(pwrite(fd, buf, 10, 5));
	T(ftruncate(fd, 0));
	T(read(fd, buf, 0));
	T(write(fd, buf, 0));
	T(isatty(fd));
	T(fsync(fd));
	close(fd);
	OPEN(fd, path, O_RDWR | O_TRUNC | O_CREAT, 0644);
	close(fd);
	OPEN(fd, path, O_RDONLY | O_DIRECTORY);
	OPEN(fd, path, O_RDWR | O_EXCL | O_CREAT, 0644);
}

static void random_bytes(const char *path)
{
	int fd, zeros = 0;

	OPEN(fd, path, O_RDONLY);
	T(read(fd, buf, 4096));
	for (int i = 0; i < 4096; i++)
		zeros += buf[i] == 0;
	T(zeros < 100);
	close(fd);
}

static void folder(void)
{
	struct dirent *e;
	int found = 0;
	DIR *d = opendir("/dev");

	while ((e = readdir(d)))
		found += !strcmp(e->d_name, "null") || !strcmp(e->d_name, "zero") ||
			 !strcmp(e->d_name, "urandom") || !strcmp(e->d_name, ".");
	closedir(d);
	T(found);
	T(access("/dev/null", R_OK | W_OK));
	T(access("/dev/null", X_OK));
	T(access("/dev/none", F_OK));
	T(access("/dev/null/x", F_OK));
	T(rmdir("/dev"));
	T(rename("/dev", "/ved"));
	T(link("/dev/null", "null"));
}

static void input(void)
{
	struct pollfd p[3] = { { 0, POLLIN, 0 }, { -1, POLLIN, 7 }, { 12345, POLLIN, 0 } };

	T(read(0, buf, 10));
	T(poll(p, 1, -1));
	T(p[0].revents & POLLIN);
	T(poll(p, 3, 0));
	T(p[1].revents);
	T(p[2].revents);
	T(poll(NULL, 0, 0));
	T(poll(NULL, 0, 5));
}

int main(void)
{
	enter_own_folder();
	device("/dev/null");
	device("/dev/zero");
	device("/dev/full");
	random_bytes("/dev/urandom");
	random_bytes("/dev/random");
	folder();
	input();
	leave_own_folder();
	return 0;
}
