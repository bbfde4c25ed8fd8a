/* SPDX-License-Identifier: MIT */
/*
 * Copying files into the root file system. Their modes are made independent of the umask that they
 * were checked out with; times and owners are mkfs.erofs's business.
 */
#include "tool/build/copy.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tool/buf.h"
#include "tool/run_child.h"

#define DEPTH_MAX 64

/* Write access belongs to the owner alone, except where everybody has it (/tmp). */
static mode_t plain_mode(mode_t mode)
{
	return mode & S_IWOTH ? mode & 07777 : mode & 07755;
}

static int copy_bytes(int from, int to)
{
	char bytes[65536];
	ssize_t n;

	while ((n = read(from, bytes, sizeof bytes)) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		for (ssize_t at = 0; at < n;) {
			ssize_t did = write(to, bytes + at, (size_t)(n - at));

			if (did < 0 && errno != EINTR)
				return -errno;
			at += did > 0 ? did : 0;
		}
	}
	return 0;
}

static int copy_file(const char *from, const char *to, mode_t mode, struct diag *d)
{
	int in = open(from, O_RDONLY | O_CLOEXEC), out, err;

	if (in < 0)
		return diag_fail(d, errno, "open '%s'", from);
	unlink(to);
	out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	err = out < 0 ? -errno : copy_bytes(in, out);
	if (!err && fchmod(out, plain_mode(mode)))
		err = -errno;
	if (out >= 0 && close(out) && !err)
		err = -errno;
	close(in);
	return err ? diag_fail(d, err, "copy '%s' into the root file system", from) : 0;
}

static int copy_link(const char *from, const char *to, struct diag *d)
{
	char target[PATH_MAX];
	ssize_t n = readlink(from, target, sizeof target - 1);

	if (n < 0)
		return diag_fail(d, errno, "read link '%s'", from);
	target[n] = '\0';
	unlink(to);
	if (symlink(target, to))
		return diag_fail(d, errno, "copy '%s' into the root file system", from);
	return 0;
}

int copy_folder(const char *from, const char *to, mode_t mode, unsigned depth, struct diag *d)
{
	struct dirent **entries = NULL;
	int n, err = 0;

	if (depth == DEPTH_MAX)
		return diag_fail(d, 0, "read folder '%s': folders lie too deep in each other",
				 from);
	if (mkdir(to, 0700) && errno != EEXIST)
		return diag_fail(d, errno, "copy '%s' into the root file system", from);
	n = scandir(from, &entries, NULL, alphasort);
	if (n < 0)
		return diag_fail(d, errno, "read folder '%s'", from);
	for (int i = 0; i < n; i++) {
		const char *name = entries[i]->d_name;
		struct buf source = { 0 }, target = { 0 };

		if (!err && strcmp(name, ".") != 0 && strcmp(name, "..") != 0) {
			buf_addf(&source, "%s/%s", from, name);
			buf_addf(&target, "%s/%s", to, name);
			err = copy_tree(source.data, target.data, depth + 1, d);
		}
		buf_free(&source);
		buf_free(&target);
		free(entries[i]);
	}
	free(entries);
	if (!err && chmod(to, plain_mode(mode)))
		err = diag_fail(d, errno, "copy '%s' into the root file system", from);
	return err;
}

int copy_tree(const char *from, const char *to, unsigned depth, struct diag *d)
{
	struct stat st;

	if (child_interrupted())
		return diag_fail(d, EINTR, "copy '%s'", from);
	if (lstat(from, &st))
		return diag_fail(d, errno, "open '%s'", from);
	switch (st.st_mode & S_IFMT) {
	case S_IFREG:
		return copy_file(from, to, st.st_mode, d);
	case S_IFLNK:
		return copy_link(from, to, d);
	case S_IFDIR:
		return copy_folder(from, to, st.st_mode, depth, d);
	}
	return diag_fail(d, 0, "copy '%s' into the root file system: neither file, folder nor link",
			 from);
}
