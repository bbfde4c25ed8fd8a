/* SPDX-License-Identifier: MIT */
/*
 * An input of a fuzz target as what a peer and an application do: frames, from bytes that may be anything to segments
 * with right sums and numbers that nearly fit; system calls; time. Each target says which acts it is about.
 */
#ifndef TEST_UNIT_NET_SCRIPT_H
#define TEST_UNIT_NET_SCRIPT_H

#include <stddef.h>
#include <stdint.h>

/* Acts: a script is bytes, the first of each act chooses among the target's. */
enum net_act {
	ACT_FRAME, /* any bytes */
	ACT_ARP,   /* a frame of ARP, its fixed fields right */
	ACT_IP4,   /* a packet with a right header, perhaps a fragment, perhaps with options */
	ACT_IP6,   /* a packet, perhaps with extension headers */
	ACT_ICMP4,
	ACT_ICMP6,
	ACT_UDP,
	ACT_TCP,   /* a segment of the connection that was heard of last */
	ACT_DHCP4, /* an answer to the last question */
	ACT_DHCP6,
	ACT_CALL, /* the application makes a system call */
	ACT_WAIT,
	NR_ACTS
};

/* Run a script; what it left is closed, and a minute passes. The network starts with the first, as (ip) says. */
void net_script_run(const uint8_t *data, size_t size, const char *ip, const enum net_act *acts,
		    unsigned nr_acts);

/* A fuzz target: the address of the interface, or NULL for DHCP; and the acts that its scripts choose from. */
#define NET_SCRIPT_TARGET(ip, ...)                                                  \
	int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);               \
	int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)                \
	{                                                                           \
		static const enum net_act acts[] = { __VA_ARGS__ };                 \
                                                                                    \
		net_script_run(data, size, ip, acts, sizeof acts / sizeof acts[0]); \
		return 0;                                                           \
	}

#endif
