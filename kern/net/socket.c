/* SPDX-License-Identifier: MIT */
/*
 * Sockets as files, and waiting for them.
 */
#include "kern/net/socket.h"

#include "base/errno.h"
#include "kern/dev/plat.h"
#include "kern/net/interface.h"
#include "kern/vfs/inode.h"

#define BUFFER_SIZE 212992 /* net.core.rmem_default */

/* The device that fstat() tells of sockets. */
#define SOCKET_DEV 8

void socket_init(struct socket *s, const struct socket_ops *ops, unsigned family, unsigned type,
		 unsigned protocol)
{
	static uint64_t last_ino;

	s->ops = ops;
	s->ino = __atomic_add_fetch(&last_ino, 1, __ATOMIC_RELAXED);
	s->family = (uint16_t)family;
	s->type = (uint16_t)type;
	s->protocol = protocol;
	s->send_size = s->receive_size = BUFFER_SIZE;
	s->low_water = 1;
	s->linger = -1;
	s->incoming_cpu = UINT32_MAX; /* none */
	wait_queue_init(&s->readable);
	wait_queue_init(&s->writable);
}

static bool waits(const struct file *f)
{
	return !(f->flags & FILE_O_NONBLOCK);
}

/* One attempt at something; -EAGAIN: not now. */
typedef int attempt(struct socket *s, void *arg);

/*
 * Try until it is something else than -EAGAIN; (*end) is when to stop, and 0 before the first wait,
 * which (timeout) begins with. A wait with an end that a signal interrupts does not begin anew.
 */
static noinline int wait_for(struct socket *s, struct wait_queue *q, attempt *try, void *arg,
			     nsec_t timeout, nsec_t *end)
{
	struct waiter w;
	int err;

	if (!*end)
		*end = timeout ? plat_clock() + timeout : NSEC_NEVER;
	wait_begin(q, &w);
	while ((err = try(s, arg)) == -EAGAIN) {
		err = wait_sleep(&w, *end);
		if (!err)
			continue;
		/* The attempt may fail by the same names, which then say something else. */
		err = err == -ETIMEDOUT ? -EAGAIN : timeout ? -FILE_EINTR_ONCE : err;
		break;
	}
	wait_end(q, &w);
	return err;
}

/* --- Connections --- */

/* Has the connection come about, or failed? */
static int connected(struct socket *s, void *unused_argument)
{
	unsigned events = s->ops->poll(s);

	(void)unused_argument;
	if (!(events & (FILE_POLL_OUT | FILE_POLL_ERR | FILE_POLL_HUP)))
		return -EAGAIN;
	return -socket_take_error(s);
}

static int try_connect(struct socket *s, void *address)
{
	return s->ops->connect(s, address);
}

int socket_connect(struct file *f, const struct socket_address *a)
{
	struct socket *s = f->data;
	nsec_t end = 0;
	int err;

	if (!s->ops->connect)
		return -EOPNOTSUPP;
	err = s->ops->connect(s, a);
	if (likely(!err) || !waits(f))
		return err;
	if (err == -EAGAIN)
		err = wait_for(s, &s->writable, try_connect, (void *)(uintptr_t)a, s->send_timeout,
			       &end);
	if (err != -EINPROGRESS && err != -EALREADY)
		return err;
	err = wait_for(s, &s->writable, connected, NULL, s->send_timeout, &end);
	return err == -EAGAIN ? -EINPROGRESS : err;
}

static int try_accept(struct socket *s, void *out)
{
	return s->ops->accept(s, out);
}

int socket_accept(struct file *f, struct socket **out)
{
	struct socket *s = f->data;
	nsec_t end = 0;
	int err;

	if (!s->ops->accept || (s->type != SOCKET_STREAM && s->type != SOCKET_SEQPACKET))
		return -EOPNOTSUPP;
	if (!s->listening)
		return -EINVAL;
	err = try_accept(s, out);
	if (err != -EAGAIN || !waits(f))
		return err;
	return wait_for(s, &s->readable, try_accept, out, s->receive_timeout, &end);
}

/* --- Transfers --- */

static int try_send(struct socket *s, void *m)
{
	return s->ops->send(s, m);
}

static int try_receive(struct socket *s, void *m)
{
	return s->ops->receive(s, m);
}

