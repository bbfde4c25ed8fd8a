/* SPDX-License-Identifier: MIT */
/*
 * The network device's driver, against a device that works and one that lies.
 *
 * Links: test/unit/virtio_net_fake.c test/unit/virtio_fake.c test/unit/mem_fake.c drivers/virtio/net.c
 * Links: drivers/virtio/net_receive.c drivers/virtio/net_send.c drivers/virtio/net_queues.c drivers/virtio/ring.c
 * Links: drivers/virtio/virtio.c kern/dev/net_pool.c kern/sched/lock.c kern/mem/frame.c kern/mem/frame_run.c
 */
#include <string.h>

#include "base/errno.h"
#include "test/unit/tap.h"
#include "test/unit/virtio_net_fake.h"

#define FRAMES 2000
#define EVENTS (1ull << 29)
#define TABLES (1ull << 28)
#define MERGES (1ull << 15)
#define LONG   (3ull << 7) /* TCP over IPv4 and IPv6 */
#define CUTS   (3ull << 11)
#define SUMS   1ull

static uint8_t bytes[70000];

static struct net_device *dev(void)
{
	return fake_user.device;
}

static bool poll(void)
{
	return dev()->ops->poll(dev(), 64);
}

/* A frame of (nr) pieces of (len) bytes, in a frame of memory, with (token). */
static int send(unsigned nr, uint32_t len, void *token, struct net_frame f)
{
	static uint8_t *memory;
	struct net_piece pieces[NET_PIECES_MAX];
	paddr_t pa;

	if (frame_alloc(&pa))
		return -ENOMEM;
	memory = (uint8_t *)phys_to_virt(pa) + f.room;
	for (unsigned i = 0; i < nr; i++) {
		memset(memory + i * len, (int)('a' + i), len);
		pieces[i] = (struct net_piece){ memory + i * len, len };
	}
	f.pieces = pieces;
	f.nr_pieces = (uint16_t)nr;
	f.token = token;
	return dev()->ops->send(dev(), &f);
}

static const struct {
	const char *what;
	uint64_t features;
} kinds[] = {
	{ "all features", FAKE_FEATURES_ALL },
	{ "no event indices", FAKE_FEATURES_ALL & ~EVENTS },
	{ "no tables", FAKE_FEATURES_ALL & ~TABLES },
	{ "no merging", FAKE_FEATURES_ALL & ~MERGES },
	{ "no sums", FAKE_FEATURES_ALL & ~SUMS },
	{ "version 1 alone", VIRTIO_F_VERSION_1 },
};

static void test_receive(void)
{
	bool right = true;

	for (unsigned i = 0; i < 3000 && right; i++) {
		struct net_header h = { .nr_buffers = 1,
					.flags = i % 2 ? NET_HEADER_SUM_RIGHT : 0 };

		right = fake_receive(h, 60 + i % 1400, (uint8_t)i, 4000) && !poll() &&
			fake_user.received && !fake_user.received->more &&
			fake_user.received->len == 60 + i % 1400 &&
			fake_user.received->data[0] == (uint8_t)i &&
			fake_user.received->flags == i % 2;
		fake_release();
	}
	ok(right, "frames come whole, and their buffers are given again");
	(void)!fake_receive((struct net_header){ .nr_buffers = 1 }, 13, 1, 4000);
	poll();
	ok(!fake_user.received, "what is shorter than its header is no frame");
	for (unsigned i = 0; i < 100; i++)
		(void)!fake_receive((struct net_header){ .nr_buffers = 1 }, 60, 1, 4000);
	fake_user.nr_received = 0;
	ok(poll() && fake_user.nr_received == 64, "no more at a time than were wanted");
	ok(!poll() && fake_user.nr_received == 100, "the others the next time");
	fake_release();
}

