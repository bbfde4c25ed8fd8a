/* SPDX-License-Identifier: MIT */
/* inotify: what each change tells, by name and of itself; masks, ends, names, limits; waiting. cpus: many */
#include "file.h"

#include <dirent.h>
#include <poll.h>
#include <pthread.h>
#include <sys/epoll.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/sendfile.h>
#include <sys/syscall.h>
#include <sys/uio.h>

#define KEEP_SIZE 1

static int fd;
static char buf[65536] __attribute__((aligned(16)));
static unsigned last_cookie;

static const char *const bits[32] = {
	"ACCESS", "MODIFY", "ATTRIB", "CLOSE_WRITE", "CLOSE_NOWRITE", "OPEN", "MOVED_FROM", "MOVED_TO", "CREATE",
	"DELETE", "DELETE_SELF", "MOVE_SELF", NULL, "UNMOUNT", "Q_OVERFLOW", "IGNORED", [30] = "ISDIR",
};

static void show(const struct inotify_event *e)
{
	printf("  %d", e->wd);
	for (int i = 0; i < 32; i++)
		if (e->mask >> i & 1)
			printf(" %s", bits[i] ? bits[i] : "?");
	if (e->cookie)
		printf(" %s cookie", e->cookie == last_cookie ? "same" : "new");
	if (e->cookie)
		last_cookie = e->cookie;
	if (e->len)
		printf(" '%s' in %u", e->name, e->len);
	printf("\n");
}

/* All that waits. */
static void events(const char *what)
{
	ssize_t n;

	printf("%s:\n", what);
	while ((n = read(fd, buf, sizeof buf)) > 0)
		for (char *p = buf; p < buf + n; p += sizeof(struct inotify_event) + ((struct inotify_event *)p)->len)
			show((struct inotify_event *)p);
	if (n != -1 || errno != EAGAIN)
		printf("  then %zd errno %d\n", n, errno);
}

