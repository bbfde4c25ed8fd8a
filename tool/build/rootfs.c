/* SPDX-License-Identifier: MIT */
/*
 * Making the root file system.
 *
 * Everything is copied to a folder of our own first: there the modes are made independent of the
 * umask that the inputs were checked out with, and single files find their places. mkfs.erofs is
 * told the rest: no times, one owner, one identity. Without compression a file can be mapped from
 * where it stands.
 */
#include "tool/build/rootfs.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

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

static int copy_tree(const char *from, const char *to, unsigned depth, struct diag *d);

static int copy_folder(const char *from, const char *to, mode_t mode, unsigned depth,
		       struct diag *d)
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

static int copy_tree(const char *from, const char *to, unsigned depth, struct diag *d)
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

/* Make the folders above (path), which lies below (top). */
static int make_folders_above(const char *top, char *path, struct diag *d)
{
	for (char *slash = strchr(path + strlen(top) + 1, '/'); slash;
	     slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		if (mkdir(path, 0755) && errno != EEXIST)
			return diag_fail(d, errno, "make folder '%s' of the root file system",
					 path + strlen(top));
		*slash = '/';
	}
	return 0;
}

/*
 * Put the file or folder (host) at (guest). What the manifest names is followed when it is a
 * link.
 */
static int add_file(const char *stage, const char *folder, const char *host, const char *guest,
		    struct diag *d)
{
	struct buf source = { 0 }, target = { 0 };
	char real[PATH_MAX];
	int err = 0;

	buf_addf(&source, "%s%s%s", host[0] == '/' ? "" : folder, host[0] == '/' ? "" : "/", host);
	buf_addf(&target, "%s/%s", stage, guest + strspn(guest, "/"));
	if (!realpath(source.data, real))
		err = diag_fail(d, errno, "open '%s'", source.data);
	if (!err)
		err = make_folders_above(stage, target.data, d);
	if (!err)
		err = copy_tree(real, target.data, 0, d);
	buf_free(&source);
	buf_free(&target);
	return err;
}

static int fill(const struct manifest *m, const char *folder, const char *stage, struct diag *d)
{
	mode_t mask = umask(022);
	struct stat st;
	int err = 0;

	if (mkdir(stage, 0755))
		err = diag_fail(d, errno, "make folder '%s'", stage);
	if (!err && m->rootfs) {
		struct buf root = { 0 };

		buf_addf(&root, "%s%s%s", m->rootfs[0] == '/' ? "" : folder,
			 m->rootfs[0] == '/' ? "" : "/", m->rootfs);
		if (stat(root.data, &st))
			err = diag_fail(d, errno, "open root file system '%s'", root.data);
		else if (!S_ISDIR(st.st_mode))
			err = diag_fail(
				d, 0,
				"open root file system '%s': not a folder (others come later)",
				root.data);
		else
			err = copy_folder(root.data, stage, st.st_mode, 0, d);
		buf_free(&root);
	}
	for (size_t i = 0; i < m->guest.n && !err; i++)
		err = add_file(stage, folder, m->host.items[i], m->guest.items[i], d);
	umask(mask);
	return err;
}

static const char *find_mkfs(void)
{
	static const char *const places[] = { "/usr/bin/mkfs.erofs", "/usr/sbin/mkfs.erofs",
					      "/sbin/mkfs.erofs" };

	for (size_t i = 0; i < nitems(places); i++) {
		if (access(places[i], X_OK) == 0)
			return places[i];
	}
	return "mkfs.erofs";
}

static int run_mkfs(const char *stage, const char *image, struct diag *d)
{
	static const char *const flags[] = { "--quiet", "-T0",
					     "-U00000000-0000-0000-0000-000000000000", "--all-root",
					     "-x-1" };
	struct strings args = { 0 };
	struct buf said = { 0 };
	int status = 0, err;

	strings_add(&args, find_mkfs());
	for (size_t i = 0; i < nitems(flags); i++)
		strings_add(&args, flags[i]);
	strings_add(&args, image);
	strings_add(&args, stage);
	err = child_run(&(struct child){ .args = &args, .out = &said, .err = &said }, &status, d);
	if (err == -ENOENT)
		diag_fail(d, 0, "make the root file system: no mkfs.erofs (package erofs-utils)");
	else if (!err && status)
		err = diag_fail(d, strstr(buf_text(&said), "No space left") ? ENOSPC : 0,
				"make the root file system: mkfs.erofs: %.*s",
				(int)strcspn(buf_text(&said), "\n"), buf_text(&said));
	strings_free(&args);
	buf_free(&said);
	return err;
}

int rootfs_make(const struct manifest *m, const char *folder, struct workdir *w,
		struct record *record, char **image, struct diag *d)
{
	char *stage, *path;
	int err;

	*image = NULL;
	if (!m->rootfs && !m->guest.n)
		return 0;
	stage = workdir_path(w, "root");
	path = workdir_path(w, "root.erofs");
	err = fill(m, folder, stage, d);
	if (!err)
		err = run_mkfs(stage, path, d);
	if (!err)
		err = record_add_file(record, "data", path, d);
	free(stage);
	if (err)
		free(path);
	else
		*image = path;
	return err;
}
