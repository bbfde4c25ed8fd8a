/* SPDX-License-Identifier: MIT */
/*
 * Fuzz target: pith.yaml, as far as its bytes go.
 *
 * Links: tool/build/manifest.c tool/build/manifest_config.c tool/build/yaml_node.c tool/buf.c
 * Links: tool/run/network_text.c tool/run/ports.c
 * Links: tool/diag.c tool/nearest.c tool/inspect/schema.c base/config_type.c
 */
#include <stdint.h>
#include <stdlib.h>

#include "tool/build/manifest.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct diag d;
	struct manifest m;
	int err;

	d.text[0] = '\0';
	err = manifest_read(&m, (const char *)data, size, "pith.yaml", &d);
	/* A refusal has a sentence, and what was read has its parts in pairs and fives. */
	if ((err && !d.text[0]) || m.guest.n != m.host.n || m.schema.n % 5)
		abort();
	manifest_fini(&m);
	return 0;
}
