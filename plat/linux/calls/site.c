/* SPDX-License-Identifier: MIT */
/*
 * Reading the code around an instruction `syscall`. Where an instruction begins cannot be seen from
 * behind it, so `mov $number, %eax` is taken for one only if nothing else could be: rax is the
 * number, and no instruction that ends there holds those five bytes in another way (Intel SDM,
 * volume 2, chapter 2 and appendix A: opcode maps).
 *
 * The five are b8, the number's two low bytes, and two zeros. So no instruction begins among the
 * last four and goes by unseen: zeros are `add %al, (%rax)`, at an address below 64 KiB.
 */
#include "plat/linux/calls/site.h"

#include "base/assert.h"
#include "base/string.h"
#include "plat/linux/calls/insn.h"

#define NUMBER_MAX 0xffff

#define FUNCTION_ALIGN 16u

static bool is_rex(uint8_t b)
{
	return b >= 0x40 && b <= 0x4f;
}

static bool is_rex_w(uint8_t b)
{
	return b >= 0x48 && b <= 0x4f;
}

/* Has it an immediate of 32 bits behind the operand? */
static bool takes_imm32(uint8_t opcode)
{
	return opcode == 0xc7 || opcode == 0x81 || opcode == 0x69 || opcode == 0xf7;
}

/*
 * Could b8 be the operand's byte, for memory at rax and the number? What touches it there, so low,
 * does not come by: left are those that do not, and with a prefix r8 in the place of rax.
 */
static bool is_operand(const uint8_t *b8)
{
	bool two_bytes = b8[-2] == 0x0f, three_bytes = b8[-3] == 0x0f;
	uint8_t rex = two_bytes ? b8[-3] : three_bytes ? b8[-4] : b8[-2];

	if (b8[-1] == 0x8d || b8[-1] == 0x0f)
		return true;
	if (two_bytes && (b8[-1] == 0x0d || (b8[-1] & 0xf8) == 0x18))
		return true;
	/* VEX, XOP and EVEX name such registers, too. */
	return (is_rex(rex) && rex & 1) || b8[-4] == 0xc4 || b8[-4] == 0x8f || b8[-5] == 0x62;
}

/* Could the five bytes be the end of a longer instruction's address and immediate? */
static bool is_inside(const uint8_t *b8)
{
	/* The second operand byte, before a distance of 32 bits. */
	if ((b8[-1] & 0xc7) == 0x84)
		return true;
	/* A distance of 8 bits, before an immediate. */
	for (int i = 2; i <= 3; i++)
		if (takes_imm32(b8[-i]) && (b8[1 - i] & 0xc0) == 0x40)
			return true;
	/* The last byte of one of 32. */
	for (int i = 5; i <= 6; i++)
		if (takes_imm32(b8[-i]) && ((b8[1 - i] & 0xc0) == 0x80 || (b8[1 - i] & 0xc6) == 4))
			return true;
	/* 64 bits: an immediate, or an address. */
	return is_rex_w(b8[-5]) && ((b8[-4] & 0xf8) == 0xb8 || (b8[-4] & 0xfc) == 0xa0);
}

static bool read_number(struct site *s, const uint8_t *syscall, uint64_t rax)
{
	const uint8_t *b8 = syscall - SITE_JUMP;
	uint32_t number;

	memcpy(&number, b8 + 1, sizeof number);
	if (*b8 != 0xb8 || number != rax || number > NUMBER_MAX || is_rex(b8[-1]) ||
	    b8[-1] == 0x66 || is_operand(b8) || is_inside(b8))
		return false;
	s->form = SITE_NUMBER;
	s->number = number;
	return true;
}

/*
 * The place of all of musl's cancellation points (src/thread/x86_64/syscall_cp.s): arguments into
 * their registers, the pointer to the flag on the stack. It is told by its bytes; nothing else has
 * them.
 */
