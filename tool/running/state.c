/* SPDX-License-Identifier: MIT */
/*
 * Entries are claimed and removed by rename(), which happens or not: a folder is made whole under a
 * name with its maker's process in it, and whoever lists entries takes away those of makers that
 * are gone.
 */
#include "tool/running/state.h"

#include <cjson/cJSON.h>
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "tool/link/workdir.h"

#define BOOT_ID "/proc/sys/kernel/random/boot_id"

/* The folder of all entries; made when it is not there. Owns: the caller. */
static char *root_folder(void)
{
	const char *run = getenv("XDG_RUNTIME_DIR"), *home = getenv("HOME");
	const char *state = getenv("XDG_STATE_HOME");
	struct buf path = { 0 };

	if (run && run[0] == '/')
		buf_addf(&path, "%s/pith", run);
	else if (geteuid() == 0)
		buf_add_text(&path, "/run/pith");
	else if (state && state[0] == '/')
		buf_addf(&path, "%s/pith", state);
	else
		buf_addf(&path, "%s/.local/state/pith", home ? home : "/");
	for (char *s = path.data + 1; *s; s++) {
		if (*s != '/')
			continue;
		*s = '\0';
		mkdir(path.data, 0700);
		*s = '/';
	}
	mkdir(path.data, 0700);
	return path.data;
}

static char *join(const char *folder, const char *file)
{
	struct buf path = { 0 };

	buf_addf(&path, "%s/%s", folder, file);
	return path.data;
}

char *state_path(const struct state *s, const char *file)
{
	return join(s->folder, file);
}

int state_check_name(const char *name, struct diag *d)
{
	size_t n = strlen(name);
	bool good = n >= 1 && n <= STATE_NAME_MAX && isalnum((unsigned char)name[0]);

	for (const char *s = name; good && *s; s++)
		good = isalnum((unsigned char)*s) || strchr("_.-", *s);
	if (good)
		return 0;
	return diag_fail(d, 0,
			 "name '%s': not 1 to %d of the characters A-Z a-z 0-9 _ . -, the first a "
			 "letter or digit",
			 name, STATE_NAME_MAX);
}

/* Write a whole file, under another name first. Returns 0 or a negative errno. */
static int write_file(const char *folder, const char *name, const char *text)
{
	struct buf fresh = { 0 };
	char *path = join(folder, name);
	size_t n = strlen(text);
	int fd, err = 0;

	buf_addf(&fresh, "%s.new", path);
	fd = open(fresh.data, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd < 0)
		err = -errno;
	else if (write(fd, text, n) != (ssize_t)n)
		err = -EIO;
	if (fd >= 0)
		close(fd);
	if (!err && rename(fresh.data, path))
		err = -errno;
	buf_free(&fresh);
	free(path);
	return err;
}

/* Read a small file; "" when there is none. Owns: the caller. */
static char *read_text(const char *folder, const char *name)
{
	char *path = *name ? join(folder, name) : mem_copy_text(folder), *text = mem_alloc(65536);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? 0 : read(fd, text, 65535);

	text[MAX(n, 0)] = '\0';
	if (fd >= 0)
		close(fd);
	free(path);
	return text;
}

static char *boot_id(void)
{
	char *id = read_text(BOOT_ID, "");

	id[strcspn(id, "\n")] = '\0';
	return id;
}

/* The file `state`. */
static int write_state(const struct state *s, const char *folder)
{
	cJSON *o = cJSON_CreateObject();
	char *boot = boot_id(), *text;
	int err;

	cJSON_AddStringToObject(o, "image", s->image);
	cJSON_AddStringToObject(o, "command", s->command);
	cJSON_AddStringToObject(o, "ports", s->ports);
	cJSON_AddStringToObject(o, "on", s->on);
	cJSON_AddNumberToObject(o, "created", (double)s->created);
	cJSON_AddBoolToObject(o, "detached", s->detached);
	cJSON_AddBoolToObject(o, "remove", s->remove);
	cJSON_AddNumberToObject(o, "keeper", s->keeper.pid);
	cJSON_AddNumberToObject(o, "keeper_start", (double)s->keeper.start);
	cJSON_AddStringToObject(o, "boot", boot);
	text = cJSON_PrintUnformatted(o);
	err = text ? write_file(folder, "state", text) : -ENOMEM;
	free(text);
	cJSON_Delete(o);
	free(boot);
	return err;
}

