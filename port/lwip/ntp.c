/* SPDX-License-Identifier: MIT */
/*
 * lwIP's SNTP client sets the wall clock. It steps: a machine that is hours off would take days
 * otherwise. A step that is worth a line gets one.
 */
#include "port/lwip/ntp.h"

#include "base/log.h"
#include "kern/dev/plat.h"
#include "lwip/apps/sntp.h"
#include "port/lwip/keys.h"
#include "port/lwip/stack.h"

#define NSEC_PER_USEC 1000
#define WORTH_A_LINE  (int64_t) NSEC_PER_SEC

void ntp_set(uint32_t seconds, uint32_t microseconds);
void ntp_get(uint32_t *seconds, uint32_t *microseconds);

/* Since 1970. lwIP's seconds are of 32 bits, good until 2106. */
void ntp_set(uint32_t seconds, uint32_t microseconds)
{
	nsec_t now;
	int64_t before = plat_wall_clock(&now);
	int64_t wall = (int64_t)(seconds * NSEC_PER_SEC + microseconds * NSEC_PER_USEC);

	plat_wall_set(wall - (int64_t)now);
	if (wall - before > WORTH_A_LINE || before - wall > WORTH_A_LINE)
		log_info("net", "the wall clock was %ld s off",
			 (long)((wall - before) / WORTH_A_LINE));
}

void ntp_get(uint32_t *seconds, uint32_t *microseconds)
{
	nsec_t now;
	uint64_t wall = (uint64_t)plat_wall_clock(&now);

	*seconds = (uint32_t)(wall / NSEC_PER_SEC);
	*microseconds = (uint32_t)(wall % NSEC_PER_SEC / NSEC_PER_USEC);
}

void ntp_begin(void)
{
	ip_addr_t server;
	nsec_t now;

	if (!keys_time_server(&server))
		return;
	if (plat_kind == PLAT_LINUX) {
		log_warn("net", "net.ntp: the time of a process is the host's");
		return;
	}
	plat_wall_clock(&now); /* first, by a thread: the platform looks for the time by itself */
	stack_lock();
	sntp_setoperatingmode(SNTP_OPMODE_POLL);
	sntp_setserver(0, &server);
	sntp_init();
	stack_unlock();
}
