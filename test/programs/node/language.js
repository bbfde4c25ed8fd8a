// The language and its runtime: promises, generators, proxies, regular expressions, big integers, Intl, timers.
'use strict';
const order = [];
setTimeout(() => order.push('timeout'), 1);
setImmediate(() => order.push('immediate'));
process.nextTick(() => order.push('tick'));
Promise.resolve().then(() => order.push('promise'));
function* fib() { let [a, b] = [0n, 1n]; for (;;) { yield a; [a, b] = [b, a + b]; } }
let n = 0;
for (const f of fib()) if (++n === 500) { console.log(f); break; }
console.log([..."añ😀"].map(c => c.codePointAt(0)), 'abc'.replace(/(?<=a)(?<x>b)/u, '[$<x>]'));
const proxy = new Proxy({}, { get: (t, k) => `<${String(k)}>` });
console.log(proxy.name, new Map([[1, { a: [1, [2, [3, [4]]]] }]]), new Set('hello'), Symbol('s'));
console.log(new Intl.NumberFormat('de-DE').format(1234567.891), new Date(0).toISOString());
console.log(structuredClone({ d: new Date(5), m: new Map([[1, 2]]) }), [3, 1, 2].toSorted());
class A { #x = 1; static s = 2; get x() { return this.#x; } }
console.log(new A().x, A.s, new Float64Array([0.1, 1e21, NaN]), (0.1 + 0.2).toString(36));
(async () => {
	const sleep = ms => new Promise(r => setTimeout(r, ms));
	const late = [];
	await Promise.all([30, 10, 20].map(async ms => { await sleep(ms); late.push(ms); }));
	console.log(late, order.slice(0, 2), order.slice(2).sort());
	const before = process.hrtime.bigint();
	await sleep(50);
	console.log(process.hrtime.bigint() - before >= 49000000n);
	for await (const x of (async function* () { yield 1; await sleep(1); yield 2; })()) console.log(x);
	const ac = new AbortController();
	setTimeout(() => ac.abort(), 5);
	await require('timers/promises').setTimeout(1000, 0, { signal: ac.signal }).catch(e => console.log(e.name));
	process.once('SIGUSR2', () => { console.log('usr2'); clearInterval(keep); });
	const keep = setInterval(() => {}, 1000);
	process.kill(process.pid, 'SIGUSR2');
})();
