/* SPDX-License-Identifier: MIT */
/*
 * Virtio by registers in memory (virtio 1.2, 4.2), of version 2 and of version 1, which QEMU has
 * unless it is told otherwise.
 */
#include "arch/x86_64/mmio.h"
#include "base/errno.h"
#include "drivers/virtio/mmio_int.h"
#include "kern/dev/mmio.h"

#define MMIO_MAGIC_VALUE 0x74726976 /* "virt" */

static uint32_t get(struct virtio_device *d, enum mmio_register reg)
{
	return mmio_read32(d->registers + reg);
}

static void set(struct virtio_device *d, enum mmio_register reg, uint32_t value)
{
	mmio_write32(d->registers + reg, value);
}

static bool is_kind(struct virtio_device *d, enum virtio_kind kind)
{
	uint32_t version = get(d, MMIO_VERSION);

	d->legacy = version == 1;
	return get(d, MMIO_MAGIC) == MMIO_MAGIC_VALUE && (version == 1 || version == 2) &&
	       get(d, MMIO_KIND) == (uint32_t)kind;
}

static int vmmio_find(enum virtio_kind kind, unsigned nr, struct virtio_device *d)
{
	struct mmio_device m;

	for (size_t i = 0; !mmio_find_device(i, &m); i++) {
		if (m.size < MMIO_SIZE)
			continue;
		*d = (struct virtio_device){ .transport = &virtio_mmio,
					     .registers = mmio_map(m.pa, m.size),
					     .line = m.line };
		if (!d->registers || !is_kind(d, kind) || nr--)
			continue;
		d->config = d->registers + MMIO_SIZE;
		d->config_size = m.size - MMIO_SIZE;
		return 0;
	}
	return -ENODEV;
}

static uint8_t vmmio_get_status(struct virtio_device *d)
{
	return (uint8_t)get(d, MMIO_STATUS);
}

static void vmmio_set_status(struct virtio_device *d, uint8_t status)
{
	set(d, MMIO_STATUS, status);
}

static uint32_t vmmio_get_features(struct virtio_device *d, unsigned word)
{
	set(d, MMIO_FEATURES_WORD, word);
	return get(d, MMIO_FEATURES);
}

static void vmmio_set_features(struct virtio_device *d, unsigned word, uint32_t features)
{
	set(d, MMIO_DRIVER_FEATURES_WORD, word);
	set(d, MMIO_DRIVER_FEATURES, features);
}

static uint16_t vmmio_queue_max(struct virtio_device *d, uint16_t index)
{
	set(d, MMIO_QUEUE, index);
	return (uint16_t)MIN(get(d, MMIO_QUEUE_MAX), RING_MAX);
}

static void set_address(struct virtio_device *d, enum mmio_register reg, uint64_t pa)
{
	mmio_write32(d->registers + reg, (uint32_t)pa);
	mmio_write32(d->registers + reg + 4, (uint32_t)(pa >> 32));
}

static void vmmio_set_queue(struct virtio_device *d, uint16_t index, const struct ring *r,
			    paddr_t pa)
{
	set(d, MMIO_QUEUE, index);
	if (d->legacy) {
		set(d, MMIO_PAGE_SIZE, PAGE_SIZE);
		set(d, MMIO_QUEUE_SIZE, r->size);
		set(d, MMIO_QUEUE_ALIGN, PAGE_SIZE);
		set(d, MMIO_QUEUE_PAGE, (uint32_t)(pa >> PAGE_SHIFT));
		return;
	}
	set(d, MMIO_QUEUE_SIZE, r->size);
	set_address(d, MMIO_QUEUE_DESCRIPTORS, pa);
	set_address(d, MMIO_QUEUE_AVAILABLE, ring_pa(pa, r, r->available));
	set_address(d, MMIO_QUEUE_USED, ring_pa(pa, r, r->used));
	set(d, MMIO_QUEUE_READY, 1);
}

static int vmmio_notify(struct virtio_device *d, uint16_t index)
{
	set(d, MMIO_NOTIFY, index);
	return 0;
}

const struct virtio_transport virtio_mmio = {
	.find = vmmio_find,
	.get_status = vmmio_get_status,
	.set_status = vmmio_set_status,
	.get_features = vmmio_get_features,
	.set_features = vmmio_set_features,
	.queue_max = vmmio_queue_max,
	.set_queue = vmmio_set_queue,
	.notify = vmmio_notify,
	.connect = vmmio_connect,
	.attend = vmmio_attend,
};
