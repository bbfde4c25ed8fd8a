/* SPDX-License-Identifier: MIT */
/*
 * Scripts, and what only looks like one: what execve(2) makes of the first line of a file. Each that
 * runs takes the place of what ran before, and goes on behind it. door: binary
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

extern char **environ;

static char *volatile bad = (char *)8;

static char self[PATH_MAX];

static const char *base(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash && strstr(path, self) != path ? slash + 1 : slash ? "(self)" : path;
}

static const char *error_name(int err)
{
	switch (err) {
	case ENOENT:
		return "ENOENT";
	case ENOEXEC:
		return "ENOEXEC";
	case EACCES:
		return "EACCES";
	case ELOOP:
		return "ELOOP";
	case ENOTDIR:
		return "ENOTDIR";
	case EFAULT:
		return "EFAULT";
	case ENAMETOOLONG:
		return "ENAMETOOLONG";
	case EINVAL:
		return "EINVAL";
	case EBADF:
		return "EBADF";
	default:
		return strerror(err);
	}
}

static void write_file(const char *name, const void *bytes, size_t n, int mode)
{
	int fd = open(name, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	if (fd < 0 || write(fd, bytes, n) != (ssize_t)n || fchmod(fd, mode) || close(fd))
		abort();
}

/* A script: the format's only %s is this program. */
static void script(const char *name, const char *format)
{
	char text[PATH_MAX + 1000];
	int n = snprintf(text, sizeof text, format, self);

	write_file(name, text, n, 0755);
}

static void run(const char *name, char *const *args)
{
	execve(name, args, environ);
	printf("%s: %s\n", base(name), error_name(errno));
	fflush(stdout);
}

static void run_script(const char *format)
{
	char *args[] = { "zero", "one", "", "three", NULL };

	script("script", format);
	run("./script", args);
}

/* A line of (n) bytes: the interpreter, and then as many letters as it takes. */
static void run_long(size_t n, const char *between)
{
	char *args[] = { "zero", NULL };
	static char text[2000];
	size_t at = (size_t)snprintf(text, sizeof text, "#!%s%s", self, between);

	while (at < n)
		text[at++] = 'x';
	text[at++] = '\n';
	write_file("long", text, at, 0755);
	run("./long", args);
}

static void run_bytes(const void *bytes, size_t n, int mode)
{
	char *args[] = { "zero", NULL };

	write_file("bytes", bytes, n, mode);
	run("./bytes", args);
}

static void run_nested(int depth)
{
	char *args[] = { "zero", "one", NULL }, name[20], text[100];

	script("nest0", "#!%s innermost\n");
	for (int i = 1; i <= depth; i++) {
		snprintf(name, sizeof name, "nest%d", i);
		snprintf(text, sizeof text, "#!./nest%d a%d\n", i - 1, i);
		write_file(name, text, strlen(text), 0755);
	}
	snprintf(name, sizeof name, "./nest%d", depth);
	run(name, args);
}

static void run_at(int flags, int how, const char *path)
{
	char *args[] = { "zero", "one", NULL };
	int fd;

	close(50);
	script("script", "#!%s by descriptor\n");
	fd = open(*path ? "." : "script", how);
	if (fcntl(fd, F_DUPFD, 50) != 50 || (how & O_CLOEXEC && fcntl(50, F_SETFD, FD_CLOEXEC)))
		abort();
	close(fd);
	syscall(SYS_execveat, 50, path, args, environ, flags);
	printf("execveat '%s' 0x%x 0x%x: %s\n", path, flags, how, error_name(errno));
	fflush(stdout);
	close(50);
}

