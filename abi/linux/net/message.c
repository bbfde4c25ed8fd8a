/* SPDX-License-Identifier: MIT */
/*
 * One sendmsg(2) or recvmsg(2): vectors, the address, and what goes beside the bytes (cmsg(3)).
 */
#include "abi/linux/net/net.h"

#include "abi/linux/file/transfer.h"
#include "abi/linux/identity/identity.h"
#include "base/errno.h"
#include "base/string.h"
#include "kern/mem/heap.h"
#include "kern/mem/user.h"

#define CONTROL_MAX 20480 /* net.core.optmem_max */

enum { SCM_RIGHTS = 1, SCM_CREDENTIALS = 2 };

struct cmsghdr {
	uint64_t len; /* of all, this header too */
	int32_t level;
	int32_t type;
};

#define CMSG_ALIGN(n) ROUND_UP((n), sizeof(uint64_t))

/* The memory of (m)'s vectors as (io). */
static int open_vectors(struct io *io, const struct linux_msghdr *m)
{
	if (m->namelen < 0)
		return -EINVAL;
	if (m->iovlen > IOV_MAX)
		return -EMSGSIZE;
	return file_begin_vectors(io, m->iov, m->iovlen);
}

/* --- Sending --- */

static void put_files(struct socket_files *files)
{
	for (unsigned i = 0; i < files->n; i++)
		file_put(files->file[i]);
	heap_free(files);
}

/* Add (n) files to those of (c), where there is room for as many as the whole of it can say. */
static int take_files(struct socket_control *c, const int32_t *fds, size_t n)
{
	struct socket_files *files = c->files;
	size_t max = MIN(c->size / sizeof *fds, (size_t)SOCKET_FILES_MAX);

	if (!n)
		return 0;
	if (!files)
		c->files = files = heap_alloc_zero(sizeof *files + max * sizeof files->file[0]);
	if (!files)
		return -ENOMEM;
	if (n > SOCKET_FILES_MAX - files->n)
		return -EINVAL;
	for (size_t i = 0; i < n; i++) {
		struct file *f = fd_get(fds[i], FILE_ANY);

		if (!f)
			return -EBADF;
		files->file[files->n++] = f;
	}
	return 0;
}

static bool is_own(uint32_t id, const struct identity *i)
{
	return id == i->real || id == i->effective || id == i->saved;
}

/* Who may say that: it is true, or root says it. But there is no other process. */
static int check_identity(const struct socket_identity *i)
{
	bool root = identity_user.effective == 0, us = i->pid == thread_first.tid;

	if (i->uid == UINT32_MAX || i->gid == UINT32_MAX)
		return -EINVAL;
	if (!root && !(us && is_own(i->uid, &identity_user) && is_own(i->gid, &identity_group)))
		return -EPERM;
	return us ? 0 : -ESRCH;
}

static int take_one(struct socket_control *c, const struct cmsghdr *h)
{
	const uint8_t *data = (const uint8_t *)(h + 1);
	size_t n = h->len - sizeof *h;

	if (h->level == SOL_SOCKET && h->type == SCM_RIGHTS)
		return take_files(c, (const int32_t *)data, n / sizeof(int32_t));
	if (h->level == SOL_SOCKET && h->type == SCM_CREDENTIALS) {
		if (n != sizeof c->identity)
			return -EINVAL;
		memcpy(&c->identity, data, n);
		c->has_identity = true;
		return check_identity(&c->identity);
	}
	/* What is left is the family's; earlier ones are taken out of its way. */
	memmove(c->room + c->used, h, h->len);
	c->used += CMSG_ALIGN(h->len);
	return h->level == SOL_SOCKET ? -EINVAL : 0;
}

/* Copy in what stands beside the bytes, and take it apart. */
static int take_control(struct socket_control *c, const struct linux_msghdr *m)
{
	size_t at = 0, n = m->controllen;
	int err;

	if (n > CONTROL_MAX)
		return -ENOBUFS;
	c->size = n;
	c->room = heap_alloc(n);
	if (!c->room)
		return -ENOMEM;
	if (user_get(c->room, m->control, n))
		return -EFAULT;
	while (n - at >= sizeof(struct cmsghdr)) {
		const struct cmsghdr *h = (const struct cmsghdr *)(c->room + at);

		if (h->len < sizeof *h || h->len > n - at)
			return -EINVAL;
		at += MIN(CMSG_ALIGN(h->len), n - at);
		err = take_one(c, h);
		if (err)
			return err;
	}
	return 0;
}

static ssize_t send_message(struct file *f, const struct linux_msghdr *from, unsigned flags)
{
	struct socket_control control = { .files = NULL };
	struct socket_message m = { .flags = flags };
	struct socket_address address;
	struct io io;
	size_t all = 0;
	int err;

	m.io = &io;
	err = open_vectors(&io, from);
	if (!err && from->name && from->namelen) {
		m.address = &address;
		err = net_get_address(&address, from->name, MIN(from->namelen, SOCKET_ADDRESS_MAX));
	}
	if (!err && from->controllen) {
		m.control = &control;
		err = take_control(&control, from);
	}
	if (!err) {
		all = io.left;
		err = socket_send(f, &m);
	}
	if (control.files)
		put_files(control.files);
	heap_free(control.room);
	return err ? err : (ssize_t)(all - io.left);
}

