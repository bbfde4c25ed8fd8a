/* SPDX-License-Identifier: MIT */
/*
 * dpkg-query knows.
 */
#include "tool/build/package.h"

#include <errno.h>
#include <glob.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>

#include "tool/run_child.h"

/* What no program reads. */
static const char *const left_out[] = { "/usr/share/doc/", "/usr/share/man/", "/usr/share/lintian/",
					"/usr/share/bug/" };

/* Ask dpkg-query about the package; (format) may be NULL. */
static int ask(const char *how, const char *format, const char *name, struct buf *said,
	       struct diag *d)
{
	struct strings args = { 0 };
	struct buf complaint = { 0 };
	int status = 0, err;

	strings_add(&args, "dpkg-query");
	strings_add(&args, how);
	if (format)
		strings_add(&args, format);
	strings_add(&args, "--");
	strings_add(&args, name);
	err = child_run(&(struct child){ .args = &args, .out = said, .err = &complaint }, &status,
			d);
	if (err == -ENOENT)
		diag_fail(d, 0, "package '%s': this host has no dpkg-query", name);
	else if (!err && status)
		err = diag_fail(d, 0, "package '%s': it is not installed", name);
	strings_free(&args);
	buf_free(&complaint);
	return err;
}

static bool is_left_out(const char *path)
{
	for (size_t i = 0; i < nitems(left_out); i++)
		if (text_begins(path, left_out[i]))
			return true;
	return false;
}

/*
 * What a package's set-up made of a module of Python when it was installed: it is in no list, and
 * without it every start compiles the module anew.
 */
static void add_compiled(const char *path, struct strings *paths)
{
	const char *name = path_base(path);
	struct buf pattern = { 0 };
	glob_t found;

	if (!text_ends(name, ".py"))
		return;
	buf_addf(&pattern, "%.*s__pycache__/%.*s.*.pyc", (int)(name - path), path,
		 (int)(strlen(name) - strlen(".py")), name);
	if (glob(pattern.data, 0, NULL, &found) == 0) {
		for (size_t i = 0; i < found.gl_pathc; i++)
			strings_add(paths, found.gl_pathv[i]);
		globfree(&found);
	}
	buf_free(&pattern);
}

static int add_files(const char *name, struct strings *paths, struct diag *d)
{
	struct buf said = { 0 };
	char *rest, *line;
	struct stat st;
	int err = ask("--listfiles", NULL, name, &said, d);

	rest = err ? NULL : (char *)(uintptr_t)buf_text(&said);
	while (rest && (line = strsep(&rest, "\n"))) {
		if (line[0] != '/' || is_left_out(line) || stat(line, &st) || S_ISDIR(st.st_mode))
			continue;
		strings_add(paths, line);
		add_compiled(line, paths);
	}
	buf_free(&said);
	return err;
}

/* "a (= 1.2), b | c (>= 3)": add those of one exact version. */
static void add_parts(char *text, struct strings *packages)
{
	char *item;

	while ((item = strsep(&text, ",\n"))) {
		char *name = item + strspn(item, " ");
		bool exact = strstr(name, "(= ") && !strchr(name, '|');

		name[strcspn(name, " (")] = '\0';
		if (exact && *name)
			strings_add_once(packages, name);
	}
}

int package_list(const char *name, struct strings *paths, struct diag *d)
{
	struct strings packages = { 0 };
	int err = 0;

	strings_add(&packages, name);
	for (size_t i = 0; i < packages.n && !err; i++) {
		struct buf said = { 0 };

		err = add_files(packages.items[i], paths, d);
		if (!err)
			err = ask("--show", "--showformat=${Pre-Depends},${Depends}\\n",
				  packages.items[i], &said, d);
		if (!err)
			add_parts((char *)(uintptr_t)buf_text(&said), &packages);
		buf_free(&said);
	}
	strings_free(&packages);
	return err;
}
