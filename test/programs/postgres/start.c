/* SPDX-License-Identifier: MIT */
/*
 * Copy the cluster to where it can be written, as a user who may be a server's, and become the
 * server.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#define NOBODY  65534
#define CLUSTER "/tmp/pith-postgres"

static int copy(const char *path, const struct stat *st, int type, struct FTW *unused)
{
	char to[4096];
	int in, out;

	(void)unused;
	snprintf(to, sizeof to, "%s%s", CLUSTER, path + strlen("data"));
	if (type == FTW_D)
		return mkdir(to, 0700);
	in = open(path, O_RDONLY);
	out = open(to, O_WRONLY | O_CREAT | O_EXCL, 0600);
	for (off_t left = st->st_size; left;) {
		ssize_t n = sendfile(out, in, NULL, (size_t)left);

		if (n <= 0)
			return -1;
		left -= n;
	}
	close(in);
	return close(out);
}

static int drop(const char *path, const struct stat *st, int type, struct FTW *unused)
{
	(void)st, (void)type, (void)unused;
	return remove(path);
}

int main(int argc, char **argv)
{
	char *args[] = {
		"/usr/lib/postgresql/15/bin/postgres", "--single", "-D", CLUSTER, "-F", "-j",
		argc > 1 ? argv[1] : "postgres",       NULL
	};

	nftw(CLUSTER, drop, 16, FTW_DEPTH | FTW_PHYS);
	if (getuid() == 0 && (setgid(NOBODY) || setuid(NOBODY))) {
		perror("setuid");
		return 1;
	}
	if (nftw("data", copy, 16, FTW_PHYS)) {
		perror("copy");
		return 1;
	}
	execv(args[0], args);
	perror("postgres");
	return 1;
}
