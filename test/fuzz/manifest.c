/* SPDX-License-Identifier: MIT */
/*
 * Fuzz target: pith.yaml, from bytes to a manifest.
 *
 * Links: tool/build/manifest.c tool/build/manifest_config.c tool/build/yaml_node.c tool/buf.c
 * Links: tool/run/network_text.c tool/run/ports.c
 * Links: tool/diag.c tool/nearest.c tool/inspect/schema.c base/config_type.c base/string.c
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "tool/build/manifest.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1);
	struct diag d = { .text = "" };
	struct manifest m;

	memcpy(text, data, size);
	text[size] = '\0';
	/* A refusal is a sentence with the place in it. */
	if (manifest_read(&m, text, size, "pith.yaml", &d) && !strstr(d.text, "pith.yaml"))
		abort();
	manifest_fini(&m);
	free(text);
	return 0;
}
