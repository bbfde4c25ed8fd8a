/* SPDX-License-Identifier: MIT */
/* scanf() and the strto family. */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

static void scans(void)
{
	int a = 0, b = 0, c = 0, n = 0;
	unsigned u = 0, x = 0;
	double d = 0;
	float f = 0;
	long double ld = 0;
	char s[32] = "", t[32] = "", ch = 0, *m = NULL;
	long l = 0;

	printf("%d", sscanf("12 -34 0x1f", "%d %d %i", &a, &b, &c));
	printf(" %d %d %d\n", a, b, c);
	printf("%d", sscanf("ff 0777 99999999999", "%x %o %ld", &x, &u, &l));
	printf(" %u %u %ld\n", x, u, l);
	printf("%d", sscanf("3.25 -1e10 0x1.8p3 nan", "%lf %f %Lf", &d, &f, &ld));
	printf(" %g %g %Lg\n", d, f, ld);
	printf("%d", sscanf("word [set]: rest", "%31s [%31[^]]]%c%n", s, t, &ch, &n));
	printf(" %s %s %c %d\n", s, t, ch, n);
	printf("%d", sscanf("12345", "%2d%3d", &a, &b));
	printf(" %d %d\n", a, b);
	printf("%d", sscanf("abc", "%d", &a));
	printf(" %d\n", sscanf("", "%d", &a));
	printf("%d", sscanf("allocate me", "%ms", &m));
	printf(" %s\n", m);
	free(m);
	printf("%d", sscanf("1,2;3", "%d,%d,%d", &a, &b, &c));
	printf(" %d %d\n", a, b);
	printf("%d", sscanf("50%", "%d%%%n", &a, &n));
	printf(" %d %d\n", a, n);
	printf("%d", sscanf("  skip 7", "%*s %d", &a));
	printf(" %d\n", a);
}

static void numbers(void)
{
	static const char *const texts[] = { "0", "-1", "+17", "  42abc", "0x1F", "077", "", "abc",
					     "9223372036854775808", "-9223372036854775809",
					     "18446744073709551616", "1e400", "-1e-400", "inf", "nan",
					     "0x1p-3", ".5", "1.", "1e", "1e+", "123456789012345678901234567890" };
	char *end;

	for (unsigned i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		const char *s = texts[i];

		errno = 0;
		printf("'%s': %ld", s, strtol(s, &end, 10));
		printf(" +%d %d", (int)(end - s), errno == ERANGE);
		printf(", %ld", strtol(s, &end, 0));
		printf(" +%d", (int)(end - s));
		errno = 0;
		printf(", %lu", strtoul(s, &end, 16));
		printf(" +%d %d", (int)(end - s), errno == ERANGE);
		errno = 0;
		printf(", %g", fabs(strtod(s, &end)));
		printf(" +%d %d\n", (int)(end - s), errno == ERANGE);
	}
	printf("%d %ld %g %ld\n", atoi("  -12x"), atol("99"), atof("2.5e3"), wcstol(L"123", NULL, 10));
}

int main(void)
{
	scans();
	numbers();
	return 0;
}