static char *get_text(const cJSON *o, const char *key)
{
	const char *text = cJSON_GetStringValue(cJSON_GetObjectItem(o, key));

	return mem_copy_text(text ? text : "");
}

static int64_t get_number(const cJSON *o, const char *key)
{
	const cJSON *item = cJSON_GetObjectItem(o, key);

	return cJSON_IsNumber(item) ? (int64_t)item->valuedouble : 0;
}

/* Whether it runs, has ended, or what else it must be. */
static void find_phase(struct state *s)
{
	char *end = read_text(s->folder, "end"), *image = read_text(s->folder, "image");
	long long ended;

	s->process.pid = 0;
	if (sscanf(image, "%d %lu", &s->process.pid, &s->process.start) != 2)
		s->process.pid = 0;
	if (sscanf(end, "%d %lld", &s->status, &ended) == 2) {
		s->phase = STATE_ENDED;
		s->ended = ended;
	} else if (proc_alive(&s->keeper)) {
		s->phase = STATE_RUNNING;
	} else {
		s->phase = STATE_LOST;
		s->status = 137;
		s->ended = s->created;
	}
	free(end);
	free(image);
}

/* Read the entry of that name in (root). Returns false when there is none, or no whole one. */
static bool read_state(struct state *s, const char *root, const char *name)
{
	char *folder = join(root, name), *text = read_text(folder, "state"), *boot, *here;
	cJSON *o = cJSON_Parse(text);

	free(text);
	if (!o) {
		free(folder);
		return false;
	}
	*s = (struct state){ .folder = folder };
	snprintf(s->name, sizeof s->name, "%s", name);
	s->image = get_text(o, "image");
	s->command = get_text(o, "command");
	s->ports = get_text(o, "ports");
	s->addresses = read_text(folder, "addresses");
	boot = get_text(o, "on");
	snprintf(s->on, sizeof s->on, "%s", boot);
	free(boot);
	s->created = get_number(o, "created");
	s->detached = cJSON_IsTrue(cJSON_GetObjectItem(o, "detached"));
	s->remove = cJSON_IsTrue(cJSON_GetObjectItem(o, "remove"));
	s->keeper.pid = (pid_t)get_number(o, "keeper");
	s->keeper.start = (uint64_t)get_number(o, "keeper_start");
	boot = get_text(o, "boot");
	here = boot_id();
	if (strcmp(boot, here) != 0)
		s->keeper.pid = 0;
	free(boot);
	free(here);
	cJSON_Delete(o);
	find_phase(s);
	/* It may have ended while we looked: then the end is there now. */
	if (s->phase == STATE_LOST)
		find_phase(s);
	return true;
}

/* A name for what is being made or removed, with who does it. */
static char *own_path(const char *root)
{
	static unsigned serial;
	struct proc self = proc_of(getpid());
	struct buf path = { 0 };

	buf_addf(&path, "%s/.%d-%lu-%u", root, self.pid, self.start, serial++);
	return path.data;
}

static void remove_folder(const char *root, const char *folder)
{
	char *gone = own_path(root);

	remove_tree(rename(folder, gone) ? folder : gone);
	free(gone);
}

/* Take away what nobody will: of makers that are gone, and of runs that leave no trace. */
static void sweep(const char *root, const char *name)
{
	struct proc maker;
	struct state s;
	char *path;

	if (sscanf(name, ".%d-%lu-", &maker.pid, &maker.start) == 2 && !proc_alive(&maker)) {
		path = join(root, name);
		remove_tree(path);
		free(path);
	} else if (name[0] != '.' && read_state(&s, root, name)) {
		if (s.phase != STATE_RUNNING && (!s.detached || s.remove) &&
		    !proc_alive(&s.keeper) && !proc_alive(&s.process))
			remove_folder(root, s.folder);
		state_free(&s);
	}
}

static void sweep_all(const char *root)
{
	DIR *dir = opendir(root);
	struct dirent *e;

	while (dir && (e = readdir(dir)))
		sweep(root, e->d_name);
	if (dir)
		closedir(dir);
}

