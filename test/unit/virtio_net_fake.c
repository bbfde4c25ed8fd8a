/* SPDX-License-Identifier: MIT */
#include "test/unit/virtio_net_fake.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/errno.h"
#include "base/log.h"
#include "kern/dev/driver.h"
#include "test/unit/mem_fake.h"

#define TABLE 4 /* flag of a descriptor: what it points to is a table of them */
#define NEXT  1

#define FAKE_MEMORY (8192 * PAGE_SIZE) /* less than there is */

struct fake_device fake_device;
struct fake_user fake_user;
struct net_finder *net_finders;
extern const struct driver virtio_net_driver;

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
	fake_user.errors++;
}

uint64_t plat_random_early(void)
{
	return 0x1122334455667788;
}

void irq_set_handler(enum irq_source source, void (*handler)(void))
{
	(void)source;
	(void)handler;
}

/* What is not in a frame is nowhere. */
size_t dma_find(const void *p, size_t len, paddr_t *pa);
size_t dma_find(const void *p, size_t len, paddr_t *pa)
{
	(void)p;
	(void)len;
	(void)pa;
	return 0;
}

int virtio_connect(struct virtio_device *d, enum irq_source source, unsigned nr_queues)
{
	(void)d;
	(void)source;
	return nr_queues == 2 ? 0 : -EINVAL;
}

void virtio_attend(struct virtio_device *d)
{
	(void)d;
}

static int find(enum virtio_kind kind, unsigned i, struct virtio_device *d)
{
	if (kind != VIRTIO_NET || i)
		return -ENODEV;
	*d = (struct virtio_device){ .transport = &virtio_mmio,
				     .config = fake_device.config,
				     .config_size = sizeof fake_device.config };
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
	return fake_device.status;
}

static void set_status(struct virtio_device *d, uint8_t status)
{
	(void)d;
	fake_device.status = status || !fake_device.never_stops ? status : 1;
}

static uint32_t get_features(struct virtio_device *d, unsigned word)
{
	(void)d;
	return (uint32_t)(fake_device.features >> 32 * word);
}

static void set_features(struct virtio_device *d, unsigned word, uint32_t features)
{
	(void)d;
	fake_device.agreed |= (uint64_t)features << 32 * word;
}

static uint16_t queue_max(struct virtio_device *d, uint16_t index)
{
	(void)d;
	return index < 2 ? RING_MAX : 0;
}

static void set_queue(struct virtio_device *d, uint16_t index, const struct ring *r, paddr_t pa)
{
	(void)d;
	(void)pa;
	fake_device.rings[index] = (struct ring *)(uintptr_t)r;
}

static int notify(struct virtio_device *d, uint16_t index)
{
	(void)d;
	fake_device.notified[index]++;
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

static void received(struct net_device *d, struct net_buf *b)
{
	(void)d;
	b->next = fake_user.received;
	fake_user.received = b;
	fake_user.nr_received++;
}

static void sent(struct net_device *d, void *token)
{
	(void)d;
	fake_user.token = token;
	fake_user.nr_sent++;
}

void net_device_add(struct net_device *d)
{
	fake_user.device = d;
	d->received = received;
	d->sent = sent;
}

void net_device_attend(struct net_device *d)
{
	(void)d;
}

void fake_start(uint64_t features, size_t frames)
{
	fake_cpu();
	fake_frames(frames);
	fake_device = (struct fake_device){ .features = features };
	memcpy(fake_device.config, "\x02\x03\x04\x05\x06\x07\x01\x00\x01\x00\xdc\x05", 12);
	fake_user = (struct fake_user){ .device = NULL };
	net_finders = NULL;
	(void)virtio_net_driver.probe();
	net_finders->find();
}

int fake_take(unsigned queue)
{
	const struct ring *r = fake_device.rings[queue];

	if (fake_device.taken[queue] == r->available->index)
		return -1;
	return r->available->heads[fake_device.taken[queue]++ % r->size];
}

void fake_answer(unsigned queue, uint32_t head, uint32_t len)
{
	struct ring *r = fake_device.rings[queue];
	uint16_t at = r->used->index;

	r->used->done[at % r->size].head = head;
	r->used->done[at % r->size].len = len;
	r->used->index = (uint16_t)(at + 1);
}

bool fake_receive(struct net_header h, unsigned n, uint8_t fill, unsigned part)
{
	const struct ring *r = fake_device.rings[VNET_RECEIVE];
	bool first = true;

	do {
		int head = fake_take(VNET_RECEIVE);
		unsigned now = n < part ? n : part, skip = first ? sizeof h : 0;
		uint8_t *at;

		/* A device that wrote to these itself does not know any more where they are. */
		if (head < 0 || head >= r->size || r->descriptors[head].pa >= FAKE_MEMORY)
			return false;
		at = phys_to_virt(r->descriptors[head].pa);
		if (first)
			memcpy(at, &h, sizeof h);
		memset(at + skip, fill, now);
		fake_answer(VNET_RECEIVE, (uint32_t)head, now + skip);
		n -= now;
		first = false;
	} while (n);
	return true;
}

size_t fake_send(uint8_t *bytes, size_t room)
{
	const struct ring *r = fake_device.rings[VNET_SEND];
	const struct ring_descriptor *table = r->descriptors, *d;
	int head = fake_take(VNET_SEND);
	size_t n = 0;

	if (head < 0)
		return 0;
	d = &table[head];
	if (d->flags & TABLE)
		d = table = phys_to_virt(d->pa);
	for (;; d = &table[d->next]) {
		if (d->len > room - n)
			abort();
		memcpy(bytes + n, phys_to_virt(d->pa), d->len);
		n += d->len;
		if (!(d->flags & NEXT))
			break;
	}
	fake_answer(VNET_SEND, (uint32_t)head, 0);
	return n;
}

void fake_release(void)
{
	struct net_buf *b, *next, *more;

	for (b = fake_user.received; b; b = next) {
		next = b->next;
		for (; b; b = more) {
			more = b->more;
			b->release(b);
		}
	}
	fake_user.received = NULL;
}
