/* SPDX-License-Identifier: MIT */
/*
 * Nanoseconds for stat, open, read of all and close of each file FOLDER/0 to FOLDER/N-1: the quickest of ROUNDS.
 *
 * usage: files FOLDER N ROUNDS
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static double now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static int look_at(const char *path)
{
	static char text[4096];
	struct stat st;
	ssize_t n, all = 0;
	int fd;

	if (stat(path, &st) || (fd = open(path, O_RDONLY)) < 0)
		return -1;
	while ((n = read(fd, text, sizeof text)) > 0)
		all += n;
	close(fd);
	return n || all != st.st_size ? -1 : 0;
}

int main(int argc, char **argv)
{
	int n = argc == 4 ? atoi(argv[2]) : 0;
	double least = 0;
	char path[400];

	for (int round = 0; n && round < atoi(argv[3]); round++) {
		double start = now_ns(), took;

		for (int i = 0; i < n; i++) {
			snprintf(path, sizeof path, "%s/%d", argv[1], i);
			if (look_at(path)) {
				perror(path);
				return 1;
			}
		}
		took = (now_ns() - start) / n;
		least = round && least < took ? least : took;
	}
	printf("%.0f\n", least);
	return !n;
}
