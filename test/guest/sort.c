/* SPDX-License-Identifier: MIT */
/* qsort(), bsearch(), trees, hash tables, queues. */
#define _GNU_SOURCE
#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static unsigned long seed = 12345;

static unsigned next(void)
{
	seed = seed * 6364136223846793005ul + 1442695040888963407ul;
	return (unsigned)(seed >> 33);
}

static int compare_int(const void *a, const void *b)
{
	int x = *(const int *)a, y = *(const int *)b;

	return (x > y) - (x < y);
}

static int compare_big(const void *a, const void *b)
{
	return memcmp(a, b, 100);
}

static int compare_text(const void *a, const void *b)
{
	return strcmp(a, b);
}

static void sorts(void)
{
	static int v[20000];
	static char big[500][100];
	int key, found = 0, sorted = 1;

	for (unsigned n = 0; n < 20000; n = n * 3 + 1) {
		unsigned long sum = 0;

		for (unsigned i = 0; i < n; i++)
			v[i] = (int)(next() % (n + 1));
		qsort(v, n, sizeof v[0], compare_int);
		for (unsigned i = 1; i < n; i++) {
			sorted &= v[i - 1] <= v[i];
			sum += (unsigned long)v[i] * i;
		}
		printf("%u: %lu\n", n, sum);
	}
	for (int i = 0; i < 1000; i++) {
		key = i;
		found += bsearch(&key, v, 1000, sizeof v[0], compare_int) != NULL;
	}
	for (unsigned i = 0; i < 500; i++)
		for (unsigned j = 0; j < 100; j++)
			big[i][j] = (char)next();
	qsort(big, 500, 100, compare_big);
	for (unsigned i = 1; i < 500; i++)
		sorted &= memcmp(big[i - 1], big[i], 100) <= 0;
	printf("sorted %d, found %d\n", sorted, found);
}

static int nodes, depth_max;

static void count(const void *node, VISIT which, int depth)
{
	if (which == postorder || which == leaf)
		nodes++;
	if (depth > depth_max)
		depth_max = depth;
	(void)node;
}

static void trees(void)
{
	static char names[2000][12];
	void *root = NULL;
	int known = 0;

	for (unsigned i = 0; i < 2000; i++) {
		snprintf(names[i], sizeof names[i], "n%u", next() % 3000);
		tsearch(names[i], &root, compare_text);
	}
	twalk(root, count);
	for (unsigned i = 0; i < 3000; i++) {
		char n[12];

		snprintf(n, sizeof n, "n%u", i);
		known += tfind(n, &root, compare_text) != NULL;
		tdelete(n, &root, compare_text);
	}
	printf("%d nodes, %d known, balanced %d, empty %d\n", nodes, known, depth_max < 20, !root);
}

static void hashes(void)
{
	char key[16];
	long sum = 0;

	hcreate(1000);
	for (long i = 0; i < 800; i++) {
		snprintf(key, sizeof key, "key%ld", i);
		hsearch((ENTRY){ strdup(key), (void *)(i * i) }, ENTER);
	}
	for (long i = 0; i < 1000; i++) {
		ENTRY *e;

		snprintf(key, sizeof key, "key%ld", i);
		e = hsearch((ENTRY){ key, NULL }, FIND);
		sum += e ? (long)e->data : -1;
	}
	printf("hash %ld\n", sum);
}

int main(void)
{
	sorts();
	trees();
	hashes();
	return 0;
}
