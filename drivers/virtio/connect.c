/* SPDX-License-Identifier: MIT */
/*
 * Devices that interrupt: the way is the transport's.
 */
#include "drivers/virtio/virtio.h"

LINK_WITH(vmmio_connect);
LINK_WITH(vpci_connect);

int virtio_connect(struct virtio_device *d, enum irq_source source, unsigned nr_queues)
{
	return d->transport->connect(d, source, nr_queues);
}

void virtio_attend(struct virtio_device *d)
{
	d->transport->attend(d);
}
