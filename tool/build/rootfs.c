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

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "tool/build/archive.h"
#include "tool/build/copy.h"
#include "tool/build/program.h"
#include "tool/run_child.h"

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
		    unsigned keep, struct diag *d)
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
		err = copy_tree(real, target.data, keep, d);
	buf_free(&source);
	buf_free(&target);
	return err;
}

/* Has the root file system (path) already? */
static bool is_staged(const char *stage, const char *path)
{
	struct buf whole = { 0 };
	struct stat st;
	bool is;

	buf_addf(&whole, "%s%s", stage, path);
	is = lstat(whole.data, &st) == 0;
	buf_free(&whole);
	return is;
}

/* Put the root file system (path), relative to (folder), at (stage). */
static int fill_root(const char *path, const char *folder, const char *stage, unsigned keep,
		     struct diag *d)
{
	struct buf root = { 0 };
	struct stat st;
	int err;

	buf_addf(&root, "%s%s%s", path[0] == '/' ? "" : folder, path[0] == '/' ? "" : "/", path);
	if (stat(root.data, &st))
		err = diag_fail(d, errno, "open root file system '%s'", root.data);
	else if (S_ISDIR(st.st_mode))
		err = copy_folder(root.data, stage, keep, d);
	else
		err = archive_unpack(root.data, stage, keep & COPY_OWNER, d);
	buf_free(&root);
	return err;
}

/*
 * Do files have times of their own? Those of Linux programs: Python looks whether a module is older
 * than what it compiled of it.
 */
static bool keeps_times(const struct manifest *m)
{
	return m->binary || m->owner_keep;
}

/* When the files began to be put together. */
static time_t fill_began;

/* nftw(): folders, links, and files that the tool wrote itself have no time of their own. */
static int clear_time(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
	static const struct timespec none[2];

	(void)ftw;
	if (kind == FTW_F && st->st_mtime < fill_began)
		return 0;
	return utimensat(AT_FDCWD, path, none, AT_SYMLINK_NOFOLLOW);
}

static int fill(const struct manifest *m, const char *folder, const char *stage, struct diag *d)
{
	/* Times of a checkout say nothing; those of an installed file may be in another. */
	unsigned keep = m->owner_keep ? COPY_OWNER | COPY_TIME : 0;
	mode_t mask = umask(022);
	int err = 0;

	fill_began = time(NULL);
	if (mkdir(stage, 0755))
		err = diag_fail(d, errno, "make folder '%s'", stage);
	if (!err && m->rootfs)
		err = fill_root(m->rootfs, folder, stage, keep, d);
	if (!err && m->binary && m->with.n && is_staged(stage, m->binary))
		err = diag_fail(d, 0,
				"with '%s': '%s' is of the root file system, and takes nothing of "
				"this host along",
				m->with.items[0], m->binary);
	else if (!err && m->binary && !is_staged(stage, m->binary))
		err = program_collect(m->binary_here ? m->binary_here : m->binary, m->binary,
				      &m->with, stage, keep | COPY_TIME, d);
	for (size_t i = 0; i < m->guest.n && !err; i++)
		err = add_file(stage, folder, m->host.items[i], m->guest.items[i], keep, d);
	if (!err && keeps_times(m) && nftw(stage, clear_time, 16, FTW_PHYS))
		err = diag_fail(d, errno, "make the root file system");
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

/*
 * Where files have times, the image's own would be now, unless this variable says when: in 2100, as
 * what is beyond it is cut. Where all times are 0 it would put others there.
 */
#define EPOCH       "SOURCE_DATE_EPOCH"
#define LATEST_TIME "4102444800"

static int run_mkfs(const char *stage, const char *image, const struct manifest *m, struct diag *d)
{
	/* What fs/erofs_packed.h understands. */
	static const char *const lz4[] = { "-zlz4hc,12", "-Elegacy-compress", "-C16384",
					   "--max-extent-bytes=65536" };
	static const char *const flags[] = {
		"--quiet",
		"-U00000000-0000-0000-0000-000000000000",
		"-x-1",
	};
	struct strings args = { 0 };
	struct buf said = { 0 };
	int status = 0, err;

	strings_add(&args, find_mkfs());
	for (size_t i = 0; i < nitems(flags); i++)
		strings_add(&args, flags[i]);
	strings_add(&args, keeps_times(m) ? "--preserve-mtime" : "-T0");
	if (!m->owner_keep)
		strings_add(&args, "--all-root");
	for (size_t i = 0; m->erofs && i < nitems(lz4); i++)
		strings_add(&args, lz4[i]);
	strings_add(&args, image);
	strings_add(&args, stage);
	err = child_run(&(struct child){ .args = &args,
					 .variable = keeps_times(m) ? EPOCH "=" LATEST_TIME : EPOCH,
					 .out = &said,
					 .err = &said },
			&status, d);
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
	if (!m->rootfs && !m->guest.n && !m->binary)
		return 0;
	stage = workdir_path(w, "root");
	path = workdir_path(w, "root.erofs");
	err = fill(m, folder, stage, d);
	if (!err)
		err = run_mkfs(stage, path, m, d);
	if (!err)
		err = record_add_file(record, "data", path, d);
	free(stage);
	if (err)
		free(path);
	else
		*image = path;
	return err;
}
