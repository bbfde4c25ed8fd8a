/* SPDX-License-Identifier: MIT */
/*
 * How much may be mapped. Few programs limit themselves, so nothing is counted until then, and a
 * program that does pays by a look at all mappings for each new one.
 */
#include "kern/mem/space_int.h"

/* What is allowed, guarded by the space's lock. */
static uint64_t limits[SPACE_LIMITS] = { UINT64_MAX, UINT64_MAX };

void space_set_limit(enum space_limit which, uint64_t bytes)
{
	struct space *s = space_current();

	spin_lock(&s->lock);
	limits[which] = bytes;
	spin_unlock(&s->lock);
}

bool space_within_limits(struct space *s, size_t len, bool data)
{
	uint64_t all = len, written = data ? len : 0;

	if (limits[SPACE_LIMIT_ALL] == UINT64_MAX && limits[SPACE_LIMIT_DATA] == UINT64_MAX)
		return true;
	tree_for_each (n, &s->mappings) {
		const struct mapping *m = mapping_of(n);

		all += m->end - m->start;
		written += mapping_is_data(m) ? m->end - m->start : 0;
	}
	return all <= limits[SPACE_LIMIT_ALL] && (!data || written <= limits[SPACE_LIMIT_DATA]);
}
