/* Threads that read standard input and write to both outputs at the same time lose nothing. cpus: many */
#include "thread.h"

#define LINES 1500

static atomic_int reading = 1;

static void *write_lines(void *arg)
{
	int fd = (int)(intptr_t)arg;
	long lost = 0;

	for (int i = 0; i < LINES; i++)
		lost += write(fd, "0123456789abcde\n", 16) != 16;
	return (void *)lost;
}

static void *spin(void *arg)
{
	while (reading)
		;
	return arg;
}

int main(void)
{
	pthread_t t[4];
	unsigned long sum = 0, bytes = 0;
	unsigned char buf[3000];
	ssize_t n;

	for (int i = 0; i < 3; i++)
		t[i] = spawn(write_lines, (void *)(intptr_t)(i < 2 ? 1 : 2));
	t[3] = spawn(spin, NULL);
	while ((n = read(0, buf, sizeof buf)) > 0) {
		for (ssize_t i = 0; i < n; i++)
			sum = sum * 31 + buf[i];
		bytes += (unsigned long)n;
	}
	reading = 0;
	for (int i = 0; i < 4; i++)
		if (join(t[i]))
			puts("a write was short");
	printf("%lu bytes, %lx\n", bytes, sum);
	return 0;
}