/* Do it, and tell what was told. */
#define E(e)                                              \
	do {                                              \
		long r_;                                  \
		errno = 0;                                \
		r_ = (long)(e) < 0 ? -errno : 0;          \
		printf("%ld ", r_);                       \
		events(#e);                               \
	} while (0)

static void files(void)
{
	int f, g, p[2];

	T(mkdir("d", 0755));
	T(inotify_add_watch(fd, "d", IN_ALL_EVENTS));
	f = open("d/a", O_RDWR | O_CREAT, 0644);
	events("create");
	E(write(f, "hello", 5));
	E(pwrite(f, "hello", 5, 100));
	E(writev(f, &(struct iovec){ "xy", 2 }, 1));
	E(pread(f, buf, 3, 0));
	E(pread(f, buf, 3, 1000));
	E(lseek(f, 0, SEEK_SET));
	E(fstat(f, &(struct stat){ 0 }));
	E(ftruncate(f, 3));
	E(truncate("d/a", 30));
	E(syscall(SYS_fallocate, f, 0, 0l, 50l));
	E(fchmod(f, 0600));
	E(chmod("d/a", 0640));
	E(fchown(f, getuid(), -1));
	E(futimens(f, NULL));
	E(futimens(f, (struct timespec[2]){ { 1, 0 }, { 0, UTIME_OMIT } }));
	E(futimens(f, (struct timespec[2]){ { 0, UTIME_OMIT }, { 1, 0 } }));
	E(futimens(f, (struct timespec[2]){ { 0, UTIME_OMIT }, { 0, UTIME_OMIT } }));
	g = dup(f);
	E(close(f));
	E(close(g));
	g = open("d/a", O_RDONLY);
	events("open");
	E(close(g));
	g = open("d/a", O_PATH);
	events("O_PATH");
	E(close(g));
	g = open("d/a", O_WRONLY | O_TRUNC);
	events("O_TRUNC");
	E(write(g, "", 0));
	E(write(g, (void *)8, 1));
	E(close(g));
	T(access("d/a", R_OK));
	T(stat("d/a", &(struct stat){ 0 }));
	E(open("d/none", O_RDONLY));
	E(open("d/a", O_RDWR | O_CREAT | O_EXCL, 0600));
	f = open("d/a", O_RDWR);
	g = open("d/b", O_RDWR | O_CREAT, 0644);
	write(f, "0123456789", 10);
	lseek(f, 0, SEEK_SET);
	events("two files");
	E(sendfile(g, f, NULL, 4));
	if (pipe(p))
		return;
	E(splice(f, NULL, p[1], NULL, 4, 0));
	E(splice(p[0], NULL, g, NULL, 4, 0));
	close(p[0]);
	close(p[1]);
	close(f);
	close(g);
	events("closed");
	E(unlink("d/b"));
	E(unlink("d/a"));
	E(symlink("x", "d/s"));
	E(readlink("d/s", buf, 9));
	E(unlink("d/s"));
	E(mkfifo("d/f", 0600));
	E(unlink("d/f"));
}

static void folders(void)
{
	DIR *dir;

	E(mkdir("d/sub", 0755));
	dir = opendir("d/sub");
	events("opendir");
	readdir(dir);
	events("readdir");
	closedir(dir);
	events("closedir");
	E(chmod("d/sub", 0700));
	dir = opendir("d");
	readdir(dir);
	closedir(dir);
	events("the folder itself");
	E(mkdir("d/sub/deep", 0755));
	E(rmdir("d/sub/deep"));
	E(rmdir("d/sub"));
	E(chmod("d", 0711));
	E(rename("d", "e"));
	E(rename("e", "d"));
}

/* Names that move. */
static void moves(void)
{
	put_file("d/a", "a");
	put_file("d/b", "b");
	put_file("out", "out");
	mkdir("other", 0755);
	mkdir("d/sub", 0755);
	events("made");
	T(inotify_add_watch(fd, "other", IN_MOVE | IN_CREATE | IN_DELETE));
	E(rename("d/a", "d/c"));
	E(rename("d/c", "other/c"));
	E(rename("other/c", "c"));
	E(rename("c", "d/c"));
	E(rename("d/c", "d/b"));
	E(rename("d/b", "d/b"));
	E(rename("d/sub", "other/sub"));
	E(rename("other/sub", "d/sub"));
	E(syscall(SYS_renameat2, AT_FDCWD, "d/b", AT_FDCWD, "other", 0));
	E(syscall(SYS_renameat2, AT_FDCWD, "d/b", AT_FDCWD, "out", 2));
	E(syscall(SYS_renameat2, AT_FDCWD, "d/b", AT_FDCWD, "d/sub", 2));
	E(link("d/sub", "d/two"));
	E(link("out", "d/two"));
	E(link("out", "d/two"));
	E(unlink("d/two"));
	T(inotify_rm_watch(fd, 2));
	events("rm_watch");
	E(rename("d/sub", "other/sub"));
	T(unlink("d/b") || rmdir("d/sub"));
	T(rmdir("other/sub"));
	T(rmdir("other"));
	T(unlink("out"));
	events("cleaned");
}

/* Files that are watched themselves, and their folder, too. */
static void selves(void)
{
	int f;

	put_file("d/a", "a");
	put_file("d/b", "b");
	mkdir("d/sub", 0755);
	events("made");
	T(inotify_add_watch(fd, "d/a", IN_ALL_EVENTS));
	T(inotify_add_watch(fd, "d/b", IN_ALL_EVENTS));
	T(inotify_add_watch(fd, "d/sub", IN_ALL_EVENTS));
	E(chmod("d/a", 0600));
	E(rename("d/a", "d/c"));
	E(rename("d/sub", "d/sub2"));
	E(link("d/c", "d/a"));
	E(unlink("d/a"));
	E(rename("d/c", "d/b"));
	E(unlink("d/b"));
	E(rmdir("d/sub2"));
	/* One that is removed while it is open lives on. */
	f = open("d/open", O_RDWR | O_CREAT, 0600);
	events("made");
	T(inotify_add_watch(fd, "d/open", IN_ALL_EVENTS));
	E(unlink("d/open"));
	E(write(f, "x", 1));
	E(close(f));
	/* An empty folder that is replaced. */
	mkdir("d/x", 0755);
	mkdir("d/y", 0755);
	events("made");
	T(inotify_add_watch(fd, "d/x", IN_ALL_EVENTS));
	T(inotify_add_watch(fd, "d/y", IN_ALL_EVENTS));
	E(rename("d/x", "d/y"));
	E(rmdir("d/y"));
}

static void masks(void)
{
	int f, g, w;

	events("nothing");
	T(inotify_add_watch(fd, "d", IN_CREATE)); /* in place of all */
	put_file("d/a", "a");
	E(unlink("d/a"));
	T(inotify_add_watch(fd, "d", IN_DELETE | IN_MASK_ADD));
	put_file("d/a", "a");
	E(unlink("d/a"));
	T(inotify_add_watch(fd, "d", IN_DELETE | IN_MASK_CREATE));
	put_file("d/a", "a");
	events("made");
	w = inotify_add_watch(fd, "d/a", IN_MODIFY | IN_ONESHOT | IN_MASK_CREATE);
	printf("%d\n", w);
	E(truncate("d/a", 1));
	E(truncate("d/a", 0));
	T(inotify_rm_watch(fd, w));
	T(inotify_add_watch(fd, "d/a", IN_OPEN | IN_ONESHOT));
	T(inotify_add_watch(fd, "d/a", IN_CLOSE)); /* no longer once */
	f = open("d/a", O_RDONLY);
	events("open");
	E(close(f));
	f = open("d/a", O_RDONLY);
	E(close(f));
	T(inotify_add_watch(fd, "d", IN_MODIFY | IN_EXCL_UNLINK));
	f = open("d/a", O_RDWR);
	g = open("d/g", O_RDWR | O_CREAT, 0600);
	E(write(f, "x", 1));
	E(unlink("d/a"));
	E(write(f, "x", 1));
	T(inotify_add_watch(fd, "d", IN_MODIFY));
	E(write(f, "x", 1));
	E(write(g, "x", 1));
	close(f);
	close(g);
	unlink("d/g");
	events("closed");
	/* Links: what they lead to, or they. */
	put_file("d/a", "a");
	T(symlink("d/a", "l"));
	T(inotify_add_watch(fd, "l", IN_ATTRIB));
	T(inotify_add_watch(fd, "l", IN_ATTRIB | IN_DELETE_SELF | IN_DONT_FOLLOW));
	E(chmod("l", 0611));
	E(unlink("l"));
	T(inotify_add_watch(fd, "d/a", IN_ATTRIB | IN_ONLYDIR));
	T(inotify_add_watch(fd, "d", IN_ONLYDIR));
	E(unlink("d/a"));
}

/* How events are kept and read. */
static void reads(void)
{
	static char longest[256];
	int f, n = 0;

	T(inotify_add_watch(fd, "d", IN_CREATE | IN_DELETE | IN_MODIFY));
	T(ioctl(fd, FIONREAD, &n));
	T(n);
	f = open("d/0123456789abcde", O_RDWR | O_CREAT, 0600);
	T(ioctl(fd, FIONREAD, &n));
	T(n);
	T(read(fd, buf, 0));
	T(read(fd, buf, 16));
	T(read(fd, buf, 31));
	T(ioctl(fd, FIONREAD, (void *)8));
	T(read(fd, buf, 32));
	T(read(fd, buf, 0));
	T(write(fd, buf, 1));
	T(pread(fd, buf, 100, 0));
	/* The same again is once; not when something is between. */
	for (int i = 0; i < 5; i++)
		T(write(f, "x", 1));
	T(ioctl(fd, FIONREAD, &n));
	T(n);
	close(open("d/0123456789abcdef", O_RDWR | O_CREAT, 0600));
	T(write(f, "x", 1));
	T(read(fd, buf, 79)); /* two of three */
	events("the third");
	T(write(f, "x", 1));
	T(unlink("d/0123456789abcde"));
	T(read(fd, (void *)8, 100)); /* the first is lost */
	events("the second");
	close(f);
	T(unlink("d/0123456789abcdef"));
	memset(longest, 'n', 255);
	T(chdir("d"));
	put_file(longest, "");
	T(unlink(longest));
	T(chdir(".."));
	events("long");
}

static void overflows(void)
{
	int f = open("d/a", O_RDWR | O_CREAT, 0600), g = open("d/b", O_RDWR | O_CREAT, 0600);
	int n = 0, max = 16384;
	ssize_t got;
	long count = 0;
	FILE *limit = fopen("/proc/sys/fs/inotify/max_queued_events", "r");

	if (!limit || fscanf(limit, "%d", &max) != 1)
		max = 0;
	fclose(limit);
	events("made");
	for (int i = 0; i < max; i++)
		if (write(i & 1 ? f : g, "x", 1) != 1)
			return;
	T(ioctl(fd, FIONREAD, &n));
	T(n == max * 32);
	T(write(f, "x", 1));
	T(write(g, "x", 1));
	T(ioctl(fd, FIONREAD, &n));
	T(n == max * 32 + 16);
	while ((got = read(fd, buf, sizeof buf)) > 0)
		for (char *p = buf; p < buf + got; p += sizeof(struct inotify_event) + ((struct inotify_event *)p)->len)
			if (++count > max)
				show((struct inotify_event *)p);
	T(count == max + 1);
	E(write(f, "x", 1));
	close(f);
	close(g);
	T(unlink("d/a") || unlink("d/b"));
	events("end");
}

static void *make_later(void *name)
{
	usleep(30000);
	put_file(name, "x");
	return NULL;
}

static int polled(int ms)
{
	struct pollfd p = { fd, POLLIN | POLLOUT, 0 };

	return poll(&p, 1, ms) < 0 ? -1 : p.revents;
}

static void waits(void)
{
	struct epoll_event e = { .events = EPOLLIN }, out;
	int ep = epoll_create1(0);
	pthread_t t;

	T(inotify_add_watch(fd, "d", IN_CREATE));
	T(epoll_ctl(ep, EPOLL_CTL_ADD, fd, &e));
	T(polled(0));
	pthread_create(&t, NULL, make_later, "d/1");
	T(polled(-1));
	pthread_join(t, NULL);
	T(epoll_wait(ep, &out, 1, 0));
	events("polled");
	T(polled(0));
	T(epoll_wait(ep, &out, 1, 0));
	pthread_create(&t, NULL, make_later, "d/2");
	T(epoll_wait(ep, &out, 1, -1));
	pthread_join(t, NULL);
	events("epoll");
	T(fcntl(fd, F_SETFL, 0));
	pthread_create(&t, NULL, make_later, "d/3");
	T(read(fd, buf, sizeof buf));
	pthread_join(t, NULL);
	T(fcntl(fd, F_SETFL, O_NONBLOCK));
	events("read");
	T(unlink("d/1") || unlink("d/2") || unlink("d/3"));
	close(ep);
}

/* Two sets hear of the same, each in its way; one that is closed is gone. */
static void sets(void)
{
	int first = fd, other = inotify_init1(IN_NONBLOCK);
	ssize_t n = 0;

	T(inotify_add_watch(other, "d", IN_DELETE) == 1);
	put_file("d/a", "x");
	T(unlink("d/a"));
	events("the first");
	fd = other;
	events("the other");
	T(close(other));
	fd = first;
	put_file("d/a", "x");
	T(unlink("d/a"));
	events("alone");
	T(rmdir("d"));
	events("the end of the folder");
	T(inotify_add_watch(fd, "/dev/null", IN_OPEN | IN_CLOSE) > 0);
	for (int i = 0; i < 100 && n != 2 * sizeof(struct inotify_event); i++) { /* others have it open, too */
		while (read(fd, buf, sizeof buf) > 0)
			;
		close(open("/dev/null", O_RDONLY));
		n = read(fd, buf, sizeof buf);
	}
	printf("a device:\n");
	for (char *p = buf; p < buf + n; p += sizeof(struct inotify_event))
		show((struct inotify_event *)p);
	T(inotify_add_watch(fd, "/proc/self/stat", IN_OPEN | IN_CLOSE) > 0);
}

int main(void)
{
	enter_own_folder();
	fd = inotify_init1(IN_NONBLOCK);
	files();
	folders();
	moves();
	selves();
	masks();
	reads();
	overflows();
	waits();
	sets();
	close(fd);
	leave_own_folder();
	return 0;
}
