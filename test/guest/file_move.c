/* SPDX-License-Identifier: MIT */
/* sendfile(), copy_file_range(), splice(), tee() and vmsplice(). */
#include "file.h"

#include <signal.h>
#include <sys/ioctl.h>
#include <sys/sendfile.h>
#include <sys/syscall.h>
#include <sys/uio.h>

static char big[70000], back[70000];
static int p[2], q[2];

static int waiting(int fd)
{
	int n = -1;

	return ioctl(fd, FIONREAD, &n) ? -1 : n;
}

static void fill(void)
{
	for (unsigned i = 0; i < sizeof big; i++)
		big[i] = (char)(i * 7 + i / 256);
}

static void sending(void)
{
	off_t at = 3;
	int in, out;

	put_file("a", "0123456789");
	in = open("a", O_RDONLY);
	out = open("b", O_RDWR | O_CREAT | O_TRUNC, 0644);
	T(sendfile(out, in, &at, 4));
	T(at);
	T(lseek(in, 0, SEEK_CUR));
	T(lseek(out, 0, SEEK_CUR));
	T(pread(out, back, 10, 0));
	T(memcmp(back, "3456", 4));
	T(sendfile(out, in, NULL, 100));
	T(lseek(in, 0, SEEK_CUR));
	T(sendfile(out, in, NULL, 100));
	at = 100;
	T(sendfile(out, in, &at, 1));
	at = -1;
	T(sendfile(out, in, &at, 1));
	T(sendfile(out, in, NULL, 0));
	T(sendfile(out, in, (off_t *)8, 1));
	T(sendfile(out, 987, NULL, 1));
	T(sendfile(987, in, NULL, 1));
	T(sendfile(in, in, NULL, 1));
	close(out);
	out = open("b", O_WRONLY | O_APPEND);
	T(sendfile(out, in, NULL, 1));
	T(sendfile(in, out, NULL, 1));
	close(out);
	close(in);
	put_file("c", "");
	out = open("c", O_RDWR);
	T(write(out, big, sizeof big));
	in = open("c", O_RDONLY);
	T(ftruncate(out, 70001));
	close(out);
	out = open("b", O_RDWR | O_TRUNC);
	T(sendfile(out, in, NULL, 100000));
	T(pread(out, back, sizeof back, 0));
	T(memcmp(big, back, sizeof back));
	pipe2(p, O_NONBLOCK);
	T(lseek(in, 0, SEEK_SET));
	T(sendfile(p[1], in, NULL, 10000));
	T(read(p[0], back, sizeof back));
	T(memcmp(big, back, 10000));
	T(sendfile(out, p[0], NULL, 1));
	at = 0;
	T(sendfile(out, p[0], &at, 1));
	close(p[0]);
	signal(SIGPIPE, SIG_IGN);
	T(sendfile(p[1], in, NULL, 1));
	close(p[1]);
	close(in);
	close(out);
}

static void copying(void)
{
	off_t from = 2, to = 5;
	int in, out, folder;

	put_file("a", "0123456789");
	in = open("a", O_RDONLY);
	out = open("b", O_RDWR | O_CREAT | O_TRUNC, 0644);
	T(copy_file_range(in, &from, out, &to, 3, 0));
	T(from);
	T(to);
	T(pread(out, back, 10, 0));
	T(memcmp(back, "\0\0\0\0\0" "234", 8));
	T(copy_file_range(in, NULL, out, NULL, 100, 0));
	T(lseek(in, 0, SEEK_CUR));
	T(lseek(out, 0, SEEK_CUR));
	T(copy_file_range(in, NULL, out, NULL, 100, 0));
	T(copy_file_range(in, NULL, out, NULL, 1, 1));
	T(copy_file_range(out, NULL, in, NULL, 1, 0));
	T(copy_file_range(in, NULL, 987, NULL, 1, 0));
	from = -1;
	T(copy_file_range(in, &from, out, NULL, 1, 0));
	from = 0;
	to = 2;
	T(copy_file_range(out, &from, out, &to, 4, 0));
	to = 4;
	T(copy_file_range(out, &from, out, &to, 4, 0));
	folder = open(".", O_RDONLY);
	T(copy_file_range(folder, NULL, out, NULL, 1, 0));
	close(folder);
	pipe(p);
	T(copy_file_range(p[0], NULL, out, NULL, 1, 0));
	T(copy_file_range(in, NULL, p[1], NULL, 1, 0));
	close(p[0]);
	close(p[1]);
	close(out);
	out = open("b", O_WRONLY | O_APPEND);
	T(copy_file_range(in, NULL, out, NULL, 1, 0));
	close(out);
	close(in);
}

