/* SPDX-License-Identifier: MIT */
/* A network device in memory, and time: see net_fake.h. */
#include "test/unit/net_fake.h"

#include <stdlib.h>
#include <string.h>

#include "abi/linux/identity/identity.h"
#include "base/errno.h"
#include "kern/core/config.h"
#include "kern/core/image.h"
#include "kern/dev/net.h"
#include "kern/dev/plat.h"
#include "kern/sched/thread.h"
#include "kern/sched/timer.h"
#include "kern/vfs/file.h"
#include "port/lwip/stack.h"
#include "test/unit/vfs_fake.h"

const uint8_t fake_net_mac[6] = { 2, 0, 0, 0, 0, 2 };
const uint8_t fake_net_peer_mac[6] = { 2, 0, 0, 0, 0, 1 };

void (*fake_net_sent)(const uint8_t *bytes, size_t n);

static struct timer *armed;
static nsec_t armed_for;

void timer_set(struct timer *t, nsec_t deadline)
{
	armed = t;
	armed_for = deadline;
}

bool timer_cancel(struct timer *t)
{
	bool was = armed == t;

	armed = NULL;
	return was;
}

/* --- The device --- */

/* Frames that it has; a later one takes an earlier one's place, which is given back then. */
#define KEPT 8

static struct kept {
	void *token; /* or NULL: none */
	struct net_piece pieces[NET_PIECES_MAX];
	unsigned nr_pieces;
	uint8_t *bytes; /* as they were when it got them */
} kept[KEPT];
static unsigned next_kept;

/* It reads a frame when it gives it back, and finds what it was given. */
static void give_back(struct net_device *d, struct kept *k)
{
	void *token = k->token;
	size_t n = 0;

	if (!token)
		return;
	for (unsigned i = 0; i < k->nr_pieces; i++) {
		if (memcmp(k->bytes + n, k->pieces[i].data, k->pieces[i].len))
			abort();
		n += k->pieces[i].len;
	}
	free(k->bytes);
	k->token = NULL;
	d->sent(d, token);
}

static int send(struct net_device *d, const struct net_frame *f)
{
	struct kept *k = &kept[next_kept++ % KEPT];
	size_t n = 0;

	give_back(d, k);
	for (unsigned i = 0; i < f->nr_pieces; i++)
		n += f->pieces[i].len;
	k->bytes = malloc(n);
	n = 0;
	for (unsigned i = 0; i < f->nr_pieces; i++) {
		k->pieces[i] = f->pieces[i];
		memcpy(k->bytes + n, f->pieces[i].data, f->pieces[i].len);
		n += f->pieces[i].len;
	}
	k->nr_pieces = f->nr_pieces;
	k->token = f->token;
	if (fake_net_sent)
		fake_net_sent(k->bytes, n);
	return 0;
}

static void flush(struct net_device *d)
{
	(void)d;
}

static bool poll(struct net_device *d, unsigned budget)
{
	(void)d;
	(void)budget;
	return false;
}

unsigned fake_net_reminders;

static void remind(struct net_device *d)
{
	(void)d;
	fake_net_reminders++;
}

static const struct net_device_ops ops = {
	.send = send,
	.flush = flush,
	.poll = poll,
	.remind = remind,
};

static struct net_device device = { .ops = &ops,
				    .mtu = 1500,
				    .features = NET_CAN_CHECKSUM | NET_CAN_CUT4 | NET_CAN_CUT6 };

static void release(struct net_buf *b)
{
	free(b->data - FAKE_NET_ROOM);
	free(b);
}

/* The frame's memory ends where it ends. */
void fake_net_receive(const void *bytes, size_t n)
{
	struct net_buf *b;

	if (n < NET_HEADER)
		return;
	b = aligned_alloc(16, ROUND_UP(sizeof *b, 16));
	memset(b, 0, sizeof *b);
	b->data = (uint8_t *)malloc(n + FAKE_NET_ROOM) + FAKE_NET_ROOM;
	memcpy(b->data, bytes, n);
	b->len = (uint32_t)n;
	b->device = &device;
	b->release = release;
	stack_lock();
	device.received(&device, b);
	stack_unlock();
}

void fake_net_answer_arp(uint8_t who)
{
	uint8_t f[42] = { 0 };

	memcpy(f, fake_net_mac, 6);
	memcpy(f + 6, fake_net_peer_mac, 6);
	memcpy(f + 12, "\x08\x06\x00\x01\x08\x00\x06\x04\x00\x02", 10);
	memcpy(f + 22, fake_net_peer_mac, 6);
	memcpy(f + 28, (uint8_t[]){ 10, 0, 0, who }, 4);
	memcpy(f + 32, fake_net_mac, 6);
	memcpy(f + 38, "\x0a\x00\x00\x02", 4);
	fake_net_receive(f, sizeof f);
}

void fake_net_give_back(void)
{
	stack_lock();
	for (unsigned i = 0; i < KEPT; i++)
		give_back(&device, &kept[next_kept++ % KEPT]);
	stack_unlock();
}

void fake_net_wait(unsigned ms)
{
	nsec_t end = fake_now + ms * 1000000ull;

	fake_net_give_back();
	while (armed && armed_for <= end) {
		struct timer *t = armed;

		armed = NULL;
		if (fake_now < armed_for)
			fake_now = armed_for;
		t->expired(t);
	}
	if (fake_now < end)
		fake_now = end;
}

void net_devices_find(void)
{
}

/* --- What else an image has --- */

struct config config;
bool control_present;
struct identity identity_user, identity_group;

size_t string_copy(char *to, const char *from, size_t size)
{
	size_t n = strlen(from);

	if (size) {
		memcpy(to, from, n < size ? n + 1 : size);
		to[size - 1] = '\0';
	}
	return n;
}

_Noreturn void image_refuse(const char *fmt, ...)
{
	(void)fmt;
	abort();
}

void image_tell_addresses(const char *text, size_t n)
{
	(void)text;
	(void)n;
}

uint64_t plat_random_early(void)
{
	return 7;
}

void plat_wall_set(int64_t ns)
{
	(void)ns;
}

int thread_sleep(const uint32_t *word, nsec_t deadline)
{
	(void)word;
	(void)deadline;
	return -ETIMEDOUT;
}

void fake_net_start(const char *ip)
{
	fake_init();
	files_init();
	memcpy(device.mac, fake_net_mac, sizeof device.mac);
	if (ip)
		net_config_key("ip", ip);
	stack_start();
	net_device_add(&device);
	fake_net_wait(20000); /* its own addresses are nobody else's */
}
