/* SPDX-License-Identifier: MIT */
/*
 * Fuzz target: a hostile network device. Each three bytes are an act of the device's, which may
 * write anything to all that is shared, or of the driver's user. Whatever the device does, frames
 * lie in their buffers, and nothing is told sent twice.
 *
 * Links: test/unit/virtio_net_fake.c test/unit/virtio_fake.c test/unit/mem_fake.c drivers/virtio/net.c
 * Links: drivers/virtio/net_receive.c drivers/virtio/net_send.c drivers/virtio/ring.c
 * Links: drivers/virtio/virtio.c kern/dev/net_pool.c kern/sched/lock.c kern/mem/frame.c kern/mem/frame_run.c
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "test/unit/virtio_net_fake.h"

#define FRAMES 300

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

/* The device's words, in either ring: (at) chooses which, (value) what it becomes. */
static void scribble(unsigned queue, uint8_t at, uint8_t value)
{
	struct ring *r = fake_device.rings[queue];

	memset(&r->descriptors[at], value, sizeof *r->descriptors);
	r->available->heads[at] = (uint16_t)(value << 8 | at);
	r->used->flags = value;
	*(volatile uint16_t *)&r->used->done[r->size] = (uint16_t)(value << 8 | at);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static char token;
	unsigned queued = 0;

	if (!size)
		return 0;
	fake_start(FAKE_FEATURES_ALL & ~((uint64_t)(data[0] & 3) << 28), FRAMES);
	for (size_t i = 1; i + 3 <= size; i += 3) {
		unsigned queue = data[i] >> 7;
		uint8_t a = data[i + 1], b = data[i + 2];
		struct ring *r = fake_device.rings[queue];

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
			fake_device.status = a;
			break;
		}
		if (fake_user.nr_sent > queued || fake_device.errors > 1)
			abort();
	}
	fake_release();
	return 0;
}
