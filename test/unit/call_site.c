/* SPDX-License-Identifier: MIT */
/*
 * Code around system calls: what is taken for one instruction and what could be another.
 *
 * Links: plat/linux/calls/site.c plat/linux/calls/insn.c
 */
#include <stdlib.h>
#include <string.h>

#include "base/types.h"
#include "plat/linux/calls/insn.h"
#include "plat/linux/calls/site.h"
#include "test/unit/tap.h"

/* A site with (before), of (n) bytes, in front of `syscall` and (behind) behind it. */
static unsigned form(const char *before, size_t n, const char *behind, size_t m, uint64_t rax)
{
	uint8_t code[SITE_BEFORE + SITE_BEHIND];
	struct site s;

	memset(code, 0x90, sizeof code);
	memcpy(code + SITE_BEFORE - n, before, n);
	memcpy(code + SITE_BEFORE, "\x0f\x05", 2);
	memcpy(code + SITE_BEFORE + 2, behind, m);
	site_read(&s, code, 0x100d, rax); /* no room for padding behind a return */
	return s.form;
}

#define NUMBER(rax, before) form(before, sizeof before - 1, "\xc3", 1, rax)
#define BEHIND(bytes)       form("", 0, bytes, sizeof bytes - 1, 1)

static void test_number(void)
{
	ok(NUMBER(39, "\xb8\x27\0\0\0") == SITE_NUMBER, "mov $39, %%eax");
	ok(NUMBER(257, "\xf3\x0f\x1e\xfa\xb8\x01\x01\0\0") == SITE_NUMBER, "behind endbr64");
	ok(NUMBER(9, "\x49\x89\xca\xb8\x09\0\0\0") == SITE_NUMBER, "behind mov %%rcx, %%r10");
	ok(NUMBER(9, "\x41\xba\x08\0\0\0\xb8\x09\0\0\0") == SITE_NUMBER, "behind mov $8, %%r10d");
	ok(NUMBER(9, "\x45\x31\xc0\xb8\x09\0\0\0") == SITE_NUMBER, "behind xor %%r8d, %%r8d");
	ok(NUMBER(9, "\x48\x83\xc4\x18\xb8\x09\0\0\0") == SITE_NUMBER, "behind add $24, %%rsp");
	ok(NUMBER(9, "\x0f\x1f\x84\0\0\0\0\0\xb8\x09\0\0\0") == SITE_NUMBER, "behind padding");
	ok(NUMBER(40, "\xb8\x27\0\0\0") == SITE_OTHER, "another number");
	ok(NUMBER(39, "\x41\xb8\x27\0\0\0") == SITE_OTHER, "mov $39, %%r8d");
	ok(NUMBER(39, "\x48\x8d\xb8\x27\0\0\0") == SITE_OTHER, "lea 39(%%rax), %%rdi");
	ok(NUMBER(39, "\x49\x8b\xb8\x27\0\0\0") == SITE_OTHER, "mov 39(%%r8), %%rdi");
	ok(NUMBER(39, "\x4d\x0f\xb6\xb8\x27\0\0\0") == SITE_OTHER, "movzb 39(%%r8), %%r15");
	ok(NUMBER(39, "\x0f\x1f\xb8\x27\0\0\0") == SITE_OTHER, "nopl 39(%%rax)");
	ok(NUMBER(39, "\xc7\x45\xb8\x27\0\0\0") == SITE_OTHER, "movl $39, -72(%%rbp)");
	ok(NUMBER(39, "\xc7\x44\x24\xb8\x27\0\0\0") == SITE_OTHER, "movl $39, -72(%%rsp)");
	ok(NUMBER(39, "\x48\x81\x7d\xb8\x27\0\0\0") == SITE_OTHER, "cmpq $39, -72(%%rbp)");
	ok(NUMBER(39, "\xc7\x05\x01\x02\x03\xb8\x27\0\0\0") == SITE_OTHER, "movl $39, (%%rip)");
	ok(NUMBER(39, "\xc7\x84\x24\x01\x02\x03\xb8\x27\0\0\0") == SITE_OTHER, "movl $39, (%%rsp)");
	ok(NUMBER(39, "\x8b\xbc\xb8\x27\0\0\0") == SITE_OTHER, "mov 39(%%rax,%%rdi,4), %%edi");
	ok(NUMBER(39, "\x48\xb9\x01\x02\x03\xb8\x27\0\0\0") == SITE_OTHER, "movabs");
	ok(NUMBER(39, "\xc4\xc2\x7b\xf7\xb8\x27\0\0\0") == SITE_OTHER, "shlx 39(%%r8)");
}

