/* SPDX-License-Identifier: MIT */
/*
 * The ring, against a device that works and one that lies.
 *
 * Links: drivers/virtio/ring.c
 */
#include <stdlib.h>

#include "base/errno.h"
#include "drivers/virtio/ring.h"
#include "test/unit/tap.h"

#define SIZE 8

static struct ring ring;
static uint8_t *memory;
static uint16_t device_index; /* of the device, in the available ring */

static void make(void)
{
	free(memory);
	memory = aligned_alloc(PAGE_SIZE, ring_bytes(SIZE));
	memset(memory, 0, ring_bytes(SIZE));
	ring_init(&ring, memory, SIZE);
	device_index = 0;
}

static int push(unsigned n, void *token)
{
	struct ring_segment s[SIZE + 1];

	for (unsigned i = 0; i < SIZE + 1; i++)
		s[i] = (struct ring_segment){ 0x1000 * (i + 1), 100 };
	return ring_push(&ring, s, n ? n - 1 : 0, n != 0, token);
}

/* The device takes the next chain; returns its head. */
static uint16_t take(void)
{
	return ring.available->heads[device_index++ % SIZE];
}

static void answer(uint32_t head, uint32_t len)
{
	uint16_t at = ring.used->index;

	ring.used->done[at % SIZE].head = head;
	ring.used->done[at % SIZE].len = len;
	ring.used->index = (uint16_t)(at + 1);
}

static void test_order(void)
{
	char tokens[SIZE];
	uint16_t heads[SIZE];
	uint32_t len = 0;
	bool right = true;

	make();
	ok(!ring_pop(&ring, &len), "nothing pushed, nothing to pop");
	for (unsigned i = 0; i < SIZE; i++)
		right &= !push(1, &tokens[i]);
	ok(right, "as many chains as descriptors");
	ok_int(push(1, &tokens[0]), -EAGAIN, "one more must wait");
	ok(!ring_pop(&ring, &len), "a full ring is not an answered one");
	for (unsigned i = 0; i < SIZE; i++)
		heads[i] = take();
	for (unsigned i = SIZE; i-- > 0;)
		answer(heads[i], i);
	for (unsigned i = SIZE; i-- > 0;)
		right &= ring_pop(&ring, &len) == &tokens[i] && len == i;
	ok(right, "answers in any order find their tokens and lengths");
	ok_int(ring.nr_free, SIZE, "all descriptors came back");
}

static void test_many(void)
{
	uint32_t len;
	bool right = true;
	char token;

	make();
	for (unsigned i = 0; i < 200000 && right; i++) {
		unsigned n = i % SIZE + 1;

		right = !push(n, &token);
		answer(take(), n == 1 ? 100 : 1);
		right = right && ring_pop(&ring, &len) == &token && ring.nr_free == SIZE;
	}
	ok(right, "indices wrap round, chains of all lengths");
	ok_int(push(0, &token), -EINVAL, "a chain of nothing");
	ok_int(push(SIZE + 1, &token), -EINVAL, "a chain that never fits");
}

static void test_chain(void)
{
	const struct ring_descriptor *d;
	char token;

	make();
	ok_int(push(3, &token), 0, "two to read and one to write");
	d = &ring.descriptors[take()];
	ok(d->pa == 0x1000 && d->flags == 1, "the first: more follow");
	d = &ring.descriptors[d->next];
	ok(d->pa == 0x2000 && d->flags == 1, "the second");
	d = &ring.descriptors[d->next];
	ok(d->pa == 0x3000 && d->flags == 2 && d->len == 100, "the last may be written");
	ring.used->flags = 1;
	ok(!ring_wants_notify(&ring), "the device may want no word");
}

/* What the device does wrong with two chains, of 100 writable bytes each, that it has. */
static const struct {
	const char *what;
	uint32_t head[3], len;
	unsigned answers, jump;
	unsigned good; /* answers that are right before the ring breaks */
} lies[] = {
	{ "a head past the end", { SIZE }, 0, 1, 0, 0 },
	{ "a huge head", { 0xffffffff }, 0, 1, 0, 0 },
	{ "a head that it was not given", { 5 }, 0, 1, 0, 0 },
	{ "more bytes than there is room for", { 0 }, 101, 1, 0, 0 },
	{ "a length that wraps", { 0 }, 0xffffffff, 1, 0, 0 },
	{ "the same answer twice", { 0, 0 }, 1, 2, 0, 1 },
	{ "more answers than chains", { 0, 1, 0 }, 1, 3, 0, 0 },
	{ "an index that jumps", { 0 }, 1, 1, 0x4000, 0 },
};

static void test_lies(void)
{
	char token;

	for (size_t i = 0; i < nitems(lies); i++) {
		uint32_t len;
		unsigned good = 0;

		make();
		(void)!push(1, &token);
		(void)!push(1, &token);
		for (unsigned k = 0; k < lies[i].answers; k++)
			answer(lies[i].head[k], lies[i].len);
		ring.used->index = (uint16_t)(ring.used->index + lies[i].jump);
		while (ring_pop(&ring, &len))
			good++;
		ok(ring.broken && good == lies[i].good, "found out: %s", lies[i].what);
		ok_int(push(1, &token), -EIO, "and nothing more is given to it");
	}
}

/* The device rewrites all that it can while it has the chains. */
static void test_scribble(void)
{
	uint32_t len = 0;
	char a, b;

	make();
	(void)!push(3, &a);
	(void)!push(4, &b);
	for (unsigned i = 0; i < SIZE; i++)
		ring.descriptors[i] = (struct ring_descriptor){ 1, 2, 0xffff, 0xffff };
	memset(ring.available, 0xff, 4 + 2 * SIZE);
	answer(3, 7);
	answer(0, 9);
	ok(ring_pop(&ring, &len) == &b && len == 7,
	   "rewritten tables: the second chain comes back whole");
	ok(ring_pop(&ring, &len) == &a && len == 9, "and the first");
	ok_int(ring.nr_free, SIZE, "with all its descriptors");
	ok_int(push(SIZE, &a), 0, "which still make a chain");
}

int main(void)
{
	test_order();
	test_many();
	test_chain();
	test_lies();
	test_scribble();
	free(memory);
	return tap_done();
}
