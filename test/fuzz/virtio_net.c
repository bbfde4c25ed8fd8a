/* SPDX-License-Identifier: MIT */
/*
 * Fuzz target: a hostile network device. Each three bytes are an act of the device's, which may
 * write anything to all that is shared, or of the driver's user. Whatever the device does, frames
 * lie in their buffers, and nothing is told sent twice.
 *
 * Links: test/unit/virtio_net_fake.c test/unit/virtio_fake.c test/unit/mem_fake.c drivers/virtio/net.c
 * Links: drivers/virtio/net_receive.c drivers/virtio/net_send.c drivers/virtio/net_queues.c drivers/virtio/ring.c
 * Links: drivers/virtio/virtio.c kern/dev/net_pool.c kern/sched/lock.c kern/mem/frame.c kern/mem/frame_run.c
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "test/unit/virtio_net_fake.h"

#define FRAMES    400
#define CONTROL   4 /* of a device with two pairs */
#define LINES_MAX 2 /* it has fewer pairs than it said; it failed */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_received(void)
{
	for (struct net_buf *b = fake_user.received; b; b = b->next) {
		for (struct net_buf *p = b; p; p = p->more) {
			const uint8_t *start = (const uint8_t *)ROUND_DOWN((uintptr_t)p, 2048);

			if ((const uint8_t *)p != start || p->data < start ||
			    p->data + p->len > start + 2048 || (p == b && p->len < NET_HEADER))
				abort();
		}
	}
}

static unsigned send_one(unsigned pieces, char *token)
{
	struct net_piece list[NET_PIECES_MAX];
	struct net_frame f = { .pieces = list, .token = token };

	f.nr_pieces = (uint16_t)(pieces % NET_PIECES_MAX + 1);
	for (unsigned i = 0; i < f.nr_pieces; i++)
		list[i] = (struct net_piece){ phys_to_virt(PAGE_SIZE), 100 };
	return fake_user.device->ops->send(fake_user.device, &f) == 0;
}

/* The device's words, in any ring: (at) chooses which, (value) what it becomes. */
static void scribble(unsigned queue, uint8_t at, uint8_t value)
{
	struct ring *r = fake_device.rings[queue];

	at &= (uint8_t)(r->size - 1);
	memset(&r->descriptors[at], value, sizeof *r->descriptors);
	r->available->heads[at] = (uint16_t)(value << 8 | at);
	r->used->flags = value;
	*(volatile uint16_t *)&r->used->done[r->size] = (uint16_t)(value << 8 | at);
}

/* As (kind) says: with one pair or two, and for two CPUs that send, or numbers that cannot be. */
static void start(uint8_t kind)
{
	fake_cpus = kind & 4 ? 2 : 1;
	fake_pairs = (struct fake_pairs){ .most = kind & 8 ? (uint16_t)(kind << 8) : 2,
					  .nr_more = kind & 16 ? 2 : 3,
					  .messages = 6 };
	fake_start(FAKE_FEATURES_ALL & ~((uint64_t)(kind & 3) << 28), FRAMES);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static char token;
	unsigned queued = 0;

	if (!size)
		return 0;
	start(data[0]);
	for (size_t i = 1; i + 3 <= size; i += 3) {
		/* Bits 5 and 6 choose the CPU, and which pair's queue; or the queue of orders. */
		unsigned of = data[i] >> 5 & 3, queue = (of & 1) * VNET_QUEUES + (data[i] >> 7);
		unsigned errors = fake_device.errors;
		uint8_t a = data[i + 1], b = data[i + 2];
		struct ring *r;

		if (of == 3 && data[i] >> 7)
			queue = CONTROL;
		if (!fake_device.rings[queue])
			queue %= VNET_QUEUES;
		r = fake_device.rings[queue];
		fake_user.pair = queue == CONTROL ? 0 : queue / VNET_QUEUES;
		fake_run_on(fake_cpus == 2 ? of >> 1 : 0);
		fake_clock += (nsec_t)(data[i] & 8) << 24;

		switch (data[i] & 7) {
		case 0:
			(void)fake_user.device->ops->poll(fake_user.device, a);
			check_received();
			break;
		case 1:
			queued += send_one(a, &token);
			fake_user.device->ops->flush(fake_user.device);
			break;
		case 2:
			fake_release();
			break;
		case 3:
			if (queue == CONTROL && b & 1)
				(void)fake_order(CONTROL, a & 1);
			else
				fake_answer(queue, a, (uint32_t)b << (a & 15));
			break;
		case 4:
			r->used->index = (uint16_t)(r->used->index + a);
			break;
		case 5:
			scribble(queue, a, b);
			break;
		case 6:
			(void)!fake_receive((struct net_header){ .nr_buffers = a, .flags = b },
					    (unsigned)a * b / 4 + 1, b, 1900);
			break;
		case 7:
			if (b & 1)
				fake_user.device->ops->remind(fake_user.device);
			else
				fake_device.status = a;
			break;
		}
		if (fake_user.nr_sent > queued || fake_device.errors > LINES_MAX ||
		    fake_device.errors > errors + 1)
			abort();
	}
	fake_release();
	return 0;
}
