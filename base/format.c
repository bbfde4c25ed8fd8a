/* SPDX-License-Identifier: MIT */
/*
 * Text formatting for logs and reports, in few bytes of code: every image that can crash has it.
 *
 * A conversion becomes one run of bytes, which is then laid out in its field. Digits are made
 * backwards from the end of a small buffer, which bounds how many zeros a format can ask for.
 */
#include "base/format.h"
#include "base/string.h"

#define MAX_DIGITS 24

/* A conversion, and the run of bytes that it becomes. */
struct run {
	const char *text;
	size_t length;
	size_t width;  /* blanks before it, or zeros, fill the field to that */
	size_t limit;  /* bytes of a string at most */
	unsigned base; /* of a number */
	bool zero;
	bool wide; /* the argument has 64 bits, not 32 */
	char digits[MAX_DIGITS];
};

/* Parse what stands between `%` and the letter of the conversion; returns where the letter is. */
static const char *parse(struct run *r, const char *at, va_list args)
{
	size_t *number = &r->width;

	for (;; at++) {
		unsigned digit = (unsigned)*at - '0';

		if (*at == '*')
			*number = (unsigned)va_arg(args, int);
		else if (*at == '.')
			*(number = &r->limit) = 0;
		else if (!digit && !*number)
			r->zero = true;
		else if (digit < 10)
			*number = *number * 10 + digit;
		else if (*at == 'l' || *at == 'z')
			r->wide = true;
		else
			return at;
	}
}

static void make_digits(struct run *r, uint64_t value, bool negative)
{
	char *end = r->digits + MAX_DIGITS, *at = end, *least = end - 1;

	if (r->zero)
		least = end - (MIN(r->width, MAX_DIGITS) - negative);
	do
		*--at = "0123456789abcdef"[value % r->base];
	while (value /= r->base, value || at > least);
	if (negative)
		*--at = '-';
	r->text = at;
	r->length = (size_t)(end - at);
}

/* Make the run for (letter), taking its argument; false when there is no such letter. */
static bool convert(struct run *r, char letter, va_list args)
{
	bool negative = false;
	uint64_t value;

	r->base = letter == 'x' ? 16 : letter == 'o' ? 8 : 10;
	if (!letter || !strchr("%csdoux", letter))
		return false;
	if (letter == '%')
		return true;
	/*
	 * Any argument but a floating one fills a slot of eight bytes; who wants fewer bits drops
	 * the others.
	 */
	value = va_arg(args, uint64_t);
	if (letter == 's') {
		r->text = value ? (const char *)value : "(null)";
		r->length = strnlen(r->text, r->limit);
	} else if (letter == 'c') {
		r->digits[0] = (char)value;
		r->text = r->digits;
	} else {
		if (!r->wide)
			value = letter == 'd' ? (uint64_t)(int)value : (unsigned)value;
		if (letter == 'd' && (int64_t)value < 0) {
			negative = true;
			value = -value;
		}
		make_digits(r, value, negative);
	}
	return true;
}

size_t format_textv(char *buf, size_t size, const char *fmt, va_list args)
{
	size_t n = 0;
	va_list own;

	va_copy(own, args);
	for (; *fmt; fmt++) {
		struct run r = { .text = fmt, .length = 1 };

		if (*fmt == '%') {
			const char *letter;

			r.limit = SIZE_MAX;
			letter = parse(&r, fmt + 1, own);
			if (convert(&r, *letter, own))
				fmt = letter;
			else
				r.width = 0;
		}
		for (size_t i = 0; i < MAX(r.width, r.length); i++, n++) {
			char c = r.length + i < r.width ? ' ' : *r.text++;

			if (n + 1 < size)
				buf[n] = c;
		}
	}
	va_end(own);
	if (size)
		buf[MIN(n, size - 1)] = '\0';
	return n;
}

size_t format_text(char *buf, size_t size, const char *fmt, ...)
{
	va_list args;
	size_t length;

	va_start(args, fmt);
	length = format_textv(buf, size, fmt, args);
	va_end(args);
	return length;
}
