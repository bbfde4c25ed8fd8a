/* SPDX-License-Identifier: MIT */
/*
 * Included before everything in the library OS (by the compiler's command line): what it declares
 * is its own and not the application's, so no reference needs a table that the linker fills.
 */
#pragma GCC visibility push(hidden)
