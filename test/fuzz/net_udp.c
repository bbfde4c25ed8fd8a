/* SPDX-License-Identifier: MIT */
/*
 * Fuzz target: UDP: to sockets, to what the stack itself listens for, to nobody.
 *
 * Links: test/unit/net_script.c test/unit/net_fake.c test/unit/vfs_fake.c
 * Links: port/lwip/[a-z]*.c port/lwip/tcp/[a-z]*.c port/lwip/packet/[a-z]*.c port/lwip/input/[a-z]*.c base/siphash.c base/chacha.c
 * Links: kern/mem/user.c kern/net/[a-z]*.c kern/net/unix/[a-z]*.c kern/net/netlink/[a-z]*.c
 * Links: kern/vfs/[a-z]*.c kern/vfs/tree/[a-z]*.c kern/vfs/made/text.c kern/sched/lock.c kern/sched/mutex.c
 * Links: kern/console/[a-z]*.c abi/linux/net/[a-z]*.c abi/linux/time/deadline.c
 * Links: abi/linux/grown.c abi/linux/file/[a-oqrt-z]*.c abi/linux/file/p[a-oq-z]*.c abi/linux/file/s[a-df-z]*.c kern/pipe/[a-z]*.c
 * Links: fs/ramfs*.c fs/devfs.c base/format.c
 */
#include "test/unit/net_fake.h"
#include "test/unit/net_script.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const enum net_act acts[] = { ACT_UDP, ACT_UDP, ACT_CALL, ACT_WAIT };
	static int begun;

	if (!begun)
		fake_net_start("10.0.0.2/24");
	begun = 1;
	net_script_run(data, size, acts, sizeof acts / sizeof acts[0]);
	return 0;
}
