/* SPDX-License-Identifier: MIT */
/*
 * Temporary files. Every way out of the tool passes workdir_destroy(): signals are caught for
 * that.
 */
#include "tool/link/workdir.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "tool/run_child.h"

#define PREFIX      "pith-"
#define STALE_AFTER 60 /* seconds: a folder that is just being made is not locked yet */

static const char *temp_folder(void)
{
	const char *tmp = getenv("TMPDIR");

	return tmp && *tmp ? tmp : "/tmp";
}

/* Is (path) a folder of ours whose tool is gone? */
static bool is_stale(const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	struct stat st;
	bool stale;

	if (fd < 0)
		return false;
	stale = fstat(fd, &st) == 0 && st.st_uid == geteuid() &&
		time(NULL) - st.st_mtime > STALE_AFTER && flock(fd, LOCK_EX | LOCK_NB) == 0;
	close(fd);
	return stale;
}

static void remove_stale(const char *tmp)
{
	DIR *dir = opendir(tmp);
	struct dirent *entry;

	while (dir && (entry = readdir(dir))) {
		struct buf path = { 0 };

		if (!text_begins(entry->d_name, PREFIX) ||
		    strlen(entry->d_name) != strlen(PREFIX "XXXXXX"))
			continue;
		buf_addf(&path, "%s/%s", tmp, entry->d_name);
		if (is_stale(path.data))
			remove_tree(path.data);
		buf_free(&path);
	}
	if (dir)
		closedir(dir);
}

int workdir_create(struct workdir *w, struct diag *d)
{
	const char *tmp = temp_folder();
	struct buf b = { 0 };

	child_catch_signals();
	remove_stale(tmp);
	buf_addf(&b, "%s/" PREFIX "XXXXXX", tmp);
	if (!mkdtemp(b.data)) {
		int err = diag_fail(d, errno, "make a folder in '%s'", tmp);

		buf_free(&b);
		return err;
	}
	*w = (struct workdir){ .path = b.data,
			       .lock = open(b.data, O_RDONLY | O_DIRECTORY | O_CLOEXEC) };
	if (w->lock >= 0)
		(void)flock(w->lock, LOCK_EX);
	if (getenv("TMPDIR"))
		w->outer = mem_copy_text(getenv("TMPDIR"));
	setenv("TMPDIR", w->path, 1); /* what the compiler makes on its way goes there, too */
	return 0;
}

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
	(void)st, (void)kind, (void)ftw;
	(void)remove(path);
	return 0;
}

void remove_tree(const char *path)
{
	nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

void workdir_destroy(struct workdir *w)
{
	if (!w->path)
		return;
	remove_tree(w->path);
	if (w->lock >= 0)
		close(w->lock);
	if (w->outer)
		setenv("TMPDIR", w->outer, 1);
	else
		unsetenv("TMPDIR");
	free(w->outer);
	free(w->path);
	*w = (struct workdir){ 0 };
}

char *workdir_path(const struct workdir *w, const char *name)
{
	struct buf b = { 0 };

	buf_addf(&b, "%s/%s", w->path, name);
	return b.data;
}

int workdir_new_path(struct workdir *w, const char *name, char **path, struct diag *d)
{
	struct buf b = { 0 };

	buf_addf(&b, "%s/%u", w->path, w->serial++);
	if (mkdir(b.data, 0700)) {
		int err = diag_fail(d, errno, "make folder '%s'", b.data);

		buf_free(&b);
		return err;
	}
	buf_addf(&b, "/%s", name);
	*path = b.data;
	return 0;
}

static int write_all(int fd, const char *bytes, size_t n)
{
	while (n) {
		ssize_t did = write(fd, bytes, n);

		if (did < 0 && errno == EINTR)
			continue;
		if (did < 0)
			return -errno;
		bytes += did;
		n -= (size_t)did;
	}
	return 0;
}

int file_write(const char *path, const void *bytes, size_t n, struct diag *d)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	int err;

	if (fd < 0)
		return diag_fail(d, errno, "write '%s'", path);
	err = write_all(fd, bytes, n);
	if (close(fd) && !err)
		err = -errno;
	return err ? diag_fail(d, err, "write '%s'", path) : 0;
}

int file_read(const char *path, struct buf *out, struct diag *d)
{
	char bytes[65536];
	ssize_t n = 0;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return diag_fail(d, errno, "open '%s'", path);
	buf_add(out, "", 0);
	while ((n = read(fd, bytes, sizeof bytes)) > 0 || (n < 0 && errno == EINTR)) {
		if (n > 0)
			buf_add(out, bytes, (size_t)n);
	}
	if (n < 0)
		n = diag_fail(d, errno, "read '%s'", path);
	close(fd);
	return (int)n;
}

int file_map(const char *path, const void **bytes, size_t *n, struct diag *d)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), err = 0;
	struct stat st = { 0 };

	*bytes = NULL;
	if (fd < 0 || fstat(fd, &st))
		err = errno;
	if (!err && st.st_size) {
		*bytes = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
		err = *bytes == MAP_FAILED ? errno : 0;
	}
	*n = (size_t)st.st_size;
	if (fd >= 0)
		close(fd);
	return err ? diag_fail(d, err, "open '%s'", path) : 0;
}

/* Make the new file under (temp), which becomes (path) at the end. */
static int install_temp(char *temp, const char *path, const void *bytes, size_t n)
{
	int fd = mkostemp(temp, O_CLOEXEC);
	mode_t mask = umask(0);
	int err;

	umask(mask);
	if (fd < 0)
		return -errno;
	err = write_all(fd, bytes, n);
	if (!err && fchmod(fd, 0777 & ~mask))
		err = -errno;
	if (close(fd) && !err)
		err = -errno;
	if (!err && rename(temp, path))
		err = -errno;
	if (err)
		unlink(temp);
	return err;
}

int file_install(const char *path, const void *bytes, size_t n, struct diag *d)
{
	struct buf temp = { 0 };
	struct stat st;
	int err;

	if (stat(path, &st) == 0 && S_ISDIR(st.st_mode))
		return diag_fail(d, EISDIR, "write '%s'", path);
	if (stat(path, &st) == 0 && !S_ISREG(st.st_mode))
		return file_write(path, bytes, n, d);
	buf_addf(&temp, "%.*s.%s.XXXXXX", (int)(path_base(path) - path), path, path_base(path));
	err = install_temp(temp.data, path, bytes, n);
	buf_free(&temp);
	return err ? diag_fail(d, err, "write '%s'", path) : 0;
}
