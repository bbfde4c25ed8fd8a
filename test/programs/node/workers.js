// worker_threads: messages, transferred and shared memory, Atomics.wait between threads, ends of all kinds.
'use strict';
const { Worker, isMainThread, parentPort, workerData, MessageChannel } = require('worker_threads');
if (!isMainThread) {
	const cells = new Int32Array(workerData.shared);
	if (workerData.kind === 'count') {
		for (let i = 0; i < 20000; i++) Atomics.add(cells, 0, 1);
		let primes = 0;
		outer: for (let i = 2; i < 20000; i++) {
			for (let j = 2; j * j <= i; j++) if (i % j === 0) continue outer;
			primes++;
		}
		parentPort.postMessage(primes);
	} else if (workerData.kind === 'wait') {
		const how = Atomics.wait(cells, 1, 0);
		parentPort.postMessage([how, Atomics.load(cells, 1)]);
	} else if (workerData.kind === 'echo') {
		parentPort.on('message', ({ buffer, port }) => {
			new Uint8Array(buffer).reverse();
			port.postMessage(buffer, [buffer]);
			parentPort.close();
		});
	} else if (workerData.kind === 'throw') {
		throw new TypeError('from a worker');
	} else if (workerData.kind === 'exit') {
		process.exit(5);
	} else {
		for (;;) ;
	}
} else (async () => {
	const shared = new SharedArrayBuffer(64), cells = new Int32Array(shared);
	const start = kind => new Worker(__filename, { workerData: { kind, shared } });
	const once = (w, what) => new Promise(r => w.once(what, r));
	const counters = [1, 2, 3, 4].map(() => start('count'));
	console.log(await Promise.all(counters.map(w => once(w, 'message'))), cells[0]);
	const waiter = start('wait');
	await once(waiter, 'online');
	setTimeout(() => { Atomics.store(cells, 1, 7); Atomics.notify(cells, 1); }, 100);
	const [how, value] = await once(waiter, 'message');
	console.log(['ok', 'not-equal'].includes(how), value);
	const echo = start('echo'), { port1, port2 } = new MessageChannel();
	const buffer = Uint8Array.from({ length: 100000 }, (_, i) => i).buffer;
	echo.postMessage({ buffer, port: port2 }, [buffer, port2]);
	const back = new Uint8Array(await once(port1, 'message'));
	console.log(buffer.byteLength, back.length, back[0], back[99999]);
	port1.close();
	console.log((await once(start('throw'), 'error')).message, await once(start('exit'), 'exit'));
	const endless = start('spin');
	await once(endless, 'online');
	console.log(await endless.terminate());
})();
