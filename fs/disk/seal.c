/* SPDX-License-Identifier: MIT */
#include "fs/disk/seal.h"

#include "base/string.h"

LINK_WITH(sha256_by_cpu);

bool erofs_seal_holds(const struct erofs_seal *s, uint64_t page, const uint8_t *bytes,
		      const uint8_t *digests)
{
	const uint8_t *want;
	uint8_t is[SHA256_SIZE];
	struct sha256 sha;

	if (page < s->pages)
		want = digests + page % SEAL_PER_PAGE * SHA256_SIZE;
	else
		want = s->digests + (page - s->pages) * SHA256_SIZE;
	sha256_init(&sha);
	sha256_add(&sha, bytes, PAGE_SIZE);
	sha256_end(&sha, is);
	return !memcmp(is, want, sizeof is);
}
