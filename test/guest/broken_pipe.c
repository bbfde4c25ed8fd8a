/* SPDX-License-Identifier: MIT */
/* A program that writes on and on to somebody who is gone dies of it. */
#include <unistd.h>

int main(void)
{
	usleep(200000);
	for (int i = 0; i < 1000000; i++)
		if (write(1, "a line that nobody reads\n", 25) < 0)
			return 3;
	return 4;
}
