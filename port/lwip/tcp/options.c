/* SPDX-License-Identifier: MIT */
/* Options of stream sockets: SOL_TCP, and what those of SOL_SOCKET are to lwIP. */
#include "base/errno.h"
#include "base/string.h"
#include "lwip/priv/tcp_priv.h"
#include "port/lwip/tcp/defer.h"
#include "port/lwip/tcp/kept.h"
#include "port/lwip/tcp/patience.h"

/* Of SOL_SOCKET. */
#define SO_RCVBUF      8
#define SO_RCVBUFFORCE 33

#define KEEP_MAX 32767 /* seconds, as Linux */

/* What is there when nothing was said. */
#define SEGMENT_DEFAULT 536
#define LINGER2_DEFAULT 60

/* TCP_INFO: what both sides know. */
#define INFO_TIMESTAMPS 1
#define INFO_SACK       2
#define INFO_WSCALE     4

/* The first fields of Linux's struct tcp_info; what lwIP does not know is zero. */
struct tcp_info {
	uint8_t state, ca_state, retransmits, probes, backoff, options, wscale, flags;
	uint32_t rto, ato, snd_mss, rcv_mss, unacked, sacked, lost, retrans, fackets;
	uint32_t last_data_sent, last_ack_sent, last_data_recv, last_ack_recv;
	uint32_t pmtu, rcv_ssthresh, rtt, rttvar, snd_ssthresh, snd_cwnd, advmss, reordering;
	uint32_t rcv_rtt, rcv_space, total_retrans;
};

void tcp_apply_options(struct tcp_socket *t)
{
	if (!t->pcb || t->state == TCP_SOCKET_LISTENING)
		return;
	if (t->s.keep_alive)
		ip_set_option(t->pcb, SOF_KEEPALIVE);
	else
		ip_reset_option(t->pcb, SOF_KEEPALIVE);
	if (t->no_delay)
		tcp_nagle_disable(t->pcb);
	else
		tcp_nagle_enable(t->pcb);
	t->pcb->keep_idle = t->keep_idle * 1000;
	t->pcb->keep_intvl = t->keep_interval * 1000;
	t->pcb->keep_cnt = t->keep_count;
	if (LINKED(tcp_patience_apply))
		tcp_patience_apply(t);
}

void tcp_socket_set_common(struct socket *s, int name)
{
	struct tcp_socket *t = tcp_socket_of(s);

	stack_lock();
	tcp_apply_options(t);
	if (name == SO_RCVBUF || name == SO_RCVBUFFORCE) {
		t->window_set = true;
		if (t->state == TCP_SOCKET_CONNECTED && t->pcb)
			tcp_window_change(t);
	}
	if (t->state == TCP_SOCKET_CONNECTED && t->pcb && tcp_note_room(t))
		tcp_wake_writers(t);
	stack_unlock();
}

static int set_keep(uint32_t *to, int value, int max)
{
	if (value < 1 || value > max)
		return -EINVAL;
	*to = (uint32_t)value;
	return 0;
}

static int set_cork(struct tcp_socket *t, bool on) REQUIRES(&stack)
{
	t->cork = on;
	if (!on && t->pcb && t->state == TCP_SOCKET_CONNECTED)
		tcp_output(t->pcb);
	return 0;
}

/* What is kept back of what it says is said now; later it may be kept back again, as on Linux. */
static int set_quick(struct tcp_socket *t, bool on) REQUIRES(&stack)
{
	t->kept.waits_to_acknowledge = !on;
	if (on && t->pcb && t->state == TCP_SOCKET_CONNECTED && t->pcb->flags & TF_ACK_DELAY) {
		tcp_ack_now(t->pcb);
		tcp_output(t->pcb);
	}
	return 0;
}

static int set_locked(struct tcp_socket *t, int name, int value) REQUIRES(&stack)
{
	switch (name) {
	case TCP_NODELAY:
		t->no_delay = value != 0;
		return 0;
	case TCP_CORK:
		return set_cork(t, value != 0);
	case TCP_KEEPIDLE_:
		return set_keep(&t->keep_idle, value, KEEP_MAX);
	case TCP_KEEPINTVL_:
		return set_keep(&t->keep_interval, value, KEEP_MAX);
	case TCP_KEEPCNT_:
		return set_keep(&t->keep_count, value, 127);
	case TCP_USER_TIMEOUT:
		if (value < 0)
			return -EINVAL;
		t->user_timeout = (uint32_t)value;
		return LINKED(tcp_patience_apply) ? 0 : -ENOPROTOOPT;
	case TCP_DEFER_ACCEPT:
		return LINKED(tcp_defer_set) ? tcp_defer_set(t, value) : -ENOPROTOOPT;
	case TCP_QUICKACK:
		return set_quick(t, value != 0);
	case TCP_WINDOW_CLAMP:
		return 0; /* a hint */
	default:
		return -ENOPROTOOPT;
	}
}

int tcp_socket_set_option(struct socket *s, int level, int name, const void *value, size_t n)
{
	struct tcp_socket *t = tcp_socket_of(s);
	int number, err;

	if (level != SOL_TCP)
		return inet_set_option(s, NULL, &t->options, level, name, value, n);
	if (LINKED(tcp_keep_option)) {
		err = tcp_keep_option(t, name, value, n);
		if (err != -ENOPROTOOPT)
			return err;
	}
	if (n < sizeof number)
		return -EINVAL;
	memcpy(&number, value, sizeof number);
	stack_lock();
	err = set_locked(t, name, number);
	if (!err)
		tcp_apply_options(t);
	stack_unlock();
	return err;
}

