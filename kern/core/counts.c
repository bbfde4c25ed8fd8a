/* SPDX-License-Identifier: MIT */
/*
 * What an image has that may say which pages of a mapping are there: a seal then leaves the host
 * call for that.
 */
#include "kern/mem/space.h"

const char space_counts[] = "yes";
