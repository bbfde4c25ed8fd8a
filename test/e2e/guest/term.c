/* Handles SIGTERM: says so, and ends with 5. SIGUSR1 is only said. */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static volatile sig_atomic_t got;

static void handler(int sig)
{
	got = sig;
}

int main(void)
{
	struct sigaction action = { .sa_handler = handler };

	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGUSR1, &action, NULL);
	(void)!write(1, "running\n", 8);
	for (;;) {
		pause();
		if (got == SIGUSR1)
			(void)!write(1, "usr1\n", 5);
		if (got == SIGTERM)
			break;
	}
	(void)!write(1, "term\n", 5);
	return 5;
}
