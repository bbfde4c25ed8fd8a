/* Says that it runs, and never ends. */
#include <unistd.h>

int main(void)
{
	write(1, "running\n", 8);
	for (volatile unsigned i = 0;; i++)
		;
}
