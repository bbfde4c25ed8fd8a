/* SPDX-License-Identifier: MIT */
/* accept4(2), accept(2) */
#include "abi/linux/net/net.h"
#include "abi/linux/signal/deliver.h"
#include "abi/linux/syscalls.h"
#include "base/errno.h"

/* The peer's address, before there is a descriptor: nobody has to close one. */
static int tell_peer(struct socket *s, void *to, int32_t *n)
{
	struct socket_address a = { .len = 0 };
	int err;

	if (!to)
		return 0;
	err = s->ops->name(s, true, &a);
	return err ? -ECONNABORTED : net_put_address(&a, to, n);
}

static int accept_one(int fd, void *address, int32_t *n, unsigned flags)
{
	struct socket *s, *new;
	struct file *f;
	int err = net_get(fd, &f, &s);

	if (err)
		return err;
	if (flags & ~(FILE_O_NONBLOCK | FILE_O_CLOEXEC))
		err = -EINVAL;
	else
		err = fd_is_left() ? socket_accept(f, &new) : -EMFILE;
	file_put(f);
	if (err)
		return err;
	err = tell_peer(new, address, n);
	if (err) {
		new->ops->release(new);
		return err;
	}
	return net_install(new, flags);
}

int sys_accept4(int fd, void *address, int *n, int flags)
{
	ssize_t r;

	do {
		r = signal_call_ends(accept_one(fd, address, n, (unsigned)flags));
	} while (r == SIGNAL_CALL_AGAIN);
	return (int)r;
}

int sys_accept(int fd, void *address, int *n)
{
	return sys_accept4(fd, address, n, 0);
}
