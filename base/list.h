/* SPDX-License-Identifier: MIT */
/*
 * Doubly linked circular list; the links live in the elements.
 * A list head is an element that holds nothing. No function allocates or locks.
 */
#ifndef BASE_LIST_H
#define BASE_LIST_H

#include "base/types.h"

struct list {
	struct list *next;
	struct list *prev;
};

#define LIST_INIT(head)          \
	{                        \
		&(head), &(head) \
	}

static inline void list_init(struct list *head)
{
	head->next = head;
	head->prev = head;
}

static inline bool list_empty(const struct list *head)
{
	return head->next == head;
}

static inline void list_insert_between(struct list *e, struct list *prev, struct list *next)
{
	e->prev = prev;
	e->next = next;
	prev->next = e;
	next->prev = e;
}

static inline void list_push_front(struct list *head, struct list *e)
{
	list_insert_between(e, head, head->next);
}

static inline void list_push_back(struct list *head, struct list *e)
{
	list_insert_between(e, head->prev, head);
}

/*
 * Take (e) out of its list; it is then a list of its own, so that removing it twice does no harm.
 */
static inline void list_remove(struct list *e)
{
	e->prev->next = e->next;
	e->next->prev = e->prev;
	list_init(e);
}

/* Put the elements of the list (from), which is empty then, behind (at), an element or a head. */
static inline void list_splice(struct list *at, struct list *from)
{
	if (list_empty(from))
		return;
	from->prev->next = at->next;
	at->next->prev = from->prev;
	at->next = from->next;
	from->next->prev = at;
	list_init(from);
}

#define list_entry(e, type, member)    container_of(e, type, member)
#define list_first(head, type, member) list_entry((head)->next, type, member)

#define list_for_each(e, head) for (struct list *e = (head)->next; e != (head); e = e->next)

/* As list_for_each, but the body may remove (e). */
#define list_for_each_safe(e, head)                                           \
	for (struct list *e = (head)->next, *e##_next = e->next; e != (head); \
	     e = e##_next, e##_next = e->next)

#endif
