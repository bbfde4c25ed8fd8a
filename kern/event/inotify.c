/* SPDX-License-Identifier: MIT */
/*
 * Sets of watches as files, and the watches in them. What is done to files comes in by
 * inotify_notify.c.
 *
 * A watch refers to no inode that names keep: a file that is removed goes as if nobody looked, and
 * its going is told. An inode of a file system that makes it anew at each look-up is pinned.
 */
#include "kern/event/inotify_int.h"

#include "base/errno.h"
#include "base/string.h"
#include "kern/mem/heap.h"
#include "kern/mem/user.h"
#include "kern/vfs/notify.h"

#define SETS_MAX    128 /* Linux: max_user_instances */
#define WATCHES_MAX 65536
#define EVENTS_MAX  16384 /* in one set */

#define FIONREAD 0x541bu

/* Of an event as it is read: struct inotify_event. */
struct record {
	int32_t wd;
	uint32_t mask;
	uint32_t cookie;
	uint32_t len; /* bytes that follow: the name and zeros */
};

struct mutex inotify_lock = LOCK_INIT(LOCK_INOTIFY);
struct tree inotify_watches;
static unsigned nr_sets, nr_watches; /* guarded by inotify_lock */

/* --- Events --- */

/* How many bytes of name follow a record: it is terminated and padded. */
static uint32_t name_room(const struct inotify_event *e)
{
	return e->len ? ROUND_UP(e->len + 1, (uint32_t)sizeof(struct record)) : 0;
}

static size_t event_size(const struct inotify_event *e)
{
	return sizeof(struct record) + name_room(e);
}

static char *event_name(struct inotify_event *e)
{
	return (char *)(e + 1);
}

/* Is (e) what has just happened, too? Then once is enough. The cookie does not matter. */
static bool is_same(struct inotify_event *e, int wd, uint32_t mask, struct name name)
{
	return e->wd == wd && e->mask == mask && !(mask & INOTIFY_IGNORED) && e->len == name.len &&
	       !memcmp(event_name(e), name.s, name.len);
}

void inotify_put(struct inotify *s, int wd, uint32_t mask, uint32_t cookie, struct name name)
{
	struct inotify_event *e = &s->overflow;

	if (s->count < EVENTS_MAX) {
		if (s->count &&
		    is_same(list_entry(s->events.prev, struct inotify_event, link), wd, mask, name))
			return;
		e = heap_alloc(sizeof *e + name.len);
	}
	if (e && e != &s->overflow) {
		*e = (struct inotify_event){ .wd = wd, .mask = mask, .cookie = cookie };
		e->len = name.len;
		memcpy(event_name(e), name.s, name.len);
	} else if (!s->overflow.mask) {
		e = &s->overflow;
		e->wd = -1;
		e->mask = INOTIFY_Q_OVERFLOW;
	} else {
		return; /* that events are lost is said already */
	}
	list_push_back(&s->events, &e->link);
	s->count++;
	s->bytes += event_size(e);
	wait_wake(&s->queue, WAIT_ALL);
}

static void event_free(struct inotify *s, struct inotify_event *e)
{
	if (e == &s->overflow)
		e->mask = 0;
	else
		heap_free(e);
}

/* --- Watches --- */

struct inotify_watch *inotify_first(const struct inode *i)
{
	struct tree_node *n = inotify_watches.root, *found = NULL;

	while (n) {
		const struct inotify_watch *w = tree_entry(n, struct inotify_watch, by_inode);

		if (w->inode == i)
			found = n;
		n = n->child[w->inode < i];
	}
	return found ? tree_entry(found, struct inotify_watch, by_inode) : NULL;
}

struct inotify_watch *inotify_next(const struct inotify_watch *w)
{
	struct tree_node *n = tree_step(&w->by_inode, 1);
	struct inotify_watch *next = n ? tree_entry(n, struct inotify_watch, by_inode) : NULL;

	return next && next->inode == w->inode ? next : NULL;
}

