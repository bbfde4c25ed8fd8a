/* SPDX-License-Identifier: MIT */
/*
 * Values of configuration keys: pure functions over texts that end with NUL.
 *
 * Numbers are read with overflow checks, because the text comes from outside: from a command line,
 * an environment, or a file.
 */
#include "base/config_type.h"

#include "base/errno.h"
#include "base/string.h"

/* Read the digits at (*text) and move behind them. */
static int take_digits(const char **text, uint64_t *value)
{
	const char *s = *text;
	uint64_t v = 0;

	if (*s < '0' || *s > '9')
		return -EINVAL;
	for (; *s >= '0' && *s <= '9'; s++) {
		if (__builtin_mul_overflow(v, 10u, &v) ||
		    __builtin_add_overflow(v, (uint64_t)(*s - '0'), &v))
			return -ERANGE;
	}
	*text = s;
	*value = v;
	return 0;
}

static int take_int(const char **text, int64_t *value)
{
	bool negative = **text == '-';
	const char *s = *text + negative;
	uint64_t v;
	int err = take_digits(&s, &v);

	if (err)
		return err;
	if (v > (uint64_t)INT64_MAX + negative)
		return -ERANGE;
	*text = s;
	*value = (int64_t)(negative ? 0 - v : v);
	return 0;
}

int config_parse_int(const char *text, int64_t *value)
{
	int64_t v;
	int err = take_int(&text, &v);

	if (err || *text)
		return err ? err : -EINVAL;
	*value = v;
	return 0;
}

int config_parse_size(const char *text, uint64_t *bytes)
{
	static const char unit[] = "KMGT";
	unsigned shift = 0;
	uint64_t v;
	int err = take_digits(&text, &v);

	if (err)
		return err;
	for (unsigned i = 0; *text && i < sizeof unit - 1; i++) {
		if (*text == unit[i]) {
			shift = 10 * (i + 1);
			text++;
			break;
		}
	}
	if (*text)
		return -EINVAL;
	if (v << shift >> shift != v)
		return -ERANGE;
	*bytes = v << shift;
	return 0;
}

int config_parse_duration(const char *text, nsec_t *ns)
{
	static const struct {
		char name[4];
		nsec_t ns;
	} units[] = {
		{ "ns", 1 },
		{ "us", 1000 },
		{ "ms", 1000000 },
		{ "s", NSEC_PER_SEC },
		{ "m", 60 * NSEC_PER_SEC },
		{ "h", 3600 * NSEC_PER_SEC },
	};
	uint64_t v;
	int err = take_digits(&text, &v);

	if (err)
		return err;
	for (unsigned i = 0; i < nitems(units); i++) {
		if (strcmp(text, units[i].name) == 0) {
			if (__builtin_mul_overflow(v, units[i].ns, &v))
				return -ERANGE;
			goto known;
		}
	}
	if (v || *text)
		return -EINVAL;
known:
	*ns = v;
	return 0;
}

/* (bounds) is "MIN MAX". */
static int check_int(const char *bounds, const char *value)
{
	int64_t min, max, v;
	int err = config_parse_int(value, &v);

	if (take_int(&bounds, &min) || *bounds++ != ' ' || config_parse_int(bounds, &max))
		return -EOPNOTSUPP;
	if (err)
		return err;
	return v < min || v > max ? -ERANGE : 0;
}

/* (words) is "A|B|C". */
static int check_enum(const char *words, const char *value)
{
	size_t n = strlen(value);

	while (n && !strchr(value, '|')) {
		if (strncmp(words, value, n) == 0 && (words[n] == '|' || !words[n]))
			return 0;
		words = strchr(words, '|');
		if (!words)
			break;
		words++;
	}
	return -EINVAL;
}

int config_type_check(const char *type, const char *value)
{
	uint64_t ignored;

	if (strcmp(type, "string") == 0)
		return 0;
	if (strcmp(type, "bool") == 0)
		return check_enum("true|false", value);
	if (strcmp(type, "size") == 0)
		return config_parse_size(value, &ignored);
	if (strcmp(type, "duration") == 0)
		return config_parse_duration(value, &ignored);
	if (strncmp(type, "int ", 4) == 0)
		return check_int(type + 4, value);
	if (strncmp(type, "enum ", 5) == 0)
		return check_enum(type + 5, value);
	return -EOPNOTSUPP;
}
