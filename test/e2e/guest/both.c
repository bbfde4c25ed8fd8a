/* Writes to standard output and standard error in turn. */
#include <unistd.h>

int main(void)
{
	write(1, "out1\n", 5);
	write(2, "err1\n", 5);
	write(1, "out2\n", 5);
	write(2, "err2\n", 5);
	return 7;
}