/* Behind others of the same inode. */
static void insert(struct inotify_watch *w)
{
	struct tree_node *parent = NULL, *n = inotify_watches.root;
	unsigned side = 0;

	while (n) {
		parent = n;
		side = w->inode >= tree_entry(n, struct inotify_watch, by_inode)->inode;
		n = n->child[side];
	}
	tree_insert(&inotify_watches, &w->by_inode, parent, side);
	/* Numbers grow, so a new one is the last. */
	parent = tree_end(&w->set->watches, 1);
	tree_insert(&w->set->watches, &w->by_number, parent, 1);
	nr_watches++;
}

static void take_out(struct inotify_watch *w, struct list *dead)
{
	tree_remove(&inotify_watches, &w->by_inode);
	tree_remove(&w->set->watches, &w->by_number);
	nr_watches--;
	list_push_back(dead, &w->dead);
}

void inotify_end(struct inotify_watch *w, struct list *dead)
{
	take_out(w, dead);
	inotify_put(w->set, w->number, INOTIFY_IGNORED, 0, (struct name){ "", 0 });
}

void inotify_bury(struct list *dead)
{
	while (!list_empty(dead)) {
		struct inotify_watch *w = list_first(dead, struct inotify_watch, dead);

		list_remove(&w->dead);
		if (w->pin.mount)
			place_put(w->pin);
		heap_free(w);
	}
}

/* What to keep of a mask that the application gave: also whether its set is told once only. */
static uint32_t mask_kept(uint32_t mask)
{
	return mask & (INOTIFY_ALL | INOTIFY_ONESHOT | INOTIFY_EXCL_UNLINK);
}

static int change(struct inotify_watch *w, uint32_t mask)
{
	if (mask & INOTIFY_MASK_CREATE)
		return -EEXIST;
	if (!(mask & INOTIFY_MASK_ADD))
		w->mask = 0;
	w->mask |= mask_kept(mask);
	return w->number;
}

static int add_new(struct inotify *s, struct place at, uint32_t mask)
{
	struct inotify_watch *w;

	if (nr_watches == WATCHES_MAX)
		return -ENOSPC;
	w = heap_alloc_zero(sizeof *w);
	if (!w)
		return -ENOMEM;
	w->set = s;
	w->inode = at.inode;
	w->mask = mask_kept(mask);
	w->number = s->next++;
	if (!at.inode->ops->where)
		w->pin = place_get(at);
	insert(w);
	return w->number;
}

int inotify_add(struct file *f, struct place at, uint32_t mask)
{
	struct inotify *s = f->data;
	struct inotify_watch *w;
	int r;

	mutex_lock(&inotify_lock);
	w = inotify_first(at.inode);
	while (w && w->set != s)
		w = inotify_next(w);
	r = w ? change(w, mask) : add_new(s, at, mask);
	mutex_unlock(&inotify_lock);
	return r;
}

int inotify_remove(struct file *f, int number)
{
	struct inotify *s = f->data;
	struct list dead = LIST_INIT(dead);
	struct tree_node *n;
	int err = -EINVAL;

	mutex_lock(&inotify_lock);
	n = s->watches.root;
	while (n && err) {
		struct inotify_watch *w = tree_entry(n, struct inotify_watch, by_number);

		n = n->child[w->number < number];
		if (w->number != number)
			continue;
		inotify_end(w, &dead);
		err = 0;
	}
	mutex_unlock(&inotify_lock);
	inotify_bury(&dead);
	return err;
}

/* --- The file --- */

/* Take the first event out, if (room) bytes are enough for it. Errors: -EAGAIN, -EINVAL. */
static int take(struct inotify *s, size_t room, struct inotify_event **out)
{
	int err = -EAGAIN;

	mutex_lock(&inotify_lock);
	if (s->count) {
		struct inotify_event *e = list_first(&s->events, struct inotify_event, link);

		err = event_size(e) > room ? -EINVAL : 0;
		if (!err) {
			list_remove(&e->link);
			s->count--;
			s->bytes -= event_size(e);
			*out = e;
		}
	}
	mutex_unlock(&inotify_lock);
	return err;
}

