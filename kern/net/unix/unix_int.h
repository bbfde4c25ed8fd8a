/* SPDX-License-Identifier: MIT */
/*
 * What the files of this folder share: the inside of a local socket (unix(7)).
 *
 * What was sent lies in the queue of whoever is to read it, and counts against the sender until it
 * was read. A queue is a list of buffers: a stream's bytes run through them, a datagram is some of
 * them, the last of which says so.
 *
 * A socket is referenced by its file, by those that it is connected to, and by datagrams that it
 * sent. Streams and sequenced packets stay connected to the same one until they go, so their peer
 * is read without a lock; that of a datagram socket changes.
 *
 * Locks: unix_flight, then unix_socket.lock, two by address; the lists of names and of stalled
 * sockets are behind those, never together with another. docs/locking.md has the order of all.
 */
#ifndef KERN_NET_UNIX_UNIX_INT_H
#define KERN_NET_UNIX_UNIX_INT_H

#include "kern/net/socket.h"
#include "kern/sched/mutex.h"

struct inode;

/* The family of an address, before the name: struct sockaddr_un. */
#define UNIX_FAMILY_SIZE 2u
#define UNIX_PATH_SIZE   108u

struct unix_buf {
	struct unix_buf *next;
	struct unix_socket *sender;      /* who is charged for it; referenced if (ends) */
	struct socket_files *files;      /* in flight, ours; or NULL */
	nsec_t came;                     /* of a datagram: socket_stamp() */
	struct socket_identity identity; /* of the sender, if (identified) */
	uint16_t start;                  /* the first byte that was not read */
	uint16_t len;                    /* bytes from there on */
	uint16_t room;                   /* bytes that (data) has */
	bool identified;
	bool ends; /* a datagram ends with it */
	char data[] aligned(8);
};

#define UNIX_BUF_HEADER offsetof(struct unix_buf, data)

/* What a buffer that is no whole page counts beside its bytes: about as much as on Linux. */
#define UNIX_BUF_COST 768

/* A name, without end. Shared by sockets that were accepted through it. */
struct unix_name {
	uint32_t refs; /* atomic */
	uint32_t len;  /* of the address, constant as is the rest */
	uint8_t address[];
};

enum unix_state { UNIX_CLOSED, UNIX_LISTENING, UNIX_CONNECTED };

/* Which ways are closed: struct unix_socket's (shut). */
#define UNIX_SHUT_READ  1u
#define UNIX_SHUT_WRITE 2u
#define UNIX_SHUT_BOTH  3u

struct unix_socket {
	struct socket socket;
	uint32_t refs;            /* atomic */
	uint32_t charged;         /* for what it sent and nobody read yet; atomic */
	struct unix_socket *peer; /* referenced: see above */
	struct unix_name *name;   /* set once; read by whoever has the socket */
	struct inode *inode; /* referenced: the file that is its name; changed at its end alone */
	struct unix_socket *next_bound; /* of those whose names are no files: name.c */

	struct mutex lock; /* guards: */
	struct unix_buf *first;
	struct unix_buf *last; /* if there is a first */
	struct unix_buf *spare;
	uint32_t nr; /* datagrams, or connections that nobody accepted yet */
	uint32_t backlog;
	int32_t peek_offset;         /* SO_PEEK_OFF: bytes, negative: none */
	uint8_t state;               /* enum unix_state; set by others, too: atomic */
	uint8_t shut;                /* atomic */
	bool dead;                   /* its file is gone */
	struct unix_socket *pending; /* connections that nobody accepted, by (next_pending) */
	struct unix_socket *last_pending;
	struct unix_socket *next_pending;
	struct socket_identity peer_identity; /* as it was then: SO_PEERCRED */

	struct list stalled; /* among those that wait for room in another's queue */

	/* Files in flight, under unix_flight: files.c */
	struct file *file;    /* its own, while some of them are of it */
	uint32_t in_flight;   /* how many of them are of it */
	uint32_t unexplained; /* references to it that are in no queue of those */
	struct list flying;
	bool reached;
};

static inline struct unix_socket *unix_of(struct socket *s)
{
	return container_of(s, struct unix_socket, socket);
}

static inline struct unix_socket *unix_get(struct unix_socket *s)
{
	__atomic_fetch_add(&s->refs, 1, __ATOMIC_RELAXED);
	return s;
}

/* Drop a reference; NULL is ignored. */
void unix_put(struct unix_socket *s);

/* The peer of (s), referenced, or NULL. */
struct unix_socket *unix_get_peer(struct unix_socket *s);

/* Errors: -ENOMEM. */
must_use int unix_alloc(unsigned type, struct unix_socket **out);

static inline unsigned unix_state(const struct unix_socket *s)
{
	return __atomic_load_n(&s->state, __ATOMIC_ACQUIRE);
}

static inline unsigned unix_shut(const struct unix_socket *s)
{
	return __atomic_load_n(&s->shut, __ATOMIC_RELAXED);
}

void unix_lock_two(struct unix_socket *a, struct unix_socket *b);
void unix_unlock_two(struct unix_socket *a, struct unix_socket *b);

/* --- Buffers: buffer.c --- */

#define UNIX_PAGE_ROOM (PAGE_SIZE - UNIX_BUF_HEADER)

static inline uint32_t unix_buf_cost(const struct unix_buf *b)
{
	return b->room == UNIX_PAGE_ROOM ? (uint32_t)PAGE_SIZE : b->room + (uint32_t)UNIX_BUF_COST;
}

/* Is there so much room that poll() should say so? Is there none? */
static inline bool unix_has_room(const struct unix_socket *s)
{
	return 4ull * __atomic_load_n(&s->charged, __ATOMIC_RELAXED) <= s->socket.send_size;
}

