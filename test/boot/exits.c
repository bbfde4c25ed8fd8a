/* SPDX-License-Identifier: MIT */
/*
 * Ends as it is told: `exit N`, or `sleep N` seconds and end.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	if (argc != 3)
		return 99;
	if (strcmp(argv[1], "exit") == 0)
		return atoi(argv[2]);
	sleep((unsigned)atoi(argv[2]));
	return 0;
}
