/* SPDX-License-Identifier: MIT */
/*
 * Functions of lwIP's that each packet calls several times, as a few instructions where they are
 * called: as its own (core/pbuf.c) in all they do. It is included before sources that call them
 * (lwip.mk), and by ours.
 */
#ifndef PORT_LWIP_QUICK_H
#define PORT_LWIP_QUICK_H

#include <lwip/mem.h>
#include <lwip/pbuf.h>

static inline __attribute__((__always_inline__)) u8_t quick_add_header(struct pbuf *p, size_t n)
{
	u8_t *to = (u8_t *)p->payload - n;

	if (n + p->tot_len > 0xffff ||
	    !(p->type_internal & PBUF_TYPE_FLAG_STRUCT_DATA_CONTIGUOUS) ||
	    to < (u8_t *)p + LWIP_MEM_ALIGN_SIZE(sizeof *p))
		return 1;
	p->payload = to;
	p->len = (u16_t)(p->len + n);
	p->tot_len = (u16_t)(p->tot_len + n);
	return 0;
}

static inline __attribute__((__always_inline__)) u8_t quick_remove_header(struct pbuf *p, size_t n)
{
	if (n > p->len)
		return 1;
	p->payload = (u8_t *)p->payload + n;
	p->len = (u16_t)(p->len - n);
	p->tot_len = (u16_t)(p->tot_len - n);
	return 0;
}

#define pbuf_add_header(p, n)    quick_add_header(p, n)
#define pbuf_remove_header(p, n) quick_remove_header(p, n)

#endif
