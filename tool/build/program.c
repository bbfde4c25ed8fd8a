/* SPDX-License-Identifier: MIT */
/*
 * Collecting a program. Each path is followed as the kernel would: a link on the way is made again
 * in the image, and what it leads to is put where it is.
 */
#include "tool/build/program.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tool/build/copy.h"
#include "tool/build/libraries.h"
#include "tool/inspect/image.h"
#include "tool/link/workdir.h"

#define CACHE "/etc/ld.so.cache"

#define LINKS_MAX   40
#define SCRIPTS_MAX 5

/* What C libraries read, as far as this host has it. */
static const char *const etc[] = {
	"/etc/passwd",   "/etc/group",     "/etc/hosts",     "/etc/nsswitch.conf",
	"/etc/services", "/etc/protocols", "/etc/localtime", "/etc/os-release",
};

/* Where an image may want to write, or something is mounted. */
static const struct {
	const char *path;
	mode_t mode;
} folders[] = {
	{ "dev", 0755 },      { "proc", 0755 }, { "sys", 0755 },  { "tmp", 01777 }, { "var", 0755 },
	{ "var/tmp", 01777 }, { "run", 0755 },  { "root", 0700 }, { "home", 0755 },
};

struct collect {
	const char *stage;
	unsigned keep;            /* of what is copied: copy.h */
	struct buf interpreter;   /* the last program's */
	struct strings libraries; /* that were put: modules share most of them */
	bool unwinds;             /* something ends threads */
	unsigned links;
	struct diag *d;
};

static int put_path(struct collect *c, const char *path);

/* The link at (at), of length (n) in (path): made again, and followed to what is behind it. */
static int put_link(struct collect *c, const char *path, size_t n)
{
	struct buf at = { 0 }, copy = { 0 }, next = { 0 };
	char target[PATH_MAX];
	ssize_t length;
	int err = 0;

	buf_addf(&at, "%.*s", (int)n, path);
	buf_addf(&copy, "%s%s", c->stage, at.data);
	length = readlink(at.data, target, sizeof target - 1);
	if (length < 0) {
		err = diag_fail(c->d, errno, "read link '%s'", at.data);
	} else if (++c->links > LINKS_MAX) {
		err = diag_fail(c->d, ELOOP, "open '%s'", path);
	} else {
		target[length] = '\0';
		if (symlink(target, copy.data) && errno != EEXIST)
			err = diag_fail(c->d, errno, "copy '%s' into the root file system",
					at.data);
	}
	if (!err) {
		if (target[0] != '/')
			buf_addf(&next, "%.*s/", (int)(strrchr(at.data, '/') - at.data), at.data);
		buf_addf(&next, "%s%s", target, path + n);
		err = put_path(c, next.data);
	}
	buf_free(&at);
	buf_free(&copy);
	buf_free(&next);
	return err;
}

/* Take "." and ".." out of (path), which has no link before the first of them. */
static void shorten(char *path)
{
	char *dots, *before;

	while ((dots = strstr(path, "/./")) != NULL)
		memmove(dots, dots + 2, strlen(dots + 2) + 1);
	dots = strstr(path, "/../");
	if (!dots)
		return;
	*dots = '\0';
	before = strrchr(path, '/');
	before = before ? before : path;
	memmove(before, dots + 3, strlen(dots + 3) + 1);
}

/* Put what is at (path), absolute, into the image, and all that leads there. */
static int put_path(struct collect *c, const char *path)
{
	char *whole = mem_copy_text(path), *slash;
	struct buf copy = { 0 };
	struct stat st;
	size_t n = 0;
	int err = 0;

	while (!err && whole[n]) {
		n += strspn(whole + n, "/");
		if (!whole[n])
			break;
		slash = whole + n + strcspn(whole + n, "/");
		if (text_begins(whole + n, "../") || text_begins(whole + n, "./")) {
			shorten(whole);
			n = 0;
			continue;
		}
		n = (size_t)(slash - whole);
		buf_free(&copy);
		copy = (struct buf){ 0 };
		buf_addf(&copy, "%.*s", (int)n, whole);
		if (lstat(copy.data, &st)) {
			err = diag_fail(c->d, errno, "open '%s'", copy.data);
			break;
		}
		if (S_ISLNK(st.st_mode)) {
			err = put_link(c, whole, n);
			break;
		}
		buf_free(&copy);
		copy = (struct buf){ 0 };
		buf_addf(&copy, "%s%.*s", c->stage, (int)n, whole);
		if (!whole[n])
			err = copy_tree(whole, copy.data, c->keep, c->d);
		else if (mkdir(copy.data, 0755) && errno != EEXIST)
			err = diag_fail(c->d, errno, "make folder '%.*s' of the root file system",
					(int)n, whole);
	}
	buf_free(&copy);
	free(whole);
	return err;
}

