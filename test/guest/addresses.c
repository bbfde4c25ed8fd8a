/* SPDX-License-Identifier: MIT */
/*
 * Addresses in data, which a program that may be anywhere puts right at its start: close together,
 * far apart, one in each place of a bitmap's 63, and where no word begins.
 */
#include <stddef.h>
#include <stdio.h>

#define NR 600

struct loose {
	char before;
	int *to;
} __attribute__((packed));

static int numbers[NR];

#define AT(n)    [n] = &numbers[n]
#define EIGHT(n) AT(n), AT(n + 1), AT(n + 2), AT(n + 3), AT(n + 4), AT(n + 5), AT(n + 6), AT(n + 7)

/* volatile: they are read from where they stand. */
static int *volatile dense[NR] = {
	EIGHT(0),   EIGHT(8),   EIGHT(16),  EIGHT(24),  EIGHT(32),  EIGHT(40),  EIGHT(48),
	EIGHT(56),  EIGHT(64),  EIGHT(72),  EIGHT(80),  EIGHT(88),  EIGHT(96),  EIGHT(104),
	EIGHT(112), EIGHT(120), EIGHT(128), EIGHT(136), EIGHT(144), EIGHT(152),
};
static int *volatile sparse[NR] = {
	AT(0), AT(1), AT(62), AT(63), AT(64), AT(65), AT(126), AT(127), AT(128), AT(300), AT(599),
};
static int *const volatile constants[NR] = { AT(2), AT(65), AT(66), AT(189), AT(190), AT(598) };
static volatile struct loose loose[] = {
	{ 'a', numbers },     { 'b', numbers + 1 }, { 'c', numbers + 2 }, { 'd', numbers + 3 },
	{ 'e', numbers + 4 }, { 'f', numbers + 5 }, { 'g', numbers + 6 }, { 'h', numbers + 599 },
};

static void say(const char *name, int *const volatile *table)
{
	int there = 0, wrong = 0;

	for (int i = 0; i < NR; i++) {
		int *to = table[i];

		there += to != NULL;
		wrong += to && to != &numbers[i];
	}
	printf("%s: %d, %d of them wrong\n", name, there, wrong);
}

int main(void)
{
	say("dense", dense);
	say("sparse", sparse);
	say("constants", constants);
	for (unsigned i = 0; i < sizeof loose / sizeof loose[0]; i++)
		printf("%c: %d\n", loose[i].before, (int)(loose[i].to - numbers));
	return 0;
}
