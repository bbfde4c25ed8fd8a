/* SPDX-License-Identifier: MIT */
/* <string.h> over all alignments and lengths around the sizes that fast versions treat apart. */
#define _GNU_SOURCE
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <wchar.h>

static unsigned char a[1024], b[1024], c[1024];
static unsigned long sum;

static void add(unsigned long v)
{
	sum = sum * 1000003 + v;
}

static void fill(void)
{
	for (unsigned i = 0; i < sizeof a; i++) {
		a[i] = (unsigned char)(i * 7 + 1);
		b[i] = (unsigned char)(i * 13 + 5);
	}
}

static int sign(int v)
{
	return (v > 0) - (v < 0);
}

static void moves(void)
{
	for (unsigned from = 0; from < 17; from++)
		for (unsigned to = 0; to < 17; to++)
			for (unsigned n = 0; n < 300; n += n < 40 ? 1 : 37) {
				fill();
				memcpy(c + to, a + from, n);
				memmove(b + to, b + from, n);
				memset(a + to, (int)n, from);
				add(memcmp(c + to, b + to, n) > 0);
				for (unsigned i = 0; i < 330; i += 3)
					add(a[i] + b[i] * 3u + c[i] * 5u);
			}
	printf("moves %lx\n", sum);
}

static void searches(void)
{
	char s[256], t[256];

	for (unsigned n = 0; n < 200; n++) {
		memset(s, 'a', sizeof s);
		s[n] = 0;
		add(strlen(s) + strnlen(s, 100));
		strcpy(t, s);
		if (n) {
			t[n / 2] = 'b';
			add((unsigned long)(strchr(t, 'b') - t));
			add((unsigned long)(strrchr(t, 'b') - t));
			add((unsigned long)((char *)memchr(t, 'b', n) - t));
			add((unsigned long)(strstr(t, "b") - t));
			add(strcspn(t, "b") + strspn(t, "a"));
		}
		add((unsigned long)(sign(strcmp(s, t)) + 2));
		add((unsigned long)(sign(strncmp(s, t, n / 2)) + 2));
		add((unsigned long)(strchrnul(t, 'z') - t));
	}
	printf("searches %lx\n", sum);
	printf("%s %s\n", strstr("a needle in a haystack, needles", "needles"), strpbrk("key=value", "=:"));
	printf("%d %d %d\n", sign(strcasecmp("HeLLo", "hEllO")), sign(strncasecmp("abcX", "ABCy", 3)),
	       sign(strverscmp("file10", "file9")));
	printf("%s\n", (char *)memmem("hay needle", 10, "need", 4));
}

static void pieces(void)
{
	char s[] = "one,two,,three;four", t[] = ":a::b:", u[32], *save, *p = t, *q;

	for (q = strtok_r(s, ",;", &save); q; q = strtok_r(NULL, ",;", &save))
		printf("<%s>", q);
	while ((q = strsep(&p, ":")))
		printf("[%s]", q);
	puts("");
	memset(u, '.', sizeof u);
	strncpy(u, "abc", 8);
	for (int i = 0; i < 10; i++)
		printf("%d ", u[i]);
	printf("%s %s\n", strcat(strcpy(u, "con"), "cat"), strncat(u, "enate", 2));
	printf("%s %zu\n", stpcpy(u, "end") - 3, strlen(u));
	q = strdup("duplicate");
	printf("%s %s\n", q, strndup(q, 3));
	free(q);
	for (int i = 0; i < 128; i++)
		add((unsigned long)(!!isalpha(i) + !!isdigit(i) * 2 + !!isspace(i) * 4 + !!ispunct(i) * 8 +
				    !!isxdigit(i) * 16 + !!iscntrl(i) * 32) + (unsigned long)tolower(i) +
		    (unsigned long)toupper(i));
	printf("ctype %lx\n", sum);
	printf("%zu %ls %d\n", wcslen(L"wide"), wcschr(L"wide", L'd'), sign(wcscmp(L"a", L"b")));
	printf("%d %d %d\n", ffs(0), ffs(8), ffsll(1ll << 40));
	printf("%.4s %d\n", u, __builtin_popcount(0xff));
}

int main(void)
{
	moves();
	searches();
	pieces();
	return 0;
}
