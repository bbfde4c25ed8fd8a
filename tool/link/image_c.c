/* SPDX-License-Identifier: MIT */
/*
 * image.c: what the build knows of one image, as C source that can be read (`pith -v` keeps
 * showing how it is compiled). Drivers in probe order, the notes, the name.
 *
 * A note is an object of its own section; the names that the library OS uses for its descriptor
 * are set behind the note's header, because C has no name for the middle of an object.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "include/pith/image.h"
#include "tool/link/link.h"
#include "tool/run/host.h"
#include "tool/trace/calls.h"

#define SEAL_CALLS 512 /* abi/linux/absent.h */

/* (n) bytes as the inside of a C string literal. Three octal digits are never taken for more. */
static void add_literal(struct buf *out, const char *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)bytes[i];

		if (c < ' ' || c > '~' || c == '"' || c == '\\' || c == '?')
			buf_addf(out, "\\%03o", c);
		else
			buf_add(out, &bytes[i], 1);
	}
}

/* A note with a descriptor of (n) bytes; `image_NAME` is its descriptor. */
static void add_whole_note(struct buf *out, const char *name, unsigned type, const char *bytes,
			   size_t n)
{
	buf_addf(out,
		 "\nNOTE(\"%s\") const struct {\n"
		 "\tunsigned name_size, size, type;\n"
		 "\tchar name[8];\n"
		 "\tchar desc[%zu];\n"
		 "} note_%s = { sizeof \"%s\", %zu, %u, \"%s\",\n\t\"",
		 name, n, name, PITH_NOTE_NAME, n, type, PITH_NOTE_NAME);
	add_literal(out, bytes, n);
	buf_add_text(out, "\" };\n");
	buf_addf(out,
		 "__asm__(\".globl image_%s\\n\\t.hidden image_%s\\n\\t\"\n"
		 "\t\".set image_%s, note_%s + 20\");\n",
		 name, name, name, name);
}

/* The same for a text, or a list that begins with one: nothing is no note, only a name. */
static void add_note(struct buf *out, const char *name, unsigned type, const char *bytes, size_t n)
{
	if (n && *bytes)
		add_whole_note(out, name, type, bytes, n);
	else
		buf_addf(out, "\nconst char image_%s[1] = \"\";\n", name);
}

static void add_identity(struct buf *out, enum target target)
{
	struct buf desc = { 0 };
	const uint32_t head[2] = { PITH_IMAGE_VERSION, target_platforms(target) };

	buf_add(&desc, head, sizeof head);
	buf_add(&desc, PITH_VERSION, sizeof PITH_VERSION);
	add_note(out, "identity", PITH_NOTE_IMAGE, desc.data, desc.len);
	buf_free(&desc);
}

static bool has_network(const struct strings *drivers)
{
	for (size_t i = 0; i < drivers->n; i++)
		if (text_ends(drivers->items[i], "_net_driver"))
			return true;
	return false;
}

static void add_network(struct buf *out, const struct link *l, const struct strings *drivers)
{
	const uint32_t flags = has_network(drivers) ? PITH_NETWORK_DEVICES : 0;
	const char *net = l->net ? l->net : "";
	struct buf desc = { 0 };

	if (!flags && !*net && !(l->ports && l->ports->n))
		return;
	buf_add(&desc, &flags, sizeof flags);
	buf_add(&desc, net, strlen(net) + 1);
	for (size_t i = 0; l->ports && i < l->ports->n; i++)
		buf_add(&desc, l->ports->items[i], strlen(l->ports->items[i]) + 1);
	buf_add(&desc, "", 1);
	add_whole_note(out, "network", PITH_NOTE_NETWORK, desc.data, desc.len);
	buf_free(&desc);
}

static void add_drivers(struct buf *out, const struct strings *drivers)
{
	for (size_t i = 0; i < drivers->n; i++)
		buf_addf(out, "extern const struct driver %s;\n", drivers->items[i]);
	buf_add_text(out, "\nconst struct driver *const image_drivers[] = {\n");
	for (size_t i = 0; i < drivers->n; i++)
		buf_addf(out, "\t&%s,\n", drivers->items[i]);
	buf_add_text(out, "\t0,\n};\n");
}

