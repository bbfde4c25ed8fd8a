/* SPDX-License-Identifier: MIT */
/*
 * The network of a running image: nothing, a TAP device that is there, or a network in user mode,
 * which needs no rights. For that passt translates between the image's frames and this host's
 * sockets; without it QEMU does the same for its machine.
 */
#ifndef TOOL_RUN_NETWORK_H
#define TOOL_RUN_NETWORK_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "tool/run/ports.h"

enum network_kind {
	NETWORK_NONE,
	NETWORK_USER, /* passt, else QEMU */
	NETWORK_PASST,
	NETWORK_QEMU, /* what NETWORK_USER became */
	NETWORK_TAP,
};

#define NETWORK_QUEUES_MAX 16 /* that an image uses: drivers/virtio/net_queues.c */

struct network {
	enum network_kind kind;
	char tap[16];
	struct ports ports;
	char mac[18];
	bool machine;    /* it is a machine's, on QEMU */
	int pcap;        /* a file for its packets, with a header; -1: none is wanted */
	int fd;          /* passt's socket, or what stands before it: the image's end; -1: none */
	bool many;       /* a TAP device that may be opened more than once: multi_queue */
	unsigned queues; /* of a TAP device, that a machine is to have; 0: nothing was said */
	unsigned mtu;    /* of a TAP device behind (fd); 0: the device says */
	pid_t capturer;  /* stands between; 0: nobody */
	pid_t passt;     /* 0: it does not run */
	int first;       /* passt stands still until this can be read: network_wake(); or -1 */
	size_t nr_early; /* what passt said before, in bytes */
	uint8_t early[1024];
	int messages; /* a file for what passt says; or -1 */
};

/*
 * What (text) says: none, user, passt, tap=NAME or tap=NAME,queues=N.
 * Errors: -EINVAL with a sentence.
 */
must_use int network_parse(struct network *n, const char *text, struct diag *d);

/*
 * Make it ready for an image, which runs on (qemu) or not: start what it needs.
 *
 * Owns:   the caller: network_stop().
 * Errors: with a sentence: a port in use, no such TAP device, no passt.
 */
must_use int network_start(struct network *n, bool qemu, struct diag *d);

/*
 * The image has sent a frame, or is gone: passt goes on. QEMU drops what comes before its machine
 * has a driver, and passt asks for a connection once; so its clients wait until then.
 */
void network_wake(struct network *n);

/* The image has its end of the socket: ours goes, for passt ends with the last. */
void network_given(struct network *n);
void network_stop(struct network *n);

#endif
