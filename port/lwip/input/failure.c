/* SPDX-License-Identifier: MIT */
/* Messages of ICMP about what was sent, and Linux's errors for them (icmp_err_convert). */
#include "port/lwip/input/failure.h"

#include "base/errno.h"
#include "base/string.h"
#include "lwip/inet_chksum.h"
#include "lwip/ip.h"
#include "lwip/netif.h"
#include "lwip/prot/icmp.h"
#include "lwip/prot/icmp6.h"

#define HEADER    8  /* of ICMP */
#define TRANSPORT 6u /* bytes of what was sent that say whose it is */

#define FRAGMENTATION_NEEDED 4 /* a code of ICMP_DUR */

struct meaning {
	uint8_t err;
	bool is_final;
};

static const struct meaning unreachable4[] = {
	[0] = { ENETUNREACH, false },   [1] = { EHOSTUNREACH, false },
	[2] = { ENOPROTOOPT, true },    [3] = { ECONNREFUSED, true },
	[4] = { EMSGSIZE, true },       [5] = { EOPNOTSUPP, false },
	[6] = { ENETUNREACH, true },    [7] = { EHOSTDOWN, true },
	[8] = { ENONET, true },         [9] = { ENETUNREACH, true },
	[10] = { EHOSTUNREACH, true },  [11] = { ENETUNREACH, false },
	[12] = { EHOSTUNREACH, false }, [13] = { EHOSTUNREACH, true },
	[14] = { EHOSTUNREACH, true },  [15] = { EHOSTUNREACH, true },
};

static const struct meaning unreachable6[] = {
	[0] = { ENETUNREACH, false },  [1] = { EACCES, true },       [2] = { EHOSTUNREACH, false },
	[3] = { EHOSTUNREACH, false }, [4] = { ECONNREFUSED, true }, [5] = { EACCES, true },
	[6] = { EACCES, true },
};

static bool is(struct inet_failure *f, uint8_t err, bool is_final)
{
	f->err = err;
	f->is_final = is_final;
	return true;
}

/* What it means; false: nothing to who sent. (word): the second one of ICMP's header. */
static bool understand4(struct inet_failure *f, uint32_t word)
{
	switch (f->type) {
	case ICMP_DUR:
		if (f->code >= nitems(unreachable4))
			return false;
		if (f->code == FRAGMENTATION_NEEDED)
			f->info = word & 0xffff; /* how long it may be */
		return is(f, unreachable4[f->code].err, unreachable4[f->code].is_final);
	case ICMP_TE:
		return is(f, EHOSTUNREACH, false);
	case ICMP_PP:
		f->info = word >> 24; /* where */
		return is(f, EPROTO, true);
	default:
		return false;
	}
}

static bool understand6(struct inet_failure *f, uint32_t word)
{
	f->info = word;
	switch (f->type) {
	case ICMP6_TYPE_DUR:
		if (f->code >= nitems(unreachable6))
			return is(f, EPROTO, true);
		return is(f, unreachable6[f->code].err, unreachable6[f->code].is_final);
	case ICMP6_TYPE_PTB:
		return is(f, EMSGSIZE, true);
	case ICMP6_TYPE_TE:
		return is(f, EHOSTUNREACH, false);
	case ICMP6_TYPE_PP:
		return is(f, EPROTO, true);
	default:
		return false;
	}
}

/* Who sent what to whom: the header that it was sent with. Packets' later pieces say too little. */
static bool find_sender4(struct inet_failure *f)
{
	struct ip_hdr h;

	if (pbuf_copy_partial(f->p, &h, sizeof h, HEADER) < sizeof h || IPH_V(&h) != 4 ||
	    IPH_HL_BYTES(&h) < IP_HLEN || IPH_OFFSET(&h) & PP_HTONS(IP_OFFMASK))
		return false;
	f->protocol = IPH_PROTO(&h);
	f->at = (uint16_t)(HEADER + IPH_HL_BYTES(&h));
	ip_addr_set_ip4_u32(&f->from, h.src.addr);
	ip_addr_set_ip4_u32(&f->to, h.dest.addr);
	return true;
}

static bool find_sender6(struct inet_failure *f, const struct netif *in)
{
	struct ip6_hdr h;

	if (pbuf_copy_partial(f->p, &h, sizeof h, HEADER) < sizeof h || IP6H_V(&h) != 6)
		return false;
	f->protocol = IP6H_NEXTH(&h);
	f->at = HEADER + IP6_HLEN;
	ip_addr_copy_from_ip6_packed(f->from, h.src);
	ip_addr_copy_from_ip6_packed(f->to, h.dest);
	ip6_addr_assign_zone(ip_2_ip6(&f->from), IP6_UNKNOWN, in);
	ip6_addr_assign_zone(ip_2_ip6(&f->to), IP6_UNKNOWN, in);
	return true;
}

static bool is_whole(struct pbuf *p, const struct netif *in, bool six)
{
	if (!(in->chksum_flags & (six ? NETIF_CHECKSUM_CHECK_ICMP6 : NETIF_CHECKSUM_CHECK_ICMP)))
		return true;
	return !(six ? ip6_chksum_pseudo(p, IP6_NEXTH_ICMP6, p->tot_len, ip6_current_src_addr(),
					 ip6_current_dest_addr())
		     : inet_chksum_pbuf(p));
}

void failure_input(struct pbuf *p, const struct netif *in, bool six)
{
	struct inet_failure f = { .p = p };
	uint32_t word;
	uint8_t header[HEADER];

	if (pbuf_copy_partial(p, header, sizeof header, 0) < sizeof header)
		return;
	f.type = header[0];
	f.code = header[1];
	memcpy(&word, header + 4, sizeof word);
	word = lwip_ntohl(word);
	if (!(six ? understand6(&f, word) : understand4(&f, word)) ||
	    !(six ? find_sender6(&f, in) : find_sender4(&f)) ||
	    pbuf_copy_partial(p, f.words, TRANSPORT, f.at) < TRANSPORT || !is_whole(p, in, six))
		return;
	for (unsigned i = 0; i < nitems(f.words); i++)
		f.words[i] = lwip_ntohs(f.words[i]);
	if (f.protocol == IP_PROTO_UDP && LINKED(udp_on_failure))
		udp_on_failure(&f);
	if (LINKED(raw_on_failure))
		raw_on_failure(&f);
}

void inet_fail(struct socket *s, struct inet_datagrams *q, const struct inet_options *o,
	       bool connected, const struct inet_failure *f, uint16_t port, uint16_t skip)
{
	if (!o->tell_errors && !(connected && f->is_final))
		return;
	if (o->tell_errors && LINKED(inet_queue_failure))
		inet_queue_failure(s, q, f, port, skip);
	__atomic_store_n(&s->error, f->err, __ATOMIC_RELAXED);
	socket_wake_readers(s);
	socket_wake_writers(s);
}
