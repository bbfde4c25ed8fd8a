/* SPDX-License-Identifier: MIT */
/*
 * Finding a program: the file, whether it can be run, and by what.
 */
#include "abi/linux/binary/exec.h"
#include "base/errno.h"
#include "base/format.h"
#include "base/string.h"
#include "kern/vfs/fd.h"
#include "kern/vfs/inode.h"
#include "kern/vfs/mount.h"
#include "kern/vfs/tree/permission.h"
#include "kern/vfs/vfs.h"

#define SCRIPTS_MAX 5   /* interpreters that are scripts themselves, as Linux */
#define LINE_MAX    256 /* of "#!", as Linux reads it */

/* Read (n) bytes at (offset), fewer at the end of the file. Returns how many. */
static ssize_t read_at(struct file *f, void *buf, size_t n, int64_t offset)
{
	return file_move_part(f, buf, n, &offset, FILE_READ);
}

/* Every (path) is a copy, or was in a file. */
static int open_program(int at, const char *path, unsigned flags, struct file **f)
{
	struct place to;
	int err = path_find(at, path, flags | PATH_OURS, &to);

	if (err)
		return err;
	if (!inode_is(to.inode, INODE_FILE) || !(to.inode->mode & 0111) ||
	    (to.mount->flags & MOUNT_NOEXEC) || vfs_may(to.inode, MAY_EXEC)) {
		err = inode_is(to.inode, INODE_SYMLINK) ? -ELOOP : -EACCES;
		place_put(to);
		return err;
	}
	return vfs_open_place(to, FILE_O_RDONLY | FILE_O_LARGEFILE, f);
}

/* The program by another name, for one that is told by a descriptor (Linux: fs/exec.c). */
static void name_program(struct binary_program *p, int at, const char *path)
{
	p->hidden = path[0] != '/' && at != PATH_CWD && fd_get_cloexec(at) == 1;
	if (path[0] == '/' || at == PATH_CWD)
		string_copy(p->path, path, sizeof p->path);
	else
		format_text(p->path, sizeof p->path, "/dev/fd/%d%s%s", at, *path ? "/" : "", path);
}

/* Read the headers of (f) into (p). */
static int read_elf(struct file *f, const void *head, size_t n, struct elf_program *p,
		    const char **why)
{
	*why = elf_read(head, n, p);
	for (unsigned i = 0; !*why && i < p->nr_segments; i++)
		if (p->segment[i].offset + p->segment[i].file_size > (uint64_t)f->inode->size)
			*why = "it is cut off";
	return *why ? -ENOEXEC : 0;
}

static int find_interpreter(struct binary_program *p, void *head, const char **why)
{
	size_t size = p->elf.interpreter_size;
	char *name = head; /* its bytes are no longer needed */
	ssize_t n;
	int err;

	if (!size)
		return 0;
	n = read_at(p->file, name, size, (int64_t)p->elf.interpreter);
	if (n != (ssize_t)size || name[size - 1]) {
		*why = "its interpreter's name is cut off";
		return n < 0 ? (int)n : -ENOEXEC;
	}
	err = open_program(PATH_CWD, name, PATH_FOLLOW, &p->interpreter);
	if (err) {
		*why = "its interpreter (ld.so) is not there";
		return err;
	}
	n = read_at(p->interpreter, head, ELF_HEAD_MAX, 0);
	return n < 0 ? (int)n : read_elf(p->interpreter, head, (size_t)n, &p->interpreter_elf, why);
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/*
 * The line "#! INTERPRETER ARGUMENT" of (head), (n) bytes, as Linux reads it (fs/binfmt_script.c):
 * terminates both in place. (*argument) may become NULL. Errors: -ENOEXEC.
 */
static int parse_script(char *head, size_t n, char **name, char **argument)
{
	char *at = head + 2, *end;
	bool cut = n >= LINE_MAX;

	end = memchr(head, '\n', MIN(n, (size_t)LINE_MAX));
	n = MIN(n, (size_t)LINE_MAX - 1);
	if (!end)
		head[n] = '\0';
	if (end) {
		cut = false;
		while (end > at && is_blank(end[-1]))
			end--;
		if (end == at)
			return -ENOEXEC;
		*end = '\0';
	}
	while (is_blank(*at))
		at++;
	*name = at;
	while (*at && !is_blank(*at))
		at++;
	if (cut && at == head + n)
		return -ENOEXEC; /* nobody knows how its name goes on */
	*argument = NULL;
	if (!*at)
		return 0;
	*at++ = '\0';
	while (is_blank(*at))
		at++;
	if (*at)
		*argument = at;
	return 0;
}

/* (p)'s file is a script: its interpreter takes its place. */
static int take_script(struct binary_program *p, char *head, size_t n, struct binary_args *args)
{
	const char *words[3];
	unsigned nr_words = 0;
	char *argument, *name;
	int err = parse_script(head, n, &name, &argument);

	if (err)
		return err;
	if (!*name)
		return -EACCES; /* the working folder, to Linux */
	if (p->hidden)
		return -ENOENT;
	words[nr_words++] = name;
	if (argument)
		words[nr_words++] = argument;
	words[nr_words++] = p->path;
	err = binary_args_replace_first(args, words, nr_words);
	if (err)
		return err;
	string_copy(p->path, name, sizeof p->path);
	file_put(p->file);
	p->file = NULL;
	return open_program(PATH_CWD, p->path, PATH_FOLLOW, &p->file);
}

static int find(struct binary_program *p, struct binary_args *args, const char **why)
{
	static char head[ELF_HEAD_MAX];
	ssize_t n;
	int err = 0;

	for (unsigned scripts = 0;; scripts++) {
		n = read_at(p->file, head, ELF_HEAD_MAX, 0);
		if (n < 2 || head[0] != '#' || head[1] != '!')
			break;
		if (scripts == SCRIPTS_MAX)
			return -ELOOP;
		err = take_script(p, head, (size_t)n, args);
		if (err)
			return err;
	}
	if (n < 0)
		return (int)n;
	err = read_elf(p->file, head, (size_t)n, &p->elf, why);
	return err ? err : find_interpreter(p, head, why);
}

int binary_find(struct binary_program *p, int at, const char *path, unsigned flags,
		struct binary_args *args, const char **why)
{
	int err;

	*why = NULL;
	p->file = p->interpreter = NULL;
	name_program(p, at, path);
	err = open_program(at, path, flags, &p->file);
	if (err)
		return err;
	err = find(p, args, why);
	if (err)
		binary_program_put(p);
	return err;
}

void binary_program_put(struct binary_program *p)
{
	if (p->file)
		file_put(p->file);
	if (p->interpreter)
		file_put(p->interpreter);
	p->file = p->interpreter = NULL;
}
