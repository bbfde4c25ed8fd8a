/* SPDX-License-Identifier: MIT */
/*
 * An image in words and columns, and as JSON. Both say the same; a program should read the second.
 */
#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tool/inspect/inspect.h"
#include "tool/inspect/map.h"

static void print_segments(const struct inspect *i)
{
	char file[32], memory[32], access[4];
	Elf64_Phdr p;

	printf("\n%-24s %12s %12s %12s\n", "segment", "access", "in file", "in memory");
	for (size_t k = 0; k < i->image->elf.nr_segments; k++) {
		if (!elf_segment(&i->image->elf, k, &p) || p.p_type != PT_LOAD || !p.p_memsz)
			continue;
		inspect_access(p.p_flags, access);
		printf("0x%-22llx %12s %12s %12s\n", (unsigned long long)p.p_vaddr, access,
		       map_number(p.p_filesz, file), map_number(p.p_memsz, memory));
	}
}

static void print_libraries(const struct inspect *i)
{
	char bytes[32];

	printf("\n%-24s %12s %7s\n", "library", "bytes", "share");
	for (unsigned g = 0; g < GROUPS; g++) {
		uint64_t n = i->rows.bytes[g];

		if (n)
			printf("%-24s %12s %6.1f%%\n", group_name((enum group)g),
			       map_number(n, bytes), 100.0 * (double)n / (double)i->rows.total);
	}
	printf("%-24s %12s\n", "total", map_number(i->rows.total, bytes));
}

static void print_calls(const struct inspect *i)
{
	char own[32], alone[32];

	if (!i->nr_calls)
		return;
	printf("\n%-24s %12s %12s\n", "system call", "handler", "brings");
	for (size_t k = 0; k < i->nr_calls; k++)
		printf("%-24s %12s %12s\n", i->calls[k].name, map_number(i->calls[k].own, own),
		       map_number(i->calls[k].alone, alone));
}

static void print_drivers(const struct inspect *i)
{
	char name[64];

	if (!i->nr_drivers)
		return;
	printf("\n%-24s %12s\n", "driver", "table");
	for (size_t k = 0; k < i->nr_drivers; k++)
		printf("%-24s %12llu\n", inspect_driver(i, k, name),
		       (unsigned long long)i->graph.pieces[i->drivers[k]].size);
}

static void print_keys(const struct inspect *i)
{
	const struct schema *s = &i->image->schema;

	if (s->n)
		printf("\n%-16s %-20s %-16s %-16s %s\n", "key", "type", "default", "variable", "");
	for (size_t k = 0; k < s->n; k++) {
		const struct schema_key *key = &s->keys[k];

		printf("%-16s %-20s %-16s %-16s %s\n", key->name, key->type,
		       key->fallback ? key->fallback : "(none)", key->env, key->help);
	}
	if (*i->image->values)
		printf("\nvalues from the build: %s\n", i->image->values);
}

static void print_notes(const struct inspect *i)
{
	struct elf_note n = { 0 };

	printf("\n%-24s %12s %12s\n", "note", "type", "bytes");
	while (elf_note_next(&i->image->elf, &n))
		printf("%-24.*s %12u %12zu\n", (int)n.name_size, n.name, n.type, n.desc_size);
}

void inspect_print_text(const struct inspect *i)
{
	char bytes[32];

	printf("%s: %s bytes, runs as %s, library OS %s\n", i->name,
	       map_number(i->image->elf.size, bytes), image_targets_text(i->image->targets),
	       i->image->version);
	if (i->image->root_size)
		printf("its files are in %s.root: %s bytes\n", i->name,
		       map_number(i->image->root_size, bytes));
	if (i->image->program)
		printf("the Linux program %s, in a machine at ring %u\n", i->image->program,
		       i->image->ring);
	print_segments(i);
	if (i->detailed) {
		print_libraries(i);
		print_calls(i);
		print_drivers(i);
	}
	print_keys(i);
	print_notes(i);
	if (!i->detailed)
		printf("\nnot shown: libraries, system calls and drivers: %s\n", i->missing.text);
}

static cJSON *add_item(cJSON *list)
{
	cJSON *item = cJSON_CreateObject();

	cJSON_AddItemToArray(list, item);
	return item;
}

