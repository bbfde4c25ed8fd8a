/* SPDX-License-Identifier: MIT */
/* The environment: as given, and changed. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void show(const char *name)
{
	const char *v = getenv(name);

	printf("%s ", name);
	if (!v)
		printf("is not set");
	else
		for (const unsigned char *p = (void *)v; *p; p++)
			printf(*p > 32 && *p < 127 ? "%c" : "<%02x>", *p);
	puts("");
}

int main(void)
{
	static const char *const names[] = { "A", "B", "EMPTY", "LONG", "A.B", "QUOTED" };

	for (unsigned i = 0; i < sizeof names / sizeof names[0]; i++)
		show(names[i]);
	setenv("A", "changed", 1);
	setenv("B", "kept if there", 0);
	unsetenv("EMPTY");
	putenv("NEW=put");
	show("A");
	show("EMPTY");
	show("NEW");
	printf("%d %d\n", setenv("", "x", 1), setenv("a=b", "x", 1));
	clearenv();
	show("A");
	return 0;
}
