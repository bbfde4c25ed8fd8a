/* SPDX-License-Identifier: MIT */
/*
 * The types of configuration keys: which values they take.
 *
 * Links: base/config_type.c
 */
#include <errno.h>

#include "base/config_type.h"
#include "test/unit/tap.h"

#define ANY_INT "int -9223372036854775808 9223372036854775807"

static const struct {
	const char *type;
	const char *value;
	int want;
} cases[] = {
	{ "string", "", 0 },
	{ "string", "any thing", 0 },
	{ "bool", "true", 0 },
	{ "bool", "false", 0 },
	{ "bool", "yes", -EINVAL },
	{ "bool", "", -EINVAL },
	{ "bool", "true|false", -EINVAL },
	{ "int 1 10", "1", 0 },
	{ "int 1 10", "10", 0 },
	{ "int 1 10", "0", -ERANGE },
	{ "int 1 10", "11", -ERANGE },
	{ "int 1 10", "", -EINVAL },
	{ "int 1 10", "5x", -EINVAL },
	{ "int 1 10", " 5", -EINVAL },
	{ "int 1 10", "+5", -EINVAL },
	{ "int -5 5", "-5", 0 },
	{ "int -5 5", "-6", -ERANGE },
	{ "int -5 5", "-", -EINVAL },
	{ "int -5 5", "--5", -EINVAL },
	{ ANY_INT, "9223372036854775807", 0 },
	{ ANY_INT, "9223372036854775808", -ERANGE },
	{ ANY_INT, "-9223372036854775808", 0 },
	{ ANY_INT, "-9223372036854775809", -ERANGE },
	{ ANY_INT, "99999999999999999999999", -ERANGE },
	{ "int 1", "1", -EOPNOTSUPP },
	{ "int a b", "1", -EOPNOTSUPP },
	{ "int", "1", -EOPNOTSUPP },
	{ "size", "0", 0 },
	{ "size", "64M", 0 },
	{ "size", "16777215T", 0 },
	{ "size", "16777216T", -ERANGE },
	{ "size", "18446744073709551615", 0 },
	{ "size", "18446744073709551616", -ERANGE },
	{ "size", "M", -EINVAL },
	{ "size", "1MB", -EINVAL },
	{ "size", "1m", -EINVAL },
	{ "size", "-1", -EINVAL },
	{ "duration", "0", 0 },
	{ "duration", "5", -EINVAL },
	{ "duration", "5s", 0 },
	{ "duration", "5 s", -EINVAL },
	{ "duration", "5d", -EINVAL },
	{ "duration", "99999999999999h", -ERANGE },
	{ "enum a|bb|c", "a", 0 },
	{ "enum a|bb|c", "bb", 0 },
	{ "enum a|bb|c", "c", 0 },
	{ "enum a|bb|c", "b", -EINVAL },
	{ "enum a|bb|c", "", -EINVAL },
	{ "enum a|bb|c", "a|bb", -EINVAL },
	{ "enum a|bb|c", "ab", -EINVAL },
	{ "float", "1", -EOPNOTSUPP },
	{ "", "1", -EOPNOTSUPP },
};

static void test_numbers(void)
{
	int64_t number = 7;
	uint64_t bytes = 7;
	nsec_t ns = 7;

	ok(config_parse_int("-12", &number) == 0 && number == -12, "a negative number");
	ok(config_parse_size("3K", &bytes) == 0 && bytes == 3072, "K is 1024");
	ok(config_parse_size("2T", &bytes) == 0 && bytes == 2ull << 40, "T is 1024 to the fourth");
	ok(config_parse_duration("3us", &ns) == 0 && ns == 3000, "microseconds");
	ok(config_parse_duration("2h", &ns) == 0 && ns == 7200ull * 1000000000, "hours");
	ok(config_parse_int("x", &number) < 0 && number == -12, "a bad number changes nothing");
	ok(config_parse_size("1Q", &bytes) < 0 && bytes == 2ull << 40, "nor does a bad size");
	ok(config_parse_duration("99999999999h", &ns) < 0 && ns == 7200ull * 1000000000,
	   "nor a duration that does not fit");
}

int main(void)
{
	for (size_t i = 0; i < nitems(cases); i++) {
		int got = config_type_check(cases[i].type, cases[i].value);

		if (!ok(got == cases[i].want, "%s: '%s'", cases[i].type, cases[i].value))
			printf("# got %d, want %d\n", got, cases[i].want);
	}
	test_numbers();
	return tap_done();
}
