/* SPDX-License-Identifier: MIT */
/*
 * What kern/mem needs around it, for its unit tests: a CPU, and a pool of frames.
 */
#ifndef TEST_UNIT_MEM_FAKE_H
#define TEST_UNIT_MEM_FAKE_H

#include <setjmp.h>
#include <stdbool.h>
#include <stddef.h>

/* Give the thread a struct cpu, so that spin locks work. */
void fake_cpu(void);

/*
 * An empty frame pool over [PAGE_SIZE, PAGE_SIZE + frames): what was handed out before is
 * forgotten.
 */
void fake_frames(size_t frames);

/* Frames that nobody has. */
size_t fake_frames_free(void);

/* Frame (pa), when it is carved, becomes a table: frame_map() says so. 0: none does. */
extern unsigned long fake_table_frame;

/*
 * panic() jumps to (fake_panic) when (fake_panic_caught) is not NULL, and stores the reason there.
 */
extern jmp_buf fake_panic;
extern const char **fake_panic_caught;

#endif
