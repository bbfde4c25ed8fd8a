/* SPDX-License-Identifier: MIT */
/* Making, linking, renaming and removing names. libc: musl (readlink() into nothing) */
#include "file.h"

#include <sys/mman.h>
#include <sys/syscall.h>

#define RENAME_NOREPLACE 1
#define RENAME_EXCHANGE  2

static long rename2(const char *from, const char *to, int flags)
{
	return syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, flags);
}

static long ino(const char *path)
{
	struct stat st;

	return lstat(path, &st) ? -1 : (long)st.st_ino;
}

static int nlink(const char *path)
{
	struct stat st;

	return lstat(path, &st) ? -1 : (int)st.st_nlink;
}

static void folders(void)
{
	T(mkdir("d", 0777));
	T(mkdir("d", 0777));
	T(mkdir("d/", 0777));
	T(mkdir("d/e/", 0700));
	T(nlink("d"));
	T(nlink("d/e"));
	T(mkdir("none/x", 0777));
	T(mkdir("", 0777));
	T(mkdir(".", 0777));
	T(mkdir("..", 0777));
	T(mkdir("d/.", 0777));
	T(mkdir("d/x/.", 0777));
	T(mkdir("/", 0777));
	put_file("f", "f");
	T(mkdir("f", 0777));
	T(mkdir("f/x", 0777));
	T(mkdir("f/", 0777));
	T(rmdir("d"));
	T(rmdir("d/e/."));
	T(rmdir("d/e/.."));
	T(rmdir("f"));
	T(rmdir("f/"));
	T(rmdir("none"));
	T(rmdir("none/"));
	T(rmdir("/"));
	T(rmdir(""));
	T(unlink("d"));
	T(unlink("d/"));
	T(unlink("f/"));
	T(unlink("none"));
	T(unlink("none/"));
	T(unlink("."));
	T(unlink(".."));
	T(unlink("/"));
	T(unlink(""));
	T(rmdir("d/e"));
	T(nlink("d"));
	T(rmdir("d/"));
	T(unlink("f"));
}

/*
 * Names of every length up to 40, each in a folder with others that differ in one byte, told by a
 * text that ends with its page.
 */
static void lengths(void)
{
	char *page = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	int right = 0, wrong = 0;

	munmap(page + 4096, 4096);
	for (int n = 1; n <= 40; n++) {
		char *name = page + 4096 - n - 1;

		memset(name, 'x', (size_t)n);
		name[n] = '\0';
		right += !mkdir(name, 0777);
		for (int i = 0; i < n; i++) {
			name[i] = 'y';
			wrong += access(name, F_OK) == 0;
			name[i] = 'x';
		}
		right += access(name, F_OK) == 0;
	}
	for (int n = 1; n <= 40; n++) {
		char *name = page + 4096 - n - 1;

		memset(name, 'x', (size_t)n);
		right += nlink(name) == 2 && !rmdir(name);
	}
	T(right);
	T(wrong);
	/* One whose end is not there. */
	memset(page + 4096 - 20, 'x', 20);
	T(access(page + 4096 - 20, F_OK));
	munmap(page, 4096);
}

static void links(void)
{
	char buf[100];

	put_file("f", "text");
	T(link("f", "g"));
	T(nlink("f"));
	T(ino("f") == ino("g"));
	T(link("f", "g"));
	T(link("f", "new/"));
	T(link("f/", "h"));
	T(link("none", "h"));
	T(link(".", "h"));
	T(link("f", "none/h"));
	T(link("f", "."));
	T(symlink("f", "l"));
	T(link("l", "l2"));
	T(ino("l") == ino("l2"));
	T(nlink("l"));
	T(linkat(AT_FDCWD, "l", AT_FDCWD, "l3", AT_SYMLINK_FOLLOW));
	T(ino("l3") == ino("f"));
	T(linkat(AT_FDCWD, "l", AT_FDCWD, "l4", 1));
	T(unlink("f"));
	T(nlink("g"));
	T(unlink("g"));
	T(unlink("l3"));
	T(readlink("l", buf, sizeof buf));
	T(readlink("l", buf, 0));
	T(readlink("none", buf, 10));
	T(readlink(".", buf, 10));
	T(readlink("", buf, 10));
	T(symlink("", "e"));
	T(symlink("x", ""));
	T(symlink("x", "l"));
	T(symlink("x", "new/"));
	T(symlink("x", "none/new"));
	T(symlink("0123456789", "long"));
	T(readlink("long", buf, 4));
	T(memcmp(buf, "0123", 4));
	T(unlink("long"));
	T(unlink("l"));
	T(unlink("l2"));
}

