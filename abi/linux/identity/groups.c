/* SPDX-License-Identifier: MIT */
/* The groups that the application is in beside its own: getgroups(2), setgroups(2). */
#include "abi/linux/identity/identity.h"
#include "abi/linux/syscalls.h"
#include "abi/linux/user.h"
#include "base/errno.h"
#include "kern/mem/heap.h"
#include "kern/vfs/tree/permission.h"

#define GROUPS_MAX 65536

/* Sift (ids[at]) down in a heap of (n) whose top is the largest. */
static void sift(uint32_t *ids, size_t at, size_t n)
{
	for (size_t child; (child = 2 * at + 1) < n; at = child) {
		uint32_t id = ids[at];

		if (child + 1 < n && ids[child + 1] > ids[child])
			child++;
		if (ids[child] <= id)
			return;
		ids[at] = ids[child];
		ids[child] = id;
	}
}

static void sort(uint32_t *ids, size_t n)
{
	for (size_t i = n / 2; i-- > 0;)
		sift(ids, i, n);
	for (size_t i = n; i-- > 1;) {
		uint32_t largest = ids[0];

		ids[0] = ids[i];
		ids[i] = largest;
		sift(ids, 0, i);
	}
}

int sys_setgroups(unsigned long n, const unsigned *list)
{
	uint32_t *ids = NULL;

	if (identity_user.effective)
		return -EPERM;
	if (n > GROUPS_MAX)
		return -EINVAL;
	if (n) {
		ids = heap_alloc(n * sizeof *ids);
		if (!ids)
			return -ENOMEM;
		if (user_get(ids, list, n * sizeof *ids)) {
			heap_free(ids);
			return -EFAULT;
		}
		sort(ids, n);
	}
	heap_free(permission_set_groups(ids, (unsigned)n));
	return 0;
}

int sys_getgroups(int n, unsigned *list)
{
	unsigned all = permission_get_groups(0, NULL, 0), again;
	uint32_t *ids;
	int err = 0;

	if (n < 0)
		return -EINVAL;
	if (!n)
		return (int)all;
	ids = heap_alloc(MAX(all, 1u) * sizeof *ids);
	if (!ids)
		return -ENOMEM;
	again = permission_get_groups(0, ids, all);
	all = MIN(all, again); /* another thread changed them meanwhile */
	if (all > (unsigned)n)
		err = -EINVAL;
	else if (user_put(list, ids, all * sizeof *ids))
		err = -EFAULT;
	heap_free(ids);
	return err ? err : (int)all;
}
