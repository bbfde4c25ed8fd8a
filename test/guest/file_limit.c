/* SPDX-License-Identifier: MIT */
/* RLIMIT_FSIZE: what fits is written, then come SIGXFSZ and EFBIG. */
#include "file.h"

#include <signal.h>
#include <sys/resource.h>

static int signals;

static void on_signal(int sig)
{
	signals += sig == SIGXFSZ;
}

int main(void)
{
	struct rlimit old, r;
	int fd, after;

	enter_own_folder();
	OPEN(fd, "f", O_CREAT | O_RDWR, 0600);
	T(ftruncate(fd, 20000));
	getrlimit(RLIMIT_FSIZE, &old);
	r = old;
	r.rlim_cur = 10000;
	T(setrlimit(RLIMIT_FSIZE, &r));
	signal(SIGXFSZ, on_signal);
	T(pwrite(fd, "0123456789", 10, 9995));
	T(pwrite(fd, "0123456789", 10, 9990));
	T(pwrite(fd, "0123456789", 10, 10000));
	printf("signals: %d\n", signals);
	T(pwrite(fd, "", 0, 10000));
	T(lseek(fd, 0, SEEK_END));
	T(ftruncate(fd, 10001));
	T(ftruncate(fd, 10000));
	T(ftruncate(fd, 10001));
	printf("signals: %d\n", signals);
	T(truncate("f", 10001));
	T(truncate("f", 5));
	printf("signals: %d\n", signals);
	T(lseek(fd, 0, SEEK_END));
	signal(SIGXFSZ, SIG_IGN);
	T(pwrite(fd, "0123456789", 10, 20000));
	r.rlim_cur = old.rlim_cur;
	T(setrlimit(RLIMIT_FSIZE, &r));
	T(pwrite(fd, "0123456789", 10, 20000));
	close(fd);
	unlink("f");
	leave_own_folder();
	after = getrlimit(RLIMIT_FSIZE, &r);
	printf("%d %d\n", after, r.rlim_cur == old.rlim_cur);
	return 0;
}
