/* SPDX-License-Identifier: MIT */
/*
 * When messages came: SO_TIMESTAMP and SO_TIMESTAMPNS (socket(7)). Families note it on the
 * monotonic clock, wherever they are; the wall clock, which may have to be asked for, is looked at
 * when it is told. An image has this that asks for it by one of these options
 * (port/musl/wants/pith/socket.h).
 */
#include "base/errno.h"
#include "kern/net/socket.h"

/* Of struct socket's (stamps). */
#define ON          1u
#define NANOSECONDS 2u
#define NEW         4u

/* Options share one switch: who sets the one unsets the other, as on Linux. */
int socket_stamp_set(struct socket *s, int name, bool on)
{
	unsigned is = 0;

	if (name != SO_TIMESTAMP && name != SO_TIMESTAMPNS && name != SO_TIMESTAMP_NEW &&
	    name != SO_TIMESTAMPNS_NEW)
		return -ENOPROTOOPT;
	if (on) {
		is = ON;
		if (name == SO_TIMESTAMPNS || name == SO_TIMESTAMPNS_NEW)
			is |= NANOSECONDS;
		if (name == SO_TIMESTAMP_NEW || name == SO_TIMESTAMPNS_NEW)
			is |= NEW;
	}
	s->stamps = (uint8_t)is;
	return 0;
}

int socket_stamp_get(const struct socket *s, int name)
{
	switch (name) {
	case SO_TIMESTAMP:
		return s->stamps == ON;
	case SO_TIMESTAMPNS:
		return s->stamps == (ON | NANOSECONDS);
	case SO_TIMESTAMP_NEW:
		return (s->stamps & NEW) != 0;
	default:
		return s->stamps == (ON | NANOSECONDS | NEW);
	}
}

int socket_stamp_tell(const struct socket *s, nsec_t came, int64_t out[2])
{
	bool new = (s->stamps & NEW) != 0, fine = (s->stamps & NANOSECONDS) != 0;
	nsec_t mono;
	int64_t wall = plat_wall_clock(&mono);

	wall -= (int64_t)(mono - came);
	out[0] = wall / (int64_t)NSEC_PER_SEC;
	out[1] = wall % (int64_t)NSEC_PER_SEC;
	if (fine)
		return new ? SO_TIMESTAMPNS_NEW : SO_TIMESTAMPNS;
	out[1] /= 1000;
	return new ? SO_TIMESTAMP_NEW : SO_TIMESTAMP;
}
