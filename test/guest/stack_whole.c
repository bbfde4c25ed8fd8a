/* All of the first stack that its limit and /proc/self/maps promise is there, as runtimes that look for its end touch it. */
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

int main(void)
{
	struct rlimit limit;
	uintptr_t from, to = 0, here = (uintptr_t)&limit;
	char line[512];
	FILE *f = fopen("/proc/self/maps", "r");

	getrlimit(RLIMIT_STACK, &limit);
	printf("limit: %ld KiB\n", (long)(limit.rlim_cur >> 10));
	while (f && fgets(line, sizeof line, f))
		if (strstr(line, "[stack]"))
			sscanf(line, "%lx-%lx", &from, &to);
	printf("this is in it: %d\n", here >= from && here < to);
	for (uintptr_t p = here & -4096ul; p >= to - limit.rlim_cur; p -= 4096)
		*(volatile char *)p = *(volatile char *)p;
	puts("all of it is there");
	return 0;
}
