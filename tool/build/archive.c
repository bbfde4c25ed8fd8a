/* SPDX-License-Identifier: MIT */
/*
 * libarchive reads, and writes below a folder that it does not leave.
 */
#include "tool/build/archive.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "tool/buf.h"

#define BLOCK (64 * 1024)
#define FLAGS                                                                            \
	(ARCHIVE_EXTRACT_PERM | ARCHIVE_EXTRACT_TIME | ARCHIVE_EXTRACT_SECURE_SYMLINKS | \
	 ARCHIVE_EXTRACT_SECURE_NODOTDOT | ARCHIVE_EXTRACT_UNLINK)

/* Put (name), of the archive, below (top). Owns: (path). */
static void place(const char *top, const char *name, struct buf *path)
{
	buf_addf(path, "%s/%s", top, name + strspn(name, "/"));
}

static int fail(struct archive *a, const char *path, struct diag *d)
{
	const char *why = archive_error_string(a);

	return diag_fail(d, 0, "unpack '%s': %s", path, why ? why : "it is broken");
}

static int copy_data(struct archive *from, struct archive *to, const char *path, struct diag *d)
{
	const void *block;
	la_int64_t offset;
	size_t n;
	int r;

	while ((r = archive_read_data_block(from, &block, &n, &offset)) == ARCHIVE_OK)
		if (archive_write_data_block(to, block, n, offset) < ARCHIVE_OK)
			return fail(to, path, d);
	return r == ARCHIVE_EOF ? 0 : fail(from, path, d);
}

static int unpack_entry(struct archive *from, struct archive *to, struct archive_entry *entry,
			const char *path, const char *top, struct diag *d)
{
	const char *link = archive_entry_hardlink(entry);
	struct buf at = { 0 }, other = { 0 };
	int err = 0;

	place(top, archive_entry_pathname(entry), &at);
	archive_entry_set_pathname(entry, at.data);
	if (link) {
		place(top, link, &other);
		archive_entry_set_hardlink(entry, other.data);
	}
	if (archive_write_header(to, entry) < ARCHIVE_OK)
		err = fail(to, path, d);
	if (!err && archive_entry_size(entry) > 0)
		err = copy_data(from, to, path, d);
	if (!err && archive_write_finish_entry(to) < ARCHIVE_OK)
		err = fail(to, path, d);
	buf_free(&at);
	buf_free(&other);
	return err;
}

static bool is_wanted(struct archive_entry *entry)
{
	mode_t kind = archive_entry_filetype(entry);

	return archive_entry_pathname(entry) &&
	       (archive_entry_hardlink(entry) || kind == AE_IFREG || kind == AE_IFDIR ||
		kind == AE_IFLNK || kind == AE_IFIFO);
}

static int unpack(struct archive *from, struct archive *to, const char *path, const char *top,
		  struct diag *d)
{
	struct archive_entry *entry;
	int r, err = 0;

	while (!err && (r = archive_read_next_header(from, &entry)) != ARCHIVE_EOF) {
		if (r < ARCHIVE_WARN)
			err = fail(from, path, d);
		else if (is_wanted(entry))
			err = unpack_entry(from, to, entry, path, top, d);
	}
	if (!err && archive_write_close(to) < ARCHIVE_OK)
		err = fail(to, path, d);
	return err;
}

int archive_unpack(const char *path, const char *to, bool owners, struct diag *d)
{
	struct archive *from = archive_read_new(), *disk = archive_write_disk_new();
	char top[PATH_MAX];
	int err = 0;

	archive_read_support_filter_all(from);
	archive_read_support_format_tar(from);
	archive_write_disk_set_options(disk, FLAGS | (owners ? ARCHIVE_EXTRACT_OWNER : 0));
	if (owners)
		archive_write_disk_set_standard_lookup(disk);
	if (!realpath(to, top)) /* a link on the way would be refused */
		err = diag_fail(d, errno, "open '%s'", to);
	else if (archive_read_open_filename(from, path, BLOCK) != ARCHIVE_OK)
		err = fail(from, path, d);
	if (!err)
		err = unpack(from, disk, path, top, d);
	archive_read_free(from);
	archive_write_free(disk);
	return err;
}
