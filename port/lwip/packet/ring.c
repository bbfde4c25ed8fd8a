/* SPDX-License-Identifier: MIT */
/*
 * Rings of packet sockets (packet(7), Linux's documentation of packet_mmap): memory that the socket
 * shares with the application, which finds frames there without a call for each.
 *
 * Of versions 1 and 2 a ring has places of one size, each for a frame; of version 3 blocks, into
 * which frames go one behind the other, and which are handed over when they are full or were begun
 * some time ago. Either begins with a word that says whose it is. That word alone is read back:
 * what else stands there is the application's to write, and is kept here.
 */
#include "base/errno.h"
#include "base/string.h"
#include "kern/dev/plat.h"
#include "kern/mem/frame.h"
#include "kern/mem/heap.h"
#include "kern/mem/space.h"
#include "lwip/timeouts.h"
#include "port/lwip/packet/packet.h"

#define ALIGNMENT       16 /* of headers and of what is behind them, */
#define BLOCK_ALIGNMENT 8  /* and of frames in blocks */
#define MAC_LEAST       16 /* room that is left for the header of a frame */
#define PATIENCE_MS     8  /* where the application does not say */

/* Whose a place is, and what is said of it. */
#define STATUS_OURS    0u
#define STATUS_USER    1u
#define STATUS_LOSING  4u
#define STATUS_TIMEOUT 32u /* of a block: handed over before it was full */

/* As applications have them (linux/if_packet.h). */
struct ring_request {
	uint32_t block_size, nr_blocks, frame_size, nr_frames;
	uint32_t patience, private_size, features; /* version 3 */
};
#define REQUEST_OLD offsetof(struct ring_request, patience)

struct header1 {
	uint64_t status;
	uint32_t len, kept;
	uint16_t mac, network;
	uint32_t seconds, microseconds;
};

struct header2 {
	uint32_t status, len, kept;
	uint16_t mac, network;
	uint32_t seconds, nanoseconds;
	uint16_t vlan, vlan_protocol;
	uint8_t padding[4];
};

struct header3 {
	uint32_t next, seconds, nanoseconds, kept, len, status;
	uint16_t mac, network;
	uint32_t hash, vlan;
	uint16_t vlan_protocol, padding;
	uint8_t more_padding[8];
};

struct block {
	uint32_t version, private_at;
	uint32_t status, nr_frames, first_at, len;
	uint64_t sequence aligned(8);
	struct block_time {
		uint32_t seconds, nanoseconds;
	} begins, ends;
};
static_assert(sizeof(struct header1) == 32 && sizeof(struct header2) == 32 &&
		      sizeof(struct header3) == 48 && sizeof(struct block) == 48,
	      "as applications have them");

struct packet_ring {
	struct mem_object object;
	uint32_t references;   /* the socket's and those of mappings; atomic */
	struct socket *socket; /* until packet_ring_leave(); constant, as is the next group */
	struct ring_request is;
	unsigned version;
	uint32_t header; /* bytes before the frame's own header, with the address */
	uint32_t reserve;
	uint32_t per_block; /* frames, of versions 1 and 2 */

	/* Guarded by the stack's lock: */
	int64_t wall; /* the wall clock said when plat_clock() was 0 */
	uint32_t at;  /* the place that is next, or the block that is being filled */
	bool stopped; /* which was not ours when it was to be begun */
	bool timed;   /* timeout() is to come */
	bool begun;   /* the block was ours, and is */
	uint32_t used, nr_frames, last_at; /* of it */
	uint64_t sequence;
	uint32_t stops;

	paddr_t blocks[];
};

static const uint32_t header_sizes[] = { sizeof(struct header1), sizeof(struct header2),
					 sizeof(struct header3) };

uint32_t packet_ring_header(unsigned version)
{
	return version < nitems(header_sizes) ? header_sizes[version] : 0;
}

/* --- Its memory --- */

static struct packet_ring *ring_of(struct mem_object *o)
{
	return container_of(o, struct packet_ring, object);
}

static uint8_t *block_at(const struct packet_ring *r, uint32_t i)
{
	return phys_to_virt(r->blocks[i]);
}

