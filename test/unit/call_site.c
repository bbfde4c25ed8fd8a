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
	site_read(&s, code, rax);
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
	ok(BEHIND("\x48\x3d\x01\xf0\xff\xff") == SITE_COMPARE, "cmp $-4095, %%rax");
	ok(BEHIND("\x3d\0\xf0\xff\xff") == SITE_COMPARE, "cmp $-4096, %%eax");
	ok(BEHIND("\x48\x83\xf8\xda") == SITE_COMPARE, "cmp $-38, %%rax");
	ok(BEHIND("\x83\xf8\xf7") == SITE_COMPARE, "cmp $-9, %%eax");
	ok(BEHIND("\x48\x83\xf9\xda") == SITE_OTHER, "cmp $-38, %%rcx");
	ok(BEHIND("\x85\xc0\x90") == SITE_OTHER, "too short");
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

/* What the comparison says is what the CPU says. */
static void test_flags(void)
{
	static const uint64_t values[] = { 0, 1, -1ul, -38ul, -4095ul, -4096ul, 1ul << 63, 77 };
	struct site wide = { SITE_COMPARE, 6, { 0x48, 0x3d, 0x01, 0xf0, 0xff, 0xff }, 0 };
	struct site narrow = { SITE_COMPARE, 3, { 0x83, 0xf8, 0xda }, 0 };
	unsigned wrong = 0;

	for (unsigned i = 0; i < nitems(values); i++) {
		uint64_t v = values[i], a, b;

		__asm__("cmp $-4095, %1; pushf; pop %0" : "=r"(a) : "r"(v) : "cc");
		__asm__("cmp $-38, %k1; pushf; pop %0" : "=r"(b) : "r"(v) : "cc");
		wrong += (site_compare(&wide, v, 0x202 | 0x8d5) ^ a) & 0xcd5;
		wrong += (site_compare(&narrow, v, 0x246) ^ b) & 0xcd5;
		wrong += (site_compare(&wide, v, 0x202) & 0x202) != 0x202;
	}
	ok(!wrong, "flags of comparisons");
}

int main(void)
{
	test_number();
	test_compare();
	test_jumps();
	test_lengths();
	test_flags();
	return tap_done();
}
