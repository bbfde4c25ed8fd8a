/* SPDX-License-Identifier: MIT */
/*
 * Balanced trees: order, balance and summaries after every change.
 *
 * Links: test/unit/tree.c base/tree.c
 */
#include "base/tree.h"

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
	if (h[0] < 0 || h[1] < 0 || abs(h[0] - h[1]) > 1 || sum != i->sum)
		return -1;
	return n->height == 1 + MAX(h[0], h[1]) ? n->height : -1;
}

static bool check(struct tree *t, int count)
{
	int before = -1, seen = 0;

	if (check_subtree(t->root, NULL, -1, NODES) < 0)
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
	memset(items, 0, sizeof items);
	for (int k = 0; k < NODES; k++)
		items[k].key = k;
	for (int step = 0; step < 1000; step++) {
		struct item *i = &items[rand() % NODES];

		if (i->in) {
			tree_remove(&t, &i->node);
			i->in = false;
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

	memset(items, 0, sizeof items);
	for (int k = 0; k < NODES; k++) {
		items[k].key = k;
		insert(&t, &items[k]);
		if (!check(&t, k + 1))
			return false;
	}
	return t.root->height <= 9;
}

int main(void)
{
	struct tree empty = { NULL, NULL };

	ok(!tree_end(&empty, 0) && !tree_end(&empty, 1), "an empty tree has no ends");
	ok(run_in_order(), "elements that come in order make a balanced tree");
	for (unsigned seed = 1; seed <= 20; seed++)
		ok(run(seed),
		   "random inserts and removals keep order, balance and summaries (seed %u)", seed);
	return tap_done();
}