/* What (m), which had (all) bytes to move, came to with (err). What was moved counts. */
static int moved(const struct socket *s, struct socket_message *m, size_t all, int err)
{
	struct io *io = m->io;

	if (unlikely(io->lost)) {
		io->left += io->lost;
		io->lost = 0;
		err = -EFAULT;
	}
	if (likely(io->left < all))
		return 0;
	if (err == -EPIPE && (s->type != SOCKET_STREAM || m->flags & SOCKET_NOSIGNAL))
		return -FILE_EPIPE_QUIET;
	return err;
}

/* A stream takes all of it, if need be bit by bit. */
int socket_send(struct file *f, struct socket_message *m)
{
	struct socket *s = f->data;
	size_t all = m->io->left;
	nsec_t end = 0;
	int err;

	if (!waits(f))
		m->flags |= SOCKET_DONTWAIT;
	do {
		err = s->ops->send(s, m);
		if (unlikely(err == -EAGAIN) && !(m->flags & SOCKET_DONTWAIT))
			err = wait_for(s, &s->writable, try_send, m, s->send_timeout, &end);
	} while (!err && m->io->left && s->type == SOCKET_STREAM);
	return moved(s, m, all, err);
}

/* How many of (all) bytes whoever receives from a stream waits for. */
static size_t target(const struct socket *s, const struct socket_message *m, size_t all)
{
	return m->flags & SOCKET_WAITALL ? all : MIN(all, (size_t)s->low_water);
}

int socket_receive(struct file *f, struct socket_message *m)
{
	struct socket *s = f->data;
	size_t all = m->io->left, before;
	nsec_t end = 0;
	int err;

	if (!waits(f))
		m->flags |= SOCKET_DONTWAIT;
	do {
		before = m->io->left;
		err = s->ops->receive(s, m);
		if (unlikely(err == -EAGAIN) && !(m->flags & SOCKET_DONTWAIT))
			err = wait_for(s, &s->readable, try_receive, m, s->receive_timeout, &end);
	} while (!err && s->type == SOCKET_STREAM && m->io->left && m->io->left < before &&
		 !m->ends && !(m->flags & SOCKET_PEEK) && all - m->io->left < target(s, m, all));
	return moved(s, m, all, err);
}

/* --- As a file --- */

static int socket_read(struct file *f, struct io *io, const int64_t *pos)
{
	struct socket_message m = { .io = io };

	(void)pos;
	return io->left ? socket_receive(f, &m) : 0;
}

static int socket_write(struct file *f, struct io *io, const int64_t *pos)
{
	struct socket_message m = { .io = io };

	(void)pos;
	return socket_send(f, &m);
}

static int socket_ioctl(struct file *f, unsigned cmd, uintptr_t arg)
{
	struct socket *s = f->data;

	int err = s->ops->ioctl ? s->ops->ioctl(s, cmd, arg) : -ENOTTY;

	return err == -ENOTTY && LINKED(net_interface_ioctl) ? net_interface_ioctl(cmd, arg) : err;
}

static int socket_stat(struct file *f, struct file_stat *st)
{
	const struct socket *s = f->data;

	*st = (struct file_stat){
		.dev = SOCKET_DEV,
		.ino = s->ino,
		.nlink = 1,
		.mode = INODE_SOCKET | 0777,
	};
	return 0;
}

static unsigned socket_poll(struct file *f, struct wait_queue **queues)
{
	struct socket *s = f->data;

	queues[0] = &s->readable;
	queues[1] = &s->writable;
	return s->ops->poll(s);
}

static void socket_release(struct file *f)
{
	struct socket *s = f->data;

	s->ops->release(s);
}

static const struct file_ops socket_file_ops = {
	.read = socket_read,
	.write = socket_write,
	.ioctl = socket_ioctl,
	.stat = socket_stat,
	.poll = socket_poll,
	.mem_object = socket_mem_object,
	.release = socket_release,
};

int socket_file(struct socket *s, unsigned flags, struct file **f)
{
	int err = file_create(&socket_file_ops, FILE_O_RDWR | flags, f);

	if (err)
		s->ops->release(s);
	else
		(*f)->data = s;
	return err;
}

struct socket *socket_of(struct file *f)
{
	return f->ops == &socket_file_ops ? f->data : NULL;
}
