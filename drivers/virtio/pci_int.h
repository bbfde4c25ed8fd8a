/* SPDX-License-Identifier: MIT */
/*
 * Private to drivers/virtio: PCI's configuration space, and registers of devices on it.
 */
#ifndef DRIVERS_VIRTIO_PCI_INT_H
#define DRIVERS_VIRTIO_PCI_INT_H

#include "drivers/virtio/virtio.h"

#define PCI_ID           0x00
#define PCI_COMMAND      0x04
#define PCI_HEADER       0x0c
#define PCI_BAR          0x10
#define PCI_CAPABILITIES 0x34
#define PCI_INTERRUPT    0x3c

#define PCI_CAPS_MAX 48 /* as many as fit: a list may be a circle */

enum common_register {
	COMMON_FEATURES_WORD = 0x00,
	COMMON_FEATURES = 0x04,
	COMMON_DRIVER_FEATURES_WORD = 0x08,
	COMMON_DRIVER_FEATURES = 0x0c,
	COMMON_CONFIG_MESSAGE = 0x10,
	COMMON_STATUS = 0x14,
	COMMON_QUEUE = 0x16,
	COMMON_QUEUE_SIZE = 0x18,
	COMMON_QUEUE_MESSAGE = 0x1a,
	COMMON_QUEUE_ENABLE = 0x1c,
	COMMON_QUEUE_NOTIFY = 0x1e,
	COMMON_QUEUE_DESCRIPTORS = 0x20,
	COMMON_QUEUE_AVAILABLE = 0x28,
	COMMON_QUEUE_USED = 0x30,
	COMMON_SIZE = 0x38,
};

uint32_t pci_read(unsigned slot, unsigned offset);
void pci_write(unsigned slot, unsigned offset, uint32_t value);

/* Map [offset, offset + len) of memory BAR (bar), or return NULL. Context: thread. */
uint8_t *pci_map_bar(unsigned slot, unsigned bar, uint32_t offset, uint32_t len);

/* Where the capability of messages (MSI-X) is, or 0. Its words, and those of its table. */
unsigned vpci_find_messages(unsigned slot);

#define MESSAGES_ON    (1u << 31) /* of the capability's first word */
#define MESSAGES_TABLE 4

enum message_entry {
	ENTRY_ADDRESS = 0,
	ENTRY_DATA = 8,
	ENTRY_CONTROL = 12, /* bit 0: masked */
	ENTRY_SIZE = 16,
};

/* Let (message), whose entry is (entry), say what (address) and (data) are. */
void vpci_fill_message(uint8_t *entry, uint64_t address, uint32_t data);

/* Let queues [first, end) send (message). Errors: -EIO when the device does not take that. */
must_use int vpci_use_message(struct virtio_device *d, unsigned first, unsigned end,
			      unsigned message);

/* Where it interrupts. WEAK: only where somebody wants to hear. */
WEAK int vpci_connect(struct virtio_device *d, enum irq_source source, unsigned nr_queues);
WEAK void vpci_attend(struct virtio_device *d);

#endif
