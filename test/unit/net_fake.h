/* SPDX-License-Identifier: MIT */
/*
 * The network with a device in memory: for fuzz targets. What is below it is test/unit/vfs_fake.h's.
 */
#ifndef TEST_UNIT_NET_FAKE_H
#define TEST_UNIT_NET_FAKE_H

#include <stddef.h>
#include <stdint.h>

#define FAKE_NET_MAX  1514
#define FAKE_NET_ROOM 0 /* before a frame */

/* Addresses of the interface (when it has them) and of the one peer that its ARP knows. */
#define FAKE_NET_OWN  0x0a000002u
#define FAKE_NET_PEER 0x0a000001u
extern const uint8_t fake_net_mac[6];
extern const uint8_t fake_net_peer_mac[6];

/* Start, once; (ip) is "ADDRESS/BITS", or NULL for DHCP. */
void fake_net_start(const char *ip);

/* The device receives a frame. */
void fake_net_receive(const void *bytes, size_t n);

/* The device receives the answer to who is 10.0.0.(who). */
void fake_net_answer_arp(uint8_t who);

/* The device gives back the frames that it has: it keeps the last few, as a real one does. */
void fake_net_give_back(void);

/* The device gives back what it has. Time passes, and what it brings. */
void fake_net_wait(unsigned ms);

/* How often the device was told again. */
extern unsigned fake_net_reminders;

/* Called for each frame that the device sends. */
extern void (*fake_net_sent)(const uint8_t *bytes, size_t n);

#endif
