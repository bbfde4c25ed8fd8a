/* SPDX-License-Identifier: MIT */
/*
 * Sockets: files whose other side is somewhere else.
 *
 * A family of protocols provides a struct socket_ops, none of whose functions waits. What waits,
 * how long, and what a file does is here, once for all families. An address is in the layout that
 * applications use; only the family looks into it.
 *
 * A family locks what is its own; it may be entered by several threads at once.
 */
#ifndef KERN_NET_SOCKET_H
#define KERN_NET_SOCKET_H

#include "kern/dev/plat.h"
#include "kern/sched/wait.h"
#include "kern/vfs/file.h"

struct socket;

/* Families and kinds, as Linux numbers them. */
#define SOCKET_UNIX    1
#define SOCKET_INET    2
#define SOCKET_INET6   10
#define SOCKET_NETLINK 16
#define SOCKET_PACKET  17

#define SOCKET_STREAM    1
#define SOCKET_DGRAM     2
#define SOCKET_RAW       3
#define SOCKET_SEQPACKET 5

/* What options are of, and what control messages are. */
#define SOL_IP      0
#define SOL_SOCKET  1
#define SOL_TCP     6
#define SOL_IPV6    41
#define SOL_PACKET  263
#define SOL_NETLINK 270

#define SO_BINDTODEVICE 25 /* an option of SOL_SOCKET that only the family knows */
#define SO_RXQ_OVFL     40 /* how many were lost before: an option, and a control message */

/* When it came: these, too. Those of _NEW are for machines of 32 bits; the layout is the same. */
#define SO_TIMESTAMP       29
#define SO_TIMESTAMPNS     35
#define SO_TIMESTAMP_NEW   63
#define SO_TIMESTAMPNS_NEW 64

/* Flags of one transfer: MSG_*. */
#define SOCKET_OOB          0x1u
#define SOCKET_PEEK         0x2u
#define SOCKET_DONTROUTE    0x4u
#define SOCKET_CTRUNC       0x8u
#define SOCKET_TRUNC        0x20u
#define SOCKET_DONTWAIT     0x40u
#define SOCKET_EOR          0x80u
#define SOCKET_WAITALL      0x100u
#define SOCKET_ERRQUEUE     0x2000u
#define SOCKET_NOSIGNAL     0x4000u
#define SOCKET_MORE         0x8000u
#define SOCKET_CMSG_CLOEXEC 0x40000000u

/* Events that only sockets have: struct file_ops.poll. */
#define SOCKET_POLL_RDHUP 0x2000u

#define SOCKET_ADDRESS_MAX 128

struct socket_address {
	uint32_t len; /* 0: there is none */
	union {
		uint16_t family;
		uint8_t bytes[SOCKET_ADDRESS_MAX];
		uint64_t words[SOCKET_ADDRESS_MAX / 8];
	};
};

/* Open files on their way from one process to another: SCM_RIGHTS. */
#define SOCKET_FILES_MAX 253
struct socket_files {
	struct socket_files *next; /* for lists of whoever has it */
	unsigned n;
	struct file *file[]; /* each referenced */
};

struct socket_identity {
	uint32_t pid;
	uint32_t uid;
	uint32_t gid;
};

/* What goes beside the bytes of one transfer. */
struct socket_control {
	struct socket_files *files; /* of the heap, or NULL; who takes them over leaves NULL */
	bool has_identity;
	struct socket_identity identity;
	nsec_t came; /* received: when, by plat_clock(); 0: nobody wants to know */

	/*
	 * What only the family knows, in the layout of struct cmsghdr: sent, (used) bytes at
	 * (room); received, room for (size), of which (used) are filled.
	 */
	uint8_t *room;
	size_t size;
	size_t used;
};

