/* SPDX-License-Identifier: MIT */
/*
 * The terminal of the person at the keyboard, while a machine has it.
 */
#ifndef TOOL_RUN_TERMINAL_H
#define TOOL_RUN_TERMINAL_H

/*
 * Hand keys to the machine one by one, without echo: the machine's console does lines and echo.
 * Ctrl-C, Ctrl-Z and Ctrl-\ stay with the tool. Does nothing when standard input is not a
 * terminal.
 */
void terminal_raw(void);

/* Put everything back as it was; also done at exit. May be called any number of times. */
void terminal_restore(void);

#endif
