/* Shows its arguments, its environment and its folder, a line each. */
#include <stdio.h>
#include <unistd.h>

extern char **environ;

int main(int argc, char **argv)
{
	char folder[256];

	for (int i = 0; i < argc; i++)
		printf("arg %s\n", argv[i]);
	for (char **e = environ; *e; e++)
		printf("env %s\n", *e);
	if (chdir("."))
		return 1;
	printf("in %s\n", getcwd(folder, sizeof folder) ? folder : "?");
	return 0;
}
