// fs: by calls that wait, by the pool of threads, by streams; watchers of files.
'use strict';
const fs = require('fs'), os = require('os'), path = require('path'), { pipeline } = require('stream/promises');
const base = fs.mkdtempSync(path.join(os.tmpdir(), 'node-'));
(async () => {
	for (let i = 0; i < 100; i++) fs.writeFileSync(path.join(base, `f${i}`), 'x'.repeat(i * 10));
	console.log(fs.readdirSync(base).length, fs.statSync(path.join(base, 'f50')).size);
	const all = await Promise.all(Array.from({ length: 100 }, (_, i) => fs.promises.readFile(path.join(base, `f${i}`), 'utf8')));
	console.log(all.reduce((n, t) => n + t.length, 0));
	await fs.promises.mkdir(path.join(base, 'a/b/c'), { recursive: true });
	await fs.promises.symlink('a/b', path.join(base, 'link'));
	console.log((await fs.promises.lstat(path.join(base, 'link'))).isSymbolicLink(), fs.existsSync(path.join(base, 'link/c')));
	await pipeline(fs.createReadStream(process.execPath, { end: 4999999 }), fs.createWriteStream(path.join(base, 'big')));
	console.log(fs.statSync(path.join(base, 'big')).size);
	const f = await fs.promises.open(path.join(base, 'rw'), 'w+');
	await f.write('hello'); await f.truncate(3); await f.utimes(1, 2);
	console.log((await f.stat()).mtimeMs, (await f.read(Buffer.alloc(10), 0, 10, 0)).bytesRead);
	await f.close();
	await new Promise(done => {
		const w = fs.watch(base, (event, name) => { if (name === 'new') { w.close(); done(); } });
		fs.writeFileSync(path.join(base, 'new'), '1');
	});
	await fs.promises.cp(path.join(base, 'a'), path.join(base, 'copy'), { recursive: true });
	await fs.promises.rename(path.join(base, 'copy'), path.join(base, 'moved'));
	console.log(fs.readdirSync(base).filter(n => !/^f\d/.test(n)).sort());
	for (const bad of ['/none/x', '/']) await fs.promises.writeFile(bad, '').catch(e => console.log(e.code, e.syscall));
	await fs.promises.rm(base, { recursive: true });
	console.log(fs.existsSync(base));
})();