static bool read_moved(struct site *s, const uint8_t *syscall)
{
	static const uint8_t before[] = {
		0x49, 0x89, 0xfb,             /* mov %rdi, %r11 */
		0x48, 0x89, 0xf0,             /* mov %rsi, %rax */
		0x48, 0x89, 0xd7,             /* mov %rdx, %rdi */
		0x48, 0x89, 0xce,             /* mov %rcx, %rsi */
		0x4c, 0x89, 0xc2,             /* mov %r8, %rdx */
		0x4d, 0x89, 0xca,             /* mov %r9, %r10 */
		0x4c, 0x8b, 0x44, 0x24, 0x08, /* mov 8(%rsp), %r8 */
		0x4c, 0x8b, 0x4c, 0x24, 0x10, /* mov 16(%rsp), %r9 */
		0x4c, 0x89, 0x5c, 0x24, 0x08, /* mov %r11, 8(%rsp) */
	};
	static_assert(sizeof before <= SITE_BEFORE, "it is looked at");

	if (memcmp(syscall - sizeof before, before, sizeof before) || syscall[2] != 0xc3)
		return false;
	memcpy(s->tail, syscall - SITE_JUMP, SITE_JUMP);
	s->form = SITE_MOVED;
	return true;
}

/* mov %rax, or %eax with a prefix, to another register than the stack pointer. */
static bool is_move(const uint8_t *tail)
{
	return (tail[0] == 0x41 || tail[0] == 0x48 || tail[0] == 0x49) && tail[1] == 0x89 &&
	       (tail[2] & 0xf8) == 0xc0 && !(tail[0] == 0x48 && tail[2] == 0xc4);
}

static bool is_test(const uint8_t *tail)
{
	return tail[0] == 0x48 && tail[1] == 0x85 && tail[2] == 0xc0;
}

/* cmp $imm32, %rax; cmp $imm32, %eax; cmp $imm8, %rax; cmp $imm8, %eax; test %rax, %rax. */
static bool read_tail(struct site *s, const uint8_t *tail)
{
	if (tail[0] == 0x48 && tail[1] == 0x3d)
		s->tail_size = 6;
	else if (tail[0] == 0x3d)
		s->tail_size = 5;
	else if (tail[0] == 0x48 && tail[1] == 0x83 && tail[2] == 0xf8)
		s->tail_size = 4;
	else if ((tail[0] == 0x83 && tail[1] == 0xf8) || is_move(tail) || is_test(tail))
		s->tail_size = 3;
	else
		return false;
	memcpy(s->tail, tail, s->tail_size);
	s->form = SITE_TAIL;
	return true;
}

/* Are the (n) bytes at (p), and no more, instructions that do nothing? INT3 is none that is met. */
static bool is_padding(const uint8_t *p, size_t n)
{
	size_t i = 0, length;

	for (; i < n; i += length) {
		const uint8_t *at = &p[i];

		while (*at == 0x66 || *at == 0x2e)
			at++;
		if (*at != 0x90 && *at != 0xcc && (at[0] != 0x0f || at[1] != 0x1f))
			return false;
		length = insn_length(&p[i]);
		if (!length)
			return false;
	}
	return i == n;
}

/*
 * Nothing goes on behind a return. What is there, if it does nothing and ends where the next
 * function or loop may begin, is filler. Whether somebody jumps to it, to come to what is behind
 * it, is for site_jumped_into() to say.
 */
static bool read_return(struct site *s, const uint8_t *tail, uintptr_t va)
{
	size_t n = -(va + 3) & (FUNCTION_ALIGN - 1);

	if (*tail != 0xc3 || n < SITE_JUMP - 3 || !is_padding(tail + 1, n))
		return false;
	s->tail[0] = *tail;
	s->tail_size = 1;
	s->form = SITE_RETURN;
	return true;
}

void site_read(struct site *s, const uint8_t *code, uintptr_t va, uint64_t rax)
{
	const uint8_t *syscall = code + SITE_BEFORE;

	*s = (struct site){ .form = SITE_OTHER };
	if (syscall[0] != 0x0f || syscall[1] != 0x05 || read_number(s, syscall, rax) ||
	    read_moved(s, syscall))
		return;
	if (!read_tail(s, syscall + 2))
		read_return(s, syscall + 2, va);
}

/* Is (b) the opcode of a jump by 8 bits: conditional, a loop, or not? */
static bool is_short_jump(uint8_t b)
{
	return (b & 0xf0) == 0x70 || (b & 0xfc) == 0xe0 || b == 0xeb;
}

