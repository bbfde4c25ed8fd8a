/* SPDX-License-Identifier: MIT */
/* Listing folders, whose order is nobody's business: names are sorted before they are shown. */
#include "file.h"

#include <dirent.h>
#include <sys/syscall.h>

#define NAMES 3000

static char names[NAMES + 10][16];
static int nr_names;

static int compare(const void *a, const void *b)
{
	return strcmp(a, b);
}

static void list(DIR *d)
{
	struct dirent *e;

	nr_names = 0;
	while ((e = readdir(d)) && nr_names < NAMES + 10)
		strcpy(names[nr_names++], e->d_name);
	qsort(names, nr_names, sizeof names[0], compare);
}

static void show(void)
{
	for (int i = 0; i < nr_names; i++)
		printf(" %s", names[i]);
	printf("\n");
}

static void kinds(void)
{
	struct dirent *e;
	struct stat st;
	DIR *d;

	T(mkdir("k", 0755));
	T(chdir("k"));
	put_file("file", "");
	T(mkdir("folder", 0755));
	T(symlink("x", "link"));
	d = opendir(".");
	list(d);
	show();
	rewinddir(d);
	while ((e = readdir(d))) {
		if (e->d_name[0] == 'f' || e->d_name[0] == 'l') {
			lstat(e->d_name, &st);
			if (e->d_ino != st.st_ino || DTTOIF(e->d_type) != (st.st_mode & S_IFMT))
				printf("%s differs\n", e->d_name);
		} else if (!strcmp(e->d_name, "..")) {
			stat("..", &st);
			T(e->d_ino == st.st_ino);
			T(e->d_type);
		}
	}
	T(readdir(d) == NULL);
	closedir(d);
	T(unlink("file"));
	T(rmdir("folder"));
	T(unlink("link"));
	T(chdir(".."));
	T(rmdir("k"));
}

/* Each name once, also while half of them go, and from positions that were told. */
static void many(void)
{
	char name[32];
	long where = 0;
	int n = 0, seen = 0;
	struct dirent *e;
	DIR *d;

	T(mkdir("many", 0755));
	for (int i = 0; i < NAMES; i++) {
		sprintf(name, "many/%d", i);
		put_file(name, "");
	}
	d = opendir("many");
	list(d);
	T(nr_names);
	for (int i = 1; i < nr_names; i++)
		if (!strcmp(names[i], names[i - 1]))
			printf("%s twice\n", names[i]);
	rewinddir(d);
	for (n = 0; (e = readdir(d)); n++) {
		if (n == 1000)
			where = telldir(d);
	}
	T(n);
	seekdir(d, where);
	for (n = 0; readdir(d); n++)
		;
	T(n);
	rewinddir(d);
	while ((e = readdir(d))) {
		if (e->d_name[0] == '.')
			continue;
		seen++;
		sprintf(name, "many/%s", e->d_name);
		if (unlink(name))
			printf("%s: errno %d\n", name, errno);
	}
	T(seen);
	rewinddir(d);
	list(d);
	show();
	closedir(d);
	T(rmdir("many"));
}

static void errors(void)
{
	char buf[1024];
	int fd;

	put_file("f", "");
	OPEN(fd, "f", O_RDONLY);
	T(syscall(SYS_getdents64, fd, buf, sizeof buf));
	close(fd);
	T(syscall(SYS_getdents64, -1, buf, sizeof buf));
	T(mkdir("d", 0755));
	OPEN(fd, "d", O_RDONLY);
	T(syscall(SYS_getdents64, fd, buf, 5));
	T(syscall(SYS_getdents64, fd, buf, 24));
	T(syscall(SYS_getdents64, fd, buf, 24));
	T(syscall(SYS_getdents64, fd, buf, 24));
	T(lseek(fd, 0, SEEK_SET));
	T(syscall(SYS_getdents64, fd, buf, sizeof buf));
	T(rmdir("d"));
	T(lseek(fd, 0, SEEK_SET));
	T(syscall(SYS_getdents64, fd, buf, sizeof buf));
	close(fd);
	T(opendir("f") == NULL);
	T(opendir("none") == NULL);
	T(unlink("f"));
}

int main(void)
{
	enter_own_folder();
	kinds();
	many();
	errors();
	leave_own_folder();
	return 0;
}
