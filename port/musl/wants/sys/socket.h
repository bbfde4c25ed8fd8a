/* SPDX-License-Identifier: MIT */
#include_next <sys/socket.h>
#include <pith/socket.h>
