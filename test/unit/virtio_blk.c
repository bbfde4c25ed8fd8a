/* SPDX-License-Identifier: MIT */
/*
 * The block device's driver, against a device that works and one that lies.
 *
 * Links: test/unit/virtio_fake.c test/unit/mem_fake.c drivers/virtio/blk.c drivers/virtio/ring.c drivers/virtio/virtio.c
 * Links: kern/dev/block.c kern/sched/lock.c kern/mem/frame.c kern/mem/frame_run.c
 */
#include <stdlib.h>
#include <string.h>

#include "base/errno.h"
#include "kern/dev/block.h"
#include "kern/dev/driver.h"
#include "kern/mem/frame.h"
#include "kern/sched/wait.h"
#include "test/unit/mem_fake.h"
#include "test/unit/tap.h"
#include "test/unit/virtio_fake.h"

#define FRAMES   500
#define PAGES    1000 /* of the device */
#define SEGMENTS (1ull << 2)

extern const struct driver virtio_blk_driver;

/* What the device does with a request. */
enum way {
	WORKS,
	REFUSES,    /* says that it failed */
	SAYS_MORE,  /* wrote more than it could */
	OTHER_HEAD, /* answers what it was not given */
	SAYS_TWICE,
	SAYS_NOTHING, /* writes no status */
	IS_SILENT,    /* no answer */
	FAILS,        /* needs a reset */
	COMES_LATER,  /* answers when it is waited for */
};

static enum way way;
static bool no_doorbell;
static unsigned segments; /* of the last request */
static unsigned sleeps;
static nsec_t now;

nsec_t plat_clock(void)
{
	return now += 1000;
}

/* What is read: each word says where it is. */
static void fill(uint64_t at, uint32_t *to, size_t n)
{
	for (size_t i = 0; i < n / 4; i++)
		to[i] = (uint32_t)(at / 4 + i);
}

/* Serve the chain of (head): returns how many bytes were written. */
static uint32_t serve(uint32_t head)
{
	const struct ring_descriptor *d = &fake_device.rings[0]->descriptors[head];
	const uint64_t *header = phys_to_virt(d->pa);
	uint64_t at = header[1] * 512;
	uint32_t done = 0;

	segments = 0;
	while (d->flags & 1) {
		d = &fake_device.rings[0]->descriptors[d->next];
		if (!(d->flags & 1))
			break;
		segments++;
		fill(at, phys_to_virt(d->pa), d->len);
		at += d->len;
		done += d->len;
	}
	if (way != SAYS_NOTHING)
		*(uint8_t *)phys_to_virt(d->pa) = way == REFUSES ? 1 : 0;
	return done + 1;
}

static void work(void)
{
	int head;

	while ((head = fake_take(0)) >= 0) {
		uint32_t len = serve((uint32_t)head);

		if (way == IS_SILENT)
			continue;
		fake_answer(0, (uint32_t)head + (way == OTHER_HEAD ? 9 : 0),
			    way == SAYS_MORE ? len + 1 : len);
		if (way == SAYS_TWICE)
			fake_answer(0, (uint32_t)head, len);
	}
}

static int rung(void)
{
	if (no_doorbell)
		return -EIO;
	if (way == FAILS)
		fake_device.status |= VIRTIO_NEEDS_RESET;
	else if (way != COMES_LATER)
		work();
	return 0;
}

void wait_queue_init(struct wait_queue *q)
{
	(void)q;
}

void wait_begin(struct wait_queue *q, struct waiter *w)
{
	(void)q;
	(void)w;
}

void wait_end(struct wait_queue *q, struct waiter *w)
{
	(void)q;
	(void)w;
}

unsigned wait_wake(struct wait_queue *q, unsigned n)
{
	(void)q;
	return n;
}

/* A signal comes first; then the answer, or never. */
int wait_sleep(struct waiter *w, nsec_t deadline)
{
	(void)w;
	if (sleeps++ % 2 == 0)
		return -EINTR;
	if (way == COMES_LATER) {
		work();
		fake_device.interrupt();
		return 0;
	}
	now = deadline;
	return -ETIMEDOUT;
}

/* A new device, found and started by the driver; NULL when it was not. */
static struct block_device *start(uint64_t features, uint32_t most)
{
	uint64_t sectors = PAGES * PAGE_SIZE / 512;

