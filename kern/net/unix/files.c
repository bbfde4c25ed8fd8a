/* SPDX-License-Identifier: MIT */
/*
 * Open files on their way from one socket to another (SCM_RIGHTS).
 *
 * A socket whose descriptors are all closed lives on in a message that nobody received. If that
 * message lies in its own queue, or in one of a socket in the same position, nobody ever will. So
 * the sockets that are in messages are counted; when one is closed, those are looked for that only
 * such messages refer to, and their queues are emptied.
 */
#include "base/string.h"
#include "kern/mem/heap.h"
#include "kern/net/unix/unix_int.h"

struct mutex unix_flight; /* guards: */
static struct list flying = LIST_INIT(flying);
static bool collecting, collect_again;
static struct socket_files *doomed;
static bool dropping;

/* The local socket that (f) is, or NULL. */
static struct unix_socket *socket_in(struct file *f)
{
	struct socket *s = socket_of(f);

	return s && s->family == SOCKET_UNIX ? unix_of(s) : NULL;
}

void unix_files_begin(struct socket_files *f)
{
	mutex_lock(&unix_flight);
	for (unsigned i = 0; i < f->n; i++) {
		struct unix_socket *s = socket_in(f->file[i]);

		if (!s || s->in_flight++)
			continue;
		s->file = f->file[i];
		list_push_back(&flying, &s->flying);
	}
	mutex_unlock(&unix_flight);
}

void unix_files_end(struct socket_files *f)
{
	mutex_lock(&unix_flight);
	for (unsigned i = 0; i < f->n; i++) {
		struct unix_socket *s = socket_in(f->file[i]);

		if (s && !--s->in_flight)
			list_remove(&s->flying);
	}
	mutex_unlock(&unix_flight);
}

struct socket_files *unix_files_copy(const struct socket_files *f)
{
	struct socket_files *copy = heap_alloc(sizeof *f + f->n * sizeof f->file[0]);

	if (!copy)
		return NULL;
	copy->n = f->n;
	for (unsigned i = 0; i < f->n; i++) {
		copy->file[i] = f->file[i];
		file_get(f->file[i]);
	}
	return copy;
}

/*
 * A file may be a socket with messages, whose files are sockets with messages, and so on; so they
 * are closed one behind the other, not one in the other.
 */
void unix_files_drop(struct socket_files *f)
{
	mutex_lock(&unix_flight);
	f->next = doomed;
	doomed = f;
	if (!dropping) {
		dropping = true;
		while ((f = doomed) != NULL) {
			doomed = f->next;
			mutex_unlock(&unix_flight);
			for (unsigned i = 0; i < f->n; i++)
				file_put(f->file[i]);
			heap_free(f);
			mutex_lock(&unix_flight);
		}
		dropping = false;
	}
	mutex_unlock(&unix_flight);
}

/* --- Those that only wait for each other --- */

typedef void visit(struct unix_socket *found);

/* Visit the sockets in the messages to (s). */
static void for_each_in(struct unix_socket *s, visit *v)
{
	mutex_lock(&s->lock);
	for (const struct unix_buf *b = s->first; b; b = b->next)
		for (unsigned i = 0; b->files && i < b->files->n; i++) {
			struct unix_socket *found = socket_in(b->files->file[i]);

			if (found)
				v(found);
		}
	for (struct unix_socket *p = s->pending; p; p = p->next_pending)
		for_each_in(p, v);
	mutex_unlock(&s->lock);
}

static void explain_one(struct unix_socket *s)
{
	s->unexplained--;
}

static struct list reached; /* of sockets in flight, some of which are still to be visited */

static void reach_one(struct unix_socket *s)
{
	if (s->reached)
		return;
	s->reached = true;
	list_remove(&s->flying);
	list_push_back(&reached, &s->flying);
}

/* Leave in (flying) those that nothing but messages to them refers to. */
static void find_garbage(void) REQUIRES(&unix_flight)
{
	list_init(&reached);
	list_for_each (e, &flying) {
		struct unix_socket *s = list_entry(e, struct unix_socket, flying);

		s->reached = false;
		s->unexplained = __atomic_load_n(&s->file->refs, __ATOMIC_RELAXED);
	}
	list_for_each (e, &flying)
		for_each_in(list_entry(e, struct unix_socket, flying), explain_one);
	for (struct list *e = flying.next, *next; e != &flying; e = next) {
		struct unix_socket *s = list_entry(e, struct unix_socket, flying);

		next = e->next;
		if (s->unexplained)
			reach_one(s);
	}
	list_for_each (e, &reached)
		for_each_in(list_entry(e, struct unix_socket, flying), reach_one);
}

/*
 * All that was sent to (s), before (rest). Each buffer has a reference to its sender then, which
 * the files in another may be the last to refer to.
 */
static struct unix_buf *empty_queue(struct unix_socket *s, struct unix_buf *rest)
{
	mutex_lock(&s->lock);
	for (struct unix_buf *b = s->first; b; b = b->next) {
		if (!b->ends)
			unix_get(b->sender);
		b->ends = true;
	}
	if (s->first) {
		s->last->next = rest;
		rest = s->first;
		s->first = NULL;
		s->nr = 0;
	}
	for (struct unix_socket *p = s->pending; p; p = p->next_pending)
		rest = empty_queue(p, rest);
	mutex_unlock(&s->lock);
	return rest;
}

static struct unix_buf *collect(void) REQUIRES(&unix_flight)
{
	struct unix_buf *garbage = NULL;

	find_garbage();
	list_for_each (e, &flying)
		garbage = empty_queue(list_entry(e, struct unix_socket, flying), garbage);
	list_splice(&flying, &reached);
	return garbage;
}

void unix_files_collect(void)
{
	struct unix_buf *garbage;

	mutex_lock(&unix_flight);
	collect_again = !list_empty(&flying);
	if (!collecting) {
		collecting = true;
		while (collect_again) {
			collect_again = false;
			garbage = collect();
			mutex_unlock(&unix_flight);
			unix_bufs_drop(garbage);
			mutex_lock(&unix_flight);
		}
		collecting = false;
	}
	mutex_unlock(&unix_flight);
}