ssize_t net_send_message(int fd, const struct linux_msghdr *from, unsigned flags)
{
	struct linux_msghdr h;
	struct socket *s;
	struct file *f;
	ssize_t r = net_get(fd, &f, &s);

	if (r)
		return r;
	r = user_get(&h, from, sizeof h);
	if (!r)
		r = send_message(f, &h, flags);
	file_put(f);
	return r;
}

/* --- Receiving --- */

/* Room for what the application asked for, as it fills up. */
struct control_out {
	uint8_t *at;
	size_t left;
	bool cut;
};

static void put_cmsg(struct control_out *o, int level, int type, const void *data, size_t n)
{
	struct cmsghdr h = { sizeof h + n, level, type };
	size_t whole;

	if (o->left < sizeof h) {
		o->cut = true;
		return;
	}
	if (h.len > o->left) {
		o->cut = true;
		h.len = o->left;
	}
	if (user_put(o->at, &h, sizeof h) || user_put(o->at + sizeof h, data, h.len - sizeof h))
		return;
	whole = MIN(CMSG_ALIGN(h.len), o->left);
	o->at += whole;
	o->left -= whole;
}

/* Descriptors for the files that came; what finds no room or no descriptor is closed. */
static void put_received_files(struct control_out *o, struct socket_files *files, unsigned flags)
{
	size_t room = o->left > sizeof(struct cmsghdr)
			      ? (o->left - sizeof(struct cmsghdr)) / sizeof(int32_t)
			      : 0;
	int32_t fds[SOCKET_FILES_MAX];
	unsigned n = 0;

	for (unsigned i = 0; i < files->n; i++) {
		int fd = i < room ? fd_install(files->file[i], 0, flags & SOCKET_CMSG_CLOEXEC)
				  : -EMFILE;

		if (fd < 0) {
			file_put(files->file[i]);
			o->cut = true;
		} else {
			fds[n++] = fd;
		}
	}
	heap_free(files);
	if (n)
		put_cmsg(o, SOL_SOCKET, SCM_RIGHTS, fds, n * sizeof *fds);
}

/* When it came. */
static void put_stamp(struct control_out *o, const struct socket *s, nsec_t came)
{
	int64_t at[2];
	int type = socket_stamp_tell(s, came, at);

	put_cmsg(o, SOL_SOCKET, type, at, sizeof at);
}

static void put_control(struct linux_msghdr *to, const struct socket *s, struct socket_message *m)
{
	struct socket_control *c = m->control;
	struct control_out o = { to->control, to->controllen, false };

	if (LINKED(socket_stamp_tell) && c->came)
		put_stamp(&o, s, c->came);
	if (c->has_identity)
		put_cmsg(&o, SOL_SOCKET, SCM_CREDENTIALS, &c->identity, sizeof c->identity);
	if (c->files)
		put_received_files(&o, c->files, m->flags);
	for (size_t at = 0; at + sizeof(struct cmsghdr) <= c->used;) {
		const struct cmsghdr *h = (const struct cmsghdr *)(c->room + at);

		put_cmsg(&o, h->level, h->type, h + 1, h->len - sizeof *h);
		at += CMSG_ALIGN(h->len);
	}
	to->controllen -= o.left;
	if (o.cut)
		m->told |= SOCKET_CTRUNC;
}

/* Where the address goes; its length is told in the header. */
static int put_name(struct linux_msghdr *to, const struct socket_address *a)
{
	size_t n = MIN((size_t)MAX(to->namelen, 0), a->len);

	to->namelen = (int32_t)a->len;
	return n ? user_put(to->name, a->bytes, n) : 0;
}

/* As recvmsg(), but for what is to be told in the header, which stays in (to). */
static ssize_t receive_message(struct file *f, struct linux_msghdr *to, unsigned flags)
{
	uint8_t room[256];
	struct socket_control control = { .room = room, .size = sizeof room };
	struct socket_message m = { .flags = flags, .control = &control };
	struct socket_address address = { .len = 0 };
	struct io io;
	size_t all;
	int err;

	m.io = &io;
	m.address = to->name ? &address : NULL;
	err = open_vectors(&io, to);
	if (err)
		return err;
	all = io.left;
	err = socket_receive(f, &m);
	if (err)
		return err;
	put_control(to, socket_of(f), &m);
	if (to->name)
		err = put_name(to, &address);
	to->flags = m.told | (flags & SOCKET_CMSG_CLOEXEC);
	if (err)
		return err;
	return (ssize_t)(m.told & SOCKET_TRUNC && flags & SOCKET_TRUNC ? m.whole : all - io.left);
}

static int put_header(struct linux_msghdr *to, const struct linux_msghdr *h)
{
	if (user_put(&to->namelen, &h->namelen, sizeof h->namelen) ||
	    user_put(&to->controllen, &h->controllen, sizeof h->controllen) ||
	    user_put(&to->flags, &h->flags, sizeof h->flags))
		return -EFAULT;
	return 0;
}

ssize_t net_receive_message(int fd, struct linux_msghdr *to, unsigned flags)
{
	struct linux_msghdr h;
	struct socket *s;
	struct file *f;
	ssize_t r = net_get(fd, &f, &s);

	if (r)
		return r;
	r = user_get(&h, to, sizeof h);
	if (!r)
		r = receive_message(f, &h, flags);
	file_put(f);
	if (r >= 0 && put_header(to, &h))
		return -EFAULT;
	return r;
}
