/* SPDX-License-Identifier: MIT */
/*
 * What a connection sends again when its peer says what came out of turn.
 *
 * Links: port/lwip/tcp/recover.c port/lwip/tcp/cubic.c
 */
#include "port/lwip/tcp/recover.h"

#include <stdlib.h>

#include "lwip/sys.h"
#include "test/unit/tap.h"

#define MSS   1000u
#define FIRST 0xfffff000u /* numbers run over on the way */
#define SEGS  20u

static struct tcp_pcb pcb;
static struct tcp_seg segs[SEGS];
static struct tcp_hdr headers[SEGS];
static struct pbuf bufs[SEGS];

static bool no_memory;
static unsigned probes;

struct tcp_pcb *tcp_active_pcbs;

void tcp_rexmit_fast(struct tcp_pcb *p)
{
	probes += p == &pcb;
}

err_t tcp_output(struct tcp_pcb *p)
{
	return p == &pcb ? ERR_OK : ERR_ARG;
}

void *lwip_calloc(size_t n, size_t size)
{
	return no_memory ? NULL : calloc(n, size);
}

void lwip_free(void *p)
{
	free(p);
}

u32_t sys_now(void)
{
	return 1000;
}

/* The connection is no more. */
static void stop(void)
{
	if (pcb.ext_args[TCP_RECOVERY].callbacks)
		pcb.ext_args[TCP_RECOVERY].callbacks->destroy(TCP_RECOVERY,
							      pcb.ext_args[TCP_RECOVERY].data);
}

/* SEGS segments are on their way. */
static void start(void)
{
	stop();
	memset(&pcb, 0, sizeof pcb);
	pcb.state = ESTABLISHED;
	pcb.mss = MSS;
	pcb.lastack = FIRST;
	pcb.snd_nxt = FIRST + SEGS * MSS;
	pcb.cwnd = SEGS * MSS;
	pcb.ssthresh = 1000 * MSS;
	for (unsigned i = 0; i < SEGS; i++) {
		bufs[i].ref = 1;
		headers[i].seqno = lwip_htonl(FIRST + i * MSS);
		segs[i] = (struct tcp_seg){ .p = &bufs[i], .len = MSS, .tcphdr = &headers[i] };
		segs[i].next = i + 1 < SEGS ? &segs[i + 1] : NULL;
	}
	pcb.unacked = segs;
}

static struct {
	struct tcp_hdr h;
	uint8_t options[40];
} in;

static void begin_segment(unsigned ack)
{
	memset(&in, 0, sizeof in);
	in.h.ackno = lwip_htonl(FIRST + ack * MSS);
	TCPH_HDRLEN_FLAGS_SET(&in.h, 5, TCP_ACK);
}

/* Segments (from) up to (to) came out of turn; as many such blocks as one likes. */
static void add_block(unsigned from, unsigned to)
{
	unsigned n = TCPH_HDRLEN(&in.h);
	uint32_t words[2] = { lwip_htonl(FIRST + from * MSS), lwip_htonl(FIRST + to * MSS) };

	if (n == 5) {
		memcpy(in.options, "\1\1\5\2", 4);
		n = 6;
	}
	memcpy(in.options + (n - 5) * 4, words, 8);
	in.options[3] = (uint8_t)(in.options[3] + 8);
	TCPH_HDRLEN_FLAGS_SET(&in.h, n + 2, TCP_ACK);
}

static void take(void)
{
	if (tcp_recover_wants(&pcb, TCPH_HDRLEN_BYTES(&in.h)))
		tcp_recover(&pcb, &in.h);
}

/* What is to be sent again is (a) to (d), of which those from SEGS on are none. */
static bool again(unsigned a, unsigned b, unsigned c, unsigned d)
{
	const unsigned want[] = { a, b, c, d };
	struct tcp_seg *s = pcb.unsent;

	for (unsigned i = 0; i < 4 && want[i] < SEGS; i++, s = s->next)
		if (s != &segs[want[i]])
			return false;
	return !s;
}

static void test_losses(void)
{
	start();
	begin_segment(0);
	add_block(1, 3);
	take();
	ok(again(99, 99, 99, 99), "two segments that came later may have overtaken one");
	begin_segment(0);
	add_block(1, 4);
	take();
	ok(again(0, 99, 99, 99), "after three it is lost");
	ok(pcb.ssthresh == 14 * MSS && pcb.cwnd == 17 * MSS, "the window is smaller");
	begin_segment(0);
	add_block(7, 10);
	add_block(5, 6);
	add_block(1, 4);
	take();
	ok(again(0, 4, 6, 99), "others of the same window follow at once, and each once");
	ok(pcb.ssthresh == 14 * MSS, "but do not make it smaller again");
	ok(pcb.flags & TF_INFR, "nor does lwIP");
}

