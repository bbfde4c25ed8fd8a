/* SPDX-License-Identifier: MIT */
/*
 * Virtio's block device (virtio 1.2, 5.2), read only, with one queue.
 *
 * A request is a header that the device reads, the pages that it writes, and a byte that says how
 * it went. Who makes one waits for it: threads that find no room, or no answer yet, sleep on the
 * same queue, which is woken by the interrupt. All look at the ring themselves when they wake, so a
 * signal or a lost interrupt does no harm.
 *
 * The device is not trusted, as ring.h says. One that answers what cannot be, fails, or is silent
 * for a long time is stopped for good; requests end with EIO from then on. What it has when it does
 * not stop is never used again.
 */
#include "base/errno.h"
#include "base/log.h"
#include "drivers/virtio/virtio.h"
#include "kern/dev/block.h"
#include "kern/dev/driver.h"
#include "kern/mem/frame.h"
#include "kern/sched/wait.h"

#define NAME "virtio-blk"

/* Features of its kind. */
#define HAS_SEGMENT_SIZE (1ull << 1) /* it says how long a segment may be, */
#define HAS_SEGMENTS     (1ull << 2) /* and how many a request may have; else that is one */
#define IS_READ_ONLY     (1ull << 5)

#define WANTED (HAS_SEGMENT_SIZE | HAS_SEGMENTS | IS_READ_ONLY)

/* The device's configuration. */
enum { CONFIG_SECTORS = 0, CONFIG_SEGMENT_SIZE = 8, CONFIG_SEGMENTS = 12 };

#define SECTOR_SHIFT 9
#define SECTORS_MAX  (1ull << 54) /* no size of a file is more */

#define REQUEST_READ 0u

#define STATUS_OK   0u
#define STATUS_NONE 0xffu /* ours: the device did not write one */

#define VBLK_RING       128
#define REQUESTS        16
#define DESCRIPTORS_MAX (BLOCK_PAGES_MAX + 2)

/* How long a device may be silent about a request. */
#define PATIENCE_NS (60 * NSEC_PER_SEC)

/* Shared with the device: it reads the header and writes (status). */
struct vblk_shared {
	struct {
		uint32_t type;
		uint32_t reserved;
		uint64_t sector;
	} header;
	uint8_t status;
	uint8_t padding[15];
};

/* Guarded by the device's lock. */
struct vblk_request {
	struct vblk_request *next; /* while it is free */
	bool done;
};

struct vblk {
	struct block_device dev;
	struct virtio_device device;
	struct vblk *next;          /* of all; constant, as is the next group */
	unsigned pages_max;         /* of one request */
	struct vblk_shared *shared; /* of each request */
	struct wait_queue changed;  /* an answer came, or there is room */

	struct spinlock lock; /* guards: */
	struct ring ring;
	struct vblk_request requests[REQUESTS];
	struct vblk_request *free;
	bool dead;
	bool stopped; /* a dead one does not touch memory any more */
};

static struct vblk *all;

/* Never used again. Who waits finds out when it wakes. */
static cold void fail(struct vblk *b, const char *what) REQUIRES(&b->lock)
{
	b->dead = true;
	b->stopped = !virtio_stop(&b->device);
	log_err(NAME, "%s, not used any more", what);
}

/* Take all answers; returns whether there were any, or will be none. */
static bool look(struct vblk *b) REQUIRES(&b->lock)
{
	struct vblk_request *r;
	bool any = b->dead;
	uint32_t len;

	while (!b->dead && (r = ring_pop(&b->ring, &len))) {
		r->done = any = true;
	}
	if (b->dead)
		return true;
	if (b->ring.broken)
		fail(b, "answers what cannot be");
	else if (!any && virtio_failed(&b->device))
		fail(b, "failed or was reset");
	return any || b->dead;
}

static void vblk_interrupt(void)
{
	for (struct vblk *b = all; b; b = b->next) {
		bool any;

		spin_lock(&b->lock);
		if (!b->dead)
			virtio_attend(&b->device);
		any = look(b);
		spin_unlock(&b->lock);
		if (any)
			wait_wake(&b->changed, WAIT_ALL);
	}
}

/* Give the device what reads (n) pages from (at) on. Errors: -EAGAIN: there is no room now. */
static int push(struct vblk *b, uint64_t at, const paddr_t *pages, unsigned n,
		struct vblk_request **out) REQUIRES(&b->lock)
{
	struct ring_segment s[DESCRIPTORS_MAX];
	struct vblk_request *r = b->free;
	struct vblk_shared *shared;
	int err;

	if (b->dead)
		return -EIO;
	if (!r)
		return -EAGAIN;
	shared = &b->shared[r - b->requests];
	shared->header.type = REQUEST_READ;
	shared->header.reserved = 0;
	shared->header.sector = at >> SECTOR_SHIFT;
	shared->status = STATUS_NONE;
	s[0] = (struct ring_segment){ virt_to_phys(&shared->header), sizeof shared->header };
	for (unsigned i = 0; i < n; i++)
		s[1 + i] = (struct ring_segment){ pages[i], PAGE_SIZE };
	s[1 + n] = (struct ring_segment){ virt_to_phys(&shared->status), 1 };
	err = ring_push(&b->ring, s, 1, n + 1, r);
	if (err)
		return err;
	b->free = r->next;
	r->done = false;
	*out = r;
	if (ring_wants_notify(&b->ring) && b->device.transport->notify(&b->device, 0))
		fail(b, "cannot be told of requests");
	return 0;
}

