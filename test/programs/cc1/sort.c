/* Something to compile: a sort with a callback, floats, a switch, a loop to vectorise. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct item {
	const char *name;
	double weight;
	int kind;
};

static int by_weight(const void *a, const void *b)
{
	const struct item *x = a, *y = b;

	return (x->weight > y->weight) - (x->weight < y->weight);
}

float dot(const float *restrict a, const float *restrict b, size_t n)
{
	float s = 0;

	for (size_t i = 0; i < n; i++)
		s += a[i] * b[i];
	return s;
}

const char *kind_name(int kind)
{
	switch (kind) {
	case 0:
		return "none";
	case 1:
		return "one";
	case 2:
		return "two";
	case 7:
		return "seven";
	default:
		return "many";
	}
}

int main(int argc, char **argv)
{
	struct item items[64];
	int n = argc < 64 ? argc : 64;

	for (int i = 0; i < n; i++)
		items[i] = (struct item){ argv[i], sqrt((double)strlen(argv[i])), i % 9 };
	qsort(items, (size_t)n, sizeof *items, by_weight);
	for (int i = 0; i < n; i++)
		printf("%s %.3f %s\n", items[i].name, items[i].weight, kind_name(items[i].kind));
	return 0;
}
