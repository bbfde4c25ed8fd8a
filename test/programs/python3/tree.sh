#!/bin/sh
# A program of $1 files in 10 packages: each module takes two others and adds to what they know.
mkdir -p tree
i=0
while [ $i -lt "$1" ]; do
	folder=tree/p$((i % 10))
	mkdir -p $folder
	: > $folder/__init__.py
	{
		[ $i -gt 2 ] && echo "from p$(((i - 1) % 10)) import m$((i - 1)) as a; from p$(((i / 2) % 10)) import m$((i / 2)) as b"
		echo "value = $i + $([ $i -gt 2 ] && echo '(a.value * 31 + b.value) % 1000003' || echo 0)"
		echo "class C$i:"
		echo "    'Number $i.'"
		echo "    def __init__(self, x=value): self.x = x"
		echo "    def __call__(self, n): return sum(self.x % (k + 1) for k in range(n))"
	} > $folder/m$i.py
	i=$((i + 1))
done
cat > tree/main.py <<'P'
import os, pkgutil, sys
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__))))
from p9 import m199
names = sorted(n for n in sys.modules if n.startswith('p') and '.m' in n and n.split('.')[0][1:].isdigit())
print(len(names), m199.value, sum(sys.modules[n].value for n in names))
print(sum(getattr(sys.modules[n], 'C' + n.split('.m')[1])()(20) for n in names))
P
