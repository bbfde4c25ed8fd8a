/* SPDX-License-Identifier: MIT */
/* prctl(2): the thread's name; the rest is prctl_more.c's. */
#include "abi/linux/proc/prctl.h"
#include "abi/linux/syscalls.h"
#include "abi/linux/user.h"
#include "base/errno.h"
#include "base/string.h"
#include "kern/core/image.h"

#define PR_SET_NAME 15
#define PR_GET_NAME 16

void thread_get_name(const struct thread *t, char name[THREAD_NAME_SIZE])
{
	const char *slash = strrchr(image_name, '/');

	memset(name, 0, THREAD_NAME_SIZE);
	string_copy(name, t->named ? t->name : slash ? slash + 1 : image_name, THREAD_NAME_SIZE);
}

void thread_set_name(struct thread *t, const char *name, size_t len)
{
	char padded[THREAD_NAME_SIZE] = { 0 };

	memcpy(padded, name, MIN(len, sizeof padded - 1));
	memcpy(t->name, padded, sizeof padded);
	t->named = true;
}

static int name_set(const char *name)
{
	ssize_t len = user_strnlen(name, THREAD_NAME_SIZE - 1);
	char text[THREAD_NAME_SIZE];

	if (len < 0 || user_get(text, name, (size_t)len))
		return -EFAULT;
	thread_set_name(thread_current(), text, (size_t)len);
	return 0;
}

static int name_get(char *to)
{
	char name[THREAD_NAME_SIZE];

	thread_get_name(thread_current(), name);
	return user_put(to, name, sizeof name);
}

int sys_prctl(int option, uintptr_t a, uintptr_t b, uintptr_t c, uintptr_t d)
{
	const uintptr_t args[] = { a, b, c, d };

	if (option == PR_SET_NAME)
		return name_set((const char *)a);
	if (option == PR_GET_NAME)
		return name_get((char *)a);
	return (int)prctl_more(option, args);
}
