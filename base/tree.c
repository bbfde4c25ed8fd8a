/* SPDX-License-Identifier: MIT */
/*
 * Relaxed AVL trees (Sen, Tarjan and Kim, Deletion without rebalancing in binary search trees, ACM
 * Transactions on Algorithms 12, 2016). A node has a rank above those of its children, and no child
 * has rank 0. What was only inserted is an AVL tree, and ranks are its heights; who is removed
 * leaves the ranks of the others as they are. So a path is never longer than 1.44 times the binary
 * logarithm of how many were ever inserted, and what comes and goes at one place moves nothing.
 *
 * Left and right are child[0] and child[1], so each case is written once.
 */
#include "base/tree.h"

static int rank(const struct tree_node *n)
{
	return n ? n->rank : 0;
}

/* Returns whether those above (n) have something to do. */
static bool refresh(struct tree *t, struct tree_node *n)
{
	return t->refresh && t->refresh(n);
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
	if (t->refresh)
		t->refresh(n);
	return c;
}

/*
 * (n) has a child on (side) of its own rank, and the other one is lower by two at least. Returns
 * what stands in the place of (n).
 */
static struct tree_node *lower(struct tree *t, struct tree_node *n, unsigned side)
{
	struct tree_node *c = n->child[side];

	n->rank--;
	if (c->rank == rank(c->child[!side]) + 1) {
		c->rank--;
		c->child[!side]->rank++;
		rotate(t, c, !side);
	}
	return rotate(t, n, side);
}

/* (n) has a new child. Ranks first, for as long as one is no longer above, then summaries. */
static void rebalance(struct tree *t, struct tree_node *n)
{
	const struct tree_node *turned = NULL;
	bool changed = true;

	for (; n; n = n->parent) {
		unsigned side = rank(n->child[1]) == n->rank;
		bool same = rank(n->child[side]) == n->rank;

		if (!same && !changed)
			return;
		if (same && n->rank == rank(n->child[!side]) + 1)
			n->rank++;
		else if (same)
			turned = n = lower(t, n, side);
		changed = refresh(t, n) || n == turned; /* which is at another's place */
	}
}

void tree_insert(struct tree *t, struct tree_node *n, struct tree_node *parent, unsigned side)
{
	n->child[0] = NULL;
	n->child[1] = NULL;
	n->parent = parent;
	n->rank = 1;
	if (t->refresh)
		t->refresh(n);
	if (parent)
		parent->child[side] = n;
	else
		t->root = n;
	rebalance(t, parent);
}

/* Refresh from (n) on. (moved), above it, is at a place that was another's; NULL: there is none. */
static void refresh_above(struct tree *t, struct tree_node *n, const struct tree_node *moved)
{
	for (; n && (refresh(t, n) || moved); n = n->parent)
		if (n == moved)
			moved = NULL;
}

void tree_remove(struct tree *t, struct tree_node *n)
{
	struct tree_node *next, *from;

	if (!n->child[0] || !n->child[1]) {
		from = n->parent;
		replace(t, n, n->child[!n->child[0]]);
		refresh_above(t, from, NULL);
		return;
	}
	/* The next element, which has no left child, takes the place of (n). */
	next = tree_step(n, 1);
	from = next->parent == n ? next : next->parent;
	replace(t, next, next->child[1]);
	next->rank = n->rank;
	set_child(next, 0, n->child[0]);
	set_child(next, 1, n->child[1]);
	replace(t, n, next);
	refresh_above(t, from, next);
}

void tree_refresh(struct tree *t, struct tree_node *n)
{
	refresh_above(t, n, NULL);
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