static int object_page(struct mem_object *o, uint64_t index, bool write, void **page)
{
	struct packet_ring *r = ring_of(o);
	uint32_t pages = r->is.block_size / PAGE_SIZE;

	(void)write;
	if (index >= (uint64_t)pages * r->is.nr_blocks)
		return -ERANGE;
	*page = block_at(r, (uint32_t)(index / pages)) + index % pages * PAGE_SIZE;
	return 0;
}

static void object_get(struct mem_object *o)
{
	__atomic_add_fetch(&ring_of(o)->references, 1, __ATOMIC_RELAXED);
}

static void free_ring(struct packet_ring *r, uint32_t nr_blocks)
{
	for (uint32_t i = 0; i < nr_blocks; i++)
		frame_free_run(r->blocks[i], r->is.block_size / PAGE_SIZE);
	heap_free(r);
}

static void object_put(struct mem_object *o)
{
	struct packet_ring *r = ring_of(o);

	if (!__atomic_sub_fetch(&r->references, 1, __ATOMIC_ACQ_REL))
		free_ring(r, r->is.nr_blocks);
}

static struct inode *object_inode(struct mem_object *o)
{
	(void)o;
	return NULL;
}

static const struct mem_object_ops object_ops = {
	.page = object_page,
	.get = object_get,
	.put = object_put,
	.inode = object_inode,
	.fault = space_object_fault,
};

struct mem_object *packet_ring_object(struct packet_ring *r)
{
	object_get(&r->object);
	return &r->object;
}

/* --- Making one --- */

/* What stands before the first frame of a block. */
static uint32_t block_header(const struct packet_ring *r)
{
	return (uint32_t)sizeof(struct block) + ROUND_UP(r->is.private_size, BLOCK_ALIGNMENT);
}

/* Is that a ring? (least): bytes of the smallest frame. */
static bool is_sound(const struct ring_request *q, unsigned version, uint32_t least)
{
	uint32_t per_block;

	if (!q->block_size || q->block_size > INT32_MAX || q->block_size % PAGE_SIZE)
		return false;
	if (version == 2 &&
	    (q->private_size > q->block_size ||
	     sizeof(struct block) + ROUND_UP((uint64_t)q->private_size, BLOCK_ALIGNMENT) + least >
		     q->block_size))
		return false;
	if (q->frame_size < least || q->frame_size % ALIGNMENT)
		return false;
	per_block = q->block_size / q->frame_size;
	return per_block && (uint64_t)per_block * q->nr_blocks == q->nr_frames;
}

static int alloc_blocks(struct packet_ring *r)
{
	uint32_t frames = r->is.block_size / PAGE_SIZE;

	if (frames > FRAME_RUN_MAX)
		return -ENOMEM;
	for (uint32_t i = 0; i < r->is.nr_blocks; i++) {
		if (frame_alloc_run(frames, &r->blocks[i])) {
			free_ring(r, i);
			return -ENOMEM;
		}
		memset(block_at(r, i), 0, r->is.block_size);
	}
	return 0;
}

int packet_ring_create(struct socket *s, unsigned version, uint32_t reserve, const void *request,
		       size_t n, struct packet_ring **out)
{
	struct ring_request q = { 0 };
	struct packet_ring *r;
	uint32_t header;
	int err;

	*out = NULL;
	if (n < (version == 2 ? sizeof q : REQUEST_OLD))
		return -EINVAL;
	memcpy(&q, request, version == 2 ? sizeof q : REQUEST_OLD);
	if (!q.nr_blocks)
		return q.nr_frames ? -EINVAL : 0;
	header = ROUND_UP(packet_ring_header(version), ALIGNMENT) +
		 (uint32_t)sizeof(struct sockaddr_ll);
	if (!is_sound(&q, version, header + reserve))
		return -EINVAL;
	if (q.nr_blocks > FRAME_RUN_MAX * PAGE_SIZE / sizeof(paddr_t))
		return -ENOMEM;
	r = heap_alloc_zero(sizeof *r + q.nr_blocks * sizeof r->blocks[0]);
	if (!r)
		return -ENOMEM;
	r->object.ops = &object_ops;
	r->references = 1;
	r->socket = s;
	r->is = q;
	r->version = version;
	r->header = header;
	r->reserve = reserve;
	r->per_block = q.block_size / q.frame_size;
	packet_ring_look_at_clock(r);
	err = alloc_blocks(r);
	if (!err)
		*out = r;
	return err;
}

