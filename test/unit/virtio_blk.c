/* SPDX-License-Identifier: MIT */
/*
 * The block device's driver, against a device that works and one that lies.
 *
 * Links: test/unit/mem_fake.c drivers/virtio/blk.c drivers/virtio/ring.c drivers/virtio/virtio.c
 * Links: kern/dev/block.c kern/sched/lock.c kern/mem/frame.c kern/mem/frame_run.c
 */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/errno.h"
#include "base/log.h"
#include "drivers/virtio/virtio.h"
#include "kern/dev/block.h"
#include "kern/dev/driver.h"
#include "kern/mem/frame.h"
#include "kern/sched/wait.h"
#include "test/unit/mem_fake.h"
#include "test/unit/tap.h"

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

static struct {
	enum way way;
	uint64_t features;
	uint64_t agreed;
	uint8_t status;
	uint8_t config[16];
	bool never_stops;
	bool no_doorbell;
	struct ring *ring;
	uint16_t taken;
	unsigned requests;
	unsigned segments; /* of the last */
} device;

static unsigned lines, sleeps;
static nsec_t now;
static void (*interrupt)(void);

bool frame_map(paddr_t pa)
{
	(void)pa;
	return true;
}

void log_line(enum log_level level, const char *object, const char *fmt, ...)
{
	(void)level;
	(void)object;
	(void)fmt;
	lines++;
}

nsec_t plat_clock(void)
{
	return now += 1000;
}

void irq_set_handler(enum irq_source source, void (*handler)(void))
{
	if (source == IRQ_BLOCK)
		interrupt = handler;
}

int virtio_connect(struct virtio_device *d, enum irq_source source, unsigned nr_queues)
{
	(void)d;
	return source == IRQ_BLOCK && nr_queues == 1 ? 0 : -EINVAL;
}

void virtio_attend(struct virtio_device *d)
{
	(void)d;
}

static int find(enum virtio_kind kind, unsigned i, struct virtio_device *d)
{
	if (kind != VIRTIO_BLOCK || i)
		return -ENODEV;
	*d = (struct virtio_device){ .transport = &virtio_mmio,
				     .config = device.config,
				     .config_size = sizeof device.config };
	return 0;
}

static int find_none(enum virtio_kind kind, unsigned i, struct virtio_device *d)
{
	(void)kind;
	(void)i;
	(void)d;
	return -ENODEV;
}

static uint8_t get_status(struct virtio_device *d)
{
	(void)d;
	return device.status;
}

static void set_status(struct virtio_device *d, uint8_t status)
{
	(void)d;
	device.status = status || !device.never_stops ? status : 1;
}

static uint32_t get_features(struct virtio_device *d, unsigned word)
{
	(void)d;
	return (uint32_t)(device.features >> 32 * word);
}

static void set_features(struct virtio_device *d, unsigned word, uint32_t features)
{
	(void)d;
	device.agreed |= (uint64_t)features << 32 * word;
}

static uint16_t queue_max(struct virtio_device *d, uint16_t index)
{
	(void)d;
	return index ? 0 : RING_MAX;
}

static void set_queue(struct virtio_device *d, uint16_t index, const struct ring *r, paddr_t pa)
{
	(void)d;
	(void)index;
	(void)pa;
	device.ring = (struct ring *)(uintptr_t)r;
}

/* What is read: each word says where it is. */
static void fill(uint64_t at, uint32_t *to, size_t n)
{
	for (size_t i = 0; i < n / 4; i++)
		to[i] = (uint32_t)(at / 4 + i);
}

static void answer(uint32_t head, uint32_t len)
{
	struct ring *r = device.ring;
	uint16_t at = r->used->index;

	r->used->done[at % r->size].head = head;
	r->used->done[at % r->size].len = len;
	r->used->index = (uint16_t)(at + 1);
}