struct socket_message {
	struct io *io;
	struct socket_address *address; /* sent to, or NULL; received: filled in, or NULL */
	struct socket_control *control; /* or NULL */
	unsigned flags;                 /* SOCKET_*, as asked for; _DONTWAIT also by the file's */
	unsigned told;                  /* received: SOCKET_TRUNC, _CTRUNC, _EOR */
	size_t whole;                   /* received: how long the datagram was */
	bool ends;                      /* received: what comes next is not to be added to it */
};

/* None of these waits. Context: thread, no lock held. */
struct socket_ops {
	int (*bind)(struct socket *s, const struct socket_address *a);
	/*
	 * Errors: -EINPROGRESS: it goes on, and wakes writers when it ends; -EAGAIN: it is to be
	 * made again when they are woken.
	 */
	int (*connect)(struct socket *s, const struct socket_address *a);
	int (*listen)(struct socket *s, int backlog);
	/* The next connection, complete. Errors: -EAGAIN. */
	int (*accept)(struct socket *s, struct socket **out);
	/* Two that are connected: socketpair(). */
	int (*pair)(struct socket *a, struct socket *b);

	/*
	 * Move what can be moved now; bytes are taken off (io). 0: something was, or there is
	 * nothing more to come. Errors: -EAGAIN.
	 */
	int (*send)(struct socket *s, struct socket_message *m);
	int (*receive)(struct socket *s, struct socket_message *m);

	int (*shutdown)(struct socket *s, bool read, bool write);
	int (*name)(struct socket *s, bool peer, struct socket_address *a);
	unsigned (*poll)(struct socket *s);

	/*
	 * An option of (level); those of SOL_SOCKET that mean the same everywhere never come here,
	 * but set_common() is told. Errors: -ENOPROTOOPT.
	 */
	int (*set_option)(struct socket *s, int level, int name, const void *value, size_t n);
	int (*get_option)(struct socket *s, int level, int name, void *value, size_t *n);
	void (*set_common)(struct socket *s, int name);
	int (*ioctl)(struct socket *s, unsigned cmd, uintptr_t arg);

	/* The last reference went; (s) is the family's to free. */
	void (*release)(struct socket *s);
};

struct socket {
	const struct socket_ops *ops; /* constant, as is the next group */
	uint16_t family;
	uint16_t type;
	uint32_t protocol;
	uint64_t ino; /* what fstat() tells */

	struct wait_queue readable;
	struct wait_queue writable;

	/* Options: each read and stored whole. */
	int32_t error; /* SO_ERROR: what went wrong, told once; atomic */
	uint32_t send_size;
	uint32_t receive_size;
	nsec_t send_timeout; /* 0: none */
	nsec_t receive_timeout;
	uint32_t low_water;
	int32_t linger; /* seconds, -1: off */
	uint32_t priority;
	uint32_t mark;      /* kept alone, as are these: there is nothing that they change */
	uint32_t busy_poll; /* microseconds */
	uint32_t incoming_cpu;
	bool no_check;
	bool reuse_address;
	bool reuse_port;
	bool keep_alive;
	bool broadcast;
	bool oob_inline;
	bool pass_identity;
	bool tell_lost; /* SO_RXQ_OVFL */
	uint32_t lost;  /* messages that there was no room for; the family's, guarded by its lock */
	uint8_t stamps; /* how to tell when messages came (stamp.c), 0: not */
	bool dont_route;
	bool listening;
	bool v6_only;
};

/* Fill what all families have; (s) is zeros. */
void socket_init(struct socket *s, const struct socket_ops *ops, unsigned family, unsigned type,
		 unsigned protocol);

/*
 * Make an open file of (s), which it takes over also on failure; (flags) are FILE_O_NONBLOCK.
 * Errors:  -ENFILE.
 */
must_use int socket_file(struct socket *s, unsigned flags, struct file **f);

/* The socket behind (f), or NULL: it is none. */
struct socket *socket_of(struct file *f);

/* Memory that is shared with the application. WEAK: packet sockets have some. */
WEAK int socket_mem_object(struct file *f, struct mem_object **o);

