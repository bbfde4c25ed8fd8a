/* SPDX-License-Identifier: MIT */
/*
 * A few places, and their texts to compare with. A walk that was on its way while all was
 * forgotten does not note where it came.
 */
#include "kern/vfs/tree/known.h"

#include "base/string.h"
#include "kern/mem/user.h"
#include "kern/sched/mutex.h"

#define KNOWN_FOLDERS 4
#define KNOWN_LEN_MIN 8u /* what is shorter is walked as fast */
#define KNOWN_LEN_MAX 64u

struct known_place {
	struct place at; /* referenced; no inode, and length 0: nothing */
	uint32_t len;
	char text[KNOWN_LEN_MAX + 1]; /* a file's ends with 0 */
};

static struct {
	struct mutex lock; /* guards: */
	struct known_place folder[KNOWN_FOLDERS];
	struct known_place file;
	unsigned next;   /* to be replaced */
	uint32_t age;    /* how often all was forgotten; atomic */
	uint64_t begins; /* as the last file's text: for a look without; atomic */
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
static bool known_is(const struct known_place *k, const char *s)
{
	uint32_t i = 0, last = k->len - 8;

	if (load(s + last) != load(k->text + last))
		return false;
	while (i < last && load(s + i) == load(k->text + i))
		i += 8;
	return i >= last;
}

static const struct known_place *known_folder(const char *s, size_t len) REQUIRES(&known.lock)
{
	const struct known_place *best = NULL;
	uint32_t longest = 0;

	for (const struct known_place *k = known.folder; k != known.folder + KNOWN_FOLDERS; k++) {
		if (k->len > longest && k->len < len && known_is(k, s) && s[k->len] != '/') {
			best = k;
			longest = k->len;
		}
	}
	return best;
}

/*
 * Is the text at (s) that of (k), to its end? What would be compared is in one page, which is
 * there, for a word may end behind a shorter text; a sanitizer is told not to look.
 */
static __attribute__((no_sanitize("address"))) bool known_is_all(const struct known_place *k,
								 const char *s)
{
	uint32_t last = k->len + 1 - 8;
	uint64_t a, b;

	for (uint32_t i = 0; i < last; i += 8) {
		__builtin_memcpy(&a, s + i, 8);
		__builtin_memcpy(&b, k->text + i, 8);
		if (a != b)
			return false;
	}
	__builtin_memcpy(&a, s + last, 8);
	__builtin_memcpy(&b, k->text + last, 8);
	return a == b;
}

/* May the text at (s) be that of the file? Most others differ where it begins. */
static __attribute__((no_sanitize("address"))) bool known_may_be_file(const char *s)
{
	uint64_t begins;

	if ((uintptr_t)s % PAGE_SIZE > PAGE_SIZE - sizeof begins)
		return false;
	__builtin_memcpy(&begins, s, sizeof begins);
	return begins == __atomic_load_n(&known.begins, __ATOMIC_RELAXED);
}

bool known_find_file(const char *s, struct place *at) NO_LOCK_CHECK
{
	const struct known_place *k = &known.file;
	bool found;

	if (!user_readable(s, 1) || !known_may_be_file(s) || !known_try_lock())
		return false;
	found = k->len && (uintptr_t)s % PAGE_SIZE + k->len < PAGE_SIZE && known_is_all(k, s);
	if (found)
		*at = place_get(k->at);
	mutex_unlock(&known.lock);
	return found;
}

size_t known_find(const char *s, size_t len, struct place *at) NO_LOCK_CHECK
{
	const struct known_place *k;

	if (len <= KNOWN_LEN_MIN || !known_try_lock())
		return 0;
	k = known_folder(s, len);
	if (k) {
		*at = place_get(k->at);
		len = k->len;
	}
	mutex_unlock(&known.lock);
	return k ? len : 0;
}

uint32_t known_age(void)
{
	return __atomic_load_n(&known.age, __ATOMIC_ACQUIRE);
}

/* Put it into (*k), or into the folder whose turn it is. */
static void known_put(struct known_place *k, const char *s, size_t len, struct place at,
		      uint32_t age) NO_LOCK_CHECK
{
	struct place old = { NULL, NULL };

	if (len < KNOWN_LEN_MIN || len > KNOWN_LEN_MAX || at.inode->fs->fleeting ||
	    !known_try_lock())
		return;
	if (known.age == age) {
		if (!k)
			k = &known.folder[known.next++ % KNOWN_FOLDERS];
		old = k->at;
		k->at = place_get(at);
		k->len = (uint32_t)len;
		memcpy(k->text, s, len);
		k->text[len] = '\0';
		if (k == &known.file)
			__atomic_store_n(&known.begins, load(k->text), __ATOMIC_RELAXED);
	}
	mutex_unlock(&known.lock);
	place_put(old);
}

void known_note(const char *s, size_t len, struct place at, uint32_t age)
{
	known_put(NULL, s, len, at, age);
}

void known_note_file(const char *s, size_t len, struct place at, uint32_t age)
{
	known_put(&known.file, s, len, at, age);
}

/* Returns what is to be put when the lock is not held. */
static struct place known_drop(struct known_place *k) REQUIRES(&known.lock)
{
	struct place old = k->at;

	k->at = (struct place){ NULL, NULL };
	k->len = 0;
	return old;
}

static void known_grow_older(void) REQUIRES(&known.lock)
{
	__atomic_store_n(&known.age, known.age + 1, __ATOMIC_RELEASE);
}

/* Drop the file, and the first (folders). */
static void known_drop_some(unsigned folders)
{
	struct place old[KNOWN_FOLDERS + 1];

	mutex_lock(&known.lock);
	known_grow_older();
	old[folders] = known_drop(&known.file);
	for (unsigned i = 0; i < folders; i++)
		old[i] = known_drop(&known.folder[i]);
	mutex_unlock(&known.lock);
	for (unsigned i = 0; i <= folders; i++)
		place_put(old[i]);
}

void known_forget_file(void)
{
	known_drop_some(0);
}

void known_forget(void)
{
	known_drop_some(KNOWN_FOLDERS);
}
