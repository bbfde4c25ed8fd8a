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

#define NAME_SIZE 16

static char thread_name[NAME_SIZE];

/* The name of the program, until it takes another one: without folders, cut to what fits. */
static const char *name_now(void)
{
	const char *slash = strrchr(image_name, '/');

	if (thread_name[0])
		return thread_name;
	return slash ? slash + 1 : image_name;
}

static int name_set(const char *name)
{
	ssize_t len = user_strnlen(name, NAME_SIZE - 1);

	if (len < 0)
		return -EFAULT;
	memset(thread_name, 0, sizeof thread_name);
	memcpy(thread_name, name, (size_t)len);
	return 0;
}

static int name_get(char *name)
{
	if (!user_writable(name, NAME_SIZE))
		return -EFAULT;
	memset(name, 0, NAME_SIZE);
	string_copy(name, name_now(), NAME_SIZE);
	return 0;
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
