/* SPDX-License-Identifier: MIT */
/* syslog(2), behind klogctl(3): what the library OS logs goes to the console, nothing is kept. */
#include "abi/linux/syscalls.h"
#include "abi/linux/user.h"
#include "base/errno.h"

enum {
	ACTION_CLOSE,
	ACTION_OPEN,
	ACTION_READ,
	ACTION_READ_ALL,
	ACTION_READ_CLEAR,
	ACTION_CLEAR,
	ACTION_CONSOLE_OFF,
	ACTION_CONSOLE_ON,
	ACTION_CONSOLE_LEVEL,
	ACTION_SIZE_UNREAD,
	ACTION_SIZE_BUFFER,
};

int sys_syslog(int action, char *buf, int n)
{
	switch (action) {
	case ACTION_READ:
	case ACTION_READ_ALL:
	case ACTION_READ_CLEAR:
		if (!buf || n < 0)
			return -EINVAL;
		return user_ok(buf, (size_t)n) ? 0 : -EFAULT;
	case ACTION_CONSOLE_LEVEL:
		return n < 1 || n > 8 ? -EINVAL : 0;
	case ACTION_CLOSE:
	case ACTION_OPEN:
	case ACTION_CLEAR:
	case ACTION_CONSOLE_OFF:
	case ACTION_CONSOLE_ON:
	case ACTION_SIZE_UNREAD:
	case ACTION_SIZE_BUFFER:
		return 0;
	default:
		return -EINVAL;
	}
}
