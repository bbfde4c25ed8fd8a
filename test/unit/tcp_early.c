/* SPDX-License-Identifier: MIT */
/*
 * Segments that came before their turn become fewer and longer.
 *
 * Links: port/lwip/tcp/early.c
 */
#include "port/lwip/tcp/early.h"
#include "test/unit/tap.h"

#define MSS  1000u
#define BASE 0xfffff800u /* numbers run over on the way */
#define SEGS (TCP_EARLY_MOST + 1)

static struct tcp_pcb pcb;
static struct tcp_seg segs[SEGS], *last;
static struct tcp_hdr headers[SEGS];
static unsigned nr, freed, cats;

/* lwIP's, as far as is needed. */
void pbuf_cat(struct pbuf *head, struct pbuf *tail)
{
	(void)head;
	(void)tail;
	cats++;
}

void tcp_seg_free(struct tcp_seg *s)
{
	(void)s;
	freed++;
}

static void start(void)
{
	memset(&pcb, 0, sizeof pcb);
	nr = freed = cats = 0;
	last = NULL;
}

static void add_with(uint32_t from, unsigned len, unsigned flags)
{
	struct tcp_seg *s = &segs[nr];

	memset(&headers[nr], 0, sizeof *headers);
	headers[nr].seqno = BASE + from;
	TCPH_HDRLEN_FLAGS_SET(&headers[nr], 5, flags);
	*s = (struct tcp_seg){ .len = (u16_t)len, .tcphdr = &headers[nr++] };
	if (last)
		last->next = s;
	else
		pcb.ooseq = s;
	last = s;
}

static void add(uint32_t from, unsigned len)
{
	add_with(from, len, TCP_ACK);
}

static bool early(uint32_t from, uint32_t to)
{
	return tcp_early(&pcb, BASE + from, BASE + to);
}

static unsigned count(void)
{
	unsigned n = 0;

	for (struct tcp_seg *s = pcb.ooseq; s; s = s->next)
		n++;
	return n;
}

static void test_join(void)
{
	start();
	add(0, MSS);
	add(MSS, MSS);
	add(3 * MSS, MSS);
	add(4 * MSS, MSS);
	ok(!early(9 * MSS, 10 * MSS), "what is new is lwIP's");
	ok(count() == 2 && freed == 2 && cats == 2, "those side by side become one");
	ok(pcb.ooseq->len == 2 * MSS && pcb.ooseq->next->len == 2 * MSS, "as long as both");
	start();
	for (unsigned i = 0; i < 100; i++)
		add(i * MSS, MSS);
	ok(!early(200 * MSS, 201 * MSS) && count() == 2, "a length has 16 bits");
	ok(pcb.ooseq->len == 65 * MSS, "and is used");
}

static void test_apart(void)
{
	start();
	add(0, MSS);
	add_with(MSS, MSS, TCP_ACK | TCP_FIN);
	ok(!early(5 * MSS, 6 * MSS) && count() == 2, "the last of a stream stays");
	start();
	add(0, MSS);
	add(MSS, 10);
	add(MSS + 10, 10);
	ok(!early(5 * MSS, 6 * MSS) && count() == 3, "so do short ones");
}

static void test_held(void)
{
	start();
	add(MSS, MSS);
	add(2 * MSS, MSS);
	add(3 * MSS, MSS);
	ok(early(2 * MSS, 3 * MSS), "one in the midst is there");
	ok(early(3 * MSS, 4 * MSS), "so is one at the end");
	ok(!early(3 * MSS, 5 * MSS), "not one that goes on");
	ok(!early(0, 2 * MSS), "nor one that begins before");
}

static void test_most(void)
{
	start();
	for (unsigned i = 0; i < TCP_EARLY_MOST; i++)
		add(2 * i, 1);
	ok(early(4 * SEGS, 4 * SEGS + 1), "there may be too many");
	pcb.ooseq = pcb.ooseq->next;
	ok(!early(4 * SEGS, 4 * SEGS + 1), "one less is not");
}

int main(void)
{
	test_join();
	test_apart();
	test_held();
	test_most();
	return tap_done();
}
