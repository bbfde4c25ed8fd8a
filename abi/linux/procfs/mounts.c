/* SPDX-License-Identifier: MIT */
/*
 * /proc/PID/mounts and mountinfo: the table of mounts, as far as the root sees it.
 */
#include "abi/linux/procfs/procfs.h"
#include "base/errno.h"
#include "base/string.h"
#include "kern/mem/heap.h"
#include "kern/vfs/path.h"

/* (s, n) with blanks and backslashes as octal numbers, as the readers of these files expect. */
static void put_escaped(struct text *t, const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (s[i] == ' ' || s[i] == '\t' || s[i] == '\n' || s[i] == '\\')
			text_addf(t, "\\%03o", (unsigned char)s[i]);
		else
			text_add(t, &s[i], 1);
	}
}

static const struct {
	unsigned flag;
	const char *word;
} flags[] = {
	{ MOUNT_NOSUID, ",nosuid" },         { MOUNT_NODEV, ",nodev" },
	{ MOUNT_NOEXEC, ",noexec" },         { MOUNT_NOATIME, ",noatime" },
	{ MOUNT_NODIRATIME, ",nodiratime" }, { MOUNT_RELATIME, ",relatime" },
};

static void put_flags(struct text *t, const struct mount *m)
{
	unsigned f = __atomic_load_n(&m->flags, __ATOMIC_RELAXED);

	text_addf(t, f & MOUNT_READ_ONLY ? "ro" : "rw");
	for (size_t i = 0; i < nitems(flags); i++) {
		if (f & flags[i].flag)
			text_addf(t, "%s", flags[i].word);
	}
}

static void put_options(struct text *t, const struct mount *m)
{
	if (m->fs->options)
		m->fs->options(m->fs, t);
}

/* What (m) shows, as a path in its file system: the names from there up to the root. */
static void put_root(struct text *t, const struct mount *m)
{
	struct inode *i = inode_get(m->root);
	struct inode_where w;
	size_t begin = t->len;

	while (i != m->fs->root && i->ops->where && i->ops->where(i, &w) == 0) {
		char *s = text_reserve(t, w.len + 1u);

		if (s) {
			memmove(t->s + begin + w.len + 1, t->s + begin, t->len - begin);
			t->s[begin] = '/';
			memcpy(t->s + begin + 1, w.name, w.len);
			t->len += w.len + 1u;
		}
		inode_put(i);
		i = w.dir;
		if (!i)
			break;
	}
	inode_put(i);
	if (t->len == begin)
		text_add(t, "/", 1);
}

typedef void put_mount(struct text *t, const struct mount *m, const char *path, size_t len);

static void put_line(struct text *t, const struct mount *m, const char *path, size_t len)
{
	put_escaped(t, m->source, strlen(m->source));
	text_add(t, " ", 1);
	put_escaped(t, path, len);
	text_addf(t, " %s ", m->fs->type);
	put_flags(t, m);
	put_options(t, m);
	text_addf(t, " 0 0\n");
}

static void put_info(struct text *t, const struct mount *m, const char *path, size_t len)
{
	const struct mount *up = m->parent;

	text_addf(t, "%u %u 0:%lu ", m->id, up ? up->id : 0, m->fs->dev);
	put_root(t, m);
	text_add(t, " ", 1);
	put_escaped(t, path, len);
	text_add(t, " ", 1);
	put_flags(t, m);
	text_addf(t, " - %s ", m->fs->type);
	put_escaped(t, m->source, strlen(m->source));
	text_addf(t, m->fs->read_only ? " ro" : " rw");
	put_options(t, m);
	text_add(t, "\n", 1);
}

static int mounts_tell(struct text *t, put_mount *put)
{
	char *buf = heap_alloc(PATH_LEN_MAX), *path;
	struct mount *m = NULL;

	if (!buf)
		return -ENOMEM;
	while ((m = mount_next(m)) != NULL) {
		unsigned state;
		int n = path_text((struct place){ m, m->root }, buf, PATH_LEN_MAX, &path, &state);

		if (n >= 0 && !(state & PATH_UNREACHABLE))
			put(t, m, path, (size_t)n);
	}
	heap_free(buf);
	return 0;
}

int proc_mounts(struct text *t, const struct made_at *at)
{
	(void)at;
	return mounts_tell(t, put_line);
}

int proc_mountinfo(struct text *t, const struct made_at *at)
{
	(void)at;
	return mounts_tell(t, put_info);
}

int proc_filesystems(struct text *t, const struct made_at *at)
{
	(void)at;
	text_addf(t, "nodev\tsysfs\nnodev\ttmpfs\nnodev\tproc\nnodev\tdevtmpfs\nnodev\toverlay\n");
	return 0;
}
