/* SPDX-License-Identifier: MIT */
/*
 * The seal of a root file system that stands outside of its image: the image has the digests of
 * pages of digests, which stand behind the file system and have those of its own pages
 * (include/pith/image.h, PITH_NOTE_ROOT). So a page is checked by two hashes at most, when it is
 * first used. Pure functions.
 */
#ifndef FS_DISK_SEAL_H
#define FS_DISK_SEAL_H

#include "base/sha256.h"
#include "base/types.h"

#define SEAL_PER_PAGE (PAGE_SIZE / SHA256_SIZE) /* digests */

struct erofs_seal {
	uint64_t pages;         /* of the file system */
	const uint8_t *digests; /* of the pages of digests, one behind the other */
};

/* How many pages there are on the disk: those of the file system, then those of digests. */
static inline uint64_t erofs_seal_pages(const struct erofs_seal *s)
{
	return s->pages + (s->pages + SEAL_PER_PAGE - 1) / SEAL_PER_PAGE;
}

/* Which page has the digest of (page) of the file system. */
static inline uint64_t erofs_seal_page_of(const struct erofs_seal *s, uint64_t page)
{
	return s->pages + page / SEAL_PER_PAGE;
}

/*
 * Is (bytes) what page (page) is to be? Of a page of the file system (digests) is the page
 * erofs_seal_page_of() of it, which was found right; of others it is not used.
 */
bool erofs_seal_holds(const struct erofs_seal *s, uint64_t page, const uint8_t *bytes,
		      const uint8_t *digests);

#endif
