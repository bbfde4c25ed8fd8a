/* Makes system calls whose trace is known, and ends with 3. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

static void handler(int sig)
{
	(void)sig;
	(void)!write(1, "caught\n", 7);
}

int main(void)
{
	struct iovec iov[] = { { "one\n", 4 }, { "two \"2\"\n", 8 } };
	struct sigaction action = { .sa_handler = handler, .sa_flags = SA_RESTART };
	char bytes[64];
	struct stat st;
	int fd = open("/new file", O_RDWR | O_CREAT | O_CLOEXEC, 0640);

	fcntl(fd, F_SETFD, FD_CLOEXEC);
	(void)!write(fd, "a long text that is longer than is shown\n", 41);
	lseek(fd, -5, SEEK_CUR);
	(void)!read(fd, bytes, sizeof bytes);
	fstat(fd, &st);
	close(fd);
	open("/not there", O_RDONLY);
	(void)!writev(1, iov, 2);
	munmap(mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), 8192);
	sigaction(SIGUSR1, &action, NULL);
	raise(SIGUSR1);
	nanosleep(&(struct timespec){ .tv_nsec = 1000 }, NULL);
	syscall(SYS_getppid); /* by its number: through the table */
	return 3;
}
