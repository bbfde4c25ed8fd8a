/* SPDX-License-Identifier: MIT */
/*
 * The steps that all virtio devices share (virtio 1.2, 3.1.1).
 */
#include "drivers/virtio/virtio.h"

#include "arch/x86_64/cpuid.h"
#include "base/errno.h"
#include "base/string.h"
#include "kern/mem/frame.h"

#define RESET_READS 100000

int virtio_find(enum virtio_kind kind, unsigned i, struct virtio_device *d)
{
	unsigned n = 0;

	while (!virtio_mmio.find(kind, n, d))
		if (n++ == i)
			return 0;
	return virtio_pci.find(kind, i - n, d);
}

static void add_status(struct virtio_device *d, uint8_t bit)
{
	d->transport->set_status(d, d->transport->get_status(d) | bit);
}

static int reset(struct virtio_device *d)
{
	d->transport->set_status(d, 0);
	for (unsigned i = 0; i < RESET_READS; i++) {
		if (!d->transport->get_status(d))
			return 0;
		cpu_relax();
	}
	return -EIO;
}

int virtio_start(struct virtio_device *d, uint64_t features, uint64_t *agreed)
{
	const struct virtio_transport *t = d->transport;
	uint64_t offered;

	if (reset(d))
		return -EIO;
	add_status(d, VIRTIO_ACKNOWLEDGE);
	add_status(d, VIRTIO_DRIVER);
	offered = t->get_features(d, 0);
	if (!d->legacy)
		offered |= (uint64_t)t->get_features(d, 1) << 32;
	if (!d->legacy && !(offered & VIRTIO_F_VERSION_1))
		return -EIO;
	features = offered & (features | VIRTIO_F_VERSION_1);
	t->set_features(d, 0, (uint32_t)features);
	if (!d->legacy) {
		t->set_features(d, 1, (uint32_t)(features >> 32));
		add_status(d, VIRTIO_FEATURES_OK);
		if (!(t->get_status(d) & VIRTIO_FEATURES_OK))
			return -EIO;
	}
	*agreed = features;
	return 0;
}

int virtio_add_queue(struct virtio_device *d, uint16_t index, uint16_t size, struct ring *r)
{
	uint16_t max = d->transport->queue_max(d, index);
	paddr_t pa;

	while (size > max)
		size /= 2;
	if (!size)
		return -ENODEV;
	if (frame_alloc_run(ring_bytes(size) / PAGE_SIZE, &pa))
		return -ENOMEM;
	memset(phys_to_virt(pa), 0, ring_bytes(size));
	ring_init(r, phys_to_virt(pa), size);
	d->transport->set_queue(d, index, r, pa);
	return 0;
}

uint32_t virtio_config(const struct virtio_device *d, uint32_t offset, unsigned n)
{
	volatile const uint8_t *c = d->config;
	uint32_t value = 0;

	for (unsigned i = 0; i < n && c && offset + i < d->config_size; i++)
		value |= (uint32_t)c[offset + i] << 8 * i;
	return value;
}

void virtio_ready(struct virtio_device *d)
{
	add_status(d, VIRTIO_DRIVER_OK);
}

bool virtio_failed(struct virtio_device *d)
{
	uint8_t status = d->transport->get_status(d);

	return !(status & VIRTIO_DRIVER_OK) || status & (VIRTIO_NEEDS_RESET | VIRTIO_FAILED);
}

int virtio_stop(struct virtio_device *d)
{
	return reset(d);
}