/* Has (r) ended? Then it is free, and (*err) is how. */
static bool ended(struct vblk *b, struct vblk_request *r, int *err, bool *lost) REQUIRES(&b->lock)
{
	if (!r->done && !b->dead)
		return false;
	*err = r->done && b->shared[r - b->requests].status == STATUS_OK ? 0 : -EIO;
	*lost = !r->done && !b->stopped;
	if (r->done) {
		r->next = b->free;
		b->free = r;
	}
	return true;
}

/* One round of a request: begin it if it was not, and see whether it ended. */
static bool go_on(struct vblk *b, uint64_t at, const paddr_t *pages, unsigned n,
		  struct vblk_request **r, int *err, bool *lost)
{
	bool any, end = false;

	spin_lock(&b->lock);
	any = look(b);
	*err = *r ? 0 : push(b, at, pages, n, r);
	if (*r)
		end = ended(b, *r, err, lost);
	else
		end = *err != -EAGAIN;
	spin_unlock(&b->lock);
	if (any)
		wait_wake(&b->changed, WAIT_ALL);
	return end;
}

static int read_some(struct vblk *b, uint64_t at, const paddr_t *pages, unsigned n, bool *lost)
{
	nsec_t until = plat_clock() + PATIENCE_NS;
	struct vblk_request *r = NULL;
	struct waiter w;
	int err = 0;

	wait_begin(&b->changed, &w);
	while (!go_on(b, at, pages, n, &r, &err, lost)) {
		/* A signal that waits does not end the request. */
		if (wait_sleep(&w, until) == -ETIMEDOUT) {
			spin_lock(&b->lock);
			if (!look(b))
				fail(b, "is silent");
			spin_unlock(&b->lock);
		}
	}
	wait_end(&b->changed, &w);
	return err;
}

static int vblk_read(struct block_device *d, uint64_t at, const paddr_t *pages, unsigned n,
		     bool *lost)
{
	struct vblk *b = container_of(d, struct vblk, dev);
	int err = 0;

	*lost = false;
	for (unsigned i = 0, part; i < n && !err; i += part) {
		part = MIN(n - i, b->pages_max);
		err = read_some(b, at + i * PAGE_SIZE, pages + i, part, lost);
	}
	return err;
}

static const struct block_device_ops vblk_ops = {
	.read = vblk_read,
};

/* How large it is, and its requests may be. Errors: -EIO: no device is so. */
static int take_config(struct vblk *b, uint64_t agreed)
{
	const struct virtio_device *v = &b->device;
	uint32_t segments = agreed & HAS_SEGMENTS ? virtio_config(v, CONFIG_SEGMENTS, 4) : 1;
	uint64_t sectors = virtio_config(v, CONFIG_SECTORS, 4);

	sectors |= (uint64_t)virtio_config(v, CONFIG_SECTORS + 4, 4) << 32;
	if (sectors > SECTORS_MAX)
		return -EIO;
	if (agreed & HAS_SEGMENT_SIZE && virtio_config(v, CONFIG_SEGMENT_SIZE, 4) < PAGE_SIZE)
		return -EIO;
	b->dev.size = sectors << SECTOR_SHIFT;
	b->pages_max = MIN(MAX(segments, 1u), (unsigned)BLOCK_PAGES_MAX);
	b->pages_max = MIN(b->pages_max, b->ring.size - 2u);
	return b->ring.size < 3 ? -EIO : 0;
}

static int start(struct vblk *b)
{
	struct virtio_device *v = &b->device;
	uint64_t agreed;
	paddr_t pa;
	int err = virtio_start(v, WANTED, &agreed);

	static_assert(REQUESTS * sizeof(struct vblk_shared) <= PAGE_SIZE, "they have a frame");
	if (!err)
		err = virtio_add_queue(v, 0, VBLK_RING, &b->ring);
	if (!err)
		err = take_config(b, agreed);
	if (!err)
		err = frame_alloc_zero(&pa);
	if (err)
		return err;
	b->shared = phys_to_virt(pa);
	for (unsigned i = 0; i < REQUESTS; i++) {
		b->requests[i].next = b->free;
		b->free = &b->requests[i];
	}
	err = virtio_connect(v, IRQ_BLOCK, 1);
	if (!err)
		virtio_ready(v);
	return err;
}

static void find_all(void)
{
	static struct vblk none;
	struct vblk **end = &all;
	paddr_t pa;

	for (unsigned i = 0; !virtio_find(VIRTIO_BLOCK, i, &none.device); i++) {
		struct vblk *b;
		int err;

		static_assert(sizeof *b <= PAGE_SIZE, "it has a frame");
		if (frame_alloc_zero(&pa))
			return;
		b = phys_to_virt(pa);
		*b = none;
		b->dev.ops = &vblk_ops;
		b->dev.name = NAME;
		wait_queue_init(&b->changed);
		irq_set_handler(IRQ_BLOCK, vblk_interrupt);
		err = start(b);
		if (err) {
			log_err(NAME, "device %u does not start (%d), not used", i, err);
			(void)virtio_stop(&b->device);
			continue;
		}
		*end = b;
		end = &b->next;
		block_device_add(&b->dev);
	}
}

static int vblk_probe(void)
{
	static struct block_finder finder = { .find = find_all };

	finder.next = block_finders;
	block_finders = &finder;
	return 0;
}

const struct driver virtio_blk_driver = {
	.plat = PLAT_PVH,
	.probe = vblk_probe,
};