static void test_compare(void)
{
	ok(BEHIND("\x48\x3d\x01\xf0\xff\xff") == SITE_TAIL, "cmp $-4095, %%rax");
	ok(BEHIND("\x3d\0\xf0\xff\xff") == SITE_TAIL, "cmp $-4096, %%eax");
	ok(BEHIND("\x48\x83\xf8\xda") == SITE_TAIL, "cmp $-38, %%rax");
	ok(BEHIND("\x83\xf8\xf7") == SITE_TAIL, "cmp $-9, %%eax");
	ok(BEHIND("\x48\x83\xf9\xda") == SITE_OTHER, "cmp $-38, %%rcx");
	ok(BEHIND("\x85\xc0\x90") == SITE_OTHER, "too short");
	ok(BEHIND("\x48\x85\xc0") == SITE_TAIL, "test %%rax, %%rax");
	ok(BEHIND("\x48\x89\xc7") == SITE_TAIL, "mov %%rax, %%rdi");
	ok(BEHIND("\x49\x89\xc6") == SITE_TAIL, "mov %%rax, %%r14");
	ok(BEHIND("\x48\x89\xc4") == SITE_OTHER, "mov %%rax, %%rsp");
	ok(BEHIND("\x41\x89\xc2") == SITE_TAIL, "mov %%eax, %%r10d");
	ok(BEHIND("\x49\x89\xc4") == SITE_TAIL, "mov %%rax, %%r12");
	ok(BEHIND("\x48\x89\xcf") == SITE_OTHER, "mov %%rcx, %%rdi");
	ok(BEHIND("\x48\x89\x07") == SITE_OTHER, "mov %%rax, (%%rdi)");
	ok(BEHIND("\x4c\x89\xc0") == SITE_OTHER, "mov %%r8, %%rax");
	ok(BEHIND("\x89\xc7\x90") == SITE_OTHER, "mov %%eax, %%edi: too short");
}

/* musl's cancellation point, with byte (i) of it changed by (x). */
static unsigned point(unsigned i, uint8_t x)
{
	static const uint8_t bytes[] = {
		0x49, 0x89, 0xfb, 0x48, 0x89, 0xf0, 0x48, 0x89, 0xd7, 0x48, 0x89, 0xce,
		0x4c, 0x89, 0xc2, 0x4d, 0x89, 0xca, 0x4c, 0x8b, 0x44, 0x24, 0x08, 0x4c,
		0x8b, 0x4c, 0x24, 0x10, 0x4c, 0x89, 0x5c, 0x24, 0x08, 0x0f, 0x05, 0xc3,
	};
	uint8_t code[SITE_BEFORE + SITE_BEHIND] = { 0 },
				   *at = code + SITE_BEFORE + 3 - sizeof bytes;
	struct site s;

	memcpy(at, bytes, sizeof bytes);
	at[i] ^= x;
	site_read(&s, code, 0x100d, 1);
	ok(s.form != SITE_MOVED || (site_stays(&s) && !memcmp(s.tail, &bytes[28], SITE_JUMP)),
	   "what is moved");
	return s.form;
}

