/* SPDX-License-Identifier: MIT */
/*
 * Small pieces of the link: hashes, the rules of drivers.tbl, the build record.
 *
 * Links: base/sha256.c tool/link/drivers.c tool/link/record.c tool/link/compiler.c
 * Links: tool/link/toolkit.c tool/link/workdir.c tool/run_child.c tool/nearest.c tool/buf.c
 * Links: tool/diag.c
 */
#include <stdlib.h>

#include "include/pith/image.h"
#include "test/unit/tap.h"
#include "tool/command.h"
#include "tool/link/drivers.h"
#include "tool/link/record.h"
#include "base/sha256.h"

bool tool_verbose;

/* FIPS 180-4's examples, and lengths around the padding. */
static const struct {
	const char *what, *piece;
	size_t times;
	const char *want;
} hashes[] = {
	{ "nothing", "", 1, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
	{ "one block", "abc", 1,
	  "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
	{ "two blocks", "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 1,
	  "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1" },
	{ "55 bytes", "a", 55, "9f4390f8d30c2dd92ec9f095b65e2b9ae9b0a925a5258e241c9f1e910f734318" },
	{ "56 bytes", "a", 56, "b35439a4ac6f0948b6d6f9e3c6af0f5f590ce20f1bde7090ef7970686ec6738a" },
	{ "64 bytes", "a", 64, "ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb" },
	{ "a million bytes", "aaaaaaaaaa", 100000,
	  "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0" },
};

static void test_hashes(void)
{
	for (size_t i = 0; i < nitems(hashes); i++) {
		char text[SHA256_TEXT_SIZE];
		struct sha256 s;

		sha256_init(&s);
		for (size_t k = 0; k < hashes[i].times; k++)
			sha256_add(&s, hashes[i].piece, strlen(hashes[i].piece));
		sha256_text(&s, text);
		ok_text(text, hashes[i].want, hashes[i].what);
	}
}

static void test_drivers(void)
{
	static const char table[] = "# comment\nuart pvh always # why\nrng pvh entropy\n"
				    "\nhost linux always\nlate pvh rng\nboth pvh one+two\n";
	const unsigned machine = PITH_TARGET_VM;
	struct driver_rules rules;
	struct strings got = { 0 };
	struct diag d = { 0 };

	ok_int(driver_rules_read(&rules, table, "t", &d), 0, "a table is read");
	ok_int((long)rules.n, 5, "comments and empty lines are no rules");
	ok(driver_rules_choose(&rules, machine, "always"), "what is always there is chosen");
	ok(!driver_rules_choose(&rules, machine, "always"), "a second time adds nothing");
	ok(!driver_rules_choose(&rules, PITH_TARGET_PROCESS, "entropy"),
	   "a driver of another platform is not chosen");
	ok(driver_rules_choose(&rules, machine, "rng"), "a symbol chooses");
	ok(driver_rules_choose(&rules, machine, "entropy"), "another symbol chooses");
	ok(!driver_rules_choose(&rules, machine, "two"), "one of two symbols chooses nothing");
	ok(!driver_rules_choose(&rules, machine, "two"), "nor does it twice");
	ok(driver_rules_choose(&rules, machine, "one"), "both do");
	driver_rules_list(&rules, &got);
	ok(got.n == 4 && !strcmp(got.items[0], "uart") && !strcmp(got.items[1], "rng") &&
		   !strcmp(got.items[2], "late") && !strcmp(got.items[3], "both"),
	   "the list is in probe order");
	strings_free(&got);
	driver_rules_fini(&rules);
	ok(driver_rules_read(&rules, "uart pvh\n", "t", &d) < 0 && strstr(d.text, "t:1:"),
	   "a short line is refused with its place");
	ok(driver_rules_read(&rules, "uart xen always\n", "t", &d) < 0, "so is a platform");
	ok(driver_rules_read(&rules, "a pvh b c\n", "t", &d) < 0, "so is a word too many");
	ok(driver_rules_read(&rules, "a pvh b+\n", "t", &d) < 0 &&
		   driver_rules_read(&rules, "a pvh b+c+d\n", "t", &d) < 0,
	   "so are half of two, and three");
}

static void test_record(void)
{
	struct buf bytes = { 0 }, text = { 0 };
	struct record_item i;
	struct record r = { 0 };
	const uint8_t *at;
	size_t left;

	buf_add_text(&bytes, "abc");
	record_add_bytes(&r, "source", "my file%.c", &bytes);
	record_add_bytes(&r, "object", "z.o", &bytes);
	record_add_bytes(&r, "object", "z.o", &bytes);
	record_encode(&r, &text);
	at = (const uint8_t *)text.data;
	left = text.len;
	ok(record_next(&at, &left, &i) && !strcmp(i.kind, "object") && !strcmp(i.name, "z.o") &&
		   !i.version[0],
	   "a record is sorted");
	ok_text(i.hash, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
		"and has hashes");
	ok(record_next(&at, &left, &i) && !strcmp(i.kind, "source") &&
		   !strcmp(i.name, "my%20file%25.c"),
	   "it has each item once, and escapes names");
	ok(!record_next(&at, &left, &i) && !left, "and then it ends");
	at = (const uint8_t *)text.data;
	left = text.len - 1;
	ok(record_next(&at, &left, &i) && !record_next(&at, &left, &i), "half a hash is none");
	buf_free(&bytes);
	buf_free(&text);
	record_fini(&r);
}

int main(void)
{
	test_hashes();
	test_drivers();
	test_record();
	return tap_done();
}
