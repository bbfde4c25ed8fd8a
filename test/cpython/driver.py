# SPDX-License-Identifier: MIT
"""One module of CPython's regression tests; then a line for each test in it: its name, and how it ended."""
import sys
import xml.etree.ElementTree as ET
from test.libregrtest import main

RESULTS = "/tmp/results.xml"

# One test sets the clock, and so that of the host that says what is right. Those of VSOCK never end on a Linux that is a
# guest itself: their peer is its host. Those of UDP-Lite, which an image has not, fail before they begin, and take
# regrtest with them.
IGNORED = ["*settime", "*VSOCK*", "*UDPLITE*"]
sys.argv = (["regrtest", "-v"] + [word for name in IGNORED for word in ("-i", name)]
            + ["--timeout", "1700", "--junit-xml", RESULTS] + sys.argv[1:])
try:
    main()
except SystemExit:
    pass
print()
for case in ET.parse(RESULTS).iter("testcase"):
    kinds = {part.tag for part in case}
    how = next((k for k in ("error", "failure", "skipped") if k in kinds), "ok")
    print("result", case.get("name").removeprefix("test."), how)
print("all results", flush=True)
