/* SPDX-License-Identifier: MIT */
/*
 * pith.yaml: what is taken, and the sentence for what is not.
 *
 * Links: tool/build/manifest.c tool/build/manifest_config.c tool/build/yaml_node.c tool/buf.c
 * Links: tool/run/network_text.c tool/run/ports.c
 * Links: tool/diag.c tool/nearest.c tool/inspect/schema.c base/config_type.c
 */
#include "tool/build/manifest.h"

#include "test/unit/tap.h"

static const struct {
	const char *what, *text, *says; /* (says): in the complaint; NULL: it is accepted */
} cases[] = {
	{ "an empty file", "", NULL },
	{ "only a comment", "# nothing\n", NULL },
	{ "every key of this version",
	  "name: a\nsource: [a.c, b.c]\ncflags: -DX\nrootfs: root\nargs: [x, y]\nenv: {A: b}\n"
	  "files: {/etc/x: x}\nworkdir: /srv\nmemory: 64M\ncpus: 4\ntarget: vm\njit: true\n"
	  "tmpfs: 16M\nuid: 1000\ngid: 100\n"
	  "config: {port: {type: int, min: 1, max: 9, default: 5}}\n",
	  NULL },
	{ "a mistyped key", "name: a\nmemroy: 64M\n",
	  "y:2: unknown key 'memroy' (did you mean 'memory'?)" },
	{ "an unknown key without a near one", "zzzzzz: 1\n", "y:1: unknown key 'zzzzzz'" },
	{ "a key given twice", "name: a\nname: b\n", "y:2: key 'name' is given twice" },
	{ "a key of a later version", "volumes: [a]\n", "y:1: volumes: this comes with a later" },
	{ "a port that is none", "ports: [8080:x]\n", "y:1: ports: '8080:x': not [ADDRESS:]HOST" },
	{ "a network that is none", "net: bridge\n", "y:1: net: 'bridge' is not none, user" },
	{ "no CPUs", "cpus: 0\n", "y:1: cpus: '0' is not a number from 1 to 256" },
	{ "a user who is nobody", "uid: -1\n", "y:1: uid: '-1' is not a number from 0 to" },
	{ "a group by name", "gid: wheel\n", "y:1: gid: 'wheel' is not a number from 0 to" },
	{ "code made at run time, perhaps", "jit: maybe\n", "y:1: jit: neither true nor false" },
	{ "a list at the root", "- a\n", "y:1: this file: not a mapping" },
	{ "broken YAML", "a: [1,\n", "y:2: " },
	{ "two documents", "name: a\n---\nname: b\n", "y: more than one document" },
	{ "bytes that are no text", "name: \xff\xfe\n", "y:" },
	{ "a list where a text belongs", "name: [a]\n", "y:1: name: not plain text" },
	{ "a mapping in a list", "args: [{a: b}]\n", "y:1: args: an item of the list is not" },
	{ "a name that is a path", "name: a/b\n", "y:1: name: 'a/b' is not the name of a file" },
	{ "a size without sense", "memory: lots\n", "y:1: memory: 'lots' is not a size" },
	{ "a variable without a value", "env: [HOME]\n", "y:1: env: 'HOME' is not NAME=VALUE" },
	{ "a file outside the image", "files: {../x: x}\n", "leads out of the image" },
	{ "a key of the system", "config: {memory: 3}\n", "'memory' is a key of Pith's own" },
	{ "a key below the system's", "config: {env.X: 3}\n", "'env.X' is a key of Pith's own" },
	{ "a key that is no word", "config: {a b: 3}\n", "'a b' is not a name" },
	{ "an unknown type", "config: {a: {type: colour}}\n", "'colour' is not a type" },
	{ "a mistyped attribute", "config: {a: {defualt: 1}}\n", "did you mean 'default'?" },
	{ "an enum without values", "config: {a: {type: enum}}\n", "an enum wants values" },
	{ "values of an int", "config: {a: {type: int, values: [1]}}\n", "belong to type enum" },
	{ "bounds of a string", "config: {a: {min: 1}}\n", "min and max belong to type int" },
	{ "bounds that are no numbers", "config: {a: {type: int, min: x}}\n", "is not a type" },
	{ "a default out of bounds", "config: {a: {type: int, max: 9, default: 10}}\n", "'a'" },
	{ "a default that is no bool", "config: {a: {type: bool, default: maybe}}\n", "'a'" },
	{ "a default not among the values", "config: {a: {values: [x], default: y}}\n", "'a'" },
	{ "an alias of itself", "config: &a\n  b: *a\n", "y:" },
	{ "a zero byte in a name", "name: \"a\\0b\"\n", "y:1: name: not plain text" },
};

static void test_cases(void)
{
	for (size_t i = 0; i < nitems(cases); i++) {
		struct diag d = { 0 };
		struct manifest m;
		int err = manifest_read(&m, cases[i].text, strlen(cases[i].text), "y", &d);
		bool pass = cases[i].says ? err < 0 && strstr(d.text, cases[i].says) : !err;

		if (!ok(pass, "%s", cases[i].what))
			printf("# %d: %s\n", err, d.text);
		manifest_fini(&m);
	}
}

/* All values of a list with blanks between them. */
static void join(const struct strings *list, char *text, size_t size)
{
	size_t at = 0;

	text[0] = '\0';
	for (size_t i = 0; i < list->n && at < size; i++)
		at += (size_t)snprintf(text + at, size - at, "%s%s", i ? " " : "", list->items[i]);
}

static void test_values(void)
{
	static const char text[] = "source: main.c\nargs: [-v, 'two words']\nenv: [A=1, B=x=y]\n"
				   "files: [data.txt, a.conf:/etc/a.conf]\n"
				   "config:\n  max.size: 3\n  port: {type: int, min: 1, env: P}\n";
	struct diag d = { 0 };
	struct manifest m;
	char got[256];

	ok_int(manifest_read(&m, text, strlen(text), "y", &d), 0, "a manifest is read");
	join(&m.sources, got, sizeof got);
	ok_text(got, "main.c", "a text is a list of one");
	join(&m.args, got, sizeof got);
	ok_text(got, "-v two words", "arguments keep their order and blanks");
	join(&m.env, got, sizeof got);
	ok_text(got, "A=1 B=x=y", "only the first = ends a name");
	join(&m.guest, got, sizeof got);
	ok_text(got, "data.txt /etc/a.conf", "files have their places in the image");
	join(&m.host, got, sizeof got);
	ok_text(got, "data.txt a.conf", "files have their sources");
	ok_int((long)m.schema.n, 10, "a key of the schema is five texts");
	join(&m.schema, got, sizeof got);
	ok_text(got, "max.size string =3 MAX_SIZE  port int 1 9223372036854775807  P ",
		"types, defaults and variables are as the note has them");
	manifest_fini(&m);
}

int main(void)
{
	test_cases();
	test_values();
	return tap_done();
}
