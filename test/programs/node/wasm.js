// WebAssembly: a module written by hand, memory that grows, a trap that is an exception.
'use strict';
const text = s => [s.length, ...Buffer.from(s)];
const section = (id, ...body) => [id, body.length, ...body];
const code = (...body) => [body.length + 2, 0, ...body, 0x0b];
const bytes = Uint8Array.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0,
	...section(1, 2, 0x60, 1, 0x7f, 1, 0x7f, 0x60, 2, 0x7f, 0x7f, 1, 0x7f),
	...section(3, 4, 0, 1, 0, 0),
	...section(5, 1, 0, 1),
	...section(7, 5, ...text('fib'), 0, 0, ...text('div'), 0, 1, ...text('load'), 0, 2, ...text('grow'), 0, 3, ...text('mem'), 2, 0),
	...section(10, 4,
		...code(0x20, 0, 0x41, 2, 0x48, 0x04, 0x7f, 0x20, 0, 0x05, 0x20, 0, 0x41, 1, 0x6b, 0x10, 0, 0x20, 0, 0x41, 2, 0x6b, 0x10, 0, 0x6a, 0x0b),
		...code(0x20, 0, 0x20, 1, 0x6d),
		...code(0x20, 0, 0x28, 2, 0),
		...code(0x20, 0, 0x40, 0))]);
(async () => {
	const { instance: { exports: w } } = await WebAssembly.instantiate(bytes);
	console.log(w.fib(25), w.div(42, 6));
	const trap = f => { try { console.log(f()); } catch (e) { console.log(e.constructor.name, e.message); } };
	trap(() => w.div(1, 0));
	trap(() => w.load(65536));
	trap(() => w.load(0x7ffffff0));
	console.log(w.grow(10), w.mem.buffer.byteLength);
	new Uint32Array(w.mem.buffer)[20000] = 77;
	console.log(w.load(80000));
	console.log(WebAssembly.validate(bytes.slice(0, 20)));
	trap(() => (function deep(n) { return deep(n + 1) + 1; })(0));
})();
