/* SPDX-License-Identifier: MIT */
/* Whole paths that are walked again after what they lead through has changed. */
#include "file.h"

#include <sched.h>
#include <sys/mount.h>
#include <sys/syscall.h>

#define RENAME_EXCHANGE 2

static char path[6][200]; /* of a/deep/folder/f; of what else there is */

static const char *whole(int n, const char *name)
{
	snprintf(path[n], sizeof path[n], "%s/%s", own_folder, name);
	return path[n];
}

/* What (name) has, by its whole path: twice, for the second walk may know more than the first. */
static void look(const char *name)
{
	for (int i = 0; i < 2; i++) {
		char text[20] = "";
		int fd = open(whole(0, name), O_RDONLY);
		ssize_t n = fd < 0 ? -errno : read(fd, text, sizeof text - 1);
		struct stat st;

		printf("%s: %ld %s, stat %d\n", name, (long)n, text, stat(path[0], &st));
		if (fd >= 0)
			close(fd);
	}
}

static void make(const char *one, const char *two, const char *text)
{
	mkdir(whole(1, one), 0755);
	mkdir(whole(1, two), 0755);
	strcat(path[1], "/f");
	put_file(path[1], text);
}

static void renamed(void)
{
	make("a", "a/deep", "first");
	make("b", "b/deep", "second");
	look("a/deep/f");
	look("a/deep/f/");
	look("a/deep/none");
	look("a//deep//f");
	look("a/deep/../deep/f");
	T(rename(whole(1, "a/deep"), whole(2, "a/moved")));
	look("a/deep/f");
	look("a/moved/f");
	T(rename(whole(1, "a/moved"), whole(2, "a/deep")));
	look("a/deep/f");
	T(rename(whole(1, "a"), whole(2, "c")));
	look("a/deep/f");
	look("c/deep/f");
	T(rename(whole(1, "b"), whole(2, "a")));
	look("a/deep/f");
	T(syscall(SYS_renameat2, AT_FDCWD, whole(1, "a"), AT_FDCWD, whole(2, "c"),
		  RENAME_EXCHANGE));
	look("a/deep/f");
	look("c/deep/f");
}

static void removed(void)
{
	look("a/deep/f");
	T(unlink(whole(1, "a/deep/f")));
	look("a/deep/f");
	T(rmdir(whole(1, "a/deep")));
	look("a/deep/f");
	T(open(whole(1, "a/deep/f"), O_CREAT | O_WRONLY, 0644));
	make("a", "a/deep", "third");
	look("a/deep/f");
	T(unlink(whole(1, "a/deep/f")));
	T(rmdir(whole(1, "a/deep")));
	T(symlink("../c/deep", whole(1, "a/deep")));
	look("a/deep/f");
	T(unlink(whole(1, "a/deep")));
	T(symlink("..", whole(1, "a/deep")));
	look("a/deep/f");
	T(unlink(whole(1, "a/deep")));
	put_file(whole(1, "a/deep"), "file");
	look("a/deep/f");
	look("a/deep");
	T(unlink(whole(1, "a/deep")));
}

/* Linux: in a namespace of our own. */
static void mounted(void)
{
	if (unshare(CLONE_NEWNS) == 0)
		mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL);
	make("a", "a/deep", "below");
	look("a/deep/f");
	T(mount("none", whole(1, "a/deep"), "tmpfs", 0, NULL));
	look("a/deep/f");
	make("a", "a/deep", "above");
	look("a/deep/f");
	T(umount(whole(1, "a/deep")));
	look("a/deep/f");
	T(mount("none", whole(1, "a"), "tmpfs", 0, NULL));
	look("a/deep/f");
	T(umount(whole(1, "a")));
	look("a/deep/f");
}

/* Other permissions, another root. */
static void moved(void)
{
	int top = open("/", O_RDONLY | O_DIRECTORY);

	T(chmod(whole(1, "a/deep"), 0));
	look("a/deep/f");
	T(chmod(whole(1, "a/deep"), 0755));
	mkdir(whole(1, "c/other"), 0755);
	snprintf(path[2], sizeof path[2], "%s/c/a", own_folder);
	mkdir(path[2], 0755);
	make("c/a", "c/a/deeper", "within");
	look("a/deep/f");
	T(chroot(whole(1, "c")));
	T(access("/a/deeper/f", R_OK));
	T(access(whole(1, "a/deep/f"), R_OK));
	T(fchdir(top));
	T(chroot("."));
	look("a/deep/f");
	close(top);
}

static void remove_all(void)
{
	static const char *const names[] = { "a/deep/f",   "a/deep", "a",       "c/a/deeper/f",
					     "c/a/deeper", "c/a",    "c/other", "c/deep/f",
					     "c/deep",     "c" };

	for (unsigned i = 0; i < sizeof names / sizeof *names; i++)
		T(remove(whole(1, names[i])));
	leave_own_folder();
}

int main(void)
{
	enter_own_folder();
	renamed();
	removed();
	mounted();
	moved();
	remove_all();
	return 0;
}
