/* SPDX-License-Identifier: MIT */
/* printf() of everything, in memory and to streams, with all kinds of buffering. libc: musl (%a of subnormals) */
#include <float.h>
#include <inttypes.h>
#include <limits.h>
#include <math.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

static int va(const char *fmt, ...)
{
	char buf[32];
	va_list args;
	int n;

	va_start(args, fmt);
	n = vsnprintf(buf, sizeof buf, fmt, args);
	va_end(args);
	printf("%d [%s]\n", n, buf);
	return n;
}

static void integers(void)
{
	printf("%d %i %u %x %X %o %#x %#o %#X\n", -1, 42, 42u, 255, 255, 8, 255, 8, 0);
	printf("[%5d] [%-5d] [%05d] [%+d] [% d] [%.3d] [%8.3d] [%-8.3d]|\n", 42, 42, 42, 42, 42, 7, 7, 7);
	printf("%hhd %hd %ld %lld %jd %zd %td\n", 300, 70000, LONG_MIN, LLONG_MAX, INTMAX_MIN,
	       (size_t)-1, (ptrdiff_t)-5);
	printf("%" PRIu64 " %" PRIx64 " %" PRId8 "\n", UINT64_MAX, UINT64_MAX, (int8_t)-128);
	printf("[%*d] [%-*d] [%.*d] [%*.*d]\n", 6, 1, 6, 2, 4, 3, 8, 4, 5);
	printf("%2$s %1$s %2$s\n", "one", "two");
	printf("%c%c%c%%\n", 'a', 'b', 'c');
}

static void floats(void)
{
	static const double v[] = { 0, -0.0, 1, -1.5, 0.1, 1e10, 1e100, 123456789.987654321, DBL_MAX,
				    DBL_MIN, 5e-324, 2.5, 3.5, 0.5, 999999.5, 1e-5, 0.0001 };

	for (unsigned i = 0; i < sizeof v / sizeof v[0]; i++)
		printf("%f %e %g %a %.0f %.3g %10.2f %-10.1e| %+.15g %#g %.17g\n", v[i], v[i], v[i],
		       v[i], v[i], v[i], v[i], v[i], v[i], v[i], v[i]);
	printf("%f %F %e %g %5.1f %-6f| %06f\n", INFINITY, -INFINITY, INFINITY, -INFINITY, INFINITY,
	       INFINITY, INFINITY);
	printf("%Lf %Le %Lg\n", 1.25L, 1e4000L, LDBL_MIN);
	printf("%.50f\n%.30e\n", 0.1, M_PI);
	printf("%.400g\n", DBL_MIN);
}

static void strings(void)
{
	int n = 0, m = 0;

	printf("[%s] [%10s] [%-10s] [%.2s] [%.*s] [%10.3s]\n", "text", "text", "text", "text", 3,
	       "text", "text");
	printf("%s%n and%n\n", "count", &n, &m);
	printf("%d %d\n", n, m);
	printf("[%ls] [%lc] [%.3ls]\n", L"wide", L'w', L"wide");
	printf("%p %p\n", (void *)0x1234, (void *)0x7fffffffffff);
	va("%s", "short");
	va("%s %d", "a text that is longer than its buffer", 12345);
	printf("%d\n", snprintf(NULL, 0, "%1000d", 1));
}

static void streams(void)
{
	char *text = NULL, buf[128];
	size_t size = 0;
	FILE *f = open_memstream(&text, &size);

	fprintf(f, "into memory %d", 1);
	fflush(f);
	printf("%s %zu\n", text, size);
	fseek(f, 5, SEEK_SET);
	fputs("MEMORY and more than before", f);
	fclose(f);
	printf("%s %zu\n", text, size);
	f = fmemopen(text, size, "r");
	while (fgets(buf, 10, f))
		printf("<%s>", buf);
	printf(" eof %d at %ld\n", !!feof(f), ftell(f));
	rewind(f);
	ungetc('X', f);
	printf("%c%c\n", getc(f), getc(f));
	fclose(f);
	free(text);
}

int main(int argc, char **argv)
{
	static char big[5000];

	if (argc > 1)
		setvbuf(stdout, NULL, atoi(argv[1]), argc > 2 ? (size_t)atoi(argv[2]) : BUFSIZ);
	integers();
	floats();
	strings();
	streams();
	memset(big, 'x', sizeof big - 2);
	big[sizeof big - 2] = '\n';
	fwrite(big, 1, sizeof big - 1, stdout);
	printf("%4000s|\n", "padded");
	fputs("no newline at the end", stdout);
	fprintf(stderr, "to standard error\n");
	return 0;
}
