/* SPDX-License-Identifier: MIT */
/* The load, while threads run for some seconds: it takes five until it is looked at. cpus: many */
#include "thread.h"

#include <sys/sysinfo.h>

static atomic_int stop;

static void *spin(void *arg)
{
	while (!stop)
		;
	return arg;
}

int main(void)
{
	double one, five, fifteen;
	unsigned runnable, threads, last;
	struct sysinfo info;
	pthread_t t[3];
	FILE *f;

	f = fopen("/proc/loadavg", "r");
	P(fscanf(f, "%lf %lf %lf %u/%u %u", &one, &five, &fifteen, &runnable, &threads, &last));
	fclose(f);
	for (int i = 0; i < 3; i++)
		t[i] = spawn(spin, NULL);
	sleep_ms(5500);
	f = fopen("/proc/loadavg", "r");
	P(fscanf(f, "%lf %lf %lf %u/%u %u", &one, &five, &fifteen, &runnable, &threads, &last));
	fclose(f);
	P(one >= 0.2);
	P(five >= 0.04);
	P(runnable >= 4);
	P(threads >= runnable);
	P(sysinfo(&info));
	P(info.loads[0] >= 65536 * 0.2);
	stop = 1;
	for (int i = 0; i < 3; i++)
		join(t[i]);
	return 0;
}