static void renames(void)
{
	put_file("a", "a");
	put_file("b", "bb");
	T(rename("a", "b"));
	T(ino("a"));
	T(rename("none", "b"));
	T(rename("b", "none/x"));
	T(rename("b", "b"));
	T(rename("b", "c/"));
	T(rename("b/", "c"));
	T(rename("b", ""));
	T(rename("", "c"));
	T(rename("b", "."));
	T(rename(".", "c"));
	T(rename("..", "c"));
	T(mkdir("d", 0755));
	T(mkdir("d/sub", 0755));
	T(mkdir("e", 0755));
	T(rename("b", "d"));
	T(rename("d", "b"));
	T(rename("d", "d/sub/x"));
	T(rename("d", "d/sub"));
	T(rename("d/sub", "d"));
	T(rename("e", "d"));
	T(rename("d", "e"));
	T(nlink("e"));
	T(rename("e/sub", "sub/"));
	T(nlink("e"));
	T(nlink("."));
	T(rename("sub", "e/"));
	T(nlink("."));
	T(link("b", "b2"));
	T(rename("b", "b2"));
	T(nlink("b"));
	T(rename("b", "e/b"));
	T(rename2("b2", "e/b", RENAME_NOREPLACE));
	T(rename2("b2", "e/n", RENAME_NOREPLACE));
	T(rename2("e/n", "none", RENAME_EXCHANGE));
	T(rename2("e/n", "none", RENAME_EXCHANGE | RENAME_NOREPLACE));
	T(rename2("e/n", "none", 64));
	put_file("x", "xxx");
	T(mkdir("y", 0755));
	T(mkdir("y/z", 0755));
	T(rename2("x", "y", RENAME_EXCHANGE));
	T(nlink("x"));
	T(nlink("y"));
	T(rename2("y", "x/z", RENAME_EXCHANGE));
	T(nlink("x"));
	T(nlink("y"));
	T(rename2("x", "x/z", RENAME_EXCHANGE));
	T(rename2("x/z", "x", RENAME_EXCHANGE));
	T(unlink("x/z"));
	T(rmdir("x"));
	T(rmdir("y"));
	T(unlink("e/b"));
	T(unlink("e/n"));
	T(rmdir("e"));
}

/* A working folder that was removed. */
static void removed(void)
{
	char buf[200];
	int dir;

	T(mkdir("gone", 0755));
	T(chdir("gone"));
	OPEN(dir, ".", O_RDONLY);
	T(rmdir("../gone"));
	T(!!getcwd(buf, sizeof buf));
	T(errno);
	T(open("x", O_CREAT | O_RDWR, 0644));
	T(mkdir("x", 0755));
	T(symlink("x", "x"));
	T(access(".", F_OK));
	T(access("..", F_OK));
	T(chdir("."));
	T(nlink("."));
	T(chdir(".."));
	T(fchdir(dir));
	T(chdir(".."));
	close(dir);
}

static void cwd(void)
{
	char buf[200];
	char *end;

	T(mkdir("one", 0755));
	T(mkdir("one/two", 0755));
	T(chdir("one/two"));
	T(!!getcwd(buf, sizeof buf));
	end = buf + strlen(own_folder);
	printf("%s\n", end);
	T(syscall(SYS_getcwd, buf, strlen(own_folder) + 9));
	T(syscall(SYS_getcwd, buf, strlen(own_folder) + 8));
	T(syscall(SYS_getcwd, buf, 0));
	T(rename("../two", "../three"));
	T(!!getcwd(buf, sizeof buf));
	printf("%s\n", end);
	T(chdir("/"));
	T(syscall(SYS_getcwd, buf, 2));
	T(strcmp(buf, "/"));
	T(syscall(SYS_getcwd, buf, 1));
	T(chdir("/../.."));
	T(syscall(SYS_getcwd, buf, 2));
	T(chdir("/dev"));
	T(syscall(SYS_getcwd, buf, 200));
	T(strcmp(buf, "/dev"));
	T(chdir(".."));
	T(syscall(SYS_getcwd, buf, 200));
	T(chdir(own_folder));
	T(rmdir("one/three"));
	T(rmdir("one"));
}

/* Many names in one folder. */
static void many(void)
{
	char name[32], to[32];
	int bad = 0;

	T(mkdir("many", 0755));
	for (int i = 0; i < 5000; i++) {
		sprintf(name, "many/file%d", i);
		put_file(name, "");
	}
	for (int i = 0; i < 5000; i += 3) {
		sprintf(name, "many/file%d", i);
		bad += unlink(name) != 0;
	}
	for (int i = 1; i < 5000; i += 3) {
		sprintf(name, "many/file%d", i);
		sprintf(to, "many/to%d", i);
		bad += rename(name, to) != 0;
	}
	for (int i = 0; i < 5000; i++) {
		sprintf(name, i % 3 == 1 ? "many/to%d" : "many/file%d", i);
		bad += (unlink(name) != 0) != (i % 3 == 0);
	}
	T(bad);
	T(rmdir("many"));
}

int main(void)
{
	enter_own_folder();
	folders();
	lengths();
	links();
	renames();
	removed();
	cwd();
	many();
	leave_own_folder();
	return 0;
}