static inline bool unix_is_full(const struct unix_socket *s)
{
	return __atomic_load_n(&s->charged, __ATOMIC_RELAXED) >= s->socket.send_size;
}

/* (b) counts against its sender. */
static inline void unix_buf_charge(struct unix_buf *b)
{
	__atomic_fetch_add(&b->sender->charged, unix_buf_cost(b), __ATOMIC_RELAXED);
}

/* It does no longer. Returns whether the sender should look whether it can go on. */
static inline bool unix_buf_discharge(struct unix_buf *b)
{
	struct unix_socket *s = b->sender;
	uint32_t cost = unix_buf_cost(b);
	uint64_t now = __atomic_sub_fetch(&s->charged, cost, __ATOMIC_RELAXED);

	return 4 * now <= s->socket.send_size && 4 * (now + cost) > s->socket.send_size;
}

/*
 * A buffer of (s), charged, with room for (n) bytes, or a page full of them. Errors: NULL without
 * memory.
 */
must_use struct unix_buf *unix_buf_alloc(struct unix_socket *s, size_t n);

/* The block of (b), which is not charged and has no files. */
void unix_buf_free(struct unix_buf *b);

/* Drop the buffers from (b) on, and what is in them. Context: no lock held. */
void unix_bufs_drop(struct unix_buf *b);

/* Put the list from (b) to (last) behind the queue of (s). */
static inline void unix_push(struct unix_socket *s, struct unix_buf *b, struct unix_buf *last)
	REQUIRES(&s->lock)
{
	if (s->first)
		s->last->next = b;
	else
		s->first = b;
	s->last = last;
}

/* Where one who looks without taking begins: (s) has no offset, or that. */
static inline size_t unix_peek_offset(const struct unix_socket *s) REQUIRES(&s->lock)
{
	return (size_t)MAX(s->peek_offset, 0);
}

/* (n) bytes were looked at, or taken: where one looks next moves on, or back. */
static inline void unix_peeked(struct unix_socket *s, size_t n) REQUIRES(&s->lock)
{
	if (unlikely(s->peek_offset >= 0))
		s->peek_offset = (int32_t)MIN((size_t)s->peek_offset + n, (size_t)INT32_MAX);
}

static inline void unix_taken(struct unix_socket *s, size_t n) REQUIRES(&s->lock)
{
	if (unlikely(s->peek_offset > 0))
		s->peek_offset -= (int32_t)MIN(n, (size_t)s->peek_offset);
}

/* What (s) sends beside the bytes of (b) to (to), which gets the files that (m) has. */
void unix_attach(struct unix_buf *b, struct unix_socket *s, struct unix_socket *to,
		 struct socket_message *m);

/* Tell (m) who sent (b), as far as (s) wants to know. */
void unix_tell_sender(struct unix_socket *s, const struct unix_buf *b, struct socket_message *m);

/* --- Transfers: struct socket_ops --- */
int unix_stream_send(struct socket *s, struct socket_message *m);
int unix_stream_receive(struct socket *s, struct socket_message *m);
int unix_packet_send(struct socket *s, struct socket_message *m);
int unix_packet_receive(struct socket *s, struct socket_message *m);

/* --- Names: name.c, path.c --- */
int unix_bind(struct socket *s, const struct socket_address *a);
int unix_name_of(struct socket *s, bool peer, struct socket_address *a);

/* Give (s) a name that nobody has, unless it has one. Errors: -ENOSPC, -ENOMEM. */
must_use int unix_autobind(struct unix_socket *s);

/* Who has the name (a), referenced. Errors: -EINVAL, -ECONNREFUSED, -EPROTOTYPE; of the path. */
must_use int unix_find(const struct socket_address *a, unsigned type, struct unix_socket **out);

/* (s) goes, and its name with it; a file stays. */
void unix_unbind(struct unix_socket *s);

void unix_name_put(struct unix_name *n);

/* Names that are files. WEAK where they are used: who binds sockets has them. */
must_use int unix_path_bind(struct unix_socket *s, struct unix_name *n);
must_use int unix_path_find(const struct unix_name *n, struct unix_socket **out);
void unix_path_unbind(struct unix_socket *s);

/* Give (s) the name (n) of the file (i), which it takes over. Errors: -EINVAL: it has one. */
must_use int unix_set_name(struct unix_socket *s, struct unix_name *n, struct inode *i);

/* --- Connections: connect.c --- */
int unix_connect(struct socket *s, const struct socket_address *a);
int unix_listen(struct socket *s, int backlog);
int unix_accept(struct socket *s, struct socket **out);
int unix_pair(struct socket *a, struct socket *b);

/* (s), which takes datagrams, is no longer connected to (to): what it was told is lost. */
void unix_disconnected(struct unix_socket *s, struct unix_socket *to);

/* --- Who waits for room in another's queue: stalled.c. Context: no spin lock held --- */
void unix_stall(struct unix_socket *s);
void unix_unstall(struct unix_socket *s);
void unix_wake_stalled(void);

/* --- Files in flight: files.c --- */
extern struct mutex unix_flight;

/* (f) are in a message from now on; or no longer. Context: no lock held. */
void unix_files_begin(struct socket_files *f);
void unix_files_end(struct socket_files *f);

/* Another set of the same files, each referenced. Errors: NULL without memory. */
must_use struct socket_files *unix_files_copy(const struct socket_files *f) REQUIRES(&unix_flight);

/* Close files that are in flight no longer. Context: as above. */
void unix_files_drop(struct socket_files *f);

/* A socket was closed: are there some that only wait for each other? */
void unix_files_collect(void);

#endif
