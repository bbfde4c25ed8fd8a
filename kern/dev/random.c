/* SPDX-License-Identifier: MIT */
/*
 * The generator: ChaCha20 with fast key erasure (Bernstein, 2017).
 *
 * Each request makes a key stream of which the first bytes are the next key, so what was handed out
 * cannot be computed again from what is in memory afterwards. Now and then fresh entropy is mixed
 * into the key; when there is none at that time, the old key serves on.
 */
#include "base/chacha.h"
#include "base/errno.h"
#include "base/string.h"
#include "kern/dev/entropy.h"
#include "kern/dev/plat.h"
#include "kern/dev/random.h"
#include "kern/sched/lock.h"

#define RESEED_BYTES (1ul << 20)
#define REQUEST_MAX  (64ul * KIB) /* of one key: longer requests take several */

size_t (*entropy_device)(void *buf, size_t size);

static struct spinlock lock; /* guards: */
static uint8_t key[CHACHA_KEY];
static bool seeded;
static size_t until_reseed; /* bytes */

/* Mix new entropy into the key. It comes from outside, so no lock is held meanwhile. */
static int reseed(void)
{
	uint8_t fresh[CHACHA_KEY];
	size_t n = plat_entropy(fresh, sizeof fresh);
	int err = -EAGAIN;

	spin_lock(&lock);
	if (n == sizeof fresh) {
		for (size_t i = 0; i < CHACHA_KEY; i++)
			key[i] ^= fresh[i];
		seeded = true;
	}
	if (seeded) {
		until_reseed = RESEED_BYTES;
		err = 0;
	}
	spin_unlock(&lock);
	memset(fresh, 0, sizeof fresh);
	__asm__ volatile("" ::"r"(fresh) : "memory"); /* the memset stays */
	return err;
}

/*
 * Take what nobody else has, or will have, and leave the next key: for (n) bytes it is the key, or
 * as many of them.
 */
static void take_key(uint8_t taken[CHACHA_KEY], size_t n)
{
	static const uint8_t nonce[12];
	uint8_t block[CHACHA_BLOCK];

	spin_lock(&lock);
	chacha20_block(block, key, 0, nonce);
	memcpy(key, block, CHACHA_KEY);
	until_reseed -= MIN(until_reseed, n);
	spin_unlock(&lock);
	memcpy(taken, block + CHACHA_KEY, CHACHA_KEY);
	memset(block, 0, sizeof block);
	__asm__ volatile("" ::"r"(block) : "memory");
}

static void fill(uint8_t *p, size_t n)
{
	static const uint8_t nonce[12];
	uint8_t mine[CHACHA_KEY], block[CHACHA_BLOCK];

	take_key(mine, n);
	if (n <= sizeof mine) {
		memcpy(p, mine, n);
		n = 0;
	}
	for (uint32_t counter = 0; n; counter++) {
		size_t part = MIN(n, CHACHA_BLOCK);

		chacha20_block(block, mine, counter, nonce);
		memcpy(p, block, part);
		p += part;
		n -= part;
	}
	memset(mine, 0, sizeof mine);
	memset(block, 0, sizeof block);
	__asm__ volatile("" ::"r"(mine), "r"(block) : "memory");
}

int random_bytes(void *buf, size_t n)
{
	uint8_t *p = buf;

	while (n) {
		size_t part = MIN(n, REQUEST_MAX);

		if (!until_reseed && reseed())
			return -EAGAIN;
		fill(p, part);
		p += part;
		n -= part;
	}
	return 0;
}
