/* SPDX-License-Identifier: MIT */
/* strcasecmp(): musl's letters have cases in ASCII alone, so no byte needs a call. */
struct __locale_struct;
int strcasecmp(const char *first, const char *second);
int __strcasecmp_l(const char *first, const char *second, struct __locale_struct *locale);
int strcasecmp_l(const char *first, const char *second, struct __locale_struct *locale);

static inline unsigned lower(unsigned c)
{
	return c - 'A' < 26 ? c | 32 : c;
}

int strcasecmp(const char *first, const char *second)
{
	const unsigned char *a = (const unsigned char *)first, *b = (const unsigned char *)second;

	for (;; a++, b++) {
		unsigned x = *a, y = *b;

		if (x != y) {
			x = lower(x);
			y = lower(y);
			if (x != y)
				return (int)x - (int)y;
		}
		if (!x)
			return 0;
	}
}

int __strcasecmp_l(const char *first, const char *second, struct __locale_struct *locale)
{
	(void)locale;
	return strcasecmp(first, second);
}

int strcasecmp_l(const char *first, const char *second, struct __locale_struct *locale)
	__attribute__((weak, alias("__strcasecmp_l")));
