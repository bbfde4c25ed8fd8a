/* SPDX-License-Identifier: MIT */
/*
 * AVL trees: the heights of two siblings differ by one at most (Knuth, The Art of Computer
 * Programming, 6.2.3). Left and right are child[0] and child[1], so each case is written once.
 */
#include "base/tree.h"

static int height(const struct tree_node *n)
{
	return n ? n->height : 0;
}

/* Returns whether those above (n) have something to do. */
static bool refresh(struct tree *t, struct tree_node *n)
{
	int old = n->height;

	n->height = 1 + MAX(height(n->child[0]), height(n->child[1]));
	return (t->refresh && t->refresh(n)) || n->height != old;
}

/* Put (to), which may be NULL, where (from) hangs. */
static void replace(struct tree *t, struct tree_node *from, struct tree_node *to)
{
	struct tree_node *p = from->parent;

	if (!p)
		t->root = to;
	else
		p->child[p->child[1] == from] = to;
	if (to)
		to->parent = p;
}

static void set_child(struct tree_node *n, unsigned side, struct tree_node *c)
{
	n->child[side] = c;
	if (c)
		c->parent = n;
}

/* Lift (n)'s child on (side) above it, and return it. */
static struct tree_node *rotate(struct tree *t, struct tree_node *n, unsigned side)
{
	struct tree_node *c = n->child[side];

	replace(t, n, c);
	set_child(n, side, c->child[!side]);
	set_child(c, !side, n);
	refresh(t, n);
	refresh(t, c);
	return c;
}

/*
 * The subtree of (n) changed: make it balanced again, and what is above it, as far as that changes.
 * (moved), at (n) or above it, is at a place that was another's; NULL: there is none.
 */
static void rebalance(struct tree *t, struct tree_node *n, const struct tree_node *moved)
{
	for (; n; n = n->parent) {
		int lean = height(n->child[1]) - height(n->child[0]);
		unsigned side = lean > 0;
		bool changed = refresh(t, n) || moved;

		if (n == moved)
			moved = NULL;
		if (lean >= -1 && lean <= 1) {
			if (!changed)
				return;
			continue;
		}
		if (height(n->child[side]->child[side]) < height(n->child[side]->child[!side]))
			rotate(t, n->child[side], !side);
		n = rotate(t, n, side);
	}
}

void tree_insert(struct tree *t, struct tree_node *n, struct tree_node *parent, unsigned side)
{
	n->child[0] = NULL;
	n->child[1] = NULL;
	n->parent = parent;
	n->height = 0;
	if (parent)
		parent->child[side] = n;
	else
		t->root = n;
	rebalance(t, n, NULL);
}

void tree_remove(struct tree *t, struct tree_node *n)
{
	struct tree_node *next, *from;

	if (!n->child[0] || !n->child[1]) {
		from = n->parent;
		replace(t, n, n->child[!n->child[0]]);
		rebalance(t, from, NULL);
		return;
	}
	/* The next element, which has no left child, takes the place of (n). */
	next = tree_step(n, 1);
	from = next->parent == n ? next : next->parent;
	replace(t, next, next->child[1]);
	set_child(next, 0, n->child[0]);
	set_child(next, 1, n->child[1]);
	replace(t, n, next);
	rebalance(t, from, next);
}

void tree_refresh(struct tree *t, struct tree_node *n)
{
	while (n && refresh(t, n))
		n = n->parent;
}

struct tree_node *tree_end(const struct tree *t, unsigned side)
{
	struct tree_node *n = t->root;

	while (n && n->child[side])
		n = n->child[side];
	return n;
}

struct tree_node *tree_step(const struct tree_node *n, unsigned side)
{
	struct tree_node *s = n->child[side];

	if (s) {
		while (s->child[!side])
			s = s->child[!side];
		return s;
	}
	for (s = n->parent; s && s->child[side] == n; s = s->parent)
		n = s;
	return s;
}
