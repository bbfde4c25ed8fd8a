/* SPDX-License-Identifier: MIT */
/*
 * More pairs of queues than one, against a device that has them, one that has not, and one that lies.
 *
 * Links: test/unit/virtio_net_fake.c test/unit/virtio_fake.c test/unit/mem_fake.c drivers/virtio/net.c
 * Links: drivers/virtio/net_receive.c drivers/virtio/net_send.c drivers/virtio/net_queues.c drivers/virtio/ring.c
 * Links: drivers/virtio/virtio.c kern/dev/net_pool.c kern/sched/lock.c kern/mem/frame.c kern/mem/frame_run.c
 */
#include "base/errno.h"
#include "kern/sched/run.h"
#include "test/unit/tap.h"
#include "test/unit/virtio_net_fake.h"

#define FRAMES  4000
#define CONTROL 4 /* of a device that says that it has two pairs */

static uint8_t bytes[4000];
static char token;

static struct net_device *dev(void)
{
	return fake_user.device;
}

static void start(unsigned nr_cpus, struct fake_pairs pairs)
{
	fake_cpus = nr_cpus;
	fake_pairs = pairs;
	fake_start(FAKE_FEATURES_ALL, FRAMES);
}

/* One that has two, and says so. */
static void start_two(unsigned nr_cpus)
{
	start(nr_cpus, (struct fake_pairs){ .most = 2, .nr_more = 3, .messages = 6 });
}

/* Send from CPU (cpu), and let the device know. */
static int send_on(unsigned cpu)
{
	struct net_piece piece = { phys_to_virt(PAGE_SIZE), 60 };
	struct net_frame f = { .pieces = &piece, .nr_pieces = 1, .token = &token };
	int err;

	fake_run_on(cpu);
	err = dev()->ops->send(dev(), &f);
	dev()->ops->flush(dev());
	return err;
}

/* Has the device a frame to send by (pair)? Then it sends that. */
static bool sent_by(unsigned pair)
{
	unsigned told = fake_device.notified[pair * VNET_QUEUES + VNET_SEND];

	fake_user.pair = pair;
	return fake_send(bytes, sizeof bytes) && told;
}

static bool receive_by(unsigned pair)
{
	fake_user.pair = pair;
	return fake_receive((struct net_header){ .nr_buffers = 1 }, 60, 7, 4000);
}

static unsigned poll_on(unsigned cpu)
{
	unsigned before = fake_user.nr_received;

	fake_run_on(cpu);
	(void)dev()->ops->poll(dev(), 64);
	return fake_user.nr_received - before;
}

static void test_two(void)
{
	start_two(2);
	ok(fake_device.rings[CONTROL] && fake_device.rings[3] && fake_device.message_of[2] == 1 &&
		   fake_device.message_of[3] == 1 && !fake_device.message_of[1],
	   "both pairs are set up, the second with a message of its own");
	ok_int(send_on(0), 0, "the boot CPU sends");
	ok(sent_by(0) && fake_order(CONTROL, 0) == -1, "by the first, and asks for nothing");
	ok(!receive_by(1), "nothing can come by the second");
	ok_int(send_on(1), 0, "another CPU sends");
	ok(sent_by(0), "by the first, too");
	ok(receive_by(1) && fake_device.cpu_of[1] == cpus[1],
	   "what comes by the second now goes to it");
	ok(poll_on(0) == 0 && poll_on(1) == 1, "and it takes that");
	ok(receive_by(0) && poll_on(1) == 0 && poll_on(0) == 1, "but not what comes by the first");
	ok_int(fake_order(CONTROL, 0), 2, "the device is asked for two pairs");
	ok(fake_device.notified[CONTROL] == 1, "and told of that");
	ok(send_on(1) == 0 && sent_by(1) && !sent_by(0), "then it sends by its own");
	ok(send_on(0) == 0 && sent_by(0) && !sent_by(1), "and the boot CPU by the first");
	fake_user.nr_sent = 0;
	ok(!poll_on(1) && fake_user.nr_sent == 1, "each is told what was sent by its own");
	for (unsigned i = 0; i < 250; i++)
		(void)!receive_by(1);
	while (poll_on(1))
		;
	fake_release();
	ok(receive_by(1) && receive_by(0), "buffers come back to both");
	fake_release();
	fake_run_on(0);
	dev()->ops->remind(dev());
	ok(fake_user.received && poll_on(0) == 1 && !poll_on(1),
	   "a reminder looks at the pairs of others");
	ok_int(fake_device.errors, 0, "nothing was wrong");
}

