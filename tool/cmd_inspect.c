/* SPDX-License-Identifier: MIT */
/*
 * pith inspect: what is in an image, down to bytes.
 */
#include "tool/command.h"
#include "tool/inspect/inspect.h"
#include "tool/options.h"

struct inspect_options {
	bool json;
	bool sbom;
	const char *map;
};

static const struct option_set inspect_set;

static int show(const struct inspect_options *o, const struct image *image, struct diag *d)
{
	static struct inspect i;
	int err = 0;

	if (o->sbom)
		return sbom_print(image, d);
	inspect_make(&i, image);
	if (o->map)
		err = inspect_write_map(&i, o->map, d);
	else if (o->json)
		inspect_print_json(&i);
	else
		inspect_print_text(&i);
	inspect_free(&i);
	return err;
}

int cmd_inspect(int argc, char **argv, struct diag *d)
{
	struct inspect_options o = { 0 };
	struct image image;
	int n, err = options_parse(&inspect_set, &o, argv, &n, d);

	(void)argc;
	if (err)
		return err == OPTIONS_HELP ? 0 : err;
	if (n != 1)
		return diag_fail(d, 0, "inspect wants one image (see pith inspect --help)");
	err = image_open(&image, argv[1], d);
	if (err)
		return err;
	err = show(&o, &image, d);
	image_close(&image);
	return err;
}

#define FIELD(field) offsetof(struct inspect_options, field)

static const struct option inspect_table[] = {
	{ 0, "json", OPTION_SWITCH, FIELD(json), NULL, "for programs" },
	{ 0, "map", OPTION_VALUE, FIELD(map), "FILE.svg", "draw where the bytes went" },
	{ 0, "sbom", OPTION_SWITCH, FIELD(sbom), NULL, "the build record, as SPDX 2.3" },
};

static const struct option_set inspect_set = {
	.usage = "pith inspect [--json] [--map FILE.svg] [--sbom] IMAGE",
	.summary = "Show what is in an image: segments, libraries, system calls, drivers and\n"
		   "configuration keys, with the bytes of each. Bytes by library and by system\n"
		   "call are read from IMAGE.debug, which pith build leaves beside the image.",
	.options = inspect_table,
	.nr_options = nitems(inspect_table),
};
