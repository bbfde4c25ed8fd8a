/* SPDX-License-Identifier: MIT */
/*
 * The entropy class: a device that gives bytes nobody can guess.
 */
#ifndef KERN_DEV_ENTROPY_H
#define KERN_DEV_ENTROPY_H

#include "base/types.h"

/*
 * Fill (buf) with up to (size) bytes of a device; returns how many there were. Set by a driver:
 * NULL without one. The first call may look for the device. Context: thread.
 */
extern size_t (*entropy_device)(void *buf, size_t size);

#endif
