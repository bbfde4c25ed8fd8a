/* SPDX-License-Identifier: MIT */
/*
 * The packets of a running image, as a file of libpcap's format, which tcpdump and Wireshark read.
 *
 * QEMU writes one by itself. A process has nobody between it and the host, so a child of the tool
 * stands there: it carries frames between the image, as passt does (four bytes of length, then the
 * frame), and passt or a TAP device.
 */
#ifndef TOOL_RUN_CAPTURE_H
#define TOOL_RUN_CAPTURE_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/compiler.h"
#include "tool/diag.h"

/*
 * Open (path) for packets: (*fd) is an empty file, with the header. Owns: the caller.
 * Errors: those of open().
 */
must_use int capture_open(const char *path, int *fd, struct diag *d);

/*
 * Stand between the image and (far), passt's socket or a TAP device (is_tap): (*near) is the
 * image's end from now on, and what passes is written to (file). Ends when either end is closed.
 *
 * Owns:   (far) is taken, also on failure; (*near) and the child (*pid) are the caller's.
 * Errors: those of socketpair() and fork().
 */
must_use int capture_start(int far, bool is_tap, int file, int *near, pid_t *pid, struct diag *d);

#endif
