/* SPDX-License-Identifier: MIT */
/*
 * The terminal of the person at the keyboard, while a machine has it.
 */
#ifndef TOOL_RUN_TERMINAL_H
#define TOOL_RUN_TERMINAL_H

/*
 * Hand keys to the machine one by one, without echo, and let its text pass as it is: the machine's
 * console does lines, echo and carriage returns. Ctrl-C, Ctrl-Z and Ctrl-\ stay with the tool. A
 * standard stream that is not a terminal is left alone.
 */
void terminal_raw(void);

/* Put everything back as it was; also done at exit. May be called any number of times. */
void terminal_restore(void);

#endif