static int put_file(struct collect *c, const char *path)
{
	c->links = 0;
	return put_path(c, path);
}

static int put_folders(struct collect *c)
{
	for (size_t i = 0; i < nitems(folders); i++) {
		struct buf path = { 0 };
		int err = 0;

		buf_addf(&path, "%s/%s", c->stage, folders[i].path);
		if ((mkdir(path.data, 0755) && errno != EEXIST) ||
		    chmod(path.data, folders[i].mode))
			err = diag_fail(c->d, errno, "make folder '/%s' of the root file system",
					folders[i].path);
		buf_free(&path);
		if (err)
			return err;
	}
	return 0;
}

static int put_etc(struct collect *c)
{
	int err = 0;

	for (size_t i = 0; i < nitems(etc) && !err; i++)
		if (access(etc[i], R_OK) == 0)
			err = put_file(c, etc[i]);
	return err;
}

/* Put what (interpreter) would load for (program). */
static int put_libraries(struct collect *c, const char *interpreter, const char *program, bool must)
{
	size_t known = c->libraries.n;
	int err = libraries_list(interpreter, program, must, &c->libraries, c->d);

	c->unwinds = c->unwinds || libraries_unwind(program);
	for (size_t i = known; i < c->libraries.n && !err; i++) {
		c->unwinds = c->unwinds || libraries_unwind(c->libraries.items[i]);
		err = put_file(c, c->libraries.items[i]);
	}
	return err;
}

/* A library that nobody names: glibc loads it, or aborts, when a thread ends by pthread_exit(). */
static int put_unwinder(struct collect *c)
{
	struct buf path = { 0 };
	int err = 0;

	for (size_t i = 0; i < c->libraries.n && c->unwinds && !path.len; i++) {
		const char *libc = c->libraries.items[i];

		if (strcmp(path_base(libc), "libc.so.6") == 0)
			buf_addf(&path, "%.*s/libgcc_s.so.1", (int)(strrchr(libc, '/') - libc),
				 libc);
	}
	if (path.len && access(path.data, R_OK) == 0) {
		strings_add_once(&c->libraries, path.data);
		err = put_file(c, path.data);
	}
	buf_free(&path);
	return err;
}

static int put_elf(struct collect *c, const char *path)
{
	int err;

	buf_free(&c->interpreter);
	c->interpreter = (struct buf){ 0 };
	err = libraries_interpreter(path, &c->interpreter, c->d);
	if (!err && c->interpreter.len)
		err = put_file(c, c->interpreter.data);
	if (!err && c->interpreter.len)
		err = put_libraries(c, c->interpreter.data, path, true);
	return err;
}

/*
 * Put the file or folder (path), and the libraries that what is in it needs: the program opens
 * modules of its own when it runs.
 */
static int put_more(struct collect *c, const char *path)
{
	struct strings files = { 0 };
	int err = put_file(c, path);

	if (!err && c->interpreter.len)
		err = libraries_in(path, &files, c->d);
	for (size_t i = 0; i < files.n && !err; i++)
		err = put_libraries(c, c->interpreter.data, files.items[i], false);
	strings_free(&files);
	return err;
}

/*
 * Where the libraries are, for an ld.so that would look for them in a dozen folders, and in none
 * that only this host's knows of.
 */
static int put_cache(struct collect *c)
{
	struct buf cache = { 0 }, kept = { 0 }, folder = { 0 }, path = { 0 };
	int err = 0;

	buf_addf(&folder, "%s/etc", c->stage);
	buf_addf(&path, "%s" CACHE, c->stage);
	if (access(CACHE, R_OK) == 0 && access(path.data, F_OK))
		err = file_read(CACHE, &cache, c->d);
	if (!err)
		libraries_keep_cache(cache.data, cache.len, &c->libraries, &kept);
	if (!err && kept.len && mkdir(folder.data, 0755) && errno != EEXIST)
		err = diag_fail(c->d, errno, "make folder '/etc' of the root file system");
	if (!err && kept.len)
		err = file_write(path.data, kept.data, kept.len, c->d);
	buf_free(&cache);
	buf_free(&kept);
	buf_free(&folder);
	buf_free(&path);
	return err;
}

