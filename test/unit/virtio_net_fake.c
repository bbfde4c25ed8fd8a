/* SPDX-License-Identifier: MIT */
#include "test/unit/virtio_net_fake.h"

#include <stdlib.h>
#include <string.h>

#include "kern/dev/driver.h"
#include "kern/sched/run.h"
#include "test/unit/mem_fake.h"

#define TABLE 4 /* flag of a descriptor: what it points to is a table of them */
#define NEXT  1

#define FAKE_MEMORY (8192 * PAGE_SIZE) /* less than there is */

struct fake_user fake_user;
struct net_finder *net_finders;
extern const struct driver virtio_net_driver, virtio_net_queues_driver;

struct cpu *cpus[CPUS_MAX];
uint32_t cpus_online = 1;
unsigned fake_cpus = 1;
nsec_t fake_clock;
struct fake_pairs fake_pairs;

unsigned cpus_possible(void)
{
	return fake_cpus;
}

nsec_t plat_clock(void)
{
	return fake_clock;
}

/* Names of CPUs are their places in the list: what they are is nobody's concern. */
void fake_run_on(unsigned cpu)
{
	static struct cpu all[CPUS_MAX];

	cpu_first.id = cpu;
	for (; cpus_online <= cpu; cpus_online++)
		cpus[cpus_online] = &all[cpus_online];
}

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
	cpus_online = 1;
	fake_run_on(0);
	fake_frames(frames);
	fake_device = (struct fake_device){ .kind = VIRTIO_NET,
					    .source = IRQ_NET,
					    .nr_queues = 2,
					    .nr_more = fake_pairs.nr_more,
					    .messages = fake_pairs.messages,
					    .features = features,
					    .config_size = 12 };
	memcpy(fake_device.config, "\x02\x03\x04\x05\x06\x07\x01\x00\x01\x00\xdc\x05", 12);
	memcpy(fake_device.config + 8, &fake_pairs.most, 2);
	fake_user = (struct fake_user){ .device = NULL };
	net_finders = NULL;
	(void)virtio_net_driver.probe();
	(void)virtio_net_queues_driver.probe();
	net_finders->find();
}

bool fake_receive(struct net_header h, unsigned n, uint8_t fill, unsigned part)
{
	unsigned queue = fake_user.pair * VNET_QUEUES + VNET_RECEIVE;
	const struct ring *r = fake_device.rings[queue];
	bool first = true;

	do {
		int head = fake_take(queue);
		unsigned now = n < part ? n : part, skip = first ? sizeof h : 0;
		uint8_t *at;

		/* A device that wrote to these itself does not know any more where they are. */
		if (head < 0 || head >= r->size || r->descriptors[head].pa >= FAKE_MEMORY)
			return false;
		at = phys_to_virt(r->descriptors[head].pa);
		if (first)
			memcpy(at, &h, sizeof h);
		memset(at + skip, fill, now);
		fake_answer(queue, (uint32_t)head, now + skip);
		n -= now;
		first = false;
	} while (n);
	return true;
}

size_t fake_send(uint8_t *bytes, size_t room)
{
	unsigned queue = fake_user.pair * VNET_QUEUES + VNET_SEND;
	const struct ring *r = fake_device.rings[queue];
	const struct ring_descriptor *table = r->descriptors, *d;
	int head = fake_take(queue);
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
	fake_answer(queue, (uint32_t)head, 0);
	return n;
}

/* Descriptor (at) of (r), whose memory has (len) bytes; NULL: it was written over. */
static const struct ring_descriptor *descriptor(const struct ring *r, unsigned at, uint32_t len)
{
	const struct ring_descriptor *d = &r->descriptors[at];

	return at < r->size && d->len == len && d->pa < FAKE_MEMORY ? d : NULL;
}

int fake_order(unsigned control, uint8_t answer)
{
	static const uint8_t pairs_set[] = { 4, 0 };
	const struct ring *r = fake_device.rings[control];
	int head = r ? fake_take(control) : -1;
	const struct ring_descriptor *order, *pairs, *end;
	uint16_t n;

	if (head < 0)
		return -1;
	order = descriptor(r, (unsigned)head, 2);
	pairs = order ? descriptor(r, order->next, 2) : NULL;
	end = pairs ? descriptor(r, pairs->next, 1) : NULL;
	if (!end || end->flags & NEXT || memcmp(phys_to_virt(order->pa), pairs_set, 2))
		return -2;
	memcpy(&n, phys_to_virt(pairs->pa), sizeof n);
	*(uint8_t *)phys_to_virt(end->pa) = answer;
	fake_answer(control, (uint32_t)head, 1);
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
