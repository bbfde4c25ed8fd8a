/* SPDX-License-Identifier: MIT */
/*
 * The circular list: order, removal, and walks that remove.
 *
 * Links:
 */
#include "base/list.h"
#include "test/unit/tap.h"

struct item {
	char name;
	struct list link;
};

/* The names along the list, forwards; "broken" when the way back is another. */
static const char *names(struct list *head)
{
	static char text[16];
	size_t n = 0, back;

	list_for_each (e, head)
		text[n++] = list_entry(e, struct item, link)->name;
	text[n] = '\0';
	back = n;
	for (struct list *e = head->prev; e != head; e = e->prev) {
		if (!back || text[--back] != list_entry(e, struct item, link)->name)
			return "broken";
	}
	return back ? "broken" : text;
}

int main(void)
{
	struct list head = LIST_INIT(head);
	struct item a = { .name = 'a' }, b = { .name = 'b' }, c = { .name = 'c' };

	ok(list_empty(&head), "a new list is empty");
	list_push_back(&head, &b.link);
	list_push_back(&head, &c.link);
	list_push_front(&head, &a.link);
	ok_text(names(&head), "abc", "front and back");
	ok(list_first(&head, struct item, link) == &a, "the first is the first");
	list_remove(&b.link);
	ok_text(names(&head), "ac", "one was removed from the middle");
	list_remove(&b.link);
	ok_text(names(&head), "ac", "removing it twice does no harm");
	list_insert_between(&b.link, &a.link, &c.link);
	ok_text(names(&head), "abc", "and it can come back where it was");
	list_for_each_safe (e, &head) {
		if (e != &b.link)
			list_remove(e);
	}
	ok_text(names(&head), "b", "a walk may remove what it stands on");
	list_remove(&b.link);
	ok(list_empty(&head), "the last one leaves an empty list");
	return tap_done();
}
