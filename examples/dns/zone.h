/* SPDX-License-Identifier: MIT */
/*
 * What a zone has: its name and its records, as text, from a file whose lines are NAME TYPE VALUE;
 * `@` is the zone itself.
 */
#ifndef DNS_ZONE_H
#define DNS_ZONE_H

#include <stddef.h>
#include <stdio.h>

#define RECORDS_MAX 1024
#define NAME_SIZE   256
#define VALUE_SIZE  512

enum { A = 1, NS = 2, CNAME = 5, SOA = 6, MX = 15, TXT = 16, AAAA = 28, ANY = 255 };

struct record {
	char name[NAME_SIZE]; /* whole, in lower case, without the last dot */
	unsigned type;
	char value[VALUE_SIZE];
};

struct zone {
	char name[NAME_SIZE];
	struct record records[RECORDS_MAX];
	size_t n;
};

/* Read (f), which is called (path), into (z). Ends the program with a sentence when it is none. */
void zone_read(struct zone *z, FILE *f, const char *path);

/* Put into (to) what (name) means: "www" is www.ZONE, "@" is ZONE, "other." is other. */
void zone_whole_name(const struct zone *z, char to[NAME_SIZE], const char *name);

/* Is (name), which is whole, the zone's or below it? */
int zone_has(const struct zone *z, const char *name);

void name_lower(char *name);

#endif
