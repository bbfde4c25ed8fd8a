/* SPDX-License-Identifier: MIT */
/*
 * The build record of an image as a bill of materials: SPDX 2.3, tag-value.
 *
 * The same image gives the same bytes: the document is named by the image's own hash, and dated by
 * SOURCE_DATE_EPOCH, or else by the epoch itself.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tool/buf.h"
#include "tool/inspect/inspect.h"
#include "tool/link/record.h"
#include "base/sha256.h"

static int hex_digit(char c)
{
	static const char digits[] = "0123456789ABCDEF";
	const char *at = c ? strchr(digits, c) : NULL;

	return at ? (int)(at - digits) : -1;
}

/* Turn %XX into the byte; bytes that would end a line of the document become blanks. */
static void unescape(char *text)
{
	char *to = text;

	for (; *text; text++) {
		char c = *text;

		if (c == '%' && hex_digit(text[1]) >= 0 && hex_digit(text[2]) >= 0) {
			c = (char)(hex_digit(text[1]) * 16 + hex_digit(text[2]));
			text += 2;
		}
		*to++ = (unsigned char)c < ' ' ? ' ' : c;
	}
	*to = '\0';
}

static void print_date(void)
{
	const char *epoch = getenv("SOURCE_DATE_EPOCH");
	time_t when = epoch ? (time_t)strtoll(epoch, NULL, 10) : 0;
	struct tm tm;
	char text[32];

	if (!gmtime_r(&when, &tm) || !strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &tm))
		strcpy(text, "1970-01-01T00:00:00Z");
	printf("Created: %s\n", text);
}

static void print_head(const struct image *image, const char *hash)
{
	const char *name = path_base(image->path);

	printf("SPDXVersion: SPDX-2.3\n"
	       "DataLicense: CC0-1.0\n"
	       "SPDXID: SPDXRef-DOCUMENT\n"
	       "DocumentName: %s\n"
	       "DocumentNamespace: urn:pith:sha256:%s\n"
	       "Creator: Tool: pith-%s\n",
	       name, hash, PITH_VERSION);
	print_date();
	printf("\nPackageName: %s\n"
	       "SPDXID: SPDXRef-Image\n"
	       "PackageDownloadLocation: NOASSERTION\n"
	       "FilesAnalyzed: false\n"
	       "PackageChecksum: SHA256: %s\n"
	       "Relationship: SPDXRef-DOCUMENT DESCRIBES SPDXRef-Image\n",
	       name, hash);
}

static void print_item(struct record_item *i, size_t number)
{
	bool made_it = strcmp(i->kind, "tool") == 0 || strcmp(i->kind, "compiler") == 0;

	unescape(i->name);
	unescape(i->version);
	printf("\nPackageName: %s\n"
	       "SPDXID: SPDXRef-%zu\n",
	       i->name, number);
	if (i->version[0])
		printf("PackageVersion: %s\n", i->version);
	printf("PackageDownloadLocation: NOASSERTION\n"
	       "FilesAnalyzed: false\n");
	if (i->hash[0])
		printf("PackageChecksum: SHA256: %s\n", i->hash);
	printf("PackageComment: <text>%s</text>\n", i->kind);
	if (made_it)
		printf("Relationship: SPDXRef-%zu BUILD_TOOL_OF SPDXRef-Image\n", number);
	else
		printf("Relationship: SPDXRef-Image GENERATED_FROM SPDXRef-%zu\n", number);
}

int sbom_print(const struct image *image, struct diag *d)
{
	char hash[SHA256_TEXT_SIZE];
	const uint8_t *at = (const uint8_t *)image->record;
	size_t left = image->record_size, number = 0;
	struct record_item item;
	struct sha256 s;

	if (!image->record_size)
		return diag_fail(d, 0, "'%s' has no build record", image->path);
	sha256_init(&s);
	sha256_add(&s, image->elf.bytes, image->elf.size);
	sha256_text(&s, hash);
	print_head(image, hash);
	while (record_next(&at, &left, &item))
		print_item(&item, ++number);
	return 0;
}
