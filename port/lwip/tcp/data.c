/* SPDX-License-Identifier: MIT */
/*
 * Bytes of a stream: to lwIP, which refers to them until they are acknowledged, and from the
 * buffers that they came in.
 */
#include "base/errno.h"
#include "kern/mem/heap.h"
#include "port/lwip/tcp/tcp.h"

/* At once: with what the heap has around it, whole pages. lwIP's lengths have 16 bits. */
#define SEND_MAX  (64 * 1024 - 128)
#define SMALL_MAX 1024 /* copied into a segment, where others may join them */

/* --- Sending --- */

/*
 * Bytes that lwIP refers to. That it was told of their acknowledgement, or has given up, is not the
 * end of it: a device may still have a frame with them. So they are there as long as a buffer is
 * that refers to them.
 */
struct sent {
	uint32_t refs; /* such buffers, and who gives them to lwIP; guarded by the stack's lock */
	uint8_t bytes[];
};

/* A buffer of lwIP's that refers to some. */
struct sent_part {
	struct pbuf_custom p; /* first */
	struct sent *of;
};

static struct sent *given; /* what tcp_write() has just now; guarded by the stack's lock */

static void put(struct sent *b) REQUIRES(&stack)
{
	if (!--b->refs)
		heap_free(b);
}

static FROM_LWIP void free_part(struct pbuf *p)
{
	struct sent_part *part = (struct sent_part *)p;

	put(part->of);
	lwip_free(part);
}

FROM_LWIP struct pbuf *tcp_make_buffer(pbuf_layer layer, u16_t n, pbuf_type type)
{
	struct sent_part *part;

	if (likely(type != PBUF_ROM))
		return pbuf_alloc(layer, n, type);
	part = lwip_alloc(sizeof *part);
	if (!part)
		return NULL;
	part->p.custom_free_function = free_part;
	part->of = given;
	given->refs++;
	return pbuf_alloced_custom(PBUF_RAW, n, PBUF_ROM, &part->p, NULL, n);
}

static always_inline uint32_t room_of(const struct tcp_socket *t)
{
	uint32_t room = t->pcb->snd_buf, used = t->sent_bytes;

	if (tcp_sndqueuelen(t->pcb) >= TCP_SND_QUEUELEN - 64)
		return 0;
	return MIN(room, t->s.send_size > used ? t->s.send_size - used : 0);
}

uint32_t tcp_room(const struct tcp_socket *t)
{
	return room_of(t);
}

bool tcp_note_room(struct tcp_socket *t)
{
	bool before = t->writable;

	t->writable = t->pcb && room_of(t) > t->s.send_size / 3;
	return t->writable && !before;
}

/*
 * Is all said on both sides, and acknowledged? Then lwIP waits out the time of the connection by
 * itself, and frees it without a word: so the socket forgets it first.
 */
static void tcp_let_go(struct tcp_socket *t) REQUIRES(&stack)
{
	struct tcp_pcb *pcb = t->pcb;

	if (t->sent_bytes || (pcb->state != TIME_WAIT && pcb->state != CLOSING))
		return;
	t->local = pcb->local_ip;
	t->local_port = pcb->local_port;
	tcp_detach(pcb);
	t->pcb = NULL;
	tcp_unbind(t);
	tcp_wake_writers(t);
}

FROM_LWIP err_t tcp_on_sent(void *arg, struct tcp_pcb *pcb, u16_t len)
{
	struct tcp_socket *t = arg;

	(void)pcb;
	t->sent_bytes -= MIN(t->sent_bytes, (uint32_t)len);
	if (t->read_ended && t->write_shut)
		tcp_let_go(t);
	else if (!t->writable && tcp_note_room(t))
		tcp_wake_writers(t);
	return ERR_OK;
}

