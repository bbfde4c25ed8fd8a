# SPDX-License-Identifier: MIT
"""One module of CPython's regression tests; then a line for each test in it: its name, and how it ended."""
import sys
import xml.etree.ElementTree as ET
from test.libregrtest import main

RESULTS = "/tmp/results.xml"

# One test sets the clock, and so that of the host that says what is right.
sys.argv = ["regrtest", "-v", "-i", "*settime", "--timeout", "1700", "--junit-xml", RESULTS] + sys.argv[1:]
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
