/* SPDX-License-Identifier: MIT */
/*
 * Between manifest.c and manifest_config.c.
 */
#ifndef TOOL_BUILD_MANIFEST_INT_H
#define TOOL_BUILD_MANIFEST_INT_H

#include "tool/build/manifest.h"
#include "tool/build/yaml_node.h"

/* Read the mapping under `config:` into the schema of (m). */
must_use int manifest_take_config(struct yaml_file *f, yaml_node_t *node, struct manifest *m);

#endif
