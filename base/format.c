/* SPDX-License-Identifier: MIT */
/*
 * Text formatting for logs and reports, in few bytes of code: every image that can crash has it.
 *
 * One struct holds all there is to know and each function takes a pointer to it. A conversion is parsed
 * into it, the argument becomes one run of bytes, and the run is laid out in its field. Digits are made
 * backwards from the end of a small buffer, which bounds how many zeros a format can ask for.
 */
#include "base/format.h"
#include "base/string.h"

#define MAX_DIGITS 64

struct format {
	char *buf;
	size_t size;   /* room in buf, the terminator included */
	size_t length; /* of the text so far, with what found no room */
	va_list args;

	/* The conversion at hand: */
	bool left;     /* '-': blanks go behind */
	bool zero;     /* '0': a number is filled with zeros instead of blanks */
	bool wide;     /* the argument has 64 bits, not 32 */
	int width;     /* of the field, at least */
	int precision; /* digits at least, or bytes of a string at most; negative: not given */
};

static const char *parse(struct format *f, const char *at);
static bool convert(struct format *f, char kind);

size_t format_text(char *buf, size_t size, const char *fmt, ...)
{
	va_list args;
	size_t length;

	va_start(args, fmt);
	length = format_textv(buf, size, fmt, args);
	va_end(args);
	return length;
}

static noinline void put(struct format *f, char c)
{
	if (f->length + 1 < f->size)
		f->buf[f->length] = c;
	f->length++;
}

size_t format_textv(char *buf, size_t size, const char *fmt, va_list args)
{
	struct format f = { .buf = buf, .size = size };

	va_copy(f.args, args);
	for (; *fmt; fmt++) {
		if (*fmt == '%') {
			const char *letter = parse(&f, fmt + 1);

			if (convert(&f, *letter)) {
				fmt = letter;
				continue;
			}
		}
		put(&f, *fmt);
	}
	va_end(f.args);
	if (size)
		buf[MIN(f.length, size - 1)] = '\0';
	return f.length;
}

/*
 * Any argument but a floating one fills a slot of eight bytes in the calling conventions that we know, so
 * one place takes them all; who wants fewer bits drops the others, which nobody defined.
 */
static noinline uint64_t take(struct format *f)
{
	return va_arg(f->args, uint64_t);
}

/* Parse what stands between `%` and the letter of the conversion; returns where the letter is. */
static noinline const char *parse(struct format *f, const char *at)
{
	int *number = &f->width;

	f->left = f->zero = f->wide = false;
	f->width = 0;
	f->precision = -1;
	for (;; at++) {
		unsigned digit = (unsigned)*at - '0';

		if (*at == '-')
			f->left = true;
		else if (*at == '*')
			*number = (int)take(f);
		else if (*at == '.')
			*(number = &f->precision) = 0;
		else if (!digit && !*number)
			f->zero = number == &f->width;
		else if (digit < 10)
			*number = *number * 10 + (int)digit;
		else if (*at == 'l' || *at == 'z')
			f->wide = true;
		else if (*at != 'h') /* which changes nothing: the call has widened the argument */
			break;
	}
	if (f->width < 0) {
		f->left = true;
		f->width = -f->width;
	}
	return at;
}

static noinline void put_run(struct format *f, const char *run, int length)
{
	int pad = f->width - length;

	while (!f->left && pad-- > 0)
		put(f, ' ');
	while (length-- > 0)
		put(f, *run++);
	while (pad-- > 0)
		put(f, ' ');
}

static void put_integer(struct format *f, uint64_t value, unsigned base, const char *prefix)
{
	char digits[MAX_DIGITS + 2], *end = digits + sizeof(digits), *at = end;
	int least = f->precision;

	if (least < 0)
		least = f->zero && !f->left ? f->width - (*prefix != '\0') : 1;
	least = MIN(least, MAX_DIGITS);
	for (; value || end - at < least; value /= base)
		*--at = "0123456789abcdef"[value % base];
	for (; *prefix; prefix++)
		*--at = *prefix;
	put_run(f, at, (int)(end - at));
}

/* Write the argument as the letter wants; false, and nothing taken, when there is no such letter. */
static bool convert(struct format *f, char kind)
{
	uint64_t value = '%';
	const char *string = (const char *)&value, *prefix = "";
	unsigned base = 10;
	int length = 1;

	if (kind != '%') {
		if (!kind || !strchr("cdopsux", kind))
			return false;
		value = take(f);
	}
	if (kind == 's') {
		string = value ? (const char *)value : "(null)";
		length = (int)strnlen(string, (size_t)f->precision);
	}
	if (kind == 's' || kind == 'c' || kind == '%') {
		put_run(f, string, length);
		return true;
	}
	if (!f->wide && kind != 'p')
		value = kind == 'd' ? (uint64_t)(int)value : (unsigned)value;
	if (kind == 'p')
		prefix = "x0";
	if (kind == 'p' || kind == 'x')
		base = 16;
	if (kind == 'o')
		base = 8;
	if (kind == 'd' && (int64_t)value < 0) {
		prefix = "-";
		value = -value;
	}
	put_integer(f, value, base, prefix);
	return true;
}
