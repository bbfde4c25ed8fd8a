/* SPDX-License-Identifier: MIT */
/*
 * Balanced trees: order, balance and summaries after every change.
 *
 * Links: test/unit/tree.c base/tree.c
 */
#include "base/tree.h"

#include <limits.h>
#include <stdlib.h>

#include "base/assert.h"
#include "test/unit/tap.h"

#define NODES 200

struct item {
	struct tree_node node;
	int key;
	int sum; /* of the keys in the subtree */
	bool in;
};

static struct item items[NODES];

/* Since the tree was empty: how many were, and was any? */
static unsigned inserted;
static bool removed;

static struct item *item_of(struct tree_node *n)
{
	return n ? tree_entry(n, struct item, node) : NULL;
}

static bool refresh(struct tree_node *n)
{
	struct item *i = item_of(n);
	int old = i->sum;

	i->sum = i->key;
	for (unsigned side = 0; side < 2; side++)
		if (n->child[side])
			i->sum += item_of(n->child[side])->sum;
	return i->sum != old;
}

static void insert(struct tree *t, struct item *i)
{
	struct tree_node *parent = NULL, *n = t->root;
	unsigned side = 0;

	while (n) {
		parent = n;
		side = i->key > item_of(n)->key;
		n = n->child[side];
	}
	tree_insert(t, &i->node, parent, side);
	i->in = true;
	inserted++;
}

static void take_out(struct tree *t, struct item *i)
{
	tree_remove(t, &i->node);
	i->in = false;
	removed = true;
}

static void begin(void)
{
	memset(items, 0, sizeof items);
	for (int k = 0; k < NODES; k++)
		items[k].key = k;
	inserted = 0;
	removed = false;
}

/* Height of the subtree, or -1 when it is not what it should be. */
static int check_subtree(const struct tree_node *n, const struct tree_node *parent, int low,
			 int high)
{
	const struct item *i;
	int sum, h[2];

	if (!n)
		return 0;
	i = tree_entry(n, const struct item, node);
	if (n->parent != parent || i->key <= low || i->key >= high || !i->in)
		return -1;
	h[0] = check_subtree(n->child[0], n, low, i->key);
	h[1] = check_subtree(n->child[1], n, i->key, high);
	sum = i->key;
	for (unsigned side = 0; side < 2; side++)
		if (n->child[side])
			sum += item_of(n->child[side])->sum;
	if (h[0] < 0 || h[1] < 0 || sum != i->sum)
		return -1;
	for (unsigned side = 0; side < 2; side++)
		if (n->child[side] && n->child[side]->rank >= n->rank)
			return -1;
	/* As long as nothing was removed, it is an AVL tree. */
	if (!removed && (abs(h[0] - h[1]) > 1 || n->rank != 1 + MAX(h[0], h[1])))
		return -1;
	return 1 + MAX(h[0], h[1]);
}

/* A path has at most as many steps as the logarithm, to the golden ratio, of the inserts. */
static bool is_low(const struct tree *t)
{
	double least = 1;

	for (int k = 1; t->root && k < t->root->rank; k++)
		least *= 1.618;
	return least <= inserted;
}

static bool check(struct tree *t, int count)
{
	int before = -1, seen = 0;

	if (check_subtree(t->root, NULL, -1, INT_MAX) < 0 || (t->root && !is_low(t)))
		return false;
	tree_for_each (n, t) {
		if (item_of(n)->key <= before)
			return false;
		before = item_of(n)->key;
		seen++;
	}
	for (struct tree_node *n = tree_end(t, 1); n; n = tree_step(n, 0))
		seen--;
	return seen == 0 && (count == 0) == !t->root;
}

static bool run(unsigned seed)
{
	struct tree t = { NULL, refresh };
	int count = 0;

	srand(seed);
	begin();
	for (int step = 0; step < 1000; step++) {
		struct item *i = &items[rand() % NODES];

		if (i->in) {
			take_out(&t, i);
			count--;
		} else {
			insert(&t, i);
			count++;
		}
		if (!check(&t, count))
			return false;
	}
	return true;
}

static bool run_in_order(void)
{
	struct tree t = { NULL, refresh };

	begin();
	for (int k = 0; k < NODES; k++) {
		insert(&t, &items[k]);
		if (!check(&t, k + 1))
			return false;
	}
	return t.root->rank <= 9;
}

/* The last of many goes when another comes, which has the highest key. */
static bool run_as_queue(void)
{
	struct tree t = { NULL, refresh };

	begin();
	for (int k = 0; k < 100 * NODES; k++) {
		struct item *i = &items[k % NODES];

		if (i->in)
			take_out(&t, i);
		i->key = k;
		insert(&t, i);
		if (check_subtree(t.root, NULL, -1, INT_MAX) > 12)
			return false;
	}
	return check(&t, NODES);
}

/* One that comes and goes at one place soon moves nothing. */
static bool run_again(void)
{
	static struct item before[NODES];

	for (int k = 0; k < NODES; k++) {
		struct tree t = { NULL, refresh };

		begin();
		for (int other = 0; other < NODES; other++)
			insert(&t, &items[other]);
		for (int turn = 0; turn < 10; turn++) {
			memcpy(before, items, sizeof items);
			take_out(&t, &items[k]);
			insert(&t, &items[k]);
			if (!check(&t, NODES))
				return false;
		}
		if (memcmp(before, items, sizeof items) != 0)
			return false;
	}
	return true;
}

int main(void)
{
	struct tree empty = { NULL, NULL };

	ok(!tree_end(&empty, 0) && !tree_end(&empty, 1), "an empty tree has no ends");
	ok(run_in_order(), "elements that come in order make a balanced tree");
	ok(run_as_queue(), "the first that came goes first, and the tree stays low");
	ok(run_again(), "what comes and goes at one place soon moves nothing");
	for (unsigned seed = 1; seed <= 20; seed++)
		ok(run(seed),
		   "random inserts and removals keep order, balance and summaries (seed %u)", seed);
	return tap_done();
}
