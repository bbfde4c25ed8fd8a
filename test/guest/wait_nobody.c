/* SPDX-License-Identifier: MIT */
/* wait(2) and its kin where there is no child. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>

#define SHOW(e) (errno = 0, printf("%s: %d", #e, (int)(e)), printf(" errno %d\n", errno))

int main(void)
{
	siginfo_t info;
	struct rusage usage;
	int status;

	SHOW(wait(&status));
	SHOW(waitpid(-1, &status, WNOHANG));
	SHOW(waitpid(1, NULL, 0));
	SHOW(waitpid(-1, &status, 0x10000));
	SHOW(wait4(-1, &status, 0, &usage));
	SHOW(waitid(P_ALL, 0, &info, WEXITED));
	SHOW(waitid(P_ALL, 0, &info, WEXITED | WNOHANG));
	SHOW(waitid(P_PID, 1, &info, WEXITED));
	SHOW(waitid(P_ALL, 0, &info, 0));
	SHOW(waitid(P_PID, 0, &info, WEXITED));
	SHOW(waitid(77, 0, &info, WEXITED));
	return 0;
}