static void test_send(void)
{
	static char tokens[2000];
	unsigned queued = 0, received;
	bool right = true;
	size_t n;
	int err = 0;

	ok_int(send(3, 100, &tokens[0],
		    (struct net_frame){ .checksum_start = 34, .checksum_offset = 6 }),
	       0, "three pieces");
	dev()->ops->flush(dev());
	ok(fake_device.notified[VNET_SEND] == 1, "flush() tells the device");
	received = fake_device.notified[VNET_RECEIVE];
	dev()->ops->flush(dev());
	dev()->ops->remind(dev());
	ok(fake_device.notified[VNET_SEND] == 2 &&
		   fake_device.notified[VNET_RECEIVE] == received + 1,
	   "once, and remind() again, of both queues");
	n = fake_send(bytes, sizeof bytes);
	ok(n == 12 + 300 && bytes[0] == 1 && bytes[6] == 34 && bytes[8] == 6 && bytes[12] == 'a' &&
		   bytes[12 + 299] == 'c',
	   "a header and all three come");
	poll();
	ok(fake_user.nr_sent == 1 && fake_user.token == &tokens[0], "and it is told sent");
	ok_int(send(3, 100, &tokens[0],
		    (struct net_frame){ .checksum_start = 34, .checksum_offset = 6, .room = 16 }),
	       0, "three pieces, and room before them");
	n = fake_send(bytes, sizeof bytes);
	ok(n == 12 + 300 && bytes[0] == 1 && bytes[6] == 34 && bytes[12] == 'a' &&
		   bytes[12 + 299] == 'c',
	   "come with their header");
	ok_int(send(3, 1000, &tokens[0],
		    (struct net_frame){ .checksum_start = 54,
					.checksum_offset = 16,
					.room = 16,
					.cut = 1448,
					.cut_headers = 86,
					.cut_six = true }),
	       0, "one to cut");
	n = fake_send(bytes, sizeof bytes);
	ok(n == 12 + 3000 && bytes[0] == 1 && bytes[1] == 4 && bytes[2] == 86 &&
		   bytes[4] == (1448 & 255) && bytes[5] == 1448 >> 8,
	   "its header says how");
	ok_int(send(1, 60, &tokens[0], (struct net_frame){ .room = 12 }), 0, "one piece and room");
	n = fake_send(bytes, sizeof bytes);
	ok(n == 12 + 60 && bytes[0] == 0 && bytes[12] == 'a' && bytes[71] == 'a',
	   "comes with its header");
	poll();
	fake_user.nr_sent = 0;
	ok_int(send(20, 100, &tokens[0], (struct net_frame){ 0 }), 0, "twenty pieces");
	n = fake_send(bytes, sizeof bytes);
	ok(n == 12 + 2000 && bytes[1] == 0 && bytes[n - 1] == 't', "come too");
	poll();
	while (queued < 2000 && !(err = send(1, 60, &tokens[queued], (struct net_frame){ 0 })))
		queued++;
	ok(err == -ENOBUFS && queued >= 100, "a full ring refuses");
	fake_user.nr_sent = 0;
	for (unsigned i = 0; i < queued && right; i++) {
		right = fake_send(bytes, sizeof bytes) == 72;
		if (i % 3 == 0)
			poll();
	}
	poll();
	ok(right && fake_user.nr_sent == queued, "and tells of each when they were sent");
	ok_int(send(1, 60, NULL, (struct net_frame){ 0 }), 0, "there is room again");
	(void)fake_send(bytes, sizeof bytes);
	poll();
	ok(fake_user.nr_sent == queued, "no token, no word");
	ok_int(dev()->ops->send(dev(), &(struct net_frame){ 0 }), -EIO, "a frame of nothing");
}

/* A frame in three buffers, then one that says so but is in two. */
static void test_parts(void)
{
	unsigned n = 0, parts = 0;

	(void)!fake_receive((struct net_header){ .nr_buffers = 3 }, 5000, 9, 1900);
	poll();
	for (const struct net_buf *b = fake_user.received; b; b = b->more, parts++)
		n += b->len;
	ok(parts == 3 && n == 5000, "a frame may be in three parts");
	fake_release();
	(void)!fake_receive((struct net_header){ .nr_buffers = 3 }, 3000, 9, 1900);
	poll();
	ok(fake_device.errors == 1 && !fake_user.received, "but all of them have to be there");
}

