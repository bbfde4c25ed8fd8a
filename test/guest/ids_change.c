/* SPDX-License-Identifier: MIT */
/* Who one becomes, and what that does to new files. ids: host */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define OTHER 54321u

/* The C library makes calls for all threads; these are for the one there is. */
#define CALL(name, ...)                                                           \
	do {                                                                      \
		errno = 0;                                                        \
		printf("%s %s: ", #name, #__VA_ARGS__);                           \
		printf("%ld", syscall(SYS_##name, __VA_ARGS__));                  \
		printf(" %d | ", errno);                                          \
		show();                                                           \
	} while (0)

static unsigned user, group;

/* Ids as the program sees them: who it was, the other, or a number. */
static const char *id_name(unsigned id, unsigned own)
{
	static char texts[8][12];
	static int n;

	if (id == OTHER || id == own)
		return id == own ? "own" : "other";
	snprintf(texts[++n % 8], sizeof texts[0], "%u", id);
	return texts[n % 8];
}

static void show(void)
{
	unsigned r, e, s;
	char line[256];
	FILE *f = fopen("/proc/self/status", "r");

	syscall(SYS_getresuid, &r, &e, &s);
	printf("%s %s %s, ", id_name(r, user), id_name(e, user), id_name(s, user));
	syscall(SYS_getresgid, &r, &e, &s);
	printf("%s %s %s,", id_name(r, group), id_name(e, group), id_name(s, group));
	while (f && fgets(line, sizeof line, f)) {
		if (sscanf(line, "Uid:\t%u\t%u\t%u\t%u", &r, &r, &r, &r) == 4)
			printf(" files of %s", id_name(r, user));
	}
	if (f)
		fclose(f);
	printf("\n");
}

/* Whom a file belongs to that is made now. */
static void make(const char *dir)
{
	char path[300];
	struct stat st;
	int fd;

	snprintf(path, sizeof path, "%s/file", dir);
	fd = open(path, O_CREAT | O_EXCL | O_WRONLY, 0755);
	if (fd < 0 || fstat(fd, &st)) {
		printf("no file\n");
		return;
	}
	printf("file of %s %s, %o\n", id_name(st.st_uid, user), id_name(st.st_gid, group), st.st_mode & 07777);
	close(fd);
	unlink(path);
	snprintf(path, sizeof path, "%s/below", dir);
	mkdir(path, 0755);
	stat(path, &st);
	printf("folder of %s %s, %o\n", id_name(st.st_uid, user), id_name(st.st_gid, group), st.st_mode & 07777);
	rmdir(path);
}

int main(void)
{
	char dir[] = "/tmp/pith_ids_XXXXXX";

	umask(022);
	user = getuid();
	group = getgid();
	printf("%d %d %d %d %lu\n", getauxval(AT_UID) == user, getauxval(AT_EUID) == geteuid(),
	       getauxval(AT_GID) == group, getauxval(AT_EGID) == getegid(), getauxval(AT_SECURE));
	mkdtemp(dir);
	show();
	make(dir);
	CALL(setfsgid, OTHER);
	CALL(setfsgid, -1);
	make(dir);
	chmod(dir, 02777);
	make(dir);
	CALL(setregid, -1, OTHER);
	CALL(setgid, OTHER);
	CALL(setresgid, group, -1, OTHER);
	CALL(setfsuid, OTHER);
	make(dir);
	CALL(setfsuid, user);
	CALL(setreuid, -1, OTHER);
	make(dir);
	CALL(setgid, 7);
	CALL(setresgid, 7, -1, -1);
	CALL(setregid, -1, 7);
	CALL(setgroups, 0, NULL);
	CALL(setreuid, 7, -1);
	CALL(setreuid, -1, user);
	CALL(setresuid, OTHER, OTHER, user);
	CALL(setuid, user);
	CALL(setresuid, -1, user, -1);
	CALL(setresuid, OTHER, OTHER, OTHER);
	CALL(setuid, user);
	CALL(setuid, 7);
	CALL(setuid, OTHER);
	CALL(setreuid, user, 7);
	CALL(setresuid, user, 7, -1);
	CALL(setfsuid, 7);
	CALL(setfsuid, user);
	make(dir);
	printf("%d\n", rmdir(dir) == 0 || errno == EPERM);
	return 0;
}