bool packet_ring_is_mapped(const struct packet_ring *r)
{
	return __atomic_load_n(&r->references, __ATOMIC_ACQUIRE) > 1;
}

void packet_ring_look_at_clock(struct packet_ring *r)
{
	nsec_t mono;
	int64_t wall = plat_wall_clock(&mono);

	__atomic_store_n(&r->wall, wall - (int64_t)mono, __ATOMIC_RELAXED);
}

/* --- Frames --- */

/* What is to be written of one. */
struct placed {
	const struct packet_seen *f;
	uint32_t from; /* in the frame */
	uint32_t kept, len;
	uint32_t mac, network; /* where it is, from its header on */
	uint32_t seconds, nanoseconds;
	const struct sockaddr_ll *address;
};

/* Where its parts go; (room): from its header on. False: that cannot be said. */
static bool place(const struct packet_ring *r, struct placed *p, uint32_t room)
{
	int64_t now = (int64_t)plat_clock() + __atomic_load_n(&r->wall, __ATOMIC_RELAXED);

	if (p->from) { /* without its header */
		p->network = ROUND_UP(r->header, ALIGNMENT) + MAC_LEAST + r->reserve;
		p->mac = p->network;
	} else {
		p->network = ROUND_UP(r->header + MAC_LEAST, ALIGNMENT) + r->reserve;
		p->mac = p->network - NET_HEADER;
	}
	if (p->network > UINT16_MAX)
		return false;
	p->kept = p->mac < room ? MIN(p->kept, room - p->mac) : 0;
	p->seconds = (uint32_t)(now / (int64_t)NSEC_PER_SEC);
	p->nanoseconds = (uint32_t)(now % (int64_t)NSEC_PER_SEC);
	return true;
}

static void write_bytes(const struct packet_ring *r, uint8_t *at, const struct placed *p)
{
	memcpy(at + r->header - sizeof *p->address, p->address, sizeof *p->address);
	packet_copy(p->f, p->from, at + p->mac, p->kept);
}

/* A place of versions 1 and 2. */
static uint8_t *slot(const struct packet_ring *r, uint32_t i)
{
	return block_at(r, i / r->per_block) + (size_t)(i % r->per_block) * r->is.frame_size;
}

/* The status of a place: in version 1 it is a long. */
static uint32_t slot_status(const struct packet_ring *r, uint32_t i)
{
	return __atomic_load_n((uint32_t *)(void *)slot(r, i), __ATOMIC_ACQUIRE);
}

static bool put_slot(struct packet_ring *r, struct placed *p, uint32_t status)
{
	uint8_t *at = slot(r, r->at);

	if (slot_status(r, r->at) != STATUS_OURS || !place(r, p, r->is.frame_size))
		return false;
	if (r->version == 0)
		*(struct header1 *)(void *)at = (struct header1){
			.len = p->len,
			.kept = p->kept,
			.mac = (uint16_t)p->mac,
			.network = (uint16_t)p->network,
			.seconds = p->seconds,
			.microseconds = p->nanoseconds / 1000,
		};
	else
		*(struct header2 *)(void *)at = (struct header2){
			.len = p->len,
			.kept = p->kept,
			.mac = (uint16_t)p->mac,
			.network = (uint16_t)p->network,
			.seconds = p->seconds,
			.nanoseconds = p->nanoseconds,
		};
	write_bytes(r, at, p);
	__atomic_store_n((uint32_t *)(void *)at, STATUS_USER | status, __ATOMIC_RELEASE);
	r->at = (r->at + 1) % r->is.nr_frames;
	return true;
}

/* --- Blocks: version 3 --- */

static struct block *block_header_at(const struct packet_ring *r, uint32_t i)
{
	return (struct block *)(void *)block_at(r, i);
}

static uint32_t block_status(const struct packet_ring *r, uint32_t i)
{
	return __atomic_load_n(&block_header_at(r, i)->status, __ATOMIC_ACQUIRE);
}

