/* SPDX-License-Identifier: MIT */
/*
 * The zone: a file of the image, whose text becomes records.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "zone.h"

static const struct {
	const char *name;
	unsigned type;
} types[] = {
	{ "A", A },   { "NS", NS },   { "CNAME", CNAME }, { "SOA", SOA },
	{ "MX", MX }, { "TXT", TXT }, { "AAAA", AAAA },
};

void name_lower(char *s)
{
	for (; *s; s++)
		if (*s >= 'A' && *s <= 'Z')
			*s = (char)(*s - 'A' + 'a');
}

static void fail(const char *path, unsigned line, const char *why)
{
	fprintf(stderr, "dns: %s:%u: %s\n", path, line, why);
	exit(1);
}

void zone_whole_name(const struct zone *z, char to[NAME_SIZE], const char *name)
{
	size_t n = strlen(name);

	if (!strcmp(name, "@"))
		snprintf(to, NAME_SIZE, "%s", z->name);
	else if (n && name[n - 1] == '.')
		snprintf(to, NAME_SIZE, "%.*s", (int)(n - 1), name);
	else
		snprintf(to, NAME_SIZE, "%.120s.%.120s", name, z->name);
	name_lower(to);
}

static unsigned type_of(const char *name)
{
	for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
		if (!strcasecmp(types[i].name, name))
			return types[i].type;
	return 0;
}

void zone_read(struct zone *z, FILE *f, const char *path)
{
	char line[1024], name[128], type[16];
	unsigned number = 0;
	int at;

	while (fgets(line, sizeof line, f)) {
		struct record *r = &z->records[z->n];

		number++;
		line[strcspn(line, "\r\n;")] = '\0';
		if (sscanf(line, " zone %255s", z->name) == 1 || line[strspn(line, " \t")] == '\0')
			continue;
		if (!z->name[0])
			fail(path, number, "no 'zone NAME' before it");
		if (sscanf(line, "%127s %15s %n", name, type, &at) < 2 || !line[at])
			fail(path, number, "not NAME TYPE VALUE");
		r->type = type_of(type);
		if (!r->type || z->n == RECORDS_MAX - 1)
			fail(path, number, r->type ? "too many records" : "unknown type");
		zone_whole_name(z, r->name, name);
		snprintf(r->value, sizeof r->value, "%s", line + at);
		z->n++;
	}
}

int zone_has(const struct zone *z, const char *name)
{
	size_t n = strlen(name), end = strlen(z->name);

	return n >= end && !strcasecmp(name + n - end, z->name) &&
	       (n == end || name[n - end - 1] == '.');
}
