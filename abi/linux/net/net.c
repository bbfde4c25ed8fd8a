/* SPDX-License-Identifier: MIT */
/* Descriptors and addresses of sockets. */
#include "abi/linux/net/net.h"

#include "abi/linux/identity/identity.h"
#include "abi/linux/signal/deliver.h"
#include "base/errno.h"
#include "base/string.h"
#include "kern/mem/user.h"

int net_get(int fd, struct file **f, struct socket **s)
{
	*f = fd_get(fd, FILE_IO);
	if (!*f)
		return -EBADF;
	*s = socket_of(*f);
	if (*s)
		return 0;
	file_put(*f);
	return -ENOTSOCK;
}

int net_get_address(struct socket_address *a, const void *from, int n)
{
	if (n < 0 || n > SOCKET_ADDRESS_MAX)
		return -EINVAL;
	memset(a, 0, sizeof *a);
	a->len = (uint32_t)n;
	return user_get(a->bytes, from, (size_t)n);
}

int net_put_address(const struct socket_address *a, void *to, int32_t *n)
{
	int32_t room;
	size_t fits;

	if (user_get(&room, n, sizeof room))
		return -EFAULT;
	if (room < 0)
		return -EINVAL;
	fits = MIN((size_t)room, a->len);
	if (fits && user_put(to, a->bytes, fits))
		return -EFAULT;
	return user_put(n, &a->len, sizeof *n);
}

int net_install(struct socket *s, unsigned flags)
{
	struct file *f;
	int err = socket_file(s, flags & FILE_O_NONBLOCK, &f);

	return err ? err : fd_install_new(f, flags & FILE_O_CLOEXEC);
}

void socket_own_identity(struct socket_identity *i, bool effective)
{
	*i = (struct socket_identity){
		.pid = thread_first.tid,
		.uid = effective ? identity_user.effective : identity_user.real,
		.gid = effective ? identity_group.effective : identity_group.real,
	};
}
