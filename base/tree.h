/* SPDX-License-Identifier: MIT */
/*
 * Balanced binary search tree (a relaxed AVL tree); the links live in the elements.
 *
 * The tree knows no keys: the caller walks down by its own order, and links a new element where
 * the walk ended. An element may carry a summary of the subtree below it, which (refresh)
 * computes from the element and its two children; it is called wherever a subtree changes, and
 * answers whether the summary did, for what is above then changes, too. No function allocates or
 * locks.
 */
#ifndef BASE_TREE_H
#define BASE_TREE_H

#include "base/types.h"

struct tree_node {
	struct tree_node *child[2]; /* 0: before, 1: behind */
	struct tree_node *parent;
	int rank; /* above those of the children; 1 for a new leaf */
};

struct tree {
	struct tree_node *root;
	bool (*refresh)(struct tree_node *n); /* NULL when elements have no summary */
};

/*
 * Link (n) as child (side) of (parent), which has none there, or as the root when (parent) is
 * NULL. O(log n), where n is how many were inserted; 1 where another one was before.
 */
void tree_insert(struct tree *t, struct tree_node *n, struct tree_node *parent, unsigned side);

/* Take (n) out: no other moves, but for the next one, which may take its place. O(log n). */
void tree_remove(struct tree *t, struct tree_node *n);

/*
 * The order or the summary of (n) itself changed, not its place: refresh from it on, towards the
 * root. O(log n).
 */
void tree_refresh(struct tree *t, struct tree_node *n);

/* The first (side 0) or last (side 1) element, or NULL in an empty tree. */
struct tree_node *tree_end(const struct tree *t, unsigned side);

/* The element before (side 0) or behind (side 1) (n), or NULL. */
struct tree_node *tree_step(const struct tree_node *n, unsigned side);

#define tree_entry(n, type, member) container_of(n, type, member)

#define tree_for_each(n, t) for (struct tree_node *n = tree_end(t, 0); n; n = tree_step(n, 1))

#endif