/* Serve the chain of (head): returns how many bytes were written. */
static uint32_t serve(uint32_t head)
{
	const struct ring_descriptor *d = &device.ring->descriptors[head];
	const uint64_t *header = phys_to_virt(d->pa);
	uint64_t at = header[1] * 512;
	uint32_t done = 0;

	device.segments = 0;
	while (d->flags & 1) {
		d = &device.ring->descriptors[d->next];
		if (!(d->flags & 1))
			break;
		device.segments++;
		fill(at, phys_to_virt(d->pa), d->len);
		at += d->len;
		done += d->len;
	}
	if (device.way != SAYS_NOTHING)
		*(uint8_t *)phys_to_virt(d->pa) = device.way == REFUSES ? 1 : 0;
	return done + 1;
}

static void work(void)
{
	const struct ring *r = device.ring;

	while (device.taken != r->available->index) {
		uint32_t head = r->available->heads[device.taken++ % r->size];
		uint32_t len = serve(head);

		if (device.way == IS_SILENT)
			continue;
		answer(device.way == OTHER_HEAD ? head + 9 : head,
		       device.way == SAYS_MORE ? len + 1 : len);
		if (device.way == SAYS_TWICE)
			answer(head, len);
	}
}

static int notify(struct virtio_device *d, uint16_t index)
{
	(void)d;
	(void)index;
	if (device.no_doorbell)
		return -EIO;
	device.requests++;
	if (device.way == FAILS)
		device.status |= VIRTIO_NEEDS_RESET;
	else if (device.way != COMES_LATER)
		work();
	return 0;
}

const struct virtio_transport virtio_mmio = {
	.find = find,
	.get_status = get_status,
	.set_status = set_status,
	.get_features = get_features,
	.set_features = set_features,
	.queue_max = queue_max,
	.set_queue = set_queue,
	.notify = notify,
};

const struct virtio_transport virtio_pci = { .find = find_none };

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
	if (device.way == COMES_LATER) {
		work();
		interrupt();
		return 0;
	}
	now = deadline;
	return -ETIMEDOUT;
}

/* A new device, found and started by the driver; NULL when it was not. */
static struct block_device *start(uint64_t features, uint32_t segments)
{
	uint64_t sectors = PAGES * PAGE_SIZE / 512;

	fake_cpu();
	fake_frames(FRAMES);
	memset(&device, 0, sizeof device);
	device.features = features | VIRTIO_F_VERSION_1;
	memcpy(device.config, &sectors, sizeof sectors);
	memcpy(device.config + 12, &segments, sizeof segments);
	lines = sleeps = 0;
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
	ok_int((int)device.segments, BLOCK_PAGES_MAX, "in one request");
	device.way = COMES_LATER;
	ok_int(read_pages(d, 3, 2), 0,
	       "an answer may come later, by an interrupt, and signals before");
	d = start(0, 128);
	ok_int(read_pages(d, 3, 5), 0, "a device may have one segment in a request");
	ok_int((int)device.segments, 1, "and is given one");
	d = start(SEGMENTS, 3);
	ok(read_pages(d, 3, 7) == 0 && device.segments == 1 && device.requests == 3, "or some");
	device.way = REFUSES;
	ok_int(read_pages(d, 3, 1), -EIO, "what it cannot read is an error");
	device.way = WORKS;
	ok(read_pages(d, 3, 1) == 0 && !lines, "of that request alone");
	device.way = SAYS_NOTHING;
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
		device.way = lies[i].way;
		ok(read_pages(d, 1, 2) == -EIO && lines == 1 && !lost,
		   "a device that answers %s is stopped, with a line", lies[i].what);
		device.way = WORKS;
		ok(read_pages(d, 1, 2) == -EIO && lines == 1 && device.status == 0,
		   "and not used again");
	}
	d = start(SEGMENTS, 128);
	device.way = IS_SILENT;
	device.never_stops = true;
	ok(read_pages(d, 1, 1) == -EIO && lost, "one that does not stop keeps what it has");
	d = start(SEGMENTS, 128);
	device.no_doorbell = true;
	ok(read_pages(d, 1, 1) == -EIO && lines == 1, "one that cannot be told is no use");
}

static void test_refused(void)
{
	uint64_t sectors = UINT64_MAX;

	ok(!start(1u << 1, 128) && lines == 1, "segments that hold no page are none");
	start(0, 0);
	memcpy(device.config, &sectors, sizeof sectors);
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