static void test_end(void)
{
	start();
	begin_segment(0);
	add_block(1, 4);
	take();
	begin_segment(4);
	take();
	ok(!(pcb.flags & TF_INFR) && pcb.cwnd == 14 * MSS, "lwIP does not take a part for all");
	pcb.lastack = FIRST + 4 * MSS;
	pcb.unacked = &segs[4];
	pcb.unsent = NULL;
	begin_segment(4);
	add_block(8, 11);
	take();
	ok(again(4, 5, 6, 7) && pcb.ssthresh == 14 * MSS,
	   "a part acknowledged is not the end: the next is of the same loss");
	pcb.lastack = FIRST + 8 * MSS;
	pcb.unacked = &segs[8];
	pcb.unsent = NULL;
	begin_segment(SEGS);
	take();
	ok(pcb.cwnd >= 14 * MSS && pcb.cwnd < 15 * MSS,
	   "all that was under way is, and the window is as it is to be");
}

/* What was sent again is lost again: segments that were sent after it arrive. */
static void test_twice(void)
{
	start();
	pcb.snd_nxt = FIRST + 10 * MSS;
	begin_segment(0);
	add_block(1, 10);
	take();
	ok(again(0, 99, 99, 99), "the first is lost");
	pcb.unsent = NULL;
	segs[0].next = &segs[1];
	pcb.unacked = segs;
	pcb.snd_nxt = FIRST + SEGS * MSS;
	begin_segment(0);
	add_block(1, 12);
	take();
	ok(again(99, 99, 99, 99), "two that were sent later may have overtaken it");
	begin_segment(0);
	add_block(1, 13);
	take();
	ok(again(0, 99, 99, 99) && pcb.ssthresh == 7 * MSS, "after three it is lost again");
}

/* After recovery the window grows with what arrives, if it is what there is. */
static void test_growth(void)
{
	tcpwnd_size_t before;

	start();
	pcb.snd_nxt = FIRST + 10 * MSS;
	begin_segment(0);
	add_block(1, 4);
	take();
	pcb.lastack = pcb.snd_nxt;
	pcb.snd_nxt = FIRST + 17 * MSS;
	begin_segment(10);
	take();
	before = pcb.cwnd;
	begin_segment(12);
	take();
	ok(before == 7 * MSS && pcb.cwnd > before && pcb.cwnd < before + MSS, "the window grows");
	before = pcb.cwnd;
	pcb.lastack = FIRST + 15 * MSS;
	begin_segment(16);
	take();
	ok(pcb.cwnd == before, "but not while less than half of it is used");
	start();
	no_memory = true;
	begin_segment(0);
	add_block(1, 4);
	take();
	ok(again(0, 99, 99, 99) && !pcb.ext_args[TCP_RECOVERY].data,
	   "without memory it is sent again");
	no_memory = false;
}

static void test_nonsense(void)
{
	start();
	begin_segment(0);
	add_block(5, 1);
	add_block(SEGS - 1, SEGS + 1);
	add_block(0, 4);
	take();
	ok(again(99, 99, 99, 99), "blocks that cannot be are none");
	begin_segment(SEGS + 1);
	add_block(1, 8);
	take();
	ok(again(99, 99, 99, 99), "nor is what acknowledges what was not sent");
	bufs[0].ref = 2;
	begin_segment(0);
	add_block(1, 8);
	take();
	ok(again(99, 99, 99, 99), "a frame that the device still has is not lost");
	pcb.flags |= TF_RTO;
	bufs[0].ref = 1;
	take();
	ok(again(99, 99, 99, 99), "after a timeout lwIP sends all again by itself");
}

/* Is there a probe when the first segment was sent so many ticks ago? */
static bool probed(int16_t rtime)
{
	probes = 0;
	pcb.rtime = rtime;
	tcp_probe_tails();
	return probes;
}

static void test_tail(void)
{
	start();
	tcp_active_pcbs = &pcb;
	ok(!probed(-1) && !probed(0), "who waits for nothing, or just sent, sends nothing again");
	ok(probed(1) && probes == 1, "without an answer the first segment is sent again");
	ok(!probed(2), "once");
	pcb.nrtx = 1;
	ok(!probed(1), "not where something was sent again already");
	pcb.nrtx = 0;
	pcb.sa = 8;
	ok(!probed(1), "nor where answers take so long");
	pcb.sa = 0;
	pcb.state = SYN_RCVD;
	ok(!probed(1), "nor before there is a connection");
	tcp_active_pcbs = NULL;
}

int main(void)
{
	test_tail();
	test_losses();
	test_end();
	test_twice();
	test_growth();
	test_nonsense();
	stop();
	return tap_done();
}
