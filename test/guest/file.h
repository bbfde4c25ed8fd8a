/* SPDX-License-Identifier: MIT */
/* What the file_*.c programs share: a folder of their own, and calls that print themselves. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Evaluate (e), print it, its value and, when that is -1, the error number. */
#define T(e)                                                     \
	do {                                                     \
		long r_;                                         \
                                                                 \
		errno = 0;                                       \
		r_ = (long)(e);                                  \
		printf("%s: %ld", #e, r_);                       \
		printf(r_ == -1 ? " errno %d\n" : "\n", errno);  \
	} while (0)

/* Open and tell only whether it worked: which number is free depends on who started us. */
#define OPEN(fd, ...)                                            \
	do {                                                     \
		errno = 0;                                       \
		fd = open(__VA_ARGS__);                          \
		printf("open(%s): %s", #__VA_ARGS__, fd < 0 ? "no" : "yes"); \
		printf(fd < 0 ? " errno %d\n" : "\n", errno);    \
	} while (0)

static char own_folder[] = "/tmp/pith_XXXXXX";

static void enter_own_folder(void)
{
	umask(022);
	if (!mkdtemp(own_folder) || chdir(own_folder)) {
		perror("own folder");
		exit(1);
	}
}

static void leave_own_folder(void)
{
	if (chdir("/") || rmdir(own_folder))
		printf("own folder not empty: errno %d\n", errno);
}

static void put_file(const char *name, const char *text)
{
	int fd = open(name, O_CREAT | O_TRUNC | O_WRONLY, 0644);

	if (fd < 0 || write(fd, text, strlen(text)) != (ssize_t)strlen(text))
		printf("put_file %s: errno %d\n", name, errno);
	close(fd);
}
