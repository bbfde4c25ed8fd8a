/* SPDX-License-Identifier: MIT */
/*
 * A network device in memory, and the user of its driver: for the unit test and the fuzz target.
 */
#ifndef TEST_UNIT_VIRTIO_NET_FAKE_H
#define TEST_UNIT_VIRTIO_NET_FAKE_H

#include "drivers/virtio/net_int.h"
#include "kern/mem/frame.h"
#include "test/unit/virtio_fake.h"

#define FAKE_FEATURES_ALL ((1ull << 62) - 1)

/* What the user of the driver was told. */
extern struct fake_user {
	struct net_device *device; /* NULL: none was found */
	struct net_buf *received;  /* the newest first */
	unsigned nr_received;
	unsigned nr_sent;
	void *token;   /* of the last that was sent */
	unsigned pair; /* by which fake_receive() and fake_send() are */
} fake_user;

/* CPUs that there could be, those that run, and which of these is the caller's. */
extern unsigned fake_cpus;
void fake_run_on(unsigned cpu);

extern nsec_t fake_clock;

/*
 * What its new devices have: pairs of queues in their configuration, queues behind the first two,
 * messages. Zeros: one pair.
 */
extern struct fake_pairs {
	uint16_t most;
	unsigned nr_more;
	unsigned messages;
} fake_pairs;

/* A new device with (features), found and started by the driver, in (frames) page frames. */
void fake_start(uint64_t features, size_t frames);

/*
 * The device puts a frame of (n) bytes, each (fill), behind (h) into the next buffers, (part)
 * bytes in each; false when there are too few.
 */
bool fake_receive(struct net_header h, unsigned n, uint8_t fill, unsigned part);

/* The device sends the next frame: its bytes, the header first. Returns how many; 0: none. */
size_t fake_send(uint8_t *bytes, size_t room);

/*
 * The device takes an order from queue (control) and answers. Returns how many pairs it is to use;
 * -1: there is none, -2: it is another order.
 */
int fake_order(unsigned control, uint8_t answer);

/* Give back all that was received. */
void fake_release(void);

#endif