static void test_moved(void)
{
	ok(point(0, 0) == SITE_MOVED, "a cancellation point");
	for (unsigned i = 0; i < 36; i++)
		ok(point(i, 1) != SITE_MOVED, "not with another byte %u", i);
}

/* A return behind a site at (va), and (n) bytes behind that. */
static unsigned at_end(uintptr_t va, const char *behind, size_t n)
{
	uint8_t code[SITE_BEFORE + SITE_BEHIND];
	struct site s;

	memset(code, 0x55, sizeof code);
	memcpy(code + SITE_BEFORE, "\x0f\x05\xc3", 3);
	memcpy(code + SITE_BEFORE + 3, behind, n);
	site_read(&s, code, va, 1);
	ok(s.form != SITE_RETURN || site_size(&s) == SITE_JUMP, "a jump's size");
	return s.form;
}

#define END(va, bytes) at_end(va, bytes, sizeof bytes - 1)

static void test_return(void)
{
	ok(END(0x100b, "\x66\x90") == SITE_RETURN, "xchg %%ax, %%ax");
	ok(END(0x100b, "\x90\x90") == SITE_RETURN, "two nops");
	ok(END(0x100b, "\xcc\xcc") == SITE_RETURN, "two traps");
	ok(END(0x1007, "\x66\x0f\x1f\x44\0\0") == SITE_RETURN, "nopw");
	ok(END(0x1003, "\x66\x2e\x0f\x1f\x84\0\0\0\0\0") == SITE_RETURN, "cs nopw");
	ok(END(0x100c, "\x90") == SITE_OTHER, "one byte is too few");
	ok(END(0x100d, "") == SITE_OTHER, "none");
	ok(END(0x100a, "\x66\x90") == SITE_OTHER, "not up to where a function may begin");
	ok(END(0x100b, "\x66\x0f\x1f\x44\0\0") == SITE_OTHER, "beyond that");
	ok(END(0x100b, "\x31\xc0") == SITE_OTHER, "xor %%eax, %%eax");
	ok(END(0x1009, "\xf3\x0f\x1e\xfa") == SITE_OTHER, "endbr64");
	ok(END(0x1008, "\xe9\x01\0\0\0") == SITE_OTHER, "jmp");
}

static void test_jumps(void)
{
	uint8_t code[512];
	const int32_t back = -105;

	memset(code, 0x90, sizeof code);
	ok(!site_jumped_into(code, sizeof code, 200, 208), "no jump");
	code[180] = 0x74;
	code[181] = 20;
	ok(site_jumped_into(code, sizeof code, 200, 208), "a short one, to the comparison");
	ok(site_jumped_into(code, sizeof code, 201, 209), "one that ends before");
	ok(!site_jumped_into(code, sizeof code, 202, 210), "to the instruction");
	ok(!site_jumped_into(code, sizeof code, 195, 202), "behind");
	code[179] = 0xb0; /* mov $0x74, %al */
	ok(!site_jumped_into(code, sizeof code, 200, 208), "a byte of another instruction");
	code[230] = 0xeb;
	code[231] = (uint8_t)-30;
	ok(site_jumped_into(code, sizeof code, 200, 208), "a short one, back");
	code[230] = 0x90;
	code[300] = 0x0f;
	code[301] = 0x85;
	memcpy(&code[302], &back, sizeof back);
	ok(site_jumped_into(code, sizeof code, 200, 208), "a long one");
	ok(!site_jumped_into(code, sizeof code, 201, 209), "not quite");
}

