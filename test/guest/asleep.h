/* SPDX-License-Identifier: MIT */
/* Waiting until another thread waits, however long it takes to come there. Needs _GNU_SOURCE. */
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/*
 * Until the thread whose number is to stand in (*tid) waits in the kernel, or is gone. It must not wait for anything
 * else between setting that and the wait that is meant. Looked at more than once: a lock on the way there, which makes
 * it wait for a moment, is not meant.
 */
static inline void await_asleep(const atomic_int *tid)
{
	char path[64], text[512], *name_end;
	int asleep = 0, fd;
	ssize_t n;

	while (asleep < 3) {
		usleep(1000);
		if (!atomic_load(tid))
			continue;
		snprintf(path, sizeof path, "/proc/self/task/%d/stat", atomic_load(tid));
		fd = open(path, O_RDONLY);
		if (fd < 0)
			return;
		n = read(fd, text, sizeof text - 1);
		close(fd);
		if (n <= 0)
			return;
		text[n] = '\0';
		name_end = strrchr(text, ')');
		asleep = name_end && name_end[2] == 'S' ? asleep + 1 : 0;
	}
}