/* Linux's number for lwIP's state. */
static uint8_t state_of(const struct tcp_socket *t) REQUIRES(&stack)
{
	static const uint8_t numbers[] = {
		[CLOSED] = 7,      [LISTEN] = 10,    [SYN_SENT] = 2,   [SYN_RCVD] = 3,
		[ESTABLISHED] = 1, [FIN_WAIT_1] = 4, [FIN_WAIT_2] = 5, [CLOSE_WAIT] = 8,
		[CLOSING] = 11,    [LAST_ACK] = 9,   [TIME_WAIT] = 6,
	};

	return t->pcb ? numbers[t->pcb->state] : 7;
}

static void get_info(struct tcp_socket *t, struct tcp_info *i) REQUIRES(&stack)
{
	const struct tcp_pcb *pcb = t->pcb;

	*i = (struct tcp_info){ .state = state_of(t) };
	if (!pcb || t->state == TCP_SOCKET_LISTENING)
		return;
	i->retransmits = pcb->nrtx;
	i->wscale = (uint8_t)(pcb->snd_scale | pcb->rcv_scale << 4);
	i->options = (pcb->flags & TF_TIMESTAMP ? INFO_TIMESTAMPS : 0) |
		     (pcb->flags & TF_SACK ? INFO_SACK : 0) |
		     (pcb->flags & TF_WND_SCALE ? INFO_WSCALE : 0);
	i->rto = (uint32_t)MAX(pcb->rto, 0) * TCP_SLOW_INTERVAL * 1000;
	i->snd_mss = i->rcv_mss = i->advmss = pcb->mss;
	i->unacked = pcb->mss ? t->sent_bytes / pcb->mss : 0;
	i->pmtu = pcb->mss + 40u;
	i->rtt = (uint32_t)(pcb->sa >> 3) * TCP_SLOW_INTERVAL * 1000;
	i->rttvar = (uint32_t)(pcb->sv >> 2) * TCP_SLOW_INTERVAL * 1000;
	i->snd_cwnd = pcb->mss ? pcb->cwnd / pcb->mss : 0;
	i->snd_ssthresh = pcb->mss ? pcb->ssthresh / pcb->mss : 0;
	i->rcv_space = pcb->rcv_wnd;
}

static int get_number(struct tcp_socket *t, int name, int *value) REQUIRES(&stack)
{
	switch (name) {
	case TCP_NODELAY:
		*value = t->no_delay;
		break;
	case TCP_MAXSEG:
		if (t->pcb && t->state == TCP_SOCKET_CONNECTED)
			*value = t->pcb->mss;
		else
			*value = t->kept.segment_size ? t->kept.segment_size : SEGMENT_DEFAULT;
		break;
	case TCP_CORK:
		*value = t->cork;
		break;
	case TCP_KEEPIDLE_:
		*value = (int)t->keep_idle;
		break;
	case TCP_KEEPINTVL_:
		*value = (int)t->keep_interval;
		break;
	case TCP_KEEPCNT_:
		*value = (int)t->keep_count;
		break;
	case TCP_USER_TIMEOUT:
		*value = (int)t->user_timeout;
		break;
	case TCP_QUICKACK:
		*value = !t->kept.waits_to_acknowledge;
		break;
	case TCP_SYNCNT:
		*value = t->kept.syn_count ? t->kept.syn_count : TCP_SYNMAXRTX;
		break;
	case TCP_LINGER2:
		*value = t->kept.linger ? t->kept.linger : LINGER2_DEFAULT;
		break;
	case TCP_DEFER_ACCEPT:
		*value = (int)t->defer;
		break;
	case TCP_FASTOPEN:
		*value = t->kept.fast_open;
		break;
	case TCP_NOTSENT_LOWAT:
		*value = (int)t->kept.not_sent;
		break;
	case TCP_WINDOW_CLAMP:
		*value = 0;
		break;
	default:
		return -ENOPROTOOPT;
	}
	return 0;
}

int inet_stream_get_option(struct socket *s, int level, int name, void *value, size_t *n)
{
	struct tcp_socket *t = tcp_socket_of(s);
	struct tcp_info info;
	int number = 0, err = 0;
	const void *from = &number;
	size_t size = sizeof number;

	if (level != SOL_TCP)
		return inet_get_option(s, NULL, &t->options, level, name, value, n);
	if (name == TCP_CONGESTION) {
		from = t->kept.cubic ? "cubic\0\0\0\0\0\0\0\0\0\0" : "reno\0\0\0\0\0\0\0\0\0\0\0";
		size = 16;
	} else if (name == TCP_ULP) {
		size = 0;
	} else {
		stack_lock();
		if (name == TCP_INFO) {
			get_info(t, &info);
			from = &info;
			size = sizeof info;
		} else {
			err = get_number(t, name, &number);
		}
		stack_unlock();
	}
	if (err)
		return err;
	*n = MIN(*n, size);
	memcpy(value, from, *n);
	return 0;
}
