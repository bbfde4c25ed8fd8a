/* SPDX-License-Identifier: MIT */
/*
 * A few folders, and their texts to compare with. A walk that was on its way while all was
 * forgotten does not note where it came.
 */
#include "kern/vfs/tree/known.h"

#include "base/string.h"
#include "kern/sched/mutex.h"

#define KNOWN_FOLDERS 4
#define KNOWN_LEN_MIN 8u /* what is shorter is walked as fast */
#define KNOWN_LEN_MAX 64u

struct known_folder {
	struct place at; /* referenced; no inode, and length 0: nothing */
	uint32_t len;
	char text[KNOWN_LEN_MAX];
};

static struct {
	struct mutex lock; /* guards: */
	struct known_folder folder[KNOWN_FOLDERS];
	unsigned next; /* to be replaced */
	uint32_t age;  /* how often all was forgotten; atomic */
} known;

/* Walks do not wait: they can do without. */
static bool known_try_lock(void) NO_LOCK_CHECK
{
	uint32_t free = 0;

	return __atomic_compare_exchange_n(&known.lock.state, &free, 1, false, __ATOMIC_ACQUIRE,
					   __ATOMIC_RELAXED);
}

static uint64_t load(const char *s)
{
	uint64_t w;

	__builtin_memcpy(&w, s, sizeof w);
	return w;
}

/* The end is where most differ. */
static bool known_is(const struct known_folder *k, const char *s)
{
	uint32_t i = 0, last = k->len - 8;

	if (load(s + last) != load(k->text + last))
		return false;
	while (i < last && load(s + i) == load(k->text + i))
		i += 8;
	return i >= last;
}

size_t known_find(const char *s, size_t len, struct place *at) NO_LOCK_CHECK
{
	const struct known_folder *best = NULL;
	uint32_t longest = 0;

	if (len <= KNOWN_LEN_MIN || !known_try_lock())
		return 0;
	for (const struct known_folder *k = known.folder; k != known.folder + KNOWN_FOLDERS; k++) {
		if (k->len > longest && k->len < len && known_is(k, s) && s[k->len] != '/') {
			best = k;
			longest = k->len;
		}
	}
	if (best)
		*at = place_get(best->at);
	mutex_unlock(&known.lock);
	return longest;
}

uint32_t known_age(void)
{
	return __atomic_load_n(&known.age, __ATOMIC_ACQUIRE);
}

void known_note(const char *s, size_t len, struct place at, uint32_t age) NO_LOCK_CHECK
{
	struct known_folder *k;
	struct place old = { NULL, NULL };

	if (len < KNOWN_LEN_MIN || len > KNOWN_LEN_MAX || at.inode->fs->fleeting ||
	    !known_try_lock())
		return;
	if (known.age == age) {
		k = &known.folder[known.next++ % KNOWN_FOLDERS];
		old = k->at;
		k->at = place_get(at);
		k->len = (uint32_t)len;
		memcpy(k->text, s, len);
	}
	mutex_unlock(&known.lock);
	place_put(old);
}

void known_forget(void)
{
	struct place old[KNOWN_FOLDERS];

	mutex_lock(&known.lock);
	__atomic_store_n(&known.age, known.age + 1, __ATOMIC_RELEASE);
	for (unsigned i = 0; i < KNOWN_FOLDERS; i++) {
		old[i] = known.folder[i].at;
		known.folder[i].at = (struct place){ NULL, NULL };
		known.folder[i].len = 0;
	}
	mutex_unlock(&known.lock);
	for (unsigned i = 0; i < KNOWN_FOLDERS; i++)
		place_put(old[i]);
}
