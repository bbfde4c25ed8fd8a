/* SPDX-License-Identifier: MIT */
/* Standard input: all of it, then its end, again and again. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int main(void)
{
	char line[256];
	unsigned long sum = 0;
	int n = 0, c;

	if (fgets(line, sizeof line, stdin))
		printf("first line has %zu bytes\n", strlen(line));
	while ((c = getchar()) != EOF) {
		sum = sum * 31 + (unsigned char)c;
		n++;
	}
	printf("%d more bytes, sum %lu, eof %d, error %d\n", n, sum, feof(stdin) != 0, ferror(stdin) != 0);
	clearerr(stdin);
	printf("again: %d\n", getchar());
	printf("read: %zd\n", read(0, line, sizeof line));
	return 0;
}