	fake_cpu();
	fake_frames(FRAMES);
	fake_device = (struct fake_device){ .kind = VIRTIO_BLOCK,
					    .source = IRQ_BLOCK,
					    .nr_queues = 1,
					    .features = features | VIRTIO_F_VERSION_1,
					    .config_size = 16,
					    .rung = rung };
	way = WORKS;
	no_doorbell = false;
	memcpy(fake_device.config, &sectors, sizeof sectors);
	memcpy(fake_device.config + 12, &most, sizeof most);
	sleeps = 0;
	block_devices = NULL;
	block_finders = NULL;
	(void)virtio_blk_driver.probe();
	block_devices_find();
	return block_devices;
}

static bool lost;

/* Read (n) pages from page (page) on; 1: they are not what they should be. */
static int read_pages(struct block_device *d, uint64_t page, unsigned n)
{
	static uint32_t want[PAGE_SIZE / 4];
	paddr_t pages[BLOCK_PAGES_MAX] = { 0 };
	int err;

	for (unsigned i = 0; i < n; i++)
		if (frame_alloc(&pages[i]))
			abort();
	err = d->ops->read(d, page * PAGE_SIZE, pages, n, &lost);
	for (unsigned i = 0; i < n; i++) {
		fill((page + i) * PAGE_SIZE, want, PAGE_SIZE);
		if (!err && memcmp(phys_to_virt(pages[i]), want, PAGE_SIZE))
			err = 1;
		frame_free(pages[i]);
	}
	return err;
}

static void test_reads(void)
{
	struct block_device *d = start(SEGMENTS, 128);
	int err = 0;

	ok(d && d->size == PAGES * PAGE_SIZE, "a device has its size");
	for (unsigned i = 0; i < 2000 && !err; i++)
		err = read_pages(d, i * 7 % (PAGES - 16), 1 + i % BLOCK_PAGES_MAX);
	ok_int(err, 0, "what is read is right, many times");
	(void)read_pages(d, 5, BLOCK_PAGES_MAX);
	ok_int((int)segments, BLOCK_PAGES_MAX, "in one request");
	way = COMES_LATER;
	ok_int(read_pages(d, 3, 2), 0,
	       "an answer may come later, by an interrupt, and signals before");
	d = start(0, 128);
	ok_int(read_pages(d, 3, 5), 0, "a device may have one segment in a request");
	ok_int((int)segments, 1, "and is given one");
	d = start(SEGMENTS, 3);
	ok(read_pages(d, 3, 7) == 0 && segments == 1 && fake_device.notified[0] == 3, "or some");
	way = REFUSES;
	ok_int(read_pages(d, 3, 1), -EIO, "what it cannot read is an error");
	way = WORKS;
	ok(read_pages(d, 3, 1) == 0 && !fake_device.errors, "of that request alone");
	way = SAYS_NOTHING;
	ok_int(read_pages(d, 3, 1), -EIO, "one that says nothing did not read");
}

static void test_lies(void)
{
	static const struct {
		enum way way;
		const char *what;
	} lies[] = {
		{ SAYS_MORE, "that it wrote more than it could" },
		{ OTHER_HEAD, "to what it was not given" },
		{ SAYS_TWICE, "twice" },
		{ IS_SILENT, "nothing for a minute" },
		{ FAILS, "that it failed" },
	};
	struct block_device *d;

	for (unsigned i = 0; i < nitems(lies); i++) {
		d = start(SEGMENTS, 128);
		way = lies[i].way;
		ok(read_pages(d, 1, 2) == -EIO && fake_device.errors == 1 && !lost,
		   "a device that answers %s is stopped, with a line", lies[i].what);
		way = WORKS;
		ok(read_pages(d, 1, 2) == -EIO && fake_device.errors == 1 &&
			   fake_device.status == 0,
		   "and not used again");
	}
	d = start(SEGMENTS, 128);
	way = IS_SILENT;
	fake_device.never_stops = true;
	ok(read_pages(d, 1, 1) == -EIO && lost, "one that does not stop keeps what it has");
	d = start(SEGMENTS, 128);
	no_doorbell = true;
	ok(read_pages(d, 1, 1) == -EIO && fake_device.errors == 1,
	   "one that cannot be told is no use");
}

static void test_refused(void)
{
	uint64_t sectors = UINT64_MAX;

	ok(!start(1u << 1, 128) && fake_device.errors == 1, "segments that hold no page are none");
	start(0, 0);
	memcpy(fake_device.config, &sectors, sizeof sectors);
	block_devices = NULL;
	block_devices_find();
	ok(!block_devices, "no device is that large");
}

int main(void)
{
	test_reads();
	test_lies();
	test_refused();
	return tap_done();
}
