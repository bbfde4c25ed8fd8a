/* SPDX-License-Identifier: MIT */
/*
 * Collecting the build record. Whatever differs between two builds of the same inputs must not be
 * in it.
 */
#include "tool/link/record.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tool/link/workdir.h"
#include "base/sha256.h"

static void add_escaped(struct buf *out, const char *text)
{
	if (!*text)
		buf_add_text(out, "-");
	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;

		if (c <= ' ' || c > '~' || c == '%')
			buf_addf(out, "%%%02X", c);
		else
			buf_add(out, text, 1);
	}
}

static void add_line(struct record *r, const char *kind, const char *name, const char *version,
		     const char *hash)
{
	struct buf line = { 0 };

	buf_addf(&line, "%s ", kind);
	add_escaped(&line, name);
	buf_add_text(&line, " ");
	add_escaped(&line, version);
	buf_addf(&line, " %s", hash);
	strings_add_once(&r->lines, line.data);
	buf_free(&line);
}

void record_fini(struct record *r)
{
	strings_free(&r->lines);
}

void record_add_bytes(struct record *r, const char *kind, const char *name, const struct buf *bytes)
{
	char hash[SHA256_TEXT_SIZE];
	struct sha256 s;

	sha256_init(&s);
	sha256_add(&s, buf_text(bytes), bytes->len);
	sha256_text(&s, hash);
	add_line(r, kind, name, "", hash);
}

int record_add_file(struct record *r, const char *kind, const char *path, struct diag *d)
{
	struct buf bytes = { 0 };
	int err = file_read(path, &bytes, d);

	if (!err)
		record_add_bytes(r, kind, path_base(path), &bytes);
	buf_free(&bytes);
	return err;
}

/* The toolkit is known by one hash, which the build of the toolkit wrote beside it. */
static void add_toolkit(struct record *r, const struct toolkit *t)
{
	static struct diag ignored;
	char *path = toolkit_path(t, "id");
	struct buf id = { 0 };

	if (file_read(path, &id, &ignored) == 0 && id.len >= SHA256_TEXT_SIZE - 1)
		id.data[SHA256_TEXT_SIZE - 1] = '\0';
	else
		buf_free(&id);
	add_line(r, "toolkit", "pith-toolkit", PITH_VERSION, id.data ? id.data : "-");
	buf_free(&id);
	free(path);
}

int record_add_tools(struct record *r, const struct compiler *c, const struct toolkit *t,
		     struct diag *d)
{
	struct buf version = { 0 };
	int err = compiler_ask(c, "-dumpfullversion", &version, d);

	if (err) {
		buf_free(&version);
		err = compiler_ask(c, "-dumpversion", &version, d);
	}
	if (!err)
		add_line(r, "compiler", c->clang ? "clang" : "gcc", buf_text(&version), "-");
	add_line(r, "tool", "pith", PITH_VERSION, "-");
	add_toolkit(r, t);
	buf_free(&version);
	return err;
}

static const struct {
	char letter;
	const char *kind;
} kinds[] = {
	{ 'a', "archive" }, { 'c', "compiler" }, { 'd', "data" },    { 'o', "object" },
	{ 's', "source" },  { 't', "tool" },     { 'k', "toolkit" },
};

/* What stands behind the first (n) words of (line), up to (*length) bytes of a word. */
static const char *word_of(const char *line, unsigned n, size_t *length)
{
	while (n--)
		line += strcspn(line, " ") + 1;
	*length = strcspn(line, " ");
	return line;
}

static void encode_hash(const char *text, struct buf *out)
{
	for (size_t i = 0; i < SHA256_TEXT_SIZE - 1; i += 2) {
		unsigned byte = 0;
		char c;

		sscanf(text + i, "%2x", &byte);
		c = (char)byte;
		buf_add(out, &c, 1);
	}
}

static void encode_line(const char *line, struct buf *out)
{
	size_t kind, name, version, hash;
	const char *at[4] = { word_of(line, 0, &kind), word_of(line, 1, &name),
			      word_of(line, 2, &version), word_of(line, 3, &hash) };
	bool hashed = hash == SHA256_TEXT_SIZE - 1;

	for (size_t k = 0; k < nitems(kinds); k++) {
		char letter = (char)(kinds[k].letter - (hashed ? 'a' - 'A' : 0));

		if (strlen(kinds[k].kind) == kind && !strncmp(kinds[k].kind, at[0], kind))
			buf_add(out, &letter, 1);
	}
	buf_add(out, at[1], name);
	if (at[2][0] != '-')
		buf_addf(out, " %.*s", (int)version, at[2]);
	buf_add(out, "", 1);
	if (hashed)
		encode_hash(at[3], out);
}

void record_encode(const struct record *r, struct buf *out)
{
	struct strings sorted = { 0 };

	strings_add_all(&sorted, &r->lines);
	strings_sort(&sorted);
	for (size_t i = 0; i < sorted.n; i++)
		encode_line(sorted.items[i], out);
	strings_free(&sorted);
}

static bool decode_hash(const uint8_t **at, size_t *left, char *hash)
{
	if (*left < 32)
		return false;
	for (size_t i = 0; i < 32; i++)
		sprintf(hash + 2 * i, "%02x", (*at)[i]);
	*at += 32;
	*left -= 32;
	return true;
}

bool record_next(const uint8_t **at, size_t *left, struct record_item *i)
{
	const char *text = (const char *)*at;
	size_t n = strnlen(text, *left), name;
	bool hashed = n && text[0] < 'a';

	memset(i, 0, sizeof *i);
	for (size_t k = 0; k < nitems(kinds) && n; k++) {
		if ((text[0] | ('a' - 'A')) == kinds[k].letter)
			i->kind = kinds[k].kind;
	}
	if (!i->kind || n == *left)
		return false;
	*at += n + 1;
	*left -= n + 1;
	name = strcspn(++text, " ");
	snprintf(i->name, sizeof i->name, "%.*s", (int)name, text);
	if (text[name])
		snprintf(i->version, sizeof i->version, "%s", text + name + 1);
	return !hashed || decode_hash(at, left, i->hash);
}