/* The rest of the calls, which wait unless (f) or the flags say otherwise. Errors: Linux's. */
must_use int socket_connect(struct file *f, const struct socket_address *a);
must_use int socket_accept(struct file *f, struct socket **out);
must_use int socket_send(struct file *f, struct socket_message *m);
must_use int socket_receive(struct file *f, struct socket_message *m);

/* Options of SOL_SOCKET. Errors: -ENOPROTOOPT, -EINVAL, -EDOM. */
must_use int socket_set_option(struct socket *s, int name, const void *value, size_t n);
must_use int socket_get_option(struct socket *s, int name, void *value, size_t *n);

/* An option that is told as it was set: its value is (at) bytes into what has it. */
struct option_place {
	uint16_t name;
	uint16_t at;
};

/* Where (of) has the value of (name), if that is one of the (n) at (p); else NULL. Context: any. */
void *option_find(void *of, const struct option_place *p, size_t n, int name);

/*
 * Options of SOL_SOCKET that say whether, and how, to tell when messages came. WEAK: an image has
 * those that it names (port/musl/wants). Set answers -ENOPROTOOPT for others; to get, (name) is one
 * of them.
 */
WEAK int socket_stamp_set(struct socket *s, int name, bool on);
WEAK int socket_stamp_get(const struct socket *s, int name);

/* (came) as a control message of the returned type has it. Context: thread. */
WEAK int socket_stamp_tell(const struct socket *s, nsec_t came, int64_t out[2]);

/* What comes to (s) now came when? 0: nobody wants to know. Context: any. */
static inline nsec_t socket_stamp(const struct socket *s)
{
	return unlikely(s->stamps) ? plat_clock() : 0;
}

/* (m), which came then, is received; 0: nobody wanted to know yet, so it comes now, as on Linux. */
static inline void socket_tell_stamp(const struct socket *s, nsec_t came, struct socket_message *m)
{
	if (unlikely(s->stamps) && m->control)
		m->control->came = came ? came : plat_clock();
}

/* Take the error that waits to be told; 0: none. */
static inline int socket_take_error(struct socket *s)
{
	if (likely(!__atomic_load_n(&s->error, __ATOMIC_RELAXED)))
		return 0;
	return __atomic_exchange_n(&s->error, 0, __ATOMIC_RELAXED);
}

/*
 * Who the application is: what files belong to, if (effective), or who it really is. The border has
 * it (abi/linux/net/net.c).
 */
void socket_own_identity(struct socket_identity *i, bool effective);

/* Something can be read, or written, or both are over. Context: any. */
static inline void socket_wake_readers(struct socket *s)
{
	if (wait_any(&s->readable))
		wait_wake(&s->readable, WAIT_ALL);
}

static inline void socket_wake_writers(struct socket *s)
{
	if (wait_any(&s->writable))
		wait_wake(&s->writable, WAIT_ALL);
}

/*
 * Make one of the family, for (type) and (protocol), in (*s). WEAK: an image has those that it
 * names, an application that is linked with the library OS by the arguments of socket()
 * (port/musl/wants/pith/socket.h) or by headers (packets), who makes calls by their numbers all
 * (tool/link/kern.c). (protocol) of packets: in network order. Errors: -ESOCKTNOSUPPORT,
 * -EPROTONOSUPPORT, -ENOMEM.
 */
WEAK must_use int unix_create(unsigned type, unsigned protocol, struct socket **s);
WEAK must_use int netlink_create(unsigned type, unsigned protocol, struct socket **s);
WEAK must_use int packet_create(unsigned type, unsigned protocol, struct socket **s);
WEAK must_use int inet_create(unsigned family, unsigned type, unsigned protocol, struct socket **s);

/*
 * get_option() of streams of the Internet, which is not in their table: so an image has it that has
 * such sockets and asks. WEAK.
 */
WEAK int inet_stream_get_option(struct socket *s, int level, int name, void *value, size_t *n);

#endif
