/* SPDX-License-Identifier: MIT */
/* prctl(2): the thread's name, and answers that are true of every image. */
#include "abi/linux/syscalls.h"
#include "abi/linux/unsupported.h"
#include "abi/linux/user.h"
#include "base/errno.h"
#include "base/string.h"
#include "kern/core/image.h"

enum {
	PR_SET_PDEATHSIG = 1,
	PR_GET_DUMPABLE = 3,
	PR_SET_DUMPABLE = 4,
	PR_SET_NAME = 15,
	PR_GET_NAME = 16,
	PR_SET_NO_NEW_PRIVS = 38,
	PR_GET_NO_NEW_PRIVS = 39,
};

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
	switch (option) {
	case PR_SET_NAME:
		return name_set((const char *)a);
	case PR_GET_NAME:
		return name_get((char *)a);
	case PR_GET_DUMPABLE:
		return 1;
	case PR_SET_DUMPABLE:
		return a > 1 ? -EINVAL : 0;
	case PR_SET_NO_NEW_PRIVS:
		return a != 1 || b || c || d ? -EINVAL : 0;
	case PR_GET_NO_NEW_PRIVS:
		return a || b || c || d ? -EINVAL : 1;
	case PR_SET_PDEATHSIG:
		return a > 64 ? -EINVAL : 0;
	default:
		unsupported_once("prctl", "option %d", option);
		return -EINVAL;
	}
}
