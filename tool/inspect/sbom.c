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
#include "tool/sha256.h"

/* One line of the record, cut into its four words. */
struct item {
	char *kind;
	char *name;
	char *version;
	char *hash;
};

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

static bool cut_line(char *line, struct item *i)
{
	char *words[4];

	for (size_t k = 0; k < nitems(words); k++) {
		words[k] = strsep(&line, " ");
		if (!words[k])
			return false;
		unescape(words[k]);
	}
	*i = (struct item){ words[0], words[1], words[2], words[3] };
	return true;
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

static void print_item(const struct item *i, size_t number)
{
	bool made_it = strcmp(i->kind, "tool") == 0 || strcmp(i->kind, "compiler") == 0;

	printf("\nPackageName: %s\n"
	       "SPDXID: SPDXRef-%zu\n",
	       i->name, number);
	if (strcmp(i->version, "-") != 0)
		printf("PackageVersion: %s\n", i->version);
	printf("PackageDownloadLocation: NOASSERTION\n"
	       "FilesAnalyzed: false\n");
	if (strcmp(i->hash, "-") != 0)
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
	struct buf record = { 0 };
	struct sha256 s;
	struct item item;
	size_t number = 0;
	char *at, *line;

	if (!image->record_size)
		return diag_fail(d, 0, "'%s' has no build record", image->path);
	sha256_init(&s);
	sha256_add(&s, image->elf.bytes, image->elf.size);
	sha256_text(&s, hash);
	print_head(image, hash);
	buf_add(&record, image->record, strnlen(image->record, image->record_size));
	at = record.data;
	while ((line = strsep(&at, "\n")) != NULL) {
		if (cut_line(line, &item))
			print_item(&item, ++number);
	}
	buf_free(&record);
	return 0;
}
