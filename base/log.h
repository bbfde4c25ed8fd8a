/* SPDX-License-Identifier: MIT */
/*
 * Log lines: `[  1.204331] vblk0: queue 1 stuck, resetting`.
 *
 * Lower case, no full stop: the object first, then what happened, then what we do about it.
 * Nothing per packet or per request: those are counters. Boot is silent: the default level is warn.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include "base/compiler.h"

enum log_level {
	LOG_ERR,   /* a person must act */
	LOG_WARN,  /* something went wrong and we recovered */
	LOG_INFO,  /* once per boot or device */
	LOG_DEBUG, /* off unless asked for */
};

extern enum log_level log_level; /* lines above it are dropped; set by the key `log` */

/* Write one line about (object). Never sleeps. Context: any. */
void log_line(enum log_level level, const char *object, const char *fmt, ...)
	printf_like(3, 4) cold;

#define log_err(object, ...)   log_line(LOG_ERR, object, __VA_ARGS__)
#define log_warn(object, ...)  log_line(LOG_WARN, object, __VA_ARGS__)
#define log_info(object, ...)  log_line(LOG_INFO, object, __VA_ARGS__)
#define log_debug(object, ...) log_line(LOG_DEBUG, object, __VA_ARGS__)

#endif
