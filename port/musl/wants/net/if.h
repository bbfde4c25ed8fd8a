/* SPDX-License-Identifier: MIT */
#include <pith/interface.h>
#include_next <net/if.h>
