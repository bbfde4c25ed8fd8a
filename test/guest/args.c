/* SPDX-License-Identifier: MIT */
/* Arguments, byte for byte; they and the environment are the program's to change. */
#include <stdio.h>
#include <string.h>

extern char **environ;

static void change(char **list)
{
	for (; *list; list++)
		memset(*list, 'x', strlen(*list));
}

int main(int argc, char **argv)
{
	printf("%d arguments\n", argc - 1);
	for (int i = 1; i < argc; i++) {
		printf("%d: ", i);
		for (const unsigned char *p = (void *)argv[i]; *p; p++)
			printf(*p > 32 && *p < 127 ? "%c" : "<%02x>", *p);
		puts("");
	}
	change(argv);
	change(environ);
	puts(argv[0][0] == 'x' ? "changed" : "as before");
	return argv[argc] != NULL;
}
