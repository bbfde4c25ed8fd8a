/* SPDX-License-Identifier: MIT */
/* FIFOs: making them, opening them without waiting, their ends, and files that mknod() makes. */
#include "file.h"

#include <poll.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>

static int events(int fd)
{
	struct pollfd f = { fd, POLLIN | POLLOUT, 0 };

	return poll(&f, 1, 0) < 0 ? -1 : f.revents;
}

static void making(void)
{
	struct stat st;

	T(mkfifo("f", 0666));
	T(stat("f", &st));
	T(st.st_mode);
	T(st.st_size);
	T(st.st_nlink);
	T(mkfifo("f", 0666));
	T(mkfifo("none/f", 0666));
	T(mkfifo("", 0666));
	T(mkfifo("f/", 0666));
	T(mkfifo("g/", 0666));
	T(mknod("r", S_IFREG | 0644, 0));
	T(stat("r", &st));
	T(st.st_mode);
	T(mknod("z", 0600, 0));
	T(stat("z", &st));
	T(st.st_mode);
	T(mknod("s", S_IFSOCK | 0644, 0));
	T(stat("s", &st));
	T(st.st_mode);
	T(open("s", O_RDWR));
	T(mknod("d", S_IFDIR | 0755, 0));
	T(mknod("l", S_IFLNK | 0755, 0));
	T(mknod("x", 0030000 | 0755, 0));
	T(mknod(NULL, S_IFIFO | 0755, 0));
	T(mknodat(987, "x", S_IFIFO | 0755, 0));
	T(mkfifoat(AT_FDCWD, "g", 04777));
	T(stat("g", &st));
	T(st.st_mode);
	T(rename("g", "h"));
	T(link("h", "i"));
	T(unlink("h"));
	T(unlink("i"));
	T(unlink("r"));
	T(unlink("z"));
	T(unlink("s"));
}

static void opening(void)
{
	char buf[100];
	struct stat st, other;
	int in, in2, out, both, path;

	OPEN(out, "f", O_WRONLY | O_NONBLOCK);
	OPEN(in, "f", O_RDONLY | O_NONBLOCK);
	T(events(in));
	T(read(in, buf, 10));
	OPEN(out, "f", O_WRONLY | O_NONBLOCK);
	T(events(in));
	T(events(out));
	T(read(in, buf, 10));
	T(write(out, "hello", 5));
	T(events(in));
	T(ioctl(in, FIONREAD, buf));
	T(*(int *)buf);
	T(close(out));
	T(events(in));
	T(read(in, buf, 10));
	T(read(in, buf, 10));
	T(events(in));
	OPEN(in2, "f", O_RDONLY | O_NONBLOCK);
	T(events(in2));
	T(close(in));
	T(close(in2));
	OPEN(out, "f", O_WRONLY | O_NONBLOCK);
	OPEN(both, "f", O_RDWR);
	T(write(both, "kept", 4));
	OPEN(out, "f", O_WRONLY);
	T(write(out, "more", 4));
	T(close(out));
	T(events(both));
	OPEN(in, "f", O_RDONLY);
	T(read(in, buf, 100));
	T(events(both));
	T(write(both, "lost", 4));
	T(close(both));
	T(read(in, buf, 2));
	T(close(in));
	OPEN(both, "f", O_RDWR | O_NONBLOCK | O_TRUNC);
	T(read(both, buf, 2));
	T(fstat(both, &st));
	T(stat("f", &other));
	T(st.st_ino == other.st_ino && st.st_dev == other.st_dev);
	T(lseek(both, 0, SEEK_SET));
	T(pread(both, buf, 1, 0));
	T(ftruncate(both, 0));
	T(truncate("f", 0));
	T(fsync(both));
	T(fcntl(both, F_GETPIPE_SZ));
	T(fchmod(both, 0640));
	T(fstat(both, &st));
	T(st.st_mode);
	T(fcntl(both, F_SETFL, 0));
	T(fcntl(both, F_GETFL) & ~0100000);
	T(close(both));
	OPEN(path, "f", O_PATH);
	T(fcntl(path, F_GETPIPE_SZ));
	T(read(path, buf, 1));
	T(close(path));
	OPEN(both, "f", O_RDWR | O_CREAT, 0600);
	T(close(both));
	OPEN(both, "f", O_RDWR | O_CREAT | O_EXCL, 0600);
	OPEN(both, "f", O_RDONLY | O_DIRECTORY);
	OPEN(both, "f", 3);
	signal(SIGPIPE, SIG_IGN);
	OPEN(in, "f", O_RDONLY | O_NONBLOCK);
	OPEN(out, "f", O_WRONLY);
	T(unlink("f"));
	T(write(out, "x", 1));
	T(read(in, buf, 4));
	T(close(in));
	T(write(out, "x", 1));
	T(events(out));
	T(close(out));
}

int main(void)
{
	enter_own_folder();
	making();
	opening();
	leave_own_folder();
	return 0;
}