/* Does (to), where a jump leads, lie behind the start of the instruction and before (end)? */
static bool is_inside_site(size_t to, size_t site, size_t end)
{
	return to > site && to < end;
}

/* By 32 bits, wherever its bytes stand: that others look like it is next to impossible. */
static bool jumps_far(const uint8_t *code, size_t n, size_t site, size_t end)
{
	int32_t distance;

	for (size_t i = 0; i + SITE_JUMP <= n; i++) {
		if ((code[i] & 0xfe) != 0xe8 && (code[i] & 0xf0) != 0x80)
			continue;
		memcpy(&distance, &code[i + 1], sizeof distance);
		if (is_inside_site(i + SITE_JUMP + (size_t)(ssize_t)distance, site, end))
			return true;
	}
	return false;
}

/*
 * By 8 bits, among the instructions from (i) to (stop). Returns whether they end there; what it
 * finds on the way goes to (*found).
 */
static bool jumps_near(const uint8_t *code, size_t i, size_t stop, size_t site, size_t end,
		       bool *found)
{
	while (i < stop) {
		size_t length = insn_length(&code[i]);

		if (!length)
			return false;
		if (is_short_jump(code[i]) &&
		    is_inside_site(i + 2 + (size_t)(ssize_t)(int8_t)code[i + 1], site, end))
			*found = true;
		i += length;
	}
	return i == stop;
}

/*
 * Where instructions begin is known behind the site. Before it, any row of them that ends there is
 * believed: rows that begin apart soon are the same.
 */
bool site_jumped_into(const uint8_t *code, size_t n, size_t site, size_t end)
{
	size_t first = site > SITE_NEAR ? site - SITE_NEAR : 0;
	size_t last = MIN(site + SITE_NEAR, n > INSN_LOOK ? n - INSN_LOOK : 0);
	bool found = false;

	if (jumps_far(code, n, site, end))
		return true;
	for (size_t i = first; i < first + INSN_MAX && i < site; i++) {
		bool here = false;

		if (jumps_near(code, i, site, site, end, &here) && here)
			return true;
	}
	jumps_near(code, site, last, site, end, &found);
	return found;
}

#define FLAGS_ARITHMETIC 0x8d5u /* carry, parity, adjust, zero, sign, overflow */

static uint64_t compare(const struct site *s, uint64_t rax, uint64_t flags)
{
	bool wide = s->tail[0] == 0x48;
	uint64_t left, result;
	int64_t imm;

	if (s->tail_size >= 5) {
		int32_t value;

		memcpy(&value, &s->tail[s->tail_size - 4], sizeof value);
		imm = value;
	} else {
		imm = (int8_t)s->tail[s->tail_size - 1];
	}
	if (is_test(s->tail))
		__asm__("test %1, %1; pushf; pop %0" : "=r"(result) : "r"(rax) : "cc");
	else if (wide)
		__asm__("cmp %2, %1; pushf; pop %0" : "=r"(result) : "r"(rax), "r"(imm) : "cc");
	else
		__asm__("cmp %k2, %k1; pushf; pop %0" : "=r"(result) : "r"(rax), "r"(imm) : "cc");
	left = flags & ~(uint64_t)FLAGS_ARITHMETIC;
	return left | (result & FLAGS_ARITHMETIC);
}

/* The registers by their numbers in instructions, but rsp. */
static uint64_t *register_of(struct trap_frame *f, unsigned n)
{
	uint64_t *const registers[] = {
		&f->rax, &f->rcx, &f->rdx, &f->rbx, NULL,    &f->rbp, &f->rsi, &f->rdi,
		&f->r8,  &f->r9,  &f->r10, &f->r11, &f->r12, &f->r13, &f->r14, &f->r15,
	};

	return registers[n];
}

void site_finish(const struct site *s, struct trap_frame *f)
{
	if (s->form != SITE_TAIL)
		return;
	if (is_move(s->tail))
		*register_of(f, (s->tail[2] & 7u) + (s->tail[0] & 1u) * 8) =
			s->tail[0] == 0x41 ? (uint32_t)f->rax : f->rax;
	else
		f->rflags = compare(s, f->rax, f->rflags);
}