/* A handler's result as dispatch.h counts them: what becomes of it in a register. */
static unsigned result_kind(const struct trace_call *c)
{
	if (!strcmp(c->result, "int"))
		return 1;
	return strcmp(c->result, "unsigned") ? 0 : 2;
}

/* What the (n) numbers lead to (arch/x86_64/syscall_path.inc). */
static void add_seal_calls(struct buf *out, const struct strings *seal, int n)
{
	const struct trace_call *c = trace_calls;

	for (size_t i = 0; i < nr_trace_calls; i++)
		if (strings_find(seal, trace_calls[i].name) < seal->n)
			buf_addf(out, "void syscall_call_%d(void);\n", trace_calls[i].nr);
	buf_add_text(out, "void syscall_absent(void);\nvoid (*const syscall_calls[])(void) = {\n");
	for (int nr = 0; nr < n; nr++) {
		bool known = c < trace_calls + nr_trace_calls && c->nr == nr;

		if (known && strings_find(seal, c->name) < seal->n)
			buf_addf(out, "\tsyscall_call_%d,\n", nr);
		else
			buf_add_text(out, "\tsyscall_absent,\n");
		c += known;
	}
	buf_addf(out, "};\nconst unsigned long syscall_calls_size = %d;\n", n);
}

/*
 * The seal of a program: the table of system calls with handlers for those of its list alone, so
 * that others are not linked, and the list, which may name calls that nobody has.
 */
static void add_seal(struct buf *out, const struct strings *seal)
{
	unsigned char bits[SEAL_CALLS / 8] = { 0 };
	int last = 0;

	buf_add_text(out, "\nstruct call { const char *name; void (*handler)(void); "
			  "unsigned char result, nr_args; };\n");
	for (size_t i = 0; i < nr_trace_calls; i++)
		if (strings_find(seal, trace_calls[i].name) < seal->n)
			buf_addf(out, "void sys_%s(void);\n", trace_calls[i].name);
	buf_add_text(out, "const struct call syscall_table[] = {\n");
	for (size_t i = 0; i < nr_trace_calls; i++) {
		const struct trace_call *c = &trace_calls[i];
		bool has = strings_find(seal, c->name) < seal->n;

		buf_addf(out, "\t[%d] = { \"%s\", %s%s, %u, %d },\n", c->nr, c->name,
			 has ? "sys_" : "0", has ? c->name : "", result_kind(c), c->nr_args);
		last = c->nr;
	}
	buf_addf(out, "};\nconst unsigned syscall_table_size = %d;\n", last + 1);
	add_seal_calls(out, seal, last + 1);
	for (unsigned nr = 0; nr < SEAL_CALLS; nr++)
		if (host_call_name(nr) && strings_find(seal, host_call_name(nr)) < seal->n)
			bits[nr / 8] |= (unsigned char)(1u << nr % 8);
	buf_add_text(out, "const unsigned char image_seal[] = {");
	for (unsigned i = 0; i < sizeof bits; i++)
		buf_addf(out, "%s%u", i ? ", " : " ", bits[i]);
	buf_add_text(out, " };\n__asm__(\".globl sealed_refuse\");\n");
}

