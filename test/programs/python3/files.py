# Files as programs use them: folders, links, times, locks, mmap, seeks, temporary files, shutil, pathlib.
import fcntl, glob, mmap, os, pathlib, select, shutil, stat, tempfile, tarfile, zipfile

base = pathlib.Path(tempfile.mkdtemp())
for i in range(100):
    (base / ('d%d' % (i % 5))).mkdir(exist_ok=True)
    (base / ('d%d' % (i % 5)) / ('f%03d' % i)).write_bytes(bytes([i]) * i * 10)
print(sum(p.stat().st_size for p in base.rglob('f*')), sorted(os.listdir(base)))
os.symlink('d0/f005', base / 'link'); os.link(base / 'd0/f005', base / 'hard')
print(os.readlink(base / 'link'), os.stat(base / 'hard').st_nlink, (base / 'link').resolve().name)
os.utime(base / 'hard', (1, 2)); print(os.stat(base / 'd0/f005').st_mtime, oct(stat.S_IMODE(os.stat(base).st_mode)))
with open(base / 'map', 'w+b') as f:
    f.truncate(20000)
    m = mmap.mmap(f.fileno(), 0)
    m[10000:10005] = b'hello'; m.flush()
    f.seek(9998); print(f.read(10), m.find(b'hello'), m.size()); m.close()
    fcntl.lockf(f, fcntl.LOCK_EX); fcntl.flock(f, fcntl.LOCK_SH)
    print(os.pread(f.fileno(), 4, 10001), os.fstat(f.fileno()).st_size)
tree = base / 'copy'; shutil.copytree(base / 'd1', tree); shutil.rmtree(base / 'd1')
os.rename(base / 'd2', base / 'renamed'); os.replace(base / 'map', base / 'other')
print(sorted(os.path.basename(p) for p in glob.glob(str(base / '*'))), len(list(tree.iterdir())))
with zipfile.ZipFile(base / 'z.zip', 'w', zipfile.ZIP_DEFLATED) as z:
    for p in sorted(tree.iterdir()): z.write(p, p.name)
print(len(zipfile.ZipFile(base / 'z.zip').namelist()), zipfile.ZipFile(base / 'z.zip').testzip())
r, w = os.pipe(); print(select.select([r], [w], [], 0)[1] == [w], os.write(w, b'abc'), os.read(r, 10))
poll = select.poll(); poll.register(r, select.POLLIN); print(poll.poll(10))
with tempfile.NamedTemporaryFile() as t: t.write(b'x' * 100000); t.flush(); print(os.path.getsize(t.name))
with tempfile.TemporaryFile() as t: t.write(b'1\n2\n3\n'); t.seek(0); print(t.readlines())
for bad in ('/nothing/there', '/', '/etc/passwd/x'):
    try: open(bad, 'w')
    except OSError as e: print(type(e).__name__, e.errno)
shutil.rmtree(base); print(base.exists(), os.access('/etc/passwd', os.R_OK))
