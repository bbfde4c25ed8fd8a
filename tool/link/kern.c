/* SPDX-License-Identifier: MIT */
/*
 * Step 2: the pieces of the library OS that this image reaches, as one object.
 *
 * Which drivers belong in it depends on what is in it. So it is linked with those that are always
 * there, looked at, and linked again until no rule adds a driver.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "include/pith/image.h"
#include "tool/elf.h"
#include "tool/link/drivers.h"
#include "tool/link/link.h"

/*
 * A program that calls syscall(2) gives the number at run time: then every call is wanted, but for
 * those that only programs of the binary door can make.
 */
static int add_all_calls(const struct link *l, struct strings *args, struct diag *d)
{
	char *path = toolkit_path(l->toolkit, "syscalls"), *rest, *line;
	struct buf text = { 0 };
	char name[64], status[16];
	int err = file_read(path, &text, d);

	rest = err ? NULL : (char *)(uintptr_t)buf_text(&text);
	while (rest && (line = strsep(&rest, "\n"))) {
		if (sscanf(line, "%*u %63s %15s", name, status) == 2 &&
		    (l->program || strcmp(status, "binary") != 0)) {
			strings_add(args, "-u");
			strings_addf(args, "sys_%s", name);
		}
	}
	buf_free(&text);
	free(path);
	return err;
}

/*
 * Sockets, and options of theirs, that an application refers to (port/musl/wants), others may ask
 * for as they run.
 */
static bool may_ask_for_all(const struct link *l)
{
	return l->seal ? strings_find(l->seal, "socket") < l->seal->n
		       : strings_find(&l->calls, "sys_dispatch") < l->calls.n;
}

static void add_roots(const struct link *l, struct strings *args)
{
	strings_add(args, "-u");
	strings_add(args, "pith.start");
	if (target_platforms(l->target) & PITH_TARGET_VM) {
		strings_add(args, "-u");
		strings_add(args, "pith.pvh_start");
	}
	for (size_t i = 0; i < l->calls.n; i++) {
		strings_add(args, "-u");
		strings_add(args, l->calls.items[i]);
	}
}

/* Link the closure of the roots into (object). */
static int link_closure(const struct link *l, const char *image_object, const char *object,
			struct diag *d)
{
	static const char *const sockets[] = {
		"tcp_create",     "udp_create",       "raw_create",          "unix_create",
		"netlink_create", "packet_create",    "net_interface_ioctl", "tcp_patience_apply",
		"tcp_defer",      "socket_stamp_set", "inet_queue_failure",  "tcp_keep_option"
	};
	struct strings args = { 0 };
	int err = 0;

	strings_add(&args, "ld");
	strings_add(&args, "-r");
	strings_add(&args, "--gc-sections");
	strings_add(&args, "-z");
	strings_add(&args, "noexecstack");
	add_roots(l, &args);
	for (size_t i = 0; may_ask_for_all(l) && i < nitems(sockets); i++) {
		strings_add(&args, "-u");
		strings_add(&args, sockets[i]);
	}
	/* A sealed image has its own table, of what it has. */
	if (!l->seal && strings_find(&l->calls, "sys_dispatch") < l->calls.n)
		err = add_all_calls(l, &args, d);
	strings_add(&args, "-o");
	strings_add(&args, object);
	strings_add(&args, image_object);
	if (l->ring && target_platforms(l->target) & PITH_TARGET_VM)
		strings_addf(&args, "%s/libring%u.a", l->toolkit->folder, l->ring);
	strings_add(&args, "--start-group");
	strings_addf(&args, "%s/libplat_%s.a", l->toolkit->folder, target_names[l->target]);
	strings_addf(&args, "%s/libkern.a", l->toolkit->folder);
	strings_add(&args, "--end-group");
	if (!err)
		err = link_run(l, &args, "link the library OS", d);
	strings_free(&args);
	return err;
}

/* Choose the drivers that what is in (object) wants. */
static int choose_drivers(const struct link *l, struct driver_rules *rules, const char *object,
			  bool *added, struct diag *d)
{
	struct elf_symbols table;
	struct elf_symbol s;
	struct elf e;
	int err = elf_map(&e, object, d);

	*added = false;
	if (err)
		return err;
	elf_symbols(&e, &table);
	for (size_t i = 0; elf_symbol(&table, i, &s); i++) {
		if (elf_symbol_defined_global(&s))
			*added |= driver_rules_choose(rules, target_platforms(l->target), s.name);
	}
	elf_unmap(&e);
	return 0;
}

static int link_with_drivers(const struct link *l, struct driver_rules *rules, const char *object,
			     struct diag *d)
{
	char *image_object = workdir_path(l->workdir, "image.o");
	bool added = true;
	int err = 0;

	driver_rules_choose(rules, target_platforms(l->target), "always");
	while (added && !err) {
		struct strings drivers = { 0 };

		driver_rules_list(rules, &drivers);
		err = link_image_object(l, &drivers, image_object, d);
		if (!err)
			err = link_closure(l, image_object, object, d);
		if (!err)
			err = choose_drivers(l, rules, object, &added, d);
		strings_free(&drivers);
	}
	free(image_object);
	return err;
}

static int check_complete(const struct link *l, const char *object, struct diag *d)
{
	char *name;
	int err = link_find_undefined(l, object, &name, d);

	if (!err && name)
		err = diag_fail(d, 0, "the library OS has no '%s'", name);
	free(name);
	return err;
}

/* Only the border stays visible: handlers as pith.sys_X, and the entries. */
static int localise(const struct link *l, const char *from, struct diag *d)
{
	struct strings args = { 0 };
	int err;

	strings_add(&args, "objcopy");
	strings_add(&args, "--wildcard");
	for (size_t i = 0; i < l->calls.n; i++)
		strings_addf(&args, "--redefine-sym=%s=pith.%s", l->calls.items[i],
			     l->calls.items[i]);
	strings_add(&args, "--keep-global-symbol=pith.*");
	strings_add(&args, from);
	strings_add(&args, l->kern);
	err = link_run(l, &args, "link the library OS", d);
	strings_free(&args);
	return err;
}

static int read_rules(const struct link *l, struct driver_rules *rules, struct diag *d)
{
	char *path = toolkit_path(l->toolkit, "drivers.tbl");
	struct buf text = { 0 };
	int err = file_read(path, &text, d);

	if (!err)
		err = driver_rules_read(rules, buf_text(&text), path, d);
	buf_free(&text);
	free(path);
	return err;
}

int link_kern(struct link *l, struct diag *d)
{
	char *object = workdir_path(l->workdir, "kern_global.o");
	struct driver_rules rules = { 0 };
	int err = read_rules(l, &rules, d);

	if (!err)
		err = link_with_drivers(l, &rules, object, d);
	if (!err)
		err = check_complete(l, object, d);
	if (!err)
		err = localise(l, object, d);
	driver_rules_fini(&rules);
	free(object);
	return err;
}