/* Instructions of each kind, with their lengths. */
static void test_lengths(void)
{
	static const struct {
		size_t length;
		char code[16];
	} rows[] = {
		{ 1, "\xc3" },
		{ 4, "\xf3\x0f\x1e\xfa" },
		{ 5, "\xe8\1\2\3\4" },
		{ 10, "\x48\xb8\1\2\3\4\5\6\7\x8" },
		{ 8, "\xc7\x44\x24\x08\1\2\3\4" },
		{ 7, "\x48\x8b\x05\1\2\3\4" },
		{ 9, "\x42\x80\x3c\x25\1\2\3\4\5" },
		{ 6, "\x0f\x84\1\2\3\4" },
		{ 6, "\x66\x0f\x3a\x0f\xc1\x08" },
		{ 4, "\xc5\xf8\x28\xc1" },
		{ 3, "\xc5\xf8\x77" },
		{ 6, "\x62\xf1\x7c\x48\x28\xc1" },
		{ 0, "\x06" },
		{ 0, "\xd5" },
	};

	for (size_t i = 0; i < nitems(rows); i++) {
		uint8_t code[INSN_LOOK] = { 0 };

		memcpy(code, rows[i].code, sizeof rows[i].code);
		ok_int((long long)insn_length(code), (long long)rows[i].length, "length");
	}
}

static uint64_t flags_after(const struct site *s, uint64_t rax, uint64_t flags)
{
	struct trap_frame f = { .rax = rax, .rflags = flags };

	site_finish(s, &f);
	return f.rflags;
}

/* What the comparison says is what the CPU says. */
static void test_flags(void)
{
	static const uint64_t values[] = { 0, 1, -1ul, -38ul, -4095ul, -4096ul, 1ul << 63, 77 };
	struct site wide = { SITE_TAIL, 6, { 0x48, 0x3d, 0x01, 0xf0, 0xff, 0xff }, 0 };
	struct site narrow = { SITE_TAIL, 3, { 0x83, 0xf8, 0xda }, 0 };
	struct site tested = { SITE_TAIL, 3, { 0x48, 0x85, 0xc0 }, 0 };
	unsigned wrong = 0;

	for (unsigned i = 0; i < nitems(values); i++) {
		uint64_t v = values[i], a, b;

		__asm__("cmp $-4095, %1; pushf; pop %0" : "=r"(a) : "r"(v) : "cc");
		__asm__("cmp $-38, %k1; pushf; pop %0" : "=r"(b) : "r"(v) : "cc");
		wrong += ((flags_after(&wide, v, 0x202 | 0x8d5) ^ a) & 0xcd5) != 0;
		wrong += ((flags_after(&narrow, v, 0x246) ^ b) & 0xcd5) != 0;
		wrong += (flags_after(&wide, v, 0x202) & 0x202) != 0x202;
		__asm__("test %1, %1; pushf; pop %0" : "=r"(a) : "r"(v) : "cc");
		wrong += ((flags_after(&tested, v, 0x202 | 0x8d5) ^ a) & 0xcc5) != 0;
	}
	ok(!wrong, "flags of comparisons");
}

static void test_moves(void)
{
	struct site low = { SITE_TAIL, 3, { 0x48, 0x89, 0xc7 }, 0 };
	struct site high = { SITE_TAIL, 3, { 0x49, 0x89, 0xc6 }, 0 };
	struct site half = { SITE_TAIL, 3, { 0x41, 0x89, 0xc2 }, 0 };
	struct site end = { SITE_RETURN, 1, { 0xc3 }, 0 };
	struct trap_frame f = { .rax = 77, .rflags = 0x246 }, g;

	site_finish(&low, &f);
	site_finish(&high, &f);
	ok(f.rdi == 77 && f.r14 == 77 && f.rsi == 0 && f.r15 == 0 && f.rflags == 0x246, "moves");
	f.rax = -2ul;
	site_finish(&half, &f);
	ok(f.r10 == 0xfffffffe && f.r9 == 0 && f.rdx == 0, "a move of 32 bits");
	g = f;
	site_finish(&end, &f);
	ok(!memcmp(&f, &g, sizeof f), "a return is not done here");
}

int main(void)
{
	test_number();
	test_compare();
	test_moved();
	test_return();
	test_jumps();
	test_lengths();
	test_flags();
	test_moves();
	return tap_done();
}