/* What a name may be made of (text) is left of it. */
static void set_numbered(char name[STATE_NAME_MAX + 1], const char *text, unsigned i)
{
	char base[STATE_NAME_MAX - 10];
	size_t n = 0;

	for (; *text && n < sizeof base - 1; text++) {
		if (isalnum((unsigned char)*text) || (n && strchr("_.-", *text)))
			base[n++] = *text;
	}
	base[n] = '\0';
	snprintf(name, STATE_NAME_MAX + 1, "%s-%u", n ? base : "run", i);
}

/* Put (fresh) in the place of the entry, whose name is there or is to be found. */
static int install(struct state *s, const char *root, const char *fresh, const char *base)
{
	bool numbered = !s->name[0];
	int err = -EEXIST;

	for (unsigned i = 1; err == -EEXIST && i < (numbered ? 100000 : 2); i++) {
		if (numbered)
			set_numbered(s->name, base, i);
		s->folder = join(root, s->name);
		/* An empty folder in its place is nobody's; one with an entry stops us. */
		err = rename(fresh, s->folder) ? -errno : 0;
		if (err == -ENOTEMPTY)
			err = -EEXIST;
		if (err) {
			free(s->folder);
			s->folder = NULL;
		}
	}
	return err;
}

int state_claim(struct state *s, const char *base, struct diag *d)
{
	char *root = root_folder(), *fresh = own_path(root);
	int err = 0;

	sweep_all(root);
	s->keeper = proc_of(getpid());
	s->created = time(NULL);
	if (mkdir(fresh, 0700))
		err = -errno;
	if (!err)
		err = write_state(s, fresh);
	if (!err)
		err = install(s, root, fresh, base);
	if (err)
		remove_tree(fresh);
	if (err == -EEXIST)
		diag_fail(d, 0, "the name '%s' is taken (see pith ps -a; pith rm %s frees it)",
			  s->name, s->name);
	else if (err)
		diag_fail(d, -err, "make an entry in '%s'", root);
	free(fresh);
	free(root);
	return err;
}

int state_keep(struct state *s, struct diag *d)
{
	int err;

	s->keeper = proc_of(getpid());
	err = write_state(s, s->folder);
	return err ? diag_fail(d, -err, "write '%s/state'", s->folder) : 0;
}

void state_set_process(struct state *s, pid_t pid)
{
	char text[64];

	s->process = proc_of(pid);
	snprintf(text, sizeof text, "%d %lu\n", s->process.pid, s->process.start);
	(void)!write_file(s->folder, "image", text);
}

void state_set_end(struct state *s, int status)
{
	char text[64];

	s->phase = STATE_ENDED;
	s->status = status;
	s->ended = time(NULL);
	snprintf(text, sizeof text, "%d %lld\n", status, (long long)s->ended);
	(void)!write_file(s->folder, "end", text);
}

void state_set_addresses(struct state *s, const char *addresses)
{
	(void)!write_file(s->folder, "addresses", addresses);
}

int state_find(struct state *s, const char *name, struct diag *d)
{
	int err = state_check_name(name, d);
	char *root;

	if (err)
		return err;
	root = root_folder();
	if (!read_state(s, root, name))
		err = diag_fail(d, 0, "nothing is called '%s' (see pith ps -a)", name);
	free(root);
	return err ? -ENOENT : 0;
}

static int older(const void *a, const void *b)
{
	const struct state *x = a, *y = b;

	if (x->created != y->created)
		return x->created < y->created ? -1 : 1;
	return strcmp(x->name, y->name);
}

void state_list(struct state **all, size_t *n)
{
	char *root = root_folder();
	DIR *dir;
	struct dirent *e;

	*all = NULL;
	*n = 0;
	sweep_all(root);
	dir = opendir(root);
	while (dir && (e = readdir(dir))) {
		*all = mem_resize(*all, (*n + 1) * sizeof **all);
		if (e->d_name[0] != '.' && read_state(&(*all)[*n], root, e->d_name))
			(*n)++;
	}
	if (dir)
		closedir(dir);
	if (*n)
		qsort(*all, *n, sizeof **all, older);
	free(root);
}

bool state_has_run(const struct state *s)
{
	char *path = state_path(s, "image");
	bool is = access(path, F_OK) == 0;

	free(path);
	return is;
}

void state_remove(struct state *s)
{
	char *root = root_folder();

	remove_folder(root, s->folder);
	free(root);
}

void state_free(struct state *s)
{
	free(s->folder);
	free(s->image);
	free(s->command);
	free(s->ports);
	free(s->addresses);
	s->folder = NULL;
}
