/* SPDX-License-Identifier: MIT */
/*
 * The control channel: what a machine tells the tool that runs it, beside the console.
 *
 * The tool adds QEMU's ISA debug console at port 0xe9 (a read of the port answers 0xe9) and gives
 * the key `console.control=debugcon`. The machine then writes frames: uint8_t type, uint16_t length
 * (little endian), then so many bytes. A process writes the same frames to the descriptor named by
 * `console.control=fd:N`. A reader skips types that it does not know.
 */
#ifndef PITH_CONTROL_H
#define PITH_CONTROL_H

#include <stdint.h>

#define PITH_CONTROL_PORT 0xe9

enum pith_control_type {
	/* bytes written to descriptor 2, when `console.stderr=control` */
	PITH_CONTROL_STDERR = 'E',
	PITH_CONTROL_EXIT = 'X', /* uint8_t status */
	/* uint8_t signal that killed the application; the crash report went to the console */
	PITH_CONTROL_SIGNAL = 'S',
	PITH_CONTROL_ERROR = 'R', /* a sentence: the image refused to start (exit status 125) */
	/* uint32_t number of the host call that a process tried outside its seal; it then dies */
	PITH_CONTROL_SEAL = 'H',
	PITH_CONTROL_INPUT = 'I',   /* nothing: what comes to the console from now on is not lost */
	PITH_CONTROL_LISTENS = 'L', /* nothing: requests are taken from now on */
	/*
	 * uint8_t number of an interface, then its addresses with blanks between them: those that
	 * reach beyond its link. Again each time that they change.
	 */
	PITH_CONTROL_ADDRESS = 'A',
	PITH_CONTROL_TIME = 'T', /* nothing: asks what time it is */
};

/*
 * Requests go the other way, in frames of the same form. A machine that the tool runs has a second
 * 16550 for them, at PITH_REQUEST_PORT with interrupt line PITH_REQUEST_LINE: the console's input
 * may stand still, a request must not. The machine says that it listens, or asks for the time,
 * before the first is sent, so none falls into a UART that is being switched on. A process gets
 * signals from its host, and reads its clock.
 */
enum pith_request_type {
	PITH_REQUEST_SIGNAL = 'K', /* uint8_t signal, for the application */
	/* uint64_t nanoseconds since 1970 (little endian), as it is sent: the answer */
	PITH_REQUEST_TIME = 'T',
};

#define PITH_REQUEST_PORT 0x2f8
#define PITH_REQUEST_LINE 3

/*
 * Standard input that is not a terminal is escaped on its way through the serial port, when
 * `console.stdin=pipe`: PITH_ESCAPE PITH_ESCAPE is the byte PITH_ESCAPE, PITH_ESCAPE
 * PITH_ESCAPE_END is the end of the input. The machine ignores what comes before the first
 * PITH_ESCAPE PITH_ESCAPE_START: a UART that is being switched on may lose bytes, so the tool sends
 * PITH_ESCAPE_LEAD bytes of PITH_ESCAPE_IDLE first.
 */
#define PITH_ESCAPE       0x10
#define PITH_ESCAPE_START 0x02
#define PITH_ESCAPE_END   0x04
#define PITH_ESCAPE_IDLE  0x16
#define PITH_ESCAPE_LEAD  8

#endif
