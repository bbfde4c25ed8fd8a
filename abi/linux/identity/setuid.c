/* SPDX-License-Identifier: MIT */
/*
 * Changing who one is, by the rules of Linux (kernel/sys.c): who acts as root becomes anybody,
 * anybody else only who it is already in some way. All threads change at once.
 */
#include "abi/linux/identity/identity.h"
#include "abi/linux/syscalls.h"
#include "base/errno.h"
#include "kern/sched/mutex.h"

#define NOBODY UINT32_MAX /* "leave it" where there are several, invalid where there is one */

static struct mutex changing;

static bool is_root(void)
{
	return identity_user.effective == 0;
}

/* What (i) may become as the words of (new) that are not NOBODY; (saved): also what was saved. */
static bool may_become(const struct identity *i, uint32_t new, bool saved)
{
	return new == NOBODY || is_root() || new == i->real || new == i->effective ||
	       (saved && new == i->saved);
}

/* Was the user root, or is it again? Then capabilities come and go. */
static void follow(const struct identity *was, const struct identity *is)
{
	bool had = !was->real || !was->effective || !was->saved;
	bool has = !is->real || !is->effective || !is->saved;

	if (LINKED(capabilities_drop) && !was->effective && is->effective)
		capabilities_drop(had && !has);
	else if (LINKED(capabilities_drop) && had && !has)
		capabilities_drop(true);
	if (LINKED(capabilities_regain) && was->effective && !is->effective)
		capabilities_regain();
}

/* (i) becomes (is); the lock is held. */
static void become(struct identity *i, struct identity is)
{
	struct identity was = *i;

	*i = is;
	identity_tell_files();
	if (i == &identity_user)
		follow(&was, &is);
}

static int set_one(struct identity *i, uint32_t id)
{
	struct identity is;
	int err = 0;

	if (id == NOBODY)
		return -EINVAL;
	mutex_lock(&changing);
	is = *i;
	if (is_root())
		is.real = is.saved = id;
	else if (id != i->real && id != i->saved)
		err = -EPERM;
	is.effective = is.fs = id;
	if (!err)
		become(i, is);
	mutex_unlock(&changing);
	return err;
}

/* What is saved changes when the real one does, or another than that becomes effective. */
static int set_two(struct identity *i, uint32_t real, uint32_t effective)
{
	struct identity is;
	int err = 0;

	mutex_lock(&changing);
	is = *i;
	if (!may_become(i, real, false) || !may_become(i, effective, true))
		err = -EPERM;
	if (real != NOBODY)
		is.real = real;
	if (effective != NOBODY)
		is.effective = effective;
	if (real != NOBODY || (effective != NOBODY && effective != i->real))
		is.saved = is.effective;
	is.fs = is.effective;
	if (!err)
		become(i, is);
	mutex_unlock(&changing);
	return err;
}

static int set_three(struct identity *i, uint32_t real, uint32_t effective, uint32_t saved)
{
	struct identity is;
	int err = 0;

	mutex_lock(&changing);
	is = *i;
	if (!may_become(i, real, true) || !may_become(i, effective, true) ||
	    !may_become(i, saved, true))
		err = -EPERM;
	if (real != NOBODY)
		is.real = real;
	if (effective != NOBODY)
		is.effective = effective;
	if (saved != NOBODY)
		is.saved = saved;
	is.fs = is.effective;
	if (!err)
		become(i, is);
	mutex_unlock(&changing);
	return err;
}

/* Returns who it was before, whether it is another now or not. */
static int set_fs(struct identity *i, uint32_t id)
{
	struct identity is;
	uint32_t old;

	mutex_lock(&changing);
	is = *i;
	old = i->fs;
	is.fs = id;
	if (id != NOBODY && (may_become(i, id, true) || id == old))
		become(i, is);
	mutex_unlock(&changing);
	return (int)old;
}

int sys_setuid(unsigned uid)
{
	return set_one(&identity_user, uid);
}

int sys_setgid(unsigned gid)
{
	return set_one(&identity_group, gid);
}

int sys_setreuid(unsigned real, unsigned effective)
{
	return set_two(&identity_user, real, effective);
}

int sys_setregid(unsigned real, unsigned effective)
{
	return set_two(&identity_group, real, effective);
}

int sys_setresuid(unsigned real, unsigned effective, unsigned saved)
{
	return set_three(&identity_user, real, effective, saved);
}

int sys_setresgid(unsigned real, unsigned effective, unsigned saved)
{
	return set_three(&identity_group, real, effective, saved);
}

int sys_setfsuid(unsigned uid)
{
	return set_fs(&identity_user, uid);
}

int sys_setfsgid(unsigned gid)
{
	return set_fs(&identity_group, gid);
}
