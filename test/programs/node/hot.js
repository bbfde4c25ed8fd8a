// Long enough for every compiler and collector of V8: objects, closures, deoptimisation, typed arrays, strings.
'use strict';
function matrix(n) {
	const a = new Float64Array(n * n).map((_, i) => (i * 7 % 13) / 3), c = new Float64Array(n * n);
	for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) { let s = 0; for (let k = 0; k < n; k++) s += a[i * n + k] * a[k * n + j]; c[i * n + j] = s; }
	return c.reduce((x, y) => x + y, 0);
}
function tree(d) { return d ? { l: tree(d - 1), r: tree(d - 1) } : { l: null, r: null }; }
function count(t) { return t.l ? 1 + count(t.l) + count(t.r) : 1; }
function add(a, b) { return a + b; }
console.log(matrix(120).toFixed(6));
let total = 0;
const kept = [];
for (let i = 0; i < 60; i++) { total += count(tree(11)); if (i % 10 === 0) kept.push(tree(10)); }
console.log(total, kept.length);
let s = 0;
for (let i = 0; i < 300000; i++) s = add(s, i) % 1000003;
console.log(s, add('a', 1), add(1.5, 2n === 2n ? 1 : 0));
const words = {};
for (let i = 0; i < 100000; i++) { const w = 'w' + (i * 7919 % 5003); words[w] = (words[w] || 0) + 1; }
console.log(Object.keys(words).length, Object.entries(words).sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0]);
console.log(JSON.stringify(JSON.parse(JSON.stringify(Array.from({ length: 5000 }, (_, i) => ({ i, s: 'x'.repeat(i % 30) }))))).length);
