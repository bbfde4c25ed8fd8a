/* SPDX-License-Identifier: MIT */
/*
 * Virtio's entropy device (virtio 1.2, 5.4): buffers go in empty and come back with random bytes.
 *
 * It is looked for when entropy is first wanted and the CPU has none. A request is waited for by
 * looking: seeds are rare and short. A device that lies, or is silent for a second, is not asked
 * again.
 */
#include "arch/x86_64/cpuid.h"
#include "base/log.h"
#include "base/string.h"
#include "drivers/virtio/virtio.h"
#include "kern/dev/driver.h"
#include "kern/dev/entropy.h"
#include "kern/mem/frame.h"

#define PATIENCE_NS NSEC_PER_SEC

static struct {
	enum { RNG_UNKNOWN, RNG_WORKS, RNG_OFF } state;
	struct virtio_device device;
	struct ring ring;
	paddr_t buffer; /* one frame */
} rng;

static int open_device(void)
{
	struct virtio_device *d = &rng.device;
	uint64_t features;
	int err = virtio_find(VIRTIO_RNG, 0, d);

	if (!err)
		err = virtio_start(d, 0, &features);
	if (!err)
		err = virtio_add_queue(d, 0, 8, &rng.ring);
	if (!err)
		err = frame_alloc(&rng.buffer);
	if (!err)
		virtio_ready(d);
	return err;
}

/* Returns how many bytes are in the buffer, or 0 when the device failed. */
static uint32_t request(uint32_t size)
{
	struct ring_segment in = { rng.buffer, size };
	nsec_t until = plat_clock() + PATIENCE_NS;
	uint32_t len;

	if (ring_push(&rng.ring, &in, 0, 1, &rng))
		return 0;
	if (ring_wants_notify(&rng.ring) && rng.device.transport->notify(&rng.device, 0))
		return 0;
	while (!ring_pop(&rng.ring, &len)) {
		if (rng.ring.broken || plat_clock() > until)
			return 0;
		cpu_relax();
	}
	return len;
}

static size_t rng_fill(void *buf, size_t size)
{
	size_t done = 0;

	if (rng.state == RNG_UNKNOWN)
		rng.state = open_device() ? RNG_OFF : RNG_WORKS;
	while (done < size && rng.state == RNG_WORKS) {
		uint32_t n = request((uint32_t)MIN(size - done, PAGE_SIZE));

		if (!n) {
			(void)virtio_stop(&rng.device);
			rng.state = RNG_OFF;
			log_warn("virtio-rng", "%s, not asked again",
				 rng.ring.broken ? "answers what cannot be" : "does not answer");
			break;
		}
		memcpy((uint8_t *)buf + done, phys_to_virt(rng.buffer), n);
		done += n;
	}
	return done;
}

static int rng_probe(void)
{
	entropy_device = rng_fill;
	return 0;
}

const struct driver virtio_rng_driver = {
	.plat = PLAT_PVH,
	.probe = rng_probe,
};
