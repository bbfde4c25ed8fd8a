/* SPDX-License-Identifier: MIT */
/*
 * Numbers that have names: sets of bits, and lists of values.
 */
#ifndef TOOL_TRACE_FLAGS_H
#define TOOL_TRACE_FLAGS_H

#include <stddef.h>
#include <stdint.h>

#include "tool/buf.h"

struct flag {
	const char *name;
	uint64_t value;
};

struct flag_set {
	const char *none;   /* what no bit at all is called; NULL: 0 */
	uint64_t list_mask; /* these bits are one value of (list), the others are bits */
	const struct flag *list;
	size_t nr_list;
	const struct flag *bits;
	size_t nr_bits;
};

/* Add A|B|0x40 for the bits of (value), or the name of the value. */
void flags_add(const struct flag_set *set, uint64_t value, struct buf *out);

extern const struct flag_set flags_open, flags_prot, flags_map, flags_access, flags_at,
	flags_whence, flags_clock, flags_timer, flags_signal, flags_how, flags_action, flags_fcntl,
	flags_fd, flags_poll, flags_madvise, flags_mremap, flags_msync, flags_futex, flags_rlimit,
	flags_who, flags_arch, flags_random, flags_lock, flags_epoll_op, flags_epoll,
	flags_file_type, flags_mode_bits, flags_ioctl, flags_prctl, flags_rename, flags_statx,
	flags_advice, flags_timerfd, flags_eventfd, flags_clone, flags_memfd;

#endif