/* Hand over the block that is being filled, and go to the next. */
static void close_block(struct packet_ring *r, uint32_t status) REQUIRES(&stack)
{
	struct block *b = block_header_at(r, r->at);

	((struct header3 *)(void *)((uint8_t *)b + r->last_at))->next = 0;
	b->nr_frames = r->nr_frames;
	b->len = r->used;
	if (!r->nr_frames)
		b->ends = b->begins;
	__atomic_store_n(&b->status, STATUS_USER | status, __ATOMIC_RELEASE);
	r->at = (r->at + 1) % r->is.nr_blocks;
	r->begun = false;
}

static FROM_LWIP void timeout(void *arg)
{
	struct packet_ring *r = arg;

	r->timed = false;
	if (!r->begun)
		return;
	close_block(r, STATUS_TIMEOUT);
	socket_wake_readers(r->socket);
}

/* Begin the block that is next, if the application has given it back. */
static bool open_block(struct packet_ring *r, const struct placed *p) REQUIRES(&stack)
{
	struct block *b = block_header_at(r, r->at);

	if (block_status(r, r->at) != STATUS_OURS) {
		r->stops += !r->stopped;
		r->stopped = true;
		return false;
	}
	r->stopped = false;
	*b = (struct block){
		.version = 2, /* of versions, the third */
		.private_at = sizeof *b,
		.first_at = block_header(r),
		.sequence = ++r->sequence,
		.begins = { p->seconds, p->nanoseconds },
	};
	r->used = r->last_at = block_header(r);
	r->nr_frames = 0;
	r->begun = true;
	if (!r->timed) {
		r->timed = true;
		sys_timeout(r->is.patience ? r->is.patience : PATIENCE_MS, timeout, r);
	}
	return true;
}

static bool put_in_block(struct packet_ring *r, struct placed *p, uint32_t status, bool *wakes)
	REQUIRES(&stack)
{
	uint32_t size, room = r->is.block_size - block_header(r);
	struct header3 *h;
	struct block *b;

	if (!place(r, p, room))
		return false;
	p->mac = MIN(p->mac, room); /* what is reserved may leave none */
	size = ROUND_UP(p->mac + p->kept, BLOCK_ALIGNMENT);
	if (!r->begun && !open_block(r, p))
		return false;
	/* As Linux does it: one that would fill a block goes to the next, which it fills. */
	if (size >= r->is.block_size - r->used) {
		close_block(r, status);
		*wakes = true;
		if (!open_block(r, p))
			return false;
	}
	b = block_header_at(r, r->at);
	h = (struct header3 *)(void *)((uint8_t *)b + r->used);
	*h = (struct header3){
		.next = size,
		.seconds = p->seconds,
		.nanoseconds = p->nanoseconds,
		.kept = p->kept,
		.len = p->len,
		.status = STATUS_USER,
		.mac = (uint16_t)p->mac,
		.network = (uint16_t)p->network,
	};
	write_bytes(r, (uint8_t *)h, p);
	b->ends = (struct block_time){ p->seconds, p->nanoseconds };
	r->last_at = r->used;
	r->used += size;
	r->nr_frames++;
	return true;
}

/* --- What sockets do with it --- */

bool packet_ring_put(struct packet_ring *r, const struct packet_seen *f, size_t from, uint32_t kept,
		     const struct sockaddr_ll *address, bool losing)
{
	struct placed p = {
		.f = f,
		.from = (uint32_t)from,
		.kept = kept,
		.len = (uint32_t)(f->len - from),
		.address = address,
	};
	uint32_t status = losing ? STATUS_LOSING : 0;
	bool wakes = r->version < 2, there;

	there = r->version < 2 ? put_slot(r, &p, status) : put_in_block(r, &p, status, &wakes);
	if (wakes)
		socket_wake_readers(r->socket);
	return there;
}

bool packet_ring_is_readable(const struct packet_ring *r)
{
	uint32_t n = r->version < 2 ? r->is.nr_frames : r->is.nr_blocks;
	uint32_t before = (r->at + n - 1) % n;

	return (r->version < 2 ? slot_status(r, before) : block_status(r, before)) != STATUS_OURS;
}

uint32_t packet_ring_stops(struct packet_ring *r)
{
	uint32_t n = r->stops;

	r->stops = 0;
	return n;
}

void packet_ring_leave(struct packet_ring *r)
{
	if (r->timed)
		sys_untimeout(timeout, r);
	r->timed = false;
}

void packet_ring_put_away(struct packet_ring *r)
{
	object_put(&r->object);
}
