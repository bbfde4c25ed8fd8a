/* SPDX-License-Identifier: MIT */
/* setsockopt(2), getsockopt(2) */
#include "abi/linux/net/net.h"
#include "abi/linux/syscalls.h"
#include "abi/linux/unsupported.h"
#include "base/errno.h"
#include "kern/mem/user.h"

#define VALUE_MAX 256

static int set(struct socket *s, int level, int name, const void *value, size_t n)
{
	int err = level == SOL_SOCKET ? socket_set_option(s, name, value, n) : -ENOPROTOOPT;

	if (err == -ENOPROTOOPT && s->ops->set_option)
		err = s->ops->set_option(s, level, name, value, n);
	if (err == -ENOPROTOOPT)
		unsupported_once("setsockopt", "level %d, option %d", level, name);
	return err;
}

static int ask_family(struct socket *s, int level, int name, void *value, size_t *n)
{
	bool inet = s->family == SOCKET_INET || s->family == SOCKET_INET6;

	if (s->ops->get_option)
		return s->ops->get_option(s, level, name, value, n);
	if (inet && s->type == SOCKET_STREAM && LINKED(inet_stream_get_option))
		return inet_stream_get_option(s, level, name, value, n);
	return -ENOPROTOOPT;
}

static int get(struct socket *s, int level, int name, void *value, size_t *n)
{
	int err = level == SOL_SOCKET ? socket_get_option(s, name, value, n) : -ENOPROTOOPT;

	if (err == -ENOPROTOOPT)
		err = ask_family(s, level, name, value, n);
	if (err == -ENOPROTOOPT)
		unsupported_once("getsockopt", "level %d, option %d", level, name);
	return err;
}

int sys_setsockopt(int fd, int level, int name, const void *value, int n)
{
	uint8_t copy[VALUE_MAX];
	struct socket *s;
	struct file *f;
	int err = net_get(fd, &f, &s);

	if (err)
		return err;
	if (n < 0)
		err = -EINVAL;
	else
		err = user_get(copy, value, MIN((size_t)n, sizeof copy));
	if (!err)
		err = set(s, level, name, copy, MIN((size_t)n, sizeof copy));
	file_put(f);
	return err;
}

int sys_getsockopt(int fd, int level, int name, void *value, int *length)
{
	uint8_t copy[VALUE_MAX];
	struct socket *s;
	struct file *f;
	int32_t n = 0;
	size_t size, room;
	int err = net_get(fd, &f, &s);

	if (err)
		return err;
	if (user_get(&n, length, sizeof n))
		err = -EFAULT;
	else if (n < 0)
		err = -EINVAL;
	size = room = MIN((size_t)n, sizeof copy);
	if (!err && level == SOL_PACKET) /* one of its answers depends on what stands there */
		err = user_get(copy, value, size);
	if (!err)
		err = get(s, level, name, copy, &size);
	file_put(f);
	n = (int32_t)size; /* may be more than there is room for: some options say what they need */
	if (!err && (user_put(value, copy, MIN(size, room)) || user_put(length, &n, sizeof n)))
		err = -EFAULT;
	return err;
}