static void step(int n)
{
	char *none[] = { NULL }, *args[] = { "zero", NULL };
	static char far[300];

	switch (n) {
	case 0: return run_script("#!%s\n");
	case 1: return run_script("#!%s argument\n");
	case 2: return run_script("#!  \t%s \t two words \t \n");
	case 3: return run_script("#!%s");
	case 4: return run_script("#!%s no newline");
	case 5: return run_script("#!%s \n");
	case 6: return run_script("#!\n");
	case 7: return run_script("#!");
	case 8: return run_script("#! \t \n%s\n");
	case 9: return run_script("#!%s\r\n");
	case 10: return run_script("#!/no/such %s\n");
	case 11: return run_script("#!/ %s\n");
	case 12: return run_script(" #!%s\n");
	case 13: return run_script("#!./script\n%s");
	case 14: return run_long(200, " ");
	case 15: return run_long(255, " ");
	case 16: return run_long(256, " ");
	case 17: return run_long(1000, " ");
	case 18: return run_long(1000, "");
	case 19: return run_long(255, "");
	case 20: return run_bytes("", 0, 0755);
	case 21: return run_bytes("#", 1, 0755);
	case 22: return run_bytes("text\n", 5, 0755);
	case 23: return run_bytes("#!/tmp\0/sh\n", 11, 0755);
	case 24: return run_bytes("\177ELF", 4, 0755);
	case 25: return run_bytes("#!/no\n", 6, 0644);
	case 26: return run_nested(0);
	case 27: return run_nested(3);
	case 28: return run_nested(4);
	case 29: return run_nested(5);
	case 30: return run_nested(6);
	case 31: return run(".", args);
	case 32: return run("", args);
	case 33: return run("./none", args);
	case 34: return run("./script/x", args);
	case 35: return run(memset(far, 'n', sizeof far - 1), args);
	case 36: return run_at(AT_EMPTY_PATH, O_RDONLY, "");
	case 37: return run_at(AT_EMPTY_PATH, O_RDONLY | O_CLOEXEC, "");
	case 38: return run_at(AT_EMPTY_PATH, O_PATH, "");
	case 39: return run_at(0, O_RDONLY, "");
	case 40: return run_at(0, O_PATH | O_DIRECTORY, "script");
	case 41: return run_at(AT_EMPTY_PATH, O_PATH | O_DIRECTORY | O_CLOEXEC, "script");
	case 42: return run_at(0x4000, O_RDONLY, "");
	case 43: return symlink("script", "link") ? abort() : run("./link", args);
	case 44: return run_at(AT_SYMLINK_NOFOLLOW, O_PATH | O_DIRECTORY, "link");
	case 45: return run_at(AT_SYMLINK_NOFOLLOW, O_PATH | O_DIRECTORY, "script");
	case 46: return run("./script", none);
	case 47: return (void)printf("%d\n", execve(bad, args, environ) == -1 && errno == EFAULT);
	case 48: return (void)printf("%d\n", execve("./script", (char **)bad, environ) == -1 && errno == EFAULT);
	default: break;
	}
}

static void clean_up(void)
{
	DIR *d = opendir(".");
	struct dirent *e;

	while (d && (e = readdir(d)))
		unlink(e->d_name);
	rmdir(getenv("FOLDER"));
}

int main(int argc, char **argv)
{
	const char *at = getenv("STEP");
	char folder[] = "/tmp/pith_exec_XXXXXX", next[20];
	int n = at ? atoi(at) : -1;

	if (readlink("/proc/self/exe", self, sizeof self - 1) < 0)
		abort();
	if (!at && (!mkdtemp(folder) || chdir(folder)))
		abort();
	/* The trampoline: long names do not fit in the line of a script. */
	if (!at && (symlink(self, "s") || setenv("FOLDER", folder, 1)))
		abort();
	snprintf(self, sizeof self, "%s/s", getenv("FOLDER"));
	printf("step %d:", n);
	for (int i = n < 0 ? argc : 0; i < argc; i++)
		printf(" [%s]", base(argv[i]));
	puts("");
	for (n++; n <= 48; n++) {
		snprintf(next, sizeof next, "%d", n);
		setenv("STEP", next, 1);
		fflush(stdout);
		step(n);
	}
	clean_up();
	return 0;
}
