/* SPDX-License-Identifier: MIT */
/* Arguments, byte for byte. */
#include <stdio.h>

int main(int argc, char **argv)
{
	printf("%d arguments\n", argc - 1);
	for (int i = 1; i < argc; i++) {
		printf("%d: ", i);
		for (const unsigned char *p = (void *)argv[i]; *p; p++)
			printf(*p > 32 && *p < 127 ? "%c" : "<%02x>", *p);
		puts("");
	}
	return argv[argc] != NULL;
}
