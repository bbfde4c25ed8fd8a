/* SPDX-License-Identifier: MIT */
/* What users may execute, who are not root: as root it becomes one. ids: host, door: binary */
#include "file.h"

#include <sys/stat.h>

extern char **environ;

static void try(const char *name, int mode, int uid, int gid)
{
	char *args[] = { (char *)name, NULL };

	seteuid(0);
	put_file(name, "\177ELF that is none");
	chown(name, uid, gid);
	chmod(name, mode);
	seteuid(1000);
	fflush(stdout);
	execve(name, args, environ);
	printf("%s %o of %d:%d: errno %d\n", name, mode, uid, gid, errno);
	seteuid(0);
	unlink(name);
}

int main(int argc, char **argv)
{
	if (argc > 1) {
		printf("again: %d %d\n", getuid() == geteuid(), argc);
		return 0;
	}
	enter_own_folder();
	chmod(".", 0755);
	try("f", 0755, 0, 0);
	try("f", 0750, 0, 0);
	try("f", 0705, 0, 0);
	try("f", 0077, 1000, 0);
	try("f", 0100, 1000, 0);
	try("f", 0111, 0, 0);
	try("f", 0666, 1000, 0);
	mkdir("d", 0700);
	try("d/f", 0755, 1000, 0);
	chmod("d", 0711);
	try("d/f", 0755, 1000, 0);
	rmdir("d");
	leave_own_folder();
	fflush(stdout);
	setuid(1000);
	execve("/proc/self/exe", (char *[]){ "ids_exec", "again", NULL }, environ);
	printf("errno %d\n", errno);
	return 1;
}