static bool copy_out(struct io *io, struct inotify_event *e)
{
	struct {
		struct record head;
		char name[ROUND_UP(NAME_LEN_MAX + 1, 16)];
	} r = { .head = { e->wd, e->mask, e->cookie, name_room(e) } };

	memcpy(r.name, event_name(e), e->len);
	return io_copy_out(io, &r, event_size(e)) == event_size(e);
}

/* All that is there and fits. Errors: -EAGAIN, -EINVAL, -EFAULT. */
static int read_now(struct inotify *s, struct io *io)
{
	struct io before = *io;
	struct inotify_event *e;
	int err;

	while (!(err = take(s, io->left, &e))) {
		bool copied = copy_out(io, e);

		event_free(s, e);
		if (!copied) {
			*io = before;
			return -EFAULT;
		}
	}
	return io->left == before.left ? err : 0;
}

static int inotify_read(struct file *f, struct io *io, const int64_t *pos)
{
	struct inotify *s = f->data;
	int err = read_now(s, io);

	(void)pos;
	if (err != -EAGAIN || (f->flags & FILE_O_NONBLOCK))
		return err;
	return wait_until(&s->queue, NSEC_NEVER, read_now(s, io));
}

static int inotify_ioctl(struct file *f, unsigned cmd, uintptr_t arg)
{
	struct inotify *s = f->data;
	int bytes;

	if (cmd != FIONREAD)
		return -ENOTTY;
	mutex_lock(&inotify_lock);
	bytes = (int)s->bytes;
	mutex_unlock(&inotify_lock);
	return user_put((void *)arg, &bytes, sizeof bytes);
}

static unsigned inotify_poll(struct file *f, struct wait_queue **queues)
{
	struct inotify *s = f->data;

	queues[0] = &s->queue;
	return __atomic_load_n(&s->count, __ATOMIC_ACQUIRE) ? FILE_POLL_IN : 0;
}

static void inotify_release(struct file *f)
{
	struct inotify *s = f->data;
	struct list dead = LIST_INIT(dead);
	struct tree_node *n;

	mutex_lock(&inotify_lock);
	while ((n = tree_end(&s->watches, 0)))
		take_out(tree_entry(n, struct inotify_watch, by_number), &dead);
	nr_sets--;
	mutex_unlock(&inotify_lock);
	inotify_bury(&dead);
	while (!list_empty(&s->events)) {
		struct inotify_event *e = list_first(&s->events, struct inotify_event, link);

		list_remove(&e->link);
		event_free(s, e);
	}
	heap_free(s);
}

static const struct file_ops inotify_ops = {
	.read = inotify_read,
	.ioctl = inotify_ioctl,
	.stat = event_stat,
	.poll = inotify_poll,
	.release = inotify_release,
};

bool inotify_is(const struct file *f)
{
	return f->ops == &inotify_ops;
}

/* One set more, if it is not too many. */
static bool count_set(void)
{
	bool fits;

	mutex_lock(&inotify_lock);
	fits = nr_sets < SETS_MAX;
	nr_sets += fits;
	mutex_unlock(&inotify_lock);
	return fits;
}

int inotify_create(unsigned flags, struct file **out)
{
	struct inotify *s = heap_alloc_zero(sizeof *s);
	int err = s ? 0 : -ENOMEM;

	if (!err && !count_set())
		err = -EMFILE;
	if (err)
		goto free;
	wait_queue_init(&s->queue);
	list_init(&s->events);
	s->next = 1;
	err = file_create(&inotify_ops, FILE_O_RDONLY | flags, out);
	if (!err) {
		(*out)->data = s;
		return 0;
	}
	mutex_lock(&inotify_lock);
	nr_sets--;
	mutex_unlock(&inotify_lock);
free:
	heap_free(s);
	return err;
}
