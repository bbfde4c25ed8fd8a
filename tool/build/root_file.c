/* SPDX-License-Identifier: MIT */
/*
 * The file is the EROFS image, and behind it a digest of each of its pages; the image gets the
 * digests of the pages of those. It may be gigabytes: so it is mapped, and written page by page.
 */
#include "tool/build/root_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/sha256.h"
#include "include/pith/image.h"
#include "tool/link/workdir.h"

#define PER_PAGE (PITH_ROOT_PAGE / SHA256_SIZE)

/* The EROFS image, and what is written. */
struct work {
	const void *bytes;
	size_t size;
	size_t pages;
	FILE *out;
};

static void digest_page(const uint8_t *page, uint8_t digest[SHA256_SIZE])
{
	struct sha256 s;

	sha256_init(&s);
	sha256_add(&s, page, PITH_ROOT_PAGE);
	sha256_end(&s, digest);
}

/* Page (n) of the image; the last one may not be whole there. */
static void get_page(const struct work *w, size_t n, uint8_t page[PITH_ROOT_PAGE])
{
	size_t at = n * PITH_ROOT_PAGE, part = MIN(w->size - at, (size_t)PITH_ROOT_PAGE);

	memcpy(page, (const uint8_t *)w->bytes + at, part);
	memset(page + part, 0, PITH_ROOT_PAGE - part);
}

/* Write all pages, then those of digests, whose own digests go to (note). */
static void write_pages(const struct work *w, struct buf *note)
{
	size_t nr = (w->pages + PER_PAGE - 1) / PER_PAGE;
	uint8_t(*digests)[PITH_ROOT_PAGE] = mem_alloc(nr * sizeof *digests);
	uint8_t page[PITH_ROOT_PAGE], digest[SHA256_SIZE];
	uint64_t size = (uint64_t)w->pages * PITH_ROOT_PAGE;

	memset(digests, 0, nr * sizeof *digests);
	for (size_t i = 0; i < w->pages; i++) {
		get_page(w, i, page);
		digest_page(page, digests[i / PER_PAGE] + i % PER_PAGE * SHA256_SIZE);
		fwrite(page, sizeof page, 1, w->out);
	}
	fwrite(digests, sizeof *digests, nr, w->out);
	buf_add(note, &size, sizeof size);
	for (size_t i = 0; i < nr; i++) {
		digest_page(digests[i], digest);
		buf_add(note, digest, sizeof digest);
	}
	free(digests);
}

/* A new file beside (output). */
static int open_temp(struct root_file *r, struct work *w, const char *output, struct diag *d)
{
	struct buf path = { 0 };
	mode_t mask = umask(0);
	struct stat st;
	int fd;

	umask(mask);
	buf_addf(&path, "%s.root", output);
	r->path = path.data;
	if (stat(output, &st) == 0 && !S_ISREG(st.st_mode))
		return diag_fail(d, 0,
				 "write '%s': nothing can stand beside '%s', which is no file",
				 r->path, output);
	path = (struct buf){ 0 };
	buf_addf(&path, "%.*s.%s.XXXXXX", (int)(path_base(r->path) - r->path), r->path,
		 path_base(r->path));
	r->temp = path.data;
	fd = mkostemp(r->temp, O_CLOEXEC);
	if (fd >= 0 && fchmod(fd, 0666 & ~mask) == 0)
		w->out = fdopen(fd, "w");
	if (w->out)
		return 0;
	fd = errno;
	free(r->temp);
	r->temp = NULL;
	return diag_fail(d, fd, "write '%s'", r->path);
}

int root_file_make(struct root_file *r, const char *erofs, const char *output, struct diag *d)
{
	struct work w = { 0 };
	int err = file_map(erofs, &w.bytes, &w.size, d);

	if (err)
		return err;
	w.pages = (w.size + PITH_ROOT_PAGE - 1) / PITH_ROOT_PAGE;
	err = open_temp(r, &w, output, d);
	if (!err) {
		bool failed;

		write_pages(&w, &r->note);
		failed = ferror(w.out);
		failed |= fclose(w.out) != 0;
		if (failed)
			err = diag_fail(d, errno, "write '%s'", r->path);
	}
	munmap((void *)(uintptr_t)w.bytes, w.size);
	return err;
}

int root_file_install(struct root_file *r, struct diag *d)
{
	if (!r->temp)
		return 0;
	if (rename(r->temp, r->path))
		return diag_fail(d, errno, "write '%s'", r->path);
	free(r->temp);
	r->temp = NULL;
	return 0;
}

void root_file_fini(struct root_file *r)
{
	if (r->temp)
		unlink(r->temp);
	free(r->temp);
	free(r->path);
	buf_free(&r->note);
	*r = (struct root_file){ .path = NULL };
}