/* May bytes be sent? -EAGAIN: not now. */
static int check_writable(struct tcp_socket *t) REQUIRES(&stack)
{
	int err = socket_take_error(&t->s);

	if (err)
		return -err;
	if (t->state == TCP_SOCKET_CONNECTING && t->pcb)
		return -EAGAIN;
	if (!t->pcb || t->state != TCP_SOCKET_CONNECTED || t->write_shut)
		return -EPIPE;
	return room_of(t) ? 0 : -EAGAIN;
}

/*
 * Give the first of (n) bytes to lwIP: those of (b), which is the caller's no longer, or a copy of
 * those at (bytes). Returns how many it took, or an error.
 */
static int give(struct tcp_socket *t, struct sent *b, const uint8_t *bytes, uint32_t n, bool more)
{
	u8_t flags = more ? TCP_WRITE_FLAG_MORE : 0;
	int err;
	err_t r;

	stack_lock();
	err = check_writable(t);
	if (!err) {
		n = MIN(n, room_of(t));
		given = b;
		r = b ? tcp_write(t->pcb, b->bytes, (u16_t)n, flags)
		      : tcp_write(t->pcb, bytes, (u16_t)n, flags | TCP_WRITE_FLAG_COPY);
		err = r == ERR_MEM ? -EAGAIN : inet_errno(r);
	}
	if (!err) {
		t->sent_bytes += n;
		if (!more && !t->cork)
			tcp_output(t->pcb);
	}
	if (!err || err == -EAGAIN)
		(void)tcp_note_room(t); /* else it may have a pcb that listens, without any */
	/* lwIP may have no memory where there is room: who is told so hears of the next. */
	if (unlikely(err == -EAGAIN) && t->sent_bytes)
		t->writable = false;
	if (b)
		put(b);
	stack_unlock();
	return err ? err : (int)n;
}

static int writable_now(struct tcp_socket *t)
{
	int err;

	stack_lock();
	err = check_writable(t);
	stack_unlock();
	return err;
}

/* Of (all) bytes that were taken off (io), which was (before), (taken) were sent, or it failed. */
static noinline int settle_part(struct io *io, const struct io *before, int taken)
{
	char *unused_address;

	*io = *before;
	for (size_t left = taken > 0 ? (size_t)taken : 0; left;) {
		size_t run = MIN(io_next(io, &unused_address), left);

		if (!run)
			break; /* its vectors are others by now */
		io_advance(io, run);
		left -= run;
	}
	return taken < 0 ? taken : 0;
}

static always_inline int settle(struct io *io, const struct io *before, size_t all, int taken)
{
	return likely(taken == (int)all) ? 0 : settle_part(io, before, taken);
}

/* A few bytes: they go through our stack, and need no buffer that is to be freed. */
static int send_few(struct tcp_socket *t, struct socket_message *m)
{
	uint8_t bytes[SMALL_MAX];
	struct io before = *m->io;
	uint32_t n = (uint32_t)io_copy_in(m->io, bytes, m->io->left);
	int err;

	if (n)
		return settle(m->io, &before, n, give(t, NULL, bytes, n, m->flags & SOCKET_MORE));
	/* None can be read: what is wrong with the connection is said first. */
	err = writable_now(t);
	return err ? err : -EFAULT;
}

int tcp_socket_send(struct socket *s, struct socket_message *m)
{
	struct tcp_socket *t = tcp_socket_of(s);
	struct io before = *m->io;
	uint32_t n = (uint32_t)MIN(m->io->left, (size_t)SEND_MAX);
	struct sent *b;
	int taken, err;

	if (n && n <= SMALL_MAX)
		return send_few(t, m);
	/* Room is looked at first: what is copied in vain is copied again. */
	err = writable_now(t);
	if (err || !n)
		return err;
	b = heap_alloc(sizeof *b + n);
	if (!b)
		return -ENOBUFS;
	b->refs = 1;
	n = (uint32_t)io_copy_in(m->io, b->bytes, n);
	if (!n) {
		heap_free(b);
		return -EFAULT;
	}
	taken = give(t, b, NULL, n, m->flags & SOCKET_MORE);
	return settle(m->io, &before, n, taken);
}

