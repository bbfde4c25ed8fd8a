# json, re, zlib, hashlib, ssl, sqlite3, struct, pickle, collections, itertools, datetime, csv, xml.
import bz2, collections, csv, datetime, gc, hashlib, heapq, io, itertools, json, lzma, pickle, random, re, sqlite3, ssl
import string, struct, textwrap, unicodedata, uuid, xml.etree.ElementTree as ET, zlib, zoneinfo

random.seed(42)
data = {'n%d' % i: {'v': [random.random() for _ in range(20)], 's': 'é' * (i % 7), 'b': i % 2 == 0, 'z': None} for i in range(300)}
text = json.dumps(data, sort_keys=True)
assert json.loads(text) == data
print(len(text), hashlib.sha256(text.encode()).hexdigest(), hashlib.blake2b(text.encode()).hexdigest()[:16])
for module in (zlib, bz2, lzma):
    packed = module.compress(text.encode())
    print(module.__name__, len(packed), zlib.crc32(module.decompress(packed)))
words = re.findall(r'(?P<key>n\d+)": \{"b": (true|false)', text)
print(len(words), words[:3], re.sub(r'(\d)\.(\d{3})\d*', r'\2.\1', text)[:80])
db = sqlite3.connect(':memory:')
db.execute('create table t(k primary key, v)')
db.executemany('insert into t values(?, ?)', ((k, pickle.dumps(v)) for k, v in data.items()))
print(db.execute('select count(*), sum(length(v)), max(k) from t').fetchone())
print(struct.pack('<iqd3s', -1, 1 << 40, 0.1, b'abc').hex(), uuid.uuid5(uuid.NAMESPACE_DNS, 'pith'))
context = ssl.create_default_context(cafile=None) if False else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
print(ssl.OPENSSL_VERSION_INFO[:2], len(context.get_ciphers()) > 5, hashlib.pbkdf2_hmac('sha256', b'p', b's', 2000).hex()[:24])
root = ET.fromstring('<a>' + ''.join('<b i="%d">%s</b>' % (i, i * i) for i in range(50)) + '</a>')
print(sum(int(e.text) for e in root.iter('b')), unicodedata.name('ß'), unicodedata.normalize('NFD', 'é').encode())
out = io.StringIO()
csv.writer(out).writerows(itertools.islice(zip(itertools.count(), string.ascii_letters), 5))
print(out.getvalue().replace('\r\n', ';'), datetime.datetime(2024, 2, 29, 12, tzinfo=datetime.timezone.utc).isoformat())
print(collections.Counter(text).most_common(4), heapq.nsmallest(3, map(len, data)))
print(textwrap.shorten('the quick brown fox jumps over the lazy dog', 20), gc.isenabled())
