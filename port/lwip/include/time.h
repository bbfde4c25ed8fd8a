/* SPDX-License-Identifier: MIT */
/* lwIP's time client names this header, and takes something from it only where it is debugged. */
