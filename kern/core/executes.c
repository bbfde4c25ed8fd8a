/* SPDX-License-Identifier: MIT */
/*
 * An image that has this file may execute what it maps: a key of the build asks for it
 * (tool/link/image_c.c).
 */
#include "kern/mem/space.h"

const char space_executes[] = "yes";
