/* SPDX-License-Identifier: MIT */
/*
 * The types of configuration keys, as the schema note of an image names them:
 *
 *   string          any bytes
 *   bool            true or false
 *   int MIN MAX     a decimal number within the two bounds (64 bits, signed)
 *   size            bytes: a decimal number, and K, M, G or T for a power of 1024
 *   duration        a decimal number and its unit: ns, us, ms, s, m or h; or just 0
 *   enum A|B|C      one of the words
 *
 * The tool checks values before it starts an image, the image checks them again: with this same
 * code.
 */
#ifndef BASE_CONFIG_TYPE_H
#define BASE_CONFIG_TYPE_H

#include "base/types.h"

/*
 * Is (value) one that (type) allows?
 *
 * Errors:  -EINVAL when it is not written as the type wants, -ERANGE when a number is out of
 *          bounds, -EOPNOTSUPP when (type) is no type.
 * Context: any.
 */
must_use int config_type_check(const char *type, const char *value);

/*
 * Read a whole text as a number, a size or a duration. The result is untouched on failure.
 *
 * Errors:  -EINVAL when it is not written so, -ERANGE when it does not fit.
 * Context: any.
 */
must_use int config_parse_int(const char *text, int64_t *value);
must_use int config_parse_size(const char *text, uint64_t *bytes);
must_use int config_parse_duration(const char *text, nsec_t *ns);

#endif
