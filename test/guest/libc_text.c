/* SPDX-License-Identifier: MIT */
/* Locale, character sets, wide characters, regular expressions, patterns, options. libc: musl */
#define _GNU_SOURCE
#include <errno.h>
#include <fnmatch.h>
#include <getopt.h>
#include <iconv.h>
#include <langinfo.h>
#include <libgen.h>
#include <locale.h>
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>
#include <wctype.h>

static void convert(const char *to, const char *from, const char *text, size_t n)
{
	char out[200], *in = (char *)text, *o = out;
	size_t left = sizeof out;
	iconv_t cd = iconv_open(to, from);

	printf("%s -> %s:", from, to);
	if (cd == (iconv_t)-1) {
		printf(" %d\n", errno);
		return;
	}
	if (iconv(cd, &in, &n, &o, &left) == (size_t)-1)
		printf(" (%d)", errno);
	for (char *p = out; p < o; p++)
		printf(" %02x", (unsigned char)*p);
	puts("");
	iconv_close(cd);
}

static void expressions(void)
{
	static const char *const patterns[] = { "^a(b*)c$", "[0-9]+", "(a|b)*c", "x{2,3}", "[[:alpha:]]+@",
						"(", "\\.", "^$", "[^ ]+ [^ ]+" };
	static const char *const texts[] = { "abbbc", "order 66", "ababc", "xxxx", "me@there", "", "two words" };

	for (unsigned i = 0; i < sizeof patterns / sizeof patterns[0]; i++) {
		regex_t re;
		char why[100];
		int err = regcomp(&re, patterns[i], REG_EXTENDED);

		printf("%s:", patterns[i]);
		if (err) {
			regerror(err, &re, why, sizeof why);
			printf(" %s\n", why);
			continue;
		}
		for (unsigned j = 0; j < sizeof texts / sizeof texts[0]; j++) {
			regmatch_t m[2];

			if (!regexec(&re, texts[j], 2, m, 0))
				printf(" %u[%d,%d;%d]", j, (int)m[0].rm_so, (int)m[0].rm_eo,
				       re.re_nsub ? (int)m[1].rm_so : -2);
		}
		puts("");
		regfree(&re);
	}
}

static void wide(void)
{
	static const char text[] = "Grün 日本 \xf0\x9f\x98\x80";
	wchar_t w[32];
	char back[64];
	size_t n = mbstowcs(w, text, 32);

	printf("%zu wide", n);
	for (size_t i = 0; i < n && n != (size_t)-1; i++)
		printf(" %x/%d%d%d", (unsigned)w[i], wcwidth(w[i]), !!iswalpha((wint_t)w[i]), !!iswupper((wint_t)w[i]));
	puts("");
	wcstombs(back, w, sizeof back);
	printf("%s %d\n", back, strcmp(back, text));
	printf("%x %x\n", (unsigned)towupper(0xfc), (unsigned)towlower(0x410));
	printf("%d\n", mblen("\xff", 1));
	printf("%ls|%5ls|%S\n", L"über", L"ü", L"日");
	swprintf(w, 32, L"%d %ls %.2f", 5, L"five", 5.0);
	printf("%ls\n", w);
}

static void options(void)
{
	char *argv[] = { "prog", "-a", "file", "-b", "value", "--long=5", "--flag", "-x", "--", "-a", NULL };
	static const struct option longs[] = { { "long", required_argument, NULL, 'l' },
					       { "flag", no_argument, NULL, 'f' },
					       { NULL, 0, NULL, 0 } };
	int c;

	opterr = 0;
	while ((c = getopt_long(10, argv, "ab:", longs, NULL)) != -1)
		printf("%c=%s ", c, optarg ? optarg : "-");
	printf("| %d %s\n", optind, argv[optind]);
}

int main(void)
{
	char path[] = "/usr/lib/x.so", path2[] = "/usr/lib/x.so";

	printf("%s\n", setlocale(LC_ALL, NULL));
	printf("%s %s\n", setlocale(LC_ALL, "C.UTF-8"), nl_langinfo(CODESET));
	printf("%s %s\n", localeconv()->decimal_point, nl_langinfo(DAY_1));
	convert("UTF-16BE", "UTF-8", "aü日", 6);
	convert("UTF-8", "ISO-8859-1", "a\xfc\xe9", 3);
	convert("UTF-8", "UTF-16LE", "a\0\x3d\xd8\x00\xde", 6);
	convert("ASCII", "UTF-8", "aü", 3);
	convert("UTF-8", "EUC-JP", "\xc6\xfc\xcb\xdc", 4);
	convert("UTF-8", "NOT-A-SET", "x", 1);
	convert("UTF-32LE", "UTF-8", "\xff", 1);
	expressions();
	wide();
	options();
	printf("%d %d %d %d\n", fnmatch("*.c", "a.c", 0), fnmatch("*.c", "a/b.c", FNM_PATHNAME),
	       fnmatch("[a-c]?z", "bxz", 0), fnmatch("*", ".hidden", FNM_PERIOD));
	printf("%s %s\n", basename(path), dirname(path2));
	for (int i = 0; i < 134; i += 7)
		printf("%d %s; ", i, strerror(i));
	printf("%s %s\n", strsignal(10), strsignal(64));
	return 0;
}
