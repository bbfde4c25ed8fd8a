/* SPDX-License-Identifier: MIT */
/*
 * A network device in memory, and the user of its driver: for the unit test and the fuzz target.
 */
#ifndef TEST_UNIT_VIRTIO_NET_FAKE_H
#define TEST_UNIT_VIRTIO_NET_FAKE_H

#include "drivers/virtio/net_int.h"
#include "kern/mem/frame.h"

#define FAKE_FEATURES_ALL ((1ull << 62) - 1)

/* The device. */
extern struct fake_device {
	uint64_t features; /* offered */
	uint64_t agreed;
	uint8_t status;
	uint8_t config[12];
	bool never_stops;      /* the status keeps a bit */
	struct ring *rings[2]; /* as the driver sees them */
	uint16_t taken[2];     /* of what is available */
	unsigned notified[2];
} fake_device;

/* What the user of the driver was told. */
extern struct fake_user {
	struct net_device *device; /* NULL: none was found */
	struct net_buf *received;  /* the newest first */
	unsigned nr_received;
	unsigned nr_sent;
	void *token;     /* of the last that was sent */
	unsigned errors; /* lines in the log */
} fake_user;

/* A new device with (features), found and started by the driver, in (frames) page frames. */
void fake_start(uint64_t features, size_t frames);

/* The device takes the next available head of (queue); -1: there is none. */
int fake_take(unsigned queue);
void fake_answer(unsigned queue, uint32_t head, uint32_t len);

/*
 * The device puts a frame of (n) bytes, each (fill), behind (h) into the next buffers, (part)
 * bytes in each; false when there are too few.
 */
bool fake_receive(struct net_header h, unsigned n, uint8_t fill, unsigned part);

/* The device sends the next frame: its bytes, the header first. Returns how many; 0: none. */
size_t fake_send(uint8_t *bytes, size_t room);

/* Give back all that was received. */
void fake_release(void);

#endif
