/* SPDX-License-Identifier: MIT */
/* Private to abi/linux: signals that interrupts send. */
#ifndef ABI_LINUX_SIGNAL_AGAIN_H
#define ABI_LINUX_SIGNAL_AGAIN_H

/*
 * An interrupt sent a signal. In the midst of a system call it lets none in, and one thread's call
 * may not look again before it returns: so come back until the signal was taken. Where there are
 * more threads, signal_later() does that. Context: interrupt.
 */
void signal_again(void);

#endif
