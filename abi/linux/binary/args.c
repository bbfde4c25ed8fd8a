/* SPDX-License-Identifier: MIT */
/*
 * The arguments and the environment of a program that is about to begin, copied while the memory
 * that they are in is still there.
 */
#include "abi/linux/binary/exec.h"

#include "base/errno.h"
#include "base/string.h"
#include "kern/mem/heap.h"
#include "kern/mem/user.h"

#define ARG_LEN_MAX (128 * KIB) /* of one text: MAX_ARG_STRLEN */

static int get(void *to, const void *from, size_t n, bool ours)
{
	if (!ours)
		return user_get(to, from, n);
	memcpy(to, from, n);
	return 0;
}

static ssize_t length_of(const char *s, size_t max, bool ours)
{
	return ours ? (ssize_t)strnlen(s, max) : user_strnlen(s, max);
}

/* Counts the texts of (list) and adds their lengths to (*size). */
static int measure(char *const *list, bool ours, unsigned *n, size_t *size)
{
	const char *text;
	ssize_t length;

	for (*n = 0; list; list++, ++*n) {
		if (get(&text, list, sizeof text, ours))
			return -EFAULT;
		if (!text)
			break;
		length = length_of(text, ARG_LEN_MAX, ours);
		if (length < 0)
			return -EFAULT;
		*size += (size_t)length + 1;
		if (length == ARG_LEN_MAX || *size > ARGS_MAX)
			return -E2BIG;
	}
	return 0;
}

/* Copies (n) texts to (to), of which (*left) bytes are free: they may have grown since. */
static int copy(char *const *list, bool ours, unsigned n, char **to, size_t *left)
{
	const char *text;
	ssize_t length;

	for (unsigned i = 0; i < n; i++) {
		if (get(&text, &list[i], sizeof text, ours))
			return -EFAULT;
		length = length_of(text, *left, ours);
		if (length < 0 || get(*to, text, (size_t)length, ours))
			return -EFAULT;
		if ((size_t)length >= *left)
			return -E2BIG;
		(*to)[length] = '\0';
		*to += length + 1;
		*left -= (size_t)length + 1;
	}
	return 0;
}

int binary_args_take(struct binary_args *a, char *const *argv, char *const *envp, bool ours)
{
	size_t left;
	char *to;
	int err;

	*a = (struct binary_args){ .size = 1 };
	err = measure(argv, ours, &a->nr_args, &a->size);
	if (!err)
		err = measure(envp, ours, &a->nr_env, &a->size);
	if (err)
		return err;
	/* Linux gives a program that gets no argument an empty one. */
	a->text = to = heap_alloc(a->size);
	if (!to)
		return -ENOMEM;
	left = a->size;
	if (!a->nr_args) {
		*to++ = '\0';
		left--;
	}
	err = copy(argv, ours, a->nr_args, &to, &left);
	if (!err)
		err = copy(envp, ours, a->nr_env, &to, &left);
	a->nr_args = MAX(a->nr_args, 1u);
	a->size = (size_t)(to - a->text);
	if (err)
		binary_args_free(a);
	return err;
}

int binary_args_replace_first(struct binary_args *a, const char *const *words, unsigned n)
{
	size_t first = strlen(a->text) + 1, size = a->size - first;
	char *text, *to;

	for (unsigned i = 0; i < n; i++)
		size += strlen(words[i]) + 1;
	if (size > ARGS_MAX)
		return -E2BIG;
	text = to = heap_alloc(size);
	if (!text)
		return -ENOMEM;
	for (unsigned i = 0; i < n; i++) {
		size_t length = strlen(words[i]) + 1;

		memcpy(to, words[i], length);
		to += length;
	}
	memcpy(to, a->text + first, a->size - first);
	heap_free(a->text);
	a->text = text;
	a->size = size;
	a->nr_args += n - 1;
	return 0;
}

void binary_args_free(struct binary_args *a)
{
	heap_free(a->text);
	a->text = NULL;
}