static void add_segments(const struct inspect *i, cJSON *root)
{
	cJSON *list = cJSON_AddArrayToObject(root, "segments");
	char access[4];
	Elf64_Phdr p;

	for (size_t k = 0; k < i->image->elf.nr_segments; k++) {
		cJSON *item;

		if (!elf_segment(&i->image->elf, k, &p) || p.p_type != PT_LOAD || !p.p_memsz)
			continue;
		item = add_item(list);
		inspect_access(p.p_flags, access);
		cJSON_AddNumberToObject(item, "address", (double)p.p_vaddr);
		cJSON_AddStringToObject(item, "access", access);
		cJSON_AddNumberToObject(item, "in_file", (double)p.p_filesz);
		cJSON_AddNumberToObject(item, "in_memory", (double)p.p_memsz);
	}
}

static void add_details(const struct inspect *i, cJSON *root)
{
	cJSON *libraries = cJSON_AddArrayToObject(root, "libraries");
	cJSON *calls = cJSON_AddArrayToObject(root, "system_calls");
	cJSON *drivers = cJSON_AddArrayToObject(root, "drivers");
	char name[64];
	cJSON *item;

	for (unsigned g = 0; g < GROUPS; g++) {
		if (!i->rows.bytes[g])
			continue;
		item = add_item(libraries);
		cJSON_AddStringToObject(item, "name", group_name((enum group)g));
		cJSON_AddNumberToObject(item, "bytes", (double)i->rows.bytes[g]);
	}
	for (size_t k = 0; k < i->nr_calls; k++) {
		item = add_item(calls);
		cJSON_AddStringToObject(item, "name", i->calls[k].name);
		cJSON_AddNumberToObject(item, "handler", (double)i->calls[k].own);
		cJSON_AddNumberToObject(item, "brings", (double)i->calls[k].alone);
	}
	for (size_t k = 0; k < i->nr_drivers; k++)
		cJSON_AddItemToArray(drivers, cJSON_CreateString(inspect_driver(i, k, name)));
}

static void add_keys(const struct inspect *i, cJSON *root)
{
	cJSON *list = cJSON_AddArrayToObject(root, "config");

	for (size_t k = 0; k < i->image->schema.n; k++) {
		const struct schema_key *key = &i->image->schema.keys[k];
		cJSON *item = add_item(list);

		cJSON_AddStringToObject(item, "key", key->name);
		cJSON_AddStringToObject(item, "type", key->type);
		if (key->fallback)
			cJSON_AddStringToObject(item, "default", key->fallback);
		cJSON_AddStringToObject(item, "env", key->env);
		cJSON_AddStringToObject(item, "help", key->help);
	}
	cJSON_AddStringToObject(root, "values", i->image->values);
	cJSON_AddNumberToObject(root, "root_file", (double)i->image->root_size);
}

static void add_notes(const struct inspect *i, cJSON *root)
{
	cJSON *list = cJSON_AddArrayToObject(root, "notes");
	struct elf_note n = { 0 };
	char name[32];

	while (elf_note_next(&i->image->elf, &n)) {
		cJSON *item = add_item(list);

		snprintf(name, sizeof name, "%.*s", (int)MIN(n.name_size, sizeof name - 1), n.name);
		cJSON_AddStringToObject(item, "name", name);
		cJSON_AddNumberToObject(item, "type", n.type);
		cJSON_AddNumberToObject(item, "bytes", (double)n.desc_size);
	}
}

void inspect_print_json(const struct inspect *i)
{
	cJSON *root = cJSON_CreateObject();
	char *text;

	cJSON_AddStringToObject(root, "name", i->name);
	cJSON_AddNumberToObject(root, "bytes", (double)i->image->elf.size);
	cJSON_AddStringToObject(root, "runs_as", image_targets_text(i->image->targets));
	cJSON_AddStringToObject(root, "version", i->image->version);
	if (i->image->program) {
		cJSON_AddStringToObject(root, "program", i->image->program);
		cJSON_AddNumberToObject(root, "ring", i->image->ring);
	}
	add_segments(i, root);
	if (i->detailed)
		add_details(i, root);
	else
		cJSON_AddStringToObject(root, "missing", i->missing.text);
	add_keys(i, root);
	add_notes(i, root);
	text = cJSON_Print(root);
	puts(text ? text : "{}");
	free(text);
	cJSON_Delete(root);
}