/* The first (size) bytes of a file, with an end. */
static bool read_head(const char *path, char *head, size_t size)
{
	FILE *f = fopen(path, "rb");
	size_t n = f ? fread(head, 1, size - 1, f) : 0;

	if (f)
		fclose(f);
	head[n] = '\0';
	return n > 0;
}

/* What runs the script that begins with (head), in (head); NULL: it is none. */
static char *script_interpreter(char *head)
{
	char *name;

	if (!text_begins(head, "#!"))
		return NULL;
	name = head + 2 + strspn(head + 2, " \t");
	name[strcspn(name, " \t\n")] = '\0';
	return *name == '/' ? name : NULL;
}

/* Put the program (path) at another (place), in the root folder. */
static int put_elsewhere(struct collect *c, const char *path, const char *place)
{
	struct buf copy = { 0 };
	char real[PATH_MAX];
	int err;

	buf_addf(&copy, "%s%s", c->stage, place);
	err = realpath(path, real) ? copy_tree(real, copy.data, c->keep, c->d)
				   : diag_fail(c->d, errno, "open '%s'", path);
	buf_free(&copy);
	return err;
}

static int put_program(struct collect *c, const char *path, const char *place, unsigned scripts)
{
	char head[256], *interpreter = NULL;
	int err = strcmp(path, place) ? put_elsewhere(c, path, place) : put_file(c, path);

	if (!err && !read_head(path, head, sizeof head))
		err = diag_fail(c->d, 0, "build '%s': it cannot be read, or is empty", path);
	if (!err)
		interpreter = script_interpreter(head);
	if (interpreter && scripts == SCRIPTS_MAX)
		err = diag_fail(c->d, 0, "build '%s': scripts run scripts without end", path);
	if (err)
		return err;
	return interpreter ? put_program(c, interpreter, interpreter, scripts + 1)
			   : put_elf(c, path);
}

char *program_behind(const char *path, struct diag *d)
{
	char *program = mem_copy_text(path), *interpreter, head[256];

	for (unsigned i = 0; i <= SCRIPTS_MAX && read_head(program, head, sizeof head); i++) {
		interpreter = script_interpreter(head);
		if (!interpreter)
			return program;
		free(program);
		program = mem_copy_text(interpreter);
	}
	diag_fail(d, 0, "build '%s': '%s' cannot be read, is empty, or is run without end", path,
		  program);
	free(program);
	return NULL;
}

bool program_is(const char *path)
{
	char head[256];
	struct image image;
	struct diag ignored = { 0 };
	struct stat st;

	if (stat(path, &st) || !S_ISREG(st.st_mode) || !(st.st_mode & 0111) ||
	    !read_head(path, head, sizeof head))
		return false;
	if (script_interpreter(head))
		return true;
	if (memcmp(head, "\177ELF", 4))
		return false;
	if (image_open(&image, path, &ignored))
		return true;
	image_close(&image);
	return false;
}

char *program_place(const char *path)
{
	static const char *const mounted[] = { "/tmp/", "/dev/", "/proc/", "/sys/" };
	struct buf place = { 0 };

	for (size_t i = 0; i < nitems(mounted) && !place.len; i++)
		if (text_begins(path, mounted[i]))
			buf_addf(&place, "/%s", path_base(path));
	if (!place.len)
		buf_add_text(&place, path);
	return place.data;
}

int program_collect(const char *path, const char *place, const struct strings *more,
		    const char *stage, unsigned keep, struct diag *d)
{
	struct collect c = { .stage = stage, .keep = keep, .d = d };
	int err = put_folders(&c);

	if (!err)
		err = put_etc(&c);
	if (!err)
		err = put_program(&c, path, place, 0);
	for (size_t i = 0; i < more->n && !err; i++)
		err = put_more(&c, more->items[i]);
	if (!err)
		err = put_unwinder(&c);
	if (!err)
		err = put_cache(&c);
	buf_free(&c.interpreter);
	strings_free(&c.libraries);
	return err;
}
