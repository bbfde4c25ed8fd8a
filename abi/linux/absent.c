/* SPDX-License-Identifier: MIT */
/*
 * The answer to a system call that is not there. Each number is named once: a program that polls
 * for a feature must not fill the log.
 */
#include "abi/linux/absent.h"
#include "abi/linux/user.h"
#include "base/errno.h"
#include "base/format.h"
#include "base/log.h"
#include "base/string.h"

#define NUMBERS    512
#define LINE_SIZE  160
#define STRING_MAX 48

/*
 * Note that (n) was named; false when it had been before. Numbers that no Linux has share one
 * note.
 */
static bool first_time(long n)
{
	static uint64_t named[NUMBERS / 64 + 1];
	unsigned long i = (unsigned long)n < NUMBERS ? (unsigned long)n : NUMBERS;
	uint64_t bit = 1ull << i % 64;

	return !(__atomic_fetch_or(&named[i / 64], bit, __ATOMIC_RELAXED) & bit);
}

/* The text behind "(n) " in the list, or NULL. */
static const char *find_name(long n)
{
	char number[24];
	size_t length = format_text(number, sizeof number, "%ld ", n);

	for (const char *p = absent_names; *p; p += strlen(p) + 1)
		if (!strncmp(p, number, length))
			return p + length;
	return NULL;
}

static size_t put_arg(char *to, size_t size, char letter, long value)
{
	switch (letter) {
	case 'd':
		return format_text(to, size, "%ld", value);
	case 'o':
		return format_text(to, size, "0%lo", value);
	case 's':
		if (user_strnlen((const char *)value, STRING_MAX) >= 0)
			return format_text(to, size, "\"%.*s\"", STRING_MAX, (const char *)value);
		break;
	default:
		break;
	}
	return format_text(to, size, value ? "0x%lx" : "%ld", value);
}

static void put_args(char *line, const char *letters, const long *args)
{
	size_t at = 0;

	line[0] = 0;
	for (unsigned i = 0; letters[i] && at < LINE_SIZE - 2; i++) {
		if (i)
			at += format_text(line + at, LINE_SIZE - at, ", ");
		if (at < LINE_SIZE)
			at += put_arg(line + at, LINE_SIZE - at, letters[i], args[i]);
	}
}

long absent_report(long n, const char *name, const char *letters, const long *args)
{
	char line[LINE_SIZE];

	if (!first_time(n))
		return -ENOSYS;
	put_args(line, letters, args);
	if (LINKED(sealed_refuse))
		sealed_refuse(n, name, line);
	if (name)
		log_warn("syscall", "%s(%s), number %ld, is not in this image, answered ENOSYS",
			 name, line, n);
	else
		log_warn("syscall", "number %ld (%s) is unknown, answered ENOSYS", n, line);
	return -ENOSYS;
}

long sys_absent(long n, long a, long b, long c, long d, long e, long f)
{
	const long args[] = { a, b, c, d, e, f };
	const char *found = find_name(n), *letters;
	char name[32];

	if (!found)
		return absent_report(n, NULL, "xxxxxx", args);
	letters = strchr(found, ' ');
	string_copy(name, found, MIN(sizeof name, (size_t)(letters - found) + 1));
	return absent_report(n, name, letters + 1, args);
}
