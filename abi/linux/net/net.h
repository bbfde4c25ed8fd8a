/* SPDX-License-Identifier: MIT */
/*
 * What the calls on sockets have in common. Private to abi/linux/net.
 */
#ifndef ABI_LINUX_NET_NET_H
#define ABI_LINUX_NET_NET_H

#include "abi/linux/types.h"
#include "kern/net/socket.h"
#include "kern/vfs/fd.h"

/* Flags beside the type of a socket, which are those of open(). */
#define SOCK_TYPE_MASK 0xfu

struct linux_msghdr {
	void *name;
	int32_t namelen;
	struct linux_iovec *iov;
	uint64_t iovlen;
	void *control;
	uint64_t controllen;
	uint32_t flags;
};

struct linux_mmsghdr {
	struct linux_msghdr hdr;
	uint32_t len;
};

/*
 * The socket behind (fd), whose file is (*f) with a reference. Errors: -EBADF, -ENOTSOCK. Context:
 * thread.
 */
must_use int net_get(int fd, struct file **f, struct socket **s);

/* Copy an address of (n) bytes in. Errors: -EINVAL, -EFAULT. */
must_use int net_get_address(struct socket_address *a, const void *from, int n);

/* Copy it out: (*n) is how much room there is, and becomes how long it is. Errors: as above. */
must_use int net_put_address(const struct socket_address *a, void *to, int32_t *n);

/* Are the flags beside the type those that there are? Errors: -EINVAL. */
must_use int net_check_type(int type);

/* Make a socket of what is linked. Errors: those of socket(2). */
must_use int net_create(int family, int type, int protocol, struct socket **s);

/* Make a descriptor of (s), which it takes over. (flags): SOCK_NONBLOCK, SOCK_CLOEXEC. */
must_use int net_install(struct socket *s, unsigned flags);

/* One sendmsg() or recvmsg(): (m) has been copied in, and recvmsg() writes what is to be told. */
must_use ssize_t net_send_message(int fd, const struct linux_msghdr *m, unsigned flags);
must_use ssize_t net_receive_message(int fd, struct linux_msghdr *m, unsigned flags);

#endif
