/* SPDX-License-Identifier: MIT */
/* What lwIP calls of the C library's strings: the library OS has them. */
#include "base/string.h"
