/* SPDX-License-Identifier: MIT */
/*
 * Buffers of what was sent, and what goes beside the bytes.
 */
#include "base/string.h"
#include "kern/mem/frame.h"
#include "kern/mem/heap.h"
#include "kern/net/unix/unix_int.h"

/* The largest block of the heap that is a part of a page; above that a whole one is taken. */
#define PART_MAX 2008

struct unix_buf *unix_buf_alloc(struct unix_socket *s, size_t n)
{
	struct unix_buf *b;
	paddr_t pa;

	if (n <= PART_MAX - UNIX_BUF_HEADER) {
		b = heap_alloc(UNIX_BUF_HEADER + n);
	} else {
		n = UNIX_PAGE_ROOM;
		b = frame_alloc(&pa) ? NULL : phys_to_virt(pa);
	}
	if (!b)
		return NULL;
	*b = (struct unix_buf){ .sender = s, .room = (uint16_t)n };
	unix_buf_charge(b);
	return b;
}

void unix_buf_free(struct unix_buf *b)
{
	if (b->room == UNIX_PAGE_ROOM)
		frame_free(virt_to_phys(b));
	else
		heap_free(b);
}

void unix_bufs_drop(struct unix_buf *b)
{
	while (b) {
		struct unix_buf *next = b->next;
		struct unix_socket *sender = b->sender;

		if (b->files) {
			unix_files_end(b->files);
			unix_files_drop(b->files);
		}
		if (unix_buf_discharge(b))
			socket_wake_writers(&sender->socket);
		if (b->ends)
			unix_put(sender);
		unix_buf_free(b);
		b = next;
	}
}

void unix_attach(struct unix_buf *b, struct unix_socket *s, struct unix_socket *to,
		 struct socket_message *m)
{
	struct socket_control *c = m->control;

	if (c && c->has_identity) {
		b->identity = c->identity;
		b->identified = true;
	} else if (s->socket.pass_identity || to->socket.pass_identity) {
		socket_own_identity(&b->identity, false);
		b->identified = true;
	}
	if (c && c->files) {
		b->files = c->files;
		c->files = NULL;
	}
}

void unix_tell_sender(struct unix_socket *s, const struct unix_buf *b, struct socket_message *m)
{
	/* What Linux says of a message that was sent when nobody wanted to know. */
	static const struct socket_identity nobody = { 0, 65534, 65534 };
	const struct unix_name *n = __atomic_load_n(&b->sender->name, __ATOMIC_ACQUIRE);

	if (m->address && n) {
		m->address->len = n->len;
		memcpy(m->address->bytes, n->address, n->len);
	}
	if (m->control && s->socket.pass_identity) {
		m->control->identity = b->identified ? b->identity : nobody;
		m->control->has_identity = true;
	}
}