static void splicing(void)
{
	off_t at = 0;
	int file;

	pipe2(p, O_NONBLOCK);
	pipe2(q, O_NONBLOCK);
	T(splice(p[0], NULL, q[1], NULL, 10, 0));
	T(write(p[1], big, 10000));
	T(tee(p[0], q[1], 5000, 0));
	T(waiting(p[0]));
	T(waiting(q[0]));
	T(read(q[0], back, 5000));
	T(memcmp(big, back, 5000));
	T(splice(p[0], NULL, q[1], NULL, 5000, 0));
	T(waiting(p[0]));
	T(waiting(q[0]));
	T(splice(p[0], NULL, q[1], NULL, 50000, 0));
	T(read(q[0], back, sizeof back));
	T(memcmp(big, back, 10000));
	T(splice(p[0], NULL, p[1], NULL, 1, 0));
	T(tee(p[0], p[1], 1, 0));
	file = open("b", O_RDWR | O_CREAT | O_TRUNC, 0644);
	T(write(p[1], big, 9000));
	T(splice(p[0], NULL, file, NULL, 100, 0));
	T(splice(p[0], NULL, file, NULL, 100000, 0));
	T(splice(p[0], NULL, file, NULL, 1, SPLICE_F_NONBLOCK));
	/* A pipe that does not wait does not here either. */
	fcntl(p[0], F_SETFL, O_NONBLOCK);
	T(splice(p[0], NULL, file, NULL, 1, 0));
	fcntl(p[0], F_SETFL, 0);
	T(lseek(file, 0, SEEK_CUR));
	T(pread(file, back, 9000, 0));
	T(memcmp(big, back, 9000));
	T(write(p[1], "at", 2));
	at = 8999;
	T(splice(p[0], NULL, file, &at, 2, 0));
	T(at);
	at = 0;
	T(splice(file, &at, p[1], NULL, 8999, 0));
	T(at);
	T(read(p[0], back, sizeof back));
	T(memcmp(big, back, 8999));
	T(splice(file, NULL, p[1], NULL, 8999, 0));
	T(read(p[0], back, sizeof back));
	T(splice(file, NULL, file, NULL, 1, 0));
	T(splice(p[0], &at, file, NULL, 1, 0));
	T(splice(file, NULL, p[1], &at, 1, 0));
	T(splice(p[0], NULL, file, NULL, 0, 0));
	T(splice(p[0], NULL, file, NULL, 1, 0x100));
	T(splice(987, NULL, file, NULL, 1, 0));
	T(splice(p[1], NULL, file, NULL, 1, 0));
	T(tee(p[0], file, 1, 0));
	T(tee(p[0], q[1], 0, 0));
	T(tee(p[0], q[1], 1, 0));
	T(close(p[1]));
	T(splice(p[0], NULL, file, NULL, 1, 0));
	T(splice(p[0], NULL, q[1], NULL, 1, 0));
	T(close(p[0]));
	close(file);
	close(q[0]);
	close(q[1]);
}

static void from_memory(void)
{
	struct iovec v[2] = { { big, 5000 }, { big + 5000, 10 } };

	pipe2(p, O_NONBLOCK);
	T(vmsplice(p[1], v, 2, 0));
	T(waiting(p[0]));
	v[0].iov_base = back;
	v[1].iov_base = back + 5000;
	T(vmsplice(p[0], v, 2, 0));
	T(memcmp(big, back, 5010));
	T(vmsplice(p[1], v, 1, 0x100));
	T(vmsplice(987, v, 1, 0));
	close(p[0]);
	close(p[1]);
}

int main(void)
{
	fill();
	enter_own_folder();
	sending();
	copying();
	splicing();
	from_memory();
	unlink("a");
	unlink("b");
	unlink("c");
	leave_own_folder();
	return 0;
}
