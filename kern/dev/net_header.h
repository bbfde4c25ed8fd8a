/* SPDX-License-Identifier: MIT */
/*
 * What stands before a frame where a virtio device moves it, or Linux as the host (virtio 1.2,
 * 5.1.6: struct virtio_net_hdr), and what both kinds of drivers have in common.
 */
#ifndef KERN_DEV_NET_HEADER_H
#define KERN_DEV_NET_HEADER_H

#include "base/string.h"
#include "kern/dev/net.h"
#include "kern/dev/plat.h"

#define NET_MTU_DEFAULT 1500
#define NET_MTU_MIN     68

#define NET_HEADER_NEEDS_SUM 1u /* (flags): sum from (sum_start) on */
#define NET_HEADER_SUM_RIGHT 2u

#define NET_HEADER_CUT4 1u /* (cut): TCP over IPv4 */
#define NET_HEADER_CUT6 4u

struct net_header {
	uint8_t flags;
	uint8_t cut; /* received: several segments as one, which is as good */
	uint16_t header_len;
	uint16_t segment_size;
	uint16_t sum_start;
	uint16_t sum_offset;
	uint16_t nr_buffers; /* received, with mergeable buffers; not there in the old form */
};

#define NET_HEADER_OLD 10 /* bytes of the old form */

/* Make (h), or its old form, the header of (f). */
static inline void net_header_fill(struct net_header *h, const struct net_frame *f, bool old)
{
	__builtin_memset(h, 0, old ? NET_HEADER_OLD : sizeof *h);
	if (f->checksum_start) {
		h->flags = NET_HEADER_NEEDS_SUM;
		h->sum_start = f->checksum_start;
		h->sum_offset = f->checksum_offset;
	}
	if (f->cut) {
		h->cut = f->cut_six ? NET_HEADER_CUT6 : NET_HEADER_CUT4;
		h->header_len = f->cut_headers;
		h->segment_size = f->cut;
	}
}

/* Did who sent the frame behind (h) see to its checksum? */
static inline bool net_header_is_checked(const struct net_header *h)
{
	return h->flags & (NET_HEADER_NEEDS_SUM | NET_HEADER_SUM_RIGHT);
}

/* Any address, marked as not of a maker's, and of one station. Context: boot. */
static inline void net_choose_mac(uint8_t mac[NET_MAC_SIZE])
{
	uint64_t random = plat_random_early();

	memcpy(mac, &random, NET_MAC_SIZE);
	mac[0] = (uint8_t)((mac[0] & ~1u) | 2);
}

#endif
