/* SPDX-License-Identifier: MIT */
/*
 * Copying files into the root file system. Their modes are made independent of the umask that they
 * were checked out with, unless they are to be kept.
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

static mode_t mode_of(const struct stat *st, unsigned keep)
{
	return keep & COPY_OWNER ? st->st_mode & 07777 : plain_mode(st->st_mode);
}

static void times_of(const struct stat *st, unsigned keep, struct timespec times[2])
{
	times[0] = times[1] = (struct timespec){ 0 };
	if (keep & COPY_TIME)
		times[0] = times[1] = st->st_mtim;
}

/* Make the file that is open as (fd) like (st). */
static int set_attributes(int fd, const struct stat *st, unsigned keep)
{
	struct timespec times[2];

	times_of(st, keep, times);
	if (keep & COPY_OWNER && fchown(fd, st->st_uid, st->st_gid))
		return -errno;
	/* Behind that: a new owner costs it the bits of another. */
	return fchmod(fd, mode_of(st, keep)) || futimens(fd, times) ? -errno : 0;
}

/* The sentence for a copy that failed. */
static int fail(const char *from, int err, unsigned keep, struct diag *d)
{
	if (err == -EPERM && keep & COPY_OWNER)
		return diag_fail(d, 0,
				 "owner: keep: only root may give files to others, such as '%s' "
				 "(fakeroot(1) will do)",
				 from);
	return diag_fail(d, err, "copy '%s' into the root file system", from);
}

static int copy_file(const char *from, const char *to, const struct stat *st, unsigned keep,
		     struct diag *d)
{
	int in = open(from, O_RDONLY | O_CLOEXEC), out, err;

	if (in < 0)
		return diag_fail(d, errno, "open '%s'", from);
	unlink(to);
	out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	err = out < 0 ? -errno : copy_bytes(in, out);
	if (!err)
		err = set_attributes(out, st, keep);
	if (out >= 0 && close(out) && !err)
		err = -errno;
	close(in);
	return err ? fail(from, err, keep, d) : 0;
}

static int copy_link(const char *from, const char *to, const struct stat *st, unsigned keep,
		     struct diag *d)
{
	struct timespec times[2];
	char target[PATH_MAX];
	ssize_t n = readlink(from, target, sizeof target - 1);

	if (n < 0)
		return diag_fail(d, errno, "read link '%s'", from);
	target[n] = '\0';
	unlink(to);
	times_of(st, keep, times);
	if (symlink(target, to) || utimensat(AT_FDCWD, to, times, AT_SYMLINK_NOFOLLOW) ||
	    (keep & COPY_OWNER && lchown(to, st->st_uid, st->st_gid)))
		return fail(from, -errno, keep, d);
	return 0;
}

static int copy_one(const char *from, const char *to, unsigned keep, unsigned depth,
		    struct diag *d);

static int copy_entries(const char *from, const char *to, unsigned keep, unsigned depth,
			struct diag *d)
{
	struct dirent **entries = NULL;
	int n = scandir(from, &entries, NULL, alphasort), err = 0;

	if (n < 0)
		return diag_fail(d, errno, "read folder '%s'", from);
	for (int i = 0; i < n; i++) {
		const char *name = entries[i]->d_name;
		struct buf source = { 0 }, target = { 0 };

		if (!err && strcmp(name, ".") != 0 && strcmp(name, "..") != 0) {
			buf_addf(&source, "%s/%s", from, name);
			buf_addf(&target, "%s/%s", to, name);
			err = copy_one(source.data, target.data, keep, depth + 1, d);
		}
		buf_free(&source);
		buf_free(&target);
		free(entries[i]);
	}
	free(entries);
	return err;
}

static int copy_whole_folder(const char *from, const char *to, const struct stat *st, unsigned keep,
			     unsigned depth, struct diag *d)
{
	int err;

	if (depth == DEPTH_MAX)
		return diag_fail(d, 0, "read folder '%s': folders lie too deep in each other",
				 from);
	if (mkdir(to, 0700) && errno != EEXIST)
		return diag_fail(d, errno, "copy '%s' into the root file system", from);
	err = copy_entries(from, to, keep, depth, d);
	if (err)
		return err;
	if ((keep & COPY_OWNER && chown(to, st->st_uid, st->st_gid)) ||
	    chmod(to, mode_of(st, keep)))
		return fail(from, -errno, keep, d);
	return 0;
}

static int copy_one(const char *from, const char *to, unsigned keep, unsigned depth, struct diag *d)
{
	struct stat st;

	if (child_interrupted())
		return diag_fail(d, EINTR, "copy '%s'", from);
	if (lstat(from, &st))
		return diag_fail(d, errno, "open '%s'", from);
	switch (st.st_mode & S_IFMT) {
	case S_IFREG:
		return copy_file(from, to, &st, keep, d);
	case S_IFLNK:
		return copy_link(from, to, &st, keep, d);
	case S_IFDIR:
		return copy_whole_folder(from, to, &st, keep, depth, d);
	}
	return diag_fail(d, 0, "copy '%s' into the root file system: neither file, folder nor link",
			 from);
}

int copy_tree(const char *from, const char *to, unsigned keep, struct diag *d)
{
	return copy_one(from, to, keep, 0, d);
}

int copy_folder(const char *from, const char *to, unsigned keep, struct diag *d)
{
	struct stat st;

	if (stat(from, &st))
		return diag_fail(d, errno, "open '%s'", from);
	return copy_whole_folder(from, to, &st, keep, 0, d);
}
