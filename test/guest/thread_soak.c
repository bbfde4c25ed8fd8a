/* SPDX-License-Identifier: MIT */
/* A little of test/stress/soak.c, which `make soak` runs for longer. cpus: many */
#include "../stress/soak.c"
