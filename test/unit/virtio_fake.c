/* SPDX-License-Identifier: MIT */
#include "test/unit/virtio_fake.h"

#include <stdlib.h>

#include "base/errno.h"
#include "base/log.h"
#include "kern/dev/driver.h"
#include "kern/mem/frame.h"

struct fake_device fake_device;

unsigned frame_map(paddr_t pa)
{
	(void)pa;
	return true;
}

void log_line(enum log_level level, const char *object, const char *fmt, ...)
{
	(void)level;
	(void)object;
	(void)fmt;
	fake_device.errors++;
}

void irq_set_handler(enum irq_source source, void (*handler)(void))
{
	if (source == fake_device.source)
		fake_device.interrupt = handler;
}

int virtio_connect(struct virtio_device *d, enum irq_source source, unsigned nr_queues)
{
	(void)d;
	return source == fake_device.source && nr_queues == fake_device.nr_queues ? 0 : -EINVAL;
}

unsigned virtio_messages(struct virtio_device *d, unsigned n)
{
	(void)d;
	return !fake_device.messages ? 1 : n < fake_device.messages ? n : fake_device.messages;
}

int virtio_set_message(struct virtio_device *d, unsigned first, unsigned nr, unsigned message)
{
	(void)d;
	for (unsigned i = first; i < first + nr; i++)
		fake_device.message_of[i] = message;
	return 0;
}

int virtio_aim_message(struct virtio_device *d, unsigned message, enum irq_source source,
		       const struct cpu *c)
{
	(void)d;
	if (source != fake_device.source || message >= fake_device.messages)
		return -ENODEV;
	fake_device.cpu_of[message] = c;
	return 0;
}

void virtio_attend(struct virtio_device *d)
{
	(void)d;
}

static int find(enum virtio_kind kind, unsigned i, struct virtio_device *d)
{
	if (kind != fake_device.kind || i)
		return -ENODEV;
	*d = (struct virtio_device){ .transport = &virtio_mmio,
				     .config = fake_device.config,
				     .config_size = fake_device.config_size };
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
	return index < fake_device.nr_queues + fake_device.nr_more ? RING_MAX : 0;
}

static void set_queue(struct virtio_device *d, uint16_t index, const struct ring *r, paddr_t pa)
{
	(void)d;
	(void)pa;
	if (index >= FAKE_QUEUES)
		abort();
	fake_device.rings[index] = (struct ring *)(uintptr_t)r;
}

static int notify(struct virtio_device *d, uint16_t index)
{
	(void)d;
	fake_device.notified[index]++;
	return fake_device.rung ? fake_device.rung() : 0;
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
