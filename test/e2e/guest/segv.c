/* Says so, then touches what is not there. */
#include <unistd.h>

int main(void)
{
	volatile int *nowhere = (volatile int *)16;

	write(1, "before\n", 7);
	return *nowhere;
}
