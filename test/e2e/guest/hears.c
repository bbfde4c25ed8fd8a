/* Hears SIGTERM or SIGINT in the way that its argument says; ends with 5 or 6 then. */
#include <pthread.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static volatile sig_atomic_t got;

static void handler(int sig)
{
	got = sig;
}

static void say(const char *s)
{
	(void)!write(1, s, strlen(s));
}

static void *spin(void *unused)
{
	for (;;)
		;
	return unused;
}

static void wait_for(const char *how, const sigset_t *set)
{
	char byte;
	int sig;

	if (!strcmp(how, "spin")) /* no system call */
		while (!got)
			;
	else if (!strcmp(how, "calls")) /* nothing else */
		while (!got)
			getppid();
	else if (!strcmp(how, "sleep"))
		nanosleep(&(struct timespec){ 100, 0 }, NULL);
	else if (!strcmp(how, "poll"))
		poll(NULL, 0, -1);
	else if (!strcmp(how, "read"))
		(void)!read(0, &byte, 1);
	else if (!strcmp(how, "wait") && !sigwait(set, &sig))
		got = sig;
	else
		pause();
}

int main(int argc, char **argv)
{
	const char *how = argc > 1 ? argv[1] : "pause";
	struct sigaction action = { .sa_handler = handler };
	pthread_t t;
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	if (argc > 2)
		pthread_create(&t, NULL, spin, NULL);
	if (!strcmp(how, "wait"))
		sigprocmask(SIG_BLOCK, &set, NULL);
	else if (!sigaction(SIGTERM, &action, NULL))
		sigaction(SIGINT, &action, NULL);
	say("running\n");
	wait_for(how, &set);
	say(got == SIGTERM ? "term\n" : got == SIGINT ? "int\n" : "?\n");
	return got == SIGTERM ? 5 : got == SIGINT ? 6 : 1;
}