/* --- Receiving --- */

void tcp_drop_received(struct tcp_socket *t)
{
	while (t->received) {
		struct pbuf *first = t->received;

		t->received = first->next;
		first->next = NULL;
		first->tot_len = first->len;
		pbuf_free(first);
	}
	t->received_last = NULL;
	t->received_bytes = 0;
}

FROM_LWIP err_t tcp_on_received(void *arg, struct tcp_pcb *pcb, struct pbuf *p, err_t err)
{
	struct tcp_socket *t = arg;

	(void)pcb;
	(void)err;
	if (!p) {
		t->read_ended = true;
		tcp_let_go(t);
	} else {
		uint32_t bytes = t->received_bytes + p->tot_len;

		if (t->received_last)
			t->received_last->next = p;
		else
			t->received = p;
		while (p->next)
			p = p->next;
		t->received_last = p;
		__atomic_store_n(&t->received_bytes, bytes, __ATOMIC_RELEASE);
	}
	tcp_wake_readers(t);
	return ERR_OK;
}

/* Nothing has come: why not? -EAGAIN: not yet; 1: meanwhile it has; 0: no more will. */
static int nothing_came(struct tcp_socket *t)
{
	int err;

	stack_lock();
	err = t->received_bytes ? 1 : -socket_take_error(&t->s);
	if (!err && (t->state == TCP_SOCKET_NEW || t->state == TCP_SOCKET_LISTENING))
		err = -ENOTCONN;
	if (!err && !t->read_ended && !t->read_shut)
		err = -EAGAIN;
	stack_unlock();
	return err;
}

/* (n) bytes were read: free the buffers that they were in, and open the window. */
static void take_off(struct tcp_socket *t, size_t n)
{
	size_t left = n;

	stack_lock();
	while (left) {
		struct pbuf *p = t->received;
		u16_t now = (u16_t)MIN(left, (size_t)p->len);

		left -= now;
		if (now < p->len) {
			p->payload = (u8_t *)p->payload + now;
			p->len = (u16_t)(p->len - now);
			break;
		}
		t->received = p->next;
		if (!t->received)
			t->received_last = NULL;
		p->next = NULL;
		p->tot_len = p->len;
		pbuf_free(p);
	}
	t->received_bytes -= (uint32_t)n;
	if (t->pcb)
		tcp_window_read(t, (uint32_t)n);
	stack_unlock();
}

/*
 * Copy some of (have) bytes that came. The lock is not held: lwIP adds behind them and then says
 * so, and who reads is the only one to take away.
 */
static size_t copy_out(const struct tcp_socket *t, size_t have, struct io *io)
{
	size_t left = MIN(have, io->left), all = left;

	for (const struct pbuf *p = t->received; left; p = p->next) {
		size_t n = MIN((size_t)p->len, left), copied = io_copy_out(io, p->payload, n);

		left -= copied;
		if (copied < n)
			break;
	}
	return all - left;
}

int tcp_socket_receive(struct socket *s, struct socket_message *m)
{
	struct tcp_socket *t = tcp_socket_of(s);
	struct io before = *m->io;
	size_t have, n;
	int err = 0;

	if (m->flags & SOCKET_OOB)
		return -EINVAL;
	if (m->flags & SOCKET_ERRQUEUE)
		return -EAGAIN;
	mutex_lock(&t->reading);
	do {
		have = __atomic_load_n(&t->received_bytes, __ATOMIC_ACQUIRE);
	} while (unlikely(!have) && (err = nothing_came(t)) == 1);
	if (likely(have) && m->io->left) {
		n = copy_out(t, have, m->io);
		err = n ? 0 : -EFAULT;
		if (m->flags & SOCKET_PEEK && err)
			*m->io = before;
		else if (n && !(m->flags & SOCKET_PEEK))
			take_off(t, n);
	}
	mutex_unlock(&t->reading);
	return err;
}
