// zlib: gzip, deflate and brotli, at once and in the pool of threads.
'use strict';
const zlib = require('zlib'), { promisify } = require('util'), crypto = require('crypto');
const data = Buffer.from(Array.from({ length: 40000 }, (_, i) => (i * i % 977).toString(16)).join(' '));
const hash = b => crypto.createHash('sha1').update(b).digest('hex').slice(0, 12);
console.log(data.length, hash(data));
for (const [name, level] of [['gzip', 9], ['deflate', 1], ['deflateRaw', 6]]) {
	const packed = zlib[name + 'Sync'](data, { level });
	console.log(name, packed.length, hash(packed), hash(zlib.unzipSync ? zlib[{ gzip: 'gunzip', deflate: 'inflate', deflateRaw: 'inflateRaw' }[name] + 'Sync'](packed) : packed));
}
(async () => {
	const packs = await Promise.all([1, 2, 3, 4, 5, 6].map(q => promisify(zlib.brotliCompress)(data, { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: q } })));
	console.log(packs.map(p => p.length), hash(await promisify(zlib.brotliDecompress)(packs[5])));
	await promisify(zlib.gunzip)(Buffer.from('not gzip')).catch(e => console.log(e.code));
})();
