/* SPDX-License-Identifier: MIT */
#include "test/unit/virtio_net_fake.h"

#include <stdlib.h>
#include <string.h>

#include "kern/dev/driver.h"
#include "test/unit/mem_fake.h"

#define TABLE 4 /* flag of a descriptor: what it points to is a table of them */
#define NEXT  1

#define FAKE_MEMORY (8192 * PAGE_SIZE) /* less than there is */

struct fake_user fake_user;
struct net_finder *net_finders;
extern const struct driver virtio_net_driver;

uint64_t plat_random_early(void)
{
	return 0x1122334455667788;
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
	fake_device = (struct fake_device){ .kind = VIRTIO_NET,
					    .source = IRQ_NET,
					    .nr_queues = 2,
					    .features = features,
					    .config_size = 12 };
	memcpy(fake_device.config, "\x02\x03\x04\x05\x06\x07\x01\x00\x01\x00\xdc\x05", 12);
	fake_user = (struct fake_user){ .device = NULL };
	net_finders = NULL;
	(void)virtio_net_driver.probe();
	net_finders->find();
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
