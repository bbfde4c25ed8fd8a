/* SPDX-License-Identifier: MIT */
/*
 * Stream sockets over lwIP's TCP. Private to port/lwip.
 *
 * A socket outlives its connection and the other way round: one that is closed leaves the pcb to
 * lwIP, and the bytes that are yet to be acknowledged to the buffers that refer to them (data.c).
 */
#ifndef PORT_LWIP_TCP_H
#define PORT_LWIP_TCP_H

#include "base/list.h"
#include "lwip/tcp.h"
#include "port/lwip/inet.h"

enum tcp_socket_state {
	TCP_SOCKET_NEW,
	TCP_SOCKET_LISTENING,
	TCP_SOCKET_CONNECTING,
	TCP_SOCKET_CONNECTED, /* or it was */
};

/* Options that lwIP has no use for: kept as they were set. */
struct tcp_kept {
	uint8_t syn_count; /* 0: never said */
	bool waits_to_acknowledge;
	bool cubic;
	uint16_t segment_size; /* 0: never said */
	int32_t linger;        /* seconds in FIN_WAIT_2; 0: as by default, -1: none */
	int32_t fast_open;
	uint32_t not_sent; /* TCP_NOTSENT_LOWAT */
};

struct tcp_socket {
	struct socket s; /* first */
	struct inet_options options;
	struct mutex reading; /* one reader copies at a time; before the stack's lock */

	/* Guarded by the stack's lock: */
	struct tcp_pcb *pcb; /* NULL when there is no connection, or no longer */
	uint8_t state;       /* enum tcp_socket_state */
	bool bound;
	bool read_shut;  /* by us */
	bool write_shut; /* by us */
	bool read_ended; /* by the peer */
	bool cork;
	bool no_delay; /* of a pcb that does not listen: one that does has no flags */
	bool writable; /* as poll() says it */
	uint32_t keep_idle, keep_interval, keep_count; /* seconds; of a new pcb */
	uint32_t user_timeout;                         /* milliseconds, 0: none; patience.h */
	struct tcp_kept kept;
	ip_addr_t local, remote; /* as they were, when there is no pcb */
	uint16_t local_port, remote_port;

	struct pbuf *received; /* linked by (next); their tot_len means nothing */
	struct pbuf *received_last;
	uint32_t received_bytes;
	bool window_set;    /* SO_RCVBUF was said */
	uint32_t kept_back; /* of lwIP's window: window.c */

	uint32_t sent_bytes; /* not acknowledged */

	struct list link;     /* in (accepted) of a listener */
	struct list accepted; /* of a listener: struct tcp_socket, complete */
	uint32_t nr_accepted;
	uint32_t backlog;

	struct list port_link; /* in the list of all that are bound: bind.c */
	struct list share;     /* the ring of listeners that have (pcb) together: share.h */

	uint32_t defer;              /* of a listener, seconds: defer.h */
	uint32_t nr_deferred;        /* that wait for it, */
	struct tcp_socket *listener; /* each with who it is for, */
	uint32_t due;                /* and until when: lwIP's time */
};

static inline struct tcp_socket *tcp_socket_of(struct socket *s)
{
	return container_of(s, struct tcp_socket, s);
}

/* A socket without a pcb. NULL without memory. Context: any. */
struct tcp_socket *tcp_socket_make(unsigned family);

/* Let lwIP call us for (t)'s pcb. */
void tcp_attach(struct tcp_socket *t) REQUIRES(&stack);

/*
 * Let it call nobody any more for (pcb). Comes before whatever may free that: tcp_close() does when
 * there is no connection yet.
 */
void tcp_detach(struct tcp_pcb *pcb) REQUIRES(&stack);

/* Make (t) a pcb if it has none. Errors: -ENOBUFS. */
must_use int tcp_need_pcb(struct tcp_socket *t) REQUIRES(&stack);

/* Set what the options say of (t)'s pcb. */
void tcp_apply_options(struct tcp_socket *t) REQUIRES(&stack);

/* lwIP's callbacks. */
err_t tcp_on_received(void *arg, struct tcp_pcb *pcb, struct pbuf *p, err_t err);
err_t tcp_on_sent(void *arg, struct tcp_pcb *pcb, u16_t len);
void tcp_on_error(void *arg, err_t err);
err_t tcp_on_accepted(void *arg, struct tcp_pcb *pcb, err_t err);

/* What lwIP's TCP calls for pbuf_alloc() (lwip.mk). */
struct pbuf *tcp_make_buffer(pbuf_layer layer, u16_t n, pbuf_type type);

/* The parts of the table. */
int tcp_socket_bind(struct socket *s, const struct socket_address *a);
int tcp_socket_connect(struct socket *s, const struct socket_address *a);
int tcp_socket_listen(struct socket *s, int backlog);
int tcp_socket_accept(struct socket *s, struct socket **out);
int tcp_socket_send(struct socket *s, struct socket_message *m);
int tcp_socket_receive(struct socket *s, struct socket_message *m);
int tcp_socket_shutdown(struct socket *s, bool read, bool write);
int tcp_socket_set_option(struct socket *s, int level, int name, const void *value, size_t n);
void tcp_socket_set_common(struct socket *s, int name);
void tcp_socket_release(struct socket *s);

/* Who listens at (t)'s address and port already, and shares it; NULL for nobody. */
struct tcp_socket *tcp_find_sharer(const struct tcp_socket *t) REQUIRES(&stack);

/* (t) is no longer bound. */
void tcp_unbind(struct tcp_socket *t) REQUIRES(&stack);

/* Free what came and was not read. */
void tcp_drop_received(struct tcp_socket *t) REQUIRES(&stack);

/* How many bytes may be sent now. */
uint32_t tcp_room(const struct tcp_socket *t) REQUIRES(&stack);

/* What that is has changed. Returns whether (t) became writable. */
bool tcp_note_room(struct tcp_socket *t) REQUIRES(&stack);

/*
 * The window of (t), which has a pcb: there is a connection; SO_RCVBUF was said of it; (n) bytes
 * were read; and it is lwIP's alone from now on, which is to find it open when all was read.
 */
void tcp_window_begin(struct tcp_socket *t) REQUIRES(&stack);
void tcp_window_change(struct tcp_socket *t) REQUIRES(&stack);
void tcp_window_read(struct tcp_socket *t, uint32_t n) REQUIRES(&stack);
void tcp_window_end(struct tcp_socket *t) REQUIRES(&stack);

/*
 * Something of (t) has changed that tcp_socket_poll() looks at without the lock: whoever it told of
 * the old state was waiting before it looked.
 */
static inline void tcp_wake_readers(struct tcp_socket *t)
{
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	socket_wake_readers(&t->s);
}

static inline void tcp_wake_writers(struct tcp_socket *t)
{
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	socket_wake_writers(&t->s);
}

/* (t) is to be accepted from (listener). */
static inline void tcp_offer(struct tcp_socket *listener, struct tcp_socket *t) REQUIRES(&stack)
{
	list_push_back(&listener->accepted, &t->link);
	listener->nr_accepted++;
	tcp_wake_readers(listener);
}

#endif