static void test_scarce(void)
{
	unsigned n = 0;

	fake_start(FAKE_FEATURES_ALL, 400);
	while (n < 1000 && fake_receive((struct net_header){ .nr_buffers = 1 }, 60, 1, 4000)) {
		poll();
		n++;
	}
	ok(n >= 100 && n <= 200, "buffers take a quarter of the memory");
	ok(fake_user.received->flags & NET_BUF_SCARCE, "the last ones say that there are few");
	fake_release();
	poll();
	ok(fake_receive((struct net_header){ .nr_buffers = 1 }, 60, 1, 4000),
	   "those that come back are given again");
}

/* What becomes of a device that did (lie); it had 5 frames to send. */
static void lie_head(void)
{
	fake_answer(VNET_RECEIVE, 5000, 60);
}

static void lie_length(void)
{
	fake_answer(VNET_RECEIVE, (uint32_t)fake_take(VNET_RECEIVE), 100000);
}

static void lie_index(void)
{
	fake_device.rings[VNET_SEND]->used->index = 1000;
}

static void lie_sent(void)
{
	fake_answer(VNET_SEND, 200, 0);
}

static void lie_parts(void)
{
	(void)!fake_receive((struct net_header){ .nr_buffers = 60000 }, 60, 1, 4000);
}

static void lie_reset(void)
{
	fake_device.status = 0;
}

static void lie_failed(void)
{
	fake_device.status |= VIRTIO_NEEDS_RESET;
}

static const struct {
	const char *what;
	void (*lie)(void);
} lies[] = {
	{ "a head past the end", lie_head },        { "a length past the buffer", lie_length },
	{ "an index that jumps", lie_index },       { "sent what it was not given", lie_sent },
	{ "a frame in too many parts", lie_parts }, { "a silent reset", lie_reset },
	{ "a failure of its own", lie_failed },
};

static void test_lies(void)
{
	static char token;

	for (size_t i = 0; i < nitems(lies); i++) {
		fake_start(FAKE_FEATURES_ALL, FRAMES);
		for (unsigned k = 0; k < 5; k++)
			(void)!send(2, 100, &token, (struct net_frame){ 0 });
		lies[i].lie();
		poll();
		poll();
		ok(fake_device.errors == 1 && !fake_device.status, "said once, and stopped: %s",
		   lies[i].what);
		ok_int(fake_user.nr_sent, 5, "what it had is given back");
		ok_int(send(1, 60, &token, (struct net_frame){ 0 }), -EIO, "it takes nothing more");
	}
	fake_start(FAKE_FEATURES_ALL, FRAMES);
	(void)!send(2, 100, &token, (struct net_frame){ 0 });
	fake_device.never_stops = true;
	lie_head();
	poll();
	ok(fake_device.errors == 1 && !fake_user.nr_sent,
	   "one that does not stop keeps what it has for good");
}

int main(void)
{
	for (size_t i = 0; i < nitems(kinds); i++) {
		fake_start(kinds[i].features, FRAMES);
		ok(dev() && dev()->mtu == 1500, "found: %s", kinds[i].what);
		if (!dev())
			continue;
		ok(fake_device.agreed & MERGES || !(fake_device.agreed & LONG),
		   "long frames only where buffers merge");
		ok(fake_device.agreed & SUMS || !(fake_device.agreed & CUTS),
		   "and cut only where they are summed");
		ok(!(fake_device.agreed & CUTS) ==
			   !(dev()->features & (NET_CAN_CUT4 | NET_CAN_CUT6)),
		   "which is said");
		test_receive();
		test_send();
	}
	fake_start(FAKE_FEATURES_ALL, FRAMES);
	test_parts();
	test_scarce();
	test_lies();
	return tap_done();
}
