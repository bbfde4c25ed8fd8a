/* SPDX-License-Identifier: MIT */
/*
 * Options of the linker, from -Wl and -Xlinker. They were meant for a whole link, ours is a
 * partial one: what shapes a program file has no meaning, what speaks of symbols is kept. Unknown
 * ones are left to the linker.
 */
#include <string.h>

#include "tool/cc/args_int.h"

/* What to do with an option. */
struct linker_rule {
	const char *name;
	bool value;       /* it takes one: joined, after =, or as the next option */
	const char *keep; /* pass it on under this name; NULL: it has no meaning */
};

static const struct linker_rule rules[];

static bool is_short(const struct linker_rule *r)
{
	return r->name[1] != '-' && !r->name[2];
}

/*
 * The value in (option) when (r) is its rule: "" when the next one is it, NULL when (r) is not.
 */
static const char *match(const struct linker_rule *r, const char *option)
{
	size_t n = strlen(r->name);

	if (strncmp(option, r->name, n) != 0)
		return NULL;
	if (!option[n])
		return "";
	if (option[n] == '=')
		return option + n + 1;
	return is_short(r) && r->value && option[n] ? option + n : NULL;
}

static void take(struct cc_args *a, const struct linker_rule *r, const char *value)
{
	struct buf b = { 0 };

	if (!r->keep)
		return;
	buf_addf(&b, "%s%s%s", r->keep, r->value ? "=" : "", r->value ? value : "");
	cc_args_add_input(a, b.data, NULL);
	buf_free(&b);
}

static bool is_question(const char *option)
{
	static const char *const questions[] = { "--version", "-v", "-V", "--help" };

	for (size_t i = 0; i < nitems(questions); i++) {
		if (strcmp(option, questions[i]) == 0)
			return true;
	}
	return false;
}

void linker_args_add(struct cc_args *a, const char *option)
{
	if (a->pending) {
		const struct linker_rule *r = a->pending;

		a->pending = NULL;
		take(a, r, option);
		return;
	}
	if (is_question(option)) {
		strings_add(&a->held, option);
		a->linker_asks = a->held.items[a->held.n - 1];
		return;
	}
	for (const struct linker_rule *r = rules; r->name; r++) {
		const char *value = match(r, option);

		if (!value)
			continue;
		if (r->value && !*value)
			a->pending = r;
		else
			take(a, r, value);
		return;
	}
	cc_args_add_input(a, option, NULL);
}

void linker_args_add_list(struct cc_args *a, const char *list)
{
	for (;;) {
		size_t n = strcspn(list, ",");
		struct buf b = { 0 };

		buf_add(&b, list, n);
		linker_args_add(a, b.data);
		buf_free(&b);
		if (!list[n])
			return;
		list += n + 1;
	}
}

static const struct linker_rule rules[] = {
	{ "--defsym", true, "--defsym" },
	{ "--wrap", true, "--wrap" },
	{ "--undefined", true, "--undefined" },
	{ "-u", true, "--undefined" },
	{ "--require-defined", true, "--require-defined" },
	{ "--trace-symbol", true, "--trace-symbol" },
	{ "-y", true, "--trace-symbol" },

	{ "-Map", true, NULL },
	{ "--Map", true, NULL },
	{ "-e", true, NULL },
	{ "--entry", true, NULL },
	{ "-m", true, NULL },
	{ "-z", true, NULL },
	{ "-O", true, NULL },
	{ "-R", true, NULL },
	{ "-h", true, NULL },
	{ "-rpath", true, NULL },
	{ "--rpath", true, NULL },
	{ "-rpath-link", true, NULL },
	{ "--rpath-link", true, NULL },
	{ "-soname", true, NULL },
	{ "--soname", true, NULL },
	{ "-dynamic-linker", true, NULL },
	{ "--dynamic-linker", true, NULL },
	{ "--version-script", true, NULL },
	{ "--dynamic-list", true, NULL },
	{ "--exclude-libs", true, NULL },
	{ "--sysroot", true, NULL },
	{ "--sort-section", true, NULL },

	{ "--build-id", false, NULL },
	{ "--hash-style", false, NULL },
	{ "--compress-debug-sections", false, NULL },
	{ "--icf", false, NULL },
	{ "--sort-common", false, NULL },
	{ "--as-needed", false, NULL },
	{ "--no-as-needed", false, NULL },
	{ "--gc-sections", false, NULL },
	{ "--no-gc-sections", false, NULL },
	{ "--enable-new-dtags", false, NULL },
	{ "--disable-new-dtags", false, NULL },
	{ "--export-dynamic", false, NULL },
	{ "-export-dynamic", false, NULL },
	{ "-E", false, NULL },
	{ "--no-undefined", false, NULL },
	{ "--allow-shlib-undefined", false, NULL },
	{ "--no-allow-shlib-undefined", false, NULL },
	{ "--no-copy-dt-needed-entries", false, NULL },
	{ "--warn-common", false, NULL },
	{ "--fatal-warnings", false, NULL },
	{ "--no-fatal-warnings", false, NULL },
	{ "--strip-all", false, NULL },
	{ "--strip-debug", false, NULL },
	{ "-s", false, NULL },
	{ "-S", false, NULL },
	{ "-Bsymbolic", false, NULL },
	{ "-Bsymbolic-functions", false, NULL },
	{ "-Bdynamic", false, NULL },
	{ "-Bstatic", false, NULL },
	{ "-dy", false, NULL },
	{ "-dn", false, NULL },
	{ "-static", false, NULL },
	{ "-pie", false, NULL },
	{ "-no-pie", false, NULL },
	{ NULL, false, NULL },
};