static void test_fewer(void)
{
	start_two(3);
	(void)!send_on(2);
	ok(fake_order(CONTROL, 0) == 2 && sent_by(0), "three CPUs ask for the two that there are");
	ok(send_on(2) == 0 && sent_by(0), "the third sends by the first");
	ok(send_on(1) == 0 && sent_by(1), "the second by its own");
	ok_int(fake_order(CONTROL, 0), -1, "and nobody asks again");
	start(3, (struct fake_pairs){ .most = 8, .nr_more = 15, .messages = 18 });
	(void)!send_on(1);
	ok_int(fake_order(16, 0), 2, "of eight pairs, two CPUs ask for two");
	ok(send_on(1) == 0 && sent_by(0) && send_on(1) == 0 && sent_by(1), "and have them");
	(void)!send_on(2);
	ok_int(fake_order(16, 0), 3, "the third for one more");
	start(64, (struct fake_pairs){ .most = 500, .nr_more = 30, .messages = 1000 });
	ok(fake_device.errors == 1 && !fake_device.rings[2],
	   "a device whose last queue is not there has one pair");
	start(3, (struct fake_pairs){ .most = 4, .nr_more = 7, .messages = 2 });
	(void)!send_on(2);
	ok_int(fake_order(8, 0), 2, "no more pairs than messages");
}

static const struct {
	const char *what;
	unsigned cpus;
	struct fake_pairs pairs;
	unsigned errors; /* lines in the log */
} ones[] = {
	{ "one CPU", 1, { 2, 3, 6 }, 0 },
	{ "one pair", 2, { 1, 1, 4 }, 0 },
	{ "no messages", 2, { 2, 3, 0 }, 0 },
	{ "no pair at all", 2, { 0, 3, 6 }, 1 },
	{ "more pairs than numbers", 2, { 0x8000, 3, 6 }, 1 },
	{ "more than are legal", 2, { 0xffff, 3, 6 }, 1 },
	{ "no queue of orders", 2, { 2, 2, 6 }, 1 },
};

static void test_one(void)
{
	for (size_t i = 0; i < nitems(ones); i++) {
		start(ones[i].cpus, ones[i].pairs);
		ok(fake_device.errors == ones[i].errors && send_on(1) == 0 && sent_by(0) &&
			   receive_by(0) && poll_on(1) == 1 && !fake_device.notified[CONTROL],
		   "one pair works: %s", ones[i].what);
		fake_release();
	}
	start(2, (struct fake_pairs){ .most = 2, .nr_more = 3, .messages = 6 });
	fake_device.messages = 1; /* none reaches the CPU after all */
	ok(send_on(1) == 0 && sent_by(0) && fake_device.errors == 1 && send_on(1) == 0 &&
		   sent_by(0) && fake_device.errors == 1,
	   "one pair works: a CPU that no message reaches");
}

static void test_lies(void)
{
	start_two(2);
	(void)!send_on(1);
	ok_int(fake_order(CONTROL, 1), 2, "a device is asked, and refuses");
	ok(sent_by(0) && send_on(1) == 0 && sent_by(0) && fake_device.errors == 1,
	   "that is said, and the first pair used");
	ok(send_on(1) == 0 && sent_by(0) && fake_order(CONTROL, 0) == -1 && fake_device.errors == 1,
	   "once");

	start_two(2);
	(void)!send_on(1);
	fake_clock += NSEC_PER_SEC / 2;
	ok(sent_by(0) && send_on(1) == 0 && sent_by(0) && !fake_device.errors,
	   "one that does not answer is waited for, by nobody");
	fake_clock += NSEC_PER_SEC;
	ok(send_on(1) == 0 && sent_by(0) && fake_device.errors == 1, "but not for ever");
	ok(fake_order(CONTROL, 0) == 2 && send_on(1) == 0 && sent_by(0) && fake_device.errors == 1,
	   "then it is too late");
	ok(receive_by(1) && poll_on(1) == 1 && receive_by(0) && poll_on(0) == 1,
	   "though what comes by either is taken");
	fake_release();

	start_two(2);
	(void)!send_on(1);
	(void)!fake_order(CONTROL, 0);
	(void)!send_on(1);
	(void)!send_on(0);
	fake_user.nr_sent = 0;
	fake_answer(3, 200, 0);
	poll_on(1);
	ok(fake_device.errors == 1 && !fake_device.status && fake_user.nr_sent == 3,
	   "a lie by the second pair stops the device, and all is given back");
	ok(send_on(0) == -EIO && send_on(1) == -EIO, "it takes nothing more");

	start_two(2);
	(void)!send_on(1);
	fake_answer(CONTROL, 3, 1);
	(void)!send_on(1);
	poll_on(0);
	ok(fake_device.errors == 1 && !fake_device.status, "so does one by the queue of orders");
}

int main(void)
{
	test_two();
	test_fewer();
	test_one();
	test_lies();
	return tap_done();
}
