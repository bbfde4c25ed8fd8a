/* SPDX-License-Identifier: MIT */
/*
 * capget(2) and capset(2). The application has all capabilities, until it gives some up; that is
 * remembered, and protects nobody.
 */
#include "abi/linux/identity/identity.h"
#include "abi/linux/syscalls.h"
#include "abi/linux/types.h"
#include "abi/linux/user.h"
#include "base/errno.h"
#include "kern/sched/thread.h"

#define VERSION_1 0x19980330u /* one word a set */
#define VERSION_2 0x20071026u
#define VERSION_3 0x20080522u

#define PID 1

#define ALL_CAPABILITIES 0x1ffffffffffull /* CAP_CHECKPOINT_RESTORE is the last, 40 */

enum {
	EFFECTIVE,
	PERMITTED,
	INHERITABLE,
	SETS,
};

static uint64_t sets[SETS] = { ALL_CAPABILITIES, ALL_CAPABILITIES, 0 };

void capabilities_drop(bool permanent)
{
	sets[EFFECTIVE] = 0;
	if (permanent)
		sets[PERMITTED] = 0;
}

void capabilities_regain(void)
{
	sets[EFFECTIVE] = sets[PERMITTED];
}

/* Words a set; < 0 for a version that there is not, and then the application is told which is. */
static int count_words(struct linux_cap_header *header)
{
	const uint32_t version = VERSION_3;
	uint32_t asked;

	if (user_get(&asked, &header->version, sizeof asked))
		return -EFAULT;
	if (asked == VERSION_1)
		return 1;
	if (asked == VERSION_2 || asked == VERSION_3)
		return 2;
	return user_put(&header->version, &version, sizeof version) ? -EFAULT : -EINVAL;
}

int sys_capget(struct linux_cap_header *header, struct linux_cap_data *data)
{
	int words = count_words(header), pid;

	if (words < 0)
		return words == -EINVAL && !data ? 0 : words;
	if (!data)
		return 0;
	if (user_get(&pid, &header->pid, sizeof pid))
		return -EFAULT;
	if (pid < 0)
		return -EINVAL;
	if (pid != 0 && pid != PID && pid != (int)thread_current()->tid)
		return -ESRCH;
	for (int i = 0; i < words; i++) {
		const struct linux_cap_data d = {
			.effective = (uint32_t)(sets[EFFECTIVE] >> 32 * i),
			.permitted = (uint32_t)(sets[PERMITTED] >> 32 * i),
			.inheritable = (uint32_t)(sets[INHERITABLE] >> 32 * i),
		};

		if (user_put(&data[i], &d, sizeof d))
			return -EFAULT;
	}
	return 0;
}

int sys_capset(struct linux_cap_header *header, const struct linux_cap_data *data)
{
	int words = count_words(header), pid;
	uint64_t new[SETS] = { 0 };

	if (words < 0)
		return words;
	if (user_get(&pid, &header->pid, sizeof pid))
		return -EFAULT;
	if (pid != 0 && pid != PID && pid != (int)thread_current()->tid)
		return -EPERM;
	for (int i = 0; i < words; i++) {
		struct linux_cap_data d;

		if (user_get(&d, &data[i], sizeof d))
			return -EFAULT;
		new[EFFECTIVE] |= (uint64_t)d.effective << 32 * i;
		new[PERMITTED] |= (uint64_t)d.permitted << 32 * i;
		new[INHERITABLE] |= (uint64_t)d.inheritable << 32 * i;
	}
	for (unsigned i = 0; i < SETS; i++)
		new[i] &= ALL_CAPABILITIES;
	if (new[PERMITTED] & ~sets[PERMITTED] || new[EFFECTIVE] & ~new[PERMITTED])
		return -EPERM;
	for (unsigned i = 0; i < SETS; i++)
		sets[i] = new[i];
	return 0;
}