/* What is optional in the library OS, and this image has a use for. */
static void add_wanted(struct buf *out, const struct link *l)
{
	const struct {
		bool wanted;
		const char *symbol;
	} rules[] = {
		{ l->symbols, "symbol_find" },
		{ l->jit, "space_executes" },
		{ l->ring && target_platforms(l->target) & PITH_TARGET_VM, "pvh_ring3_on_here" },
		{ l->schema && l->schema->len, "config_app_key" },
		{ l->values && strstr(l->values, "workdir="), "vfs_begin_in" },
		{ l->values && strstr(l->values, "uid="), "identity_user" },
		{ l->values && strstr(l->values, "gid="), "identity_user" },
		{ l->root != NULL, "erofs_create" },
		{ l->root != NULL, "erofs_mem_object" },
		{ l->root != NULL, "ramfs_show_lower" },
		{ l->root && l->root_packed, "erofs_packed_read" },
		{ l->root_note != NULL, "erofs_disk_open" },
		{ link_names_path(l, "/proc"), "procfs_create" },
		{ link_names_path(l, "/sys/"), "sysfs_create" },
	};

	buf_add_text(out, "\n");
	for (size_t i = 0; i < nitems(rules); i++) {
		if (rules[i].wanted)
			buf_addf(out, "__asm__(\".globl %s\");\n", rules[i].symbol);
	}
}

static void add_text(struct buf *out, const char *array, const char *text)
{
	buf_addf(out, "\n%s[] = \"", array);
	add_literal(out, text, strlen(text));
	buf_add_text(out, "\";\n");
}

static void add_program(struct buf *out, const struct link *l)
{
	const uint32_t ring = l->ring;
	struct buf desc = { 0 };

	add_text(out, "const char image_program", l->program);
	buf_add(&desc, &ring, sizeof ring);
	buf_add(&desc, l->program, strlen(l->program) + 1);
	add_whole_note(out, "program_note", PITH_NOTE_PROGRAM, desc.data, desc.len);
	buf_free(&desc);
}

static void write_source(const struct link *l, const struct strings *drivers, struct buf *out)
{
	const char *values = l->values ? l->values : "";
	struct buf schema = { 0 }, record = { 0 };

	buf_add_text(
		out,
		"/* Made by the build: what this image is. */\n"
		"#define NOTE(n) __attribute__((section(\".note.pith.\" n), used, aligned(4)))\n"
		"#pragma GCC visibility push(hidden)\n\nstruct driver;\n");
	add_drivers(out, drivers);
	add_text(out, "const char image_name", l->name);
	add_text(out, "char image_argument", l->name);
	if (l->program)
		add_program(out, l);
	if (l->seal)
		add_seal(out, l->seal);
	add_identity(out, l->target);
	add_network(out, l, drivers);
	if (l->root_note)
		add_whole_note(out, "root", PITH_NOTE_ROOT, l->root_note->data, l->root_note->len);
	add_wanted(out, l);
	if (l->schema)
		buf_add(&schema, l->schema->data, l->schema->len);
	buf_add(&schema, "", 1);
	add_note(out, "schema", PITH_NOTE_SCHEMA, schema.data, schema.len);
	add_note(out, "values", PITH_NOTE_VALUES, values, strlen(values) + 1);
	record_encode(l->record, &record);
	add_note(out, "record", PITH_NOTE_RECORD, record.data, record.len);
	buf_free(&record);
	buf_free(&schema);
}

static int compile(const struct link *l, const char *source, const char *object, struct diag *d)
{
	static const char *const flags[] = { "-std=gnu11",
					     "-Os",
					     "-ffreestanding",
					     "-fno-lto",
					     "-fno-stack-protector",
					     "-fno-common",
					     "-g0",
					     "-x",
					     "c",
					     "-c",
					     "-o" };
	struct strings args = { 0 };
	int err;

	compiler_add_flags(l->compiler, l->toolkit, &args);
	for (size_t i = 0; i < nitems(flags); i++)
		strings_add(&args, flags[i]);
	strings_add(&args, object);
	strings_add(&args, source);
	err = link_run(l, &args, "compile image.c", d);
	strings_free(&args);
	return err;
}

int link_image_object(const struct link *l, const struct strings *drivers, const char *object,
		      struct diag *d)
{
	char *source = workdir_path(l->workdir, "image.c");
	struct buf text = { 0 };
	int err;

	write_source(l, drivers, &text);
	err = file_write(source, text.data, text.len, d);
	if (!err)
		err = compile(l, source, object, d);
	buf_free(&text);
	free(source);
	return err;
}
