// OpenSSL as Node has it.
'use strict';
const c = require('crypto');
console.log(c.createHash('sha512').update('x'.repeat(1e6)).digest('hex').slice(0, 40));
console.log(c.scryptSync('secret', 'salt', 32, { N: 1024 }).toString('hex'));
const cipher = c.createCipheriv('aes-256-gcm', Buffer.alloc(32, 1), Buffer.alloc(12, 2));
console.log(cipher.update('plain text', 'utf8', 'hex') + cipher.final('hex'), cipher.getAuthTag().toString('hex'));
const { privateKey, publicKey } = c.generateKeyPairSync('ec', { namedCurve: 'P-256' });
console.log(c.verify('sha256', Buffer.from('m'), publicKey, c.sign('sha256', Buffer.from('m'), privateKey)));
console.log(c.randomBytes(16).length, c.randomUUID().length, c.createHmac('md5', 'k').update('v').digest('base64'));
c.pbkdf2('p', 's', 5000, 16, 'sha256', (e, k) => console.log(k.toString('hex')));
