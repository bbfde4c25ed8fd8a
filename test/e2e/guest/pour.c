/* Writes as many KiB as its argument says: line after line of 64 bytes, each with its number. */
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv)
{
	long n = argc > 1 ? atol(argv[1]) * 16 : 16;

	for (long i = 0; i < n; i++) {
		if (printf("%062ld\r\n", i) != 64)
			return 3;
	}
	return fflush(stdout) ? 4 : 0;
}
