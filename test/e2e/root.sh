# SPDX-License-Identifier: MIT
# A root file system in a file of its own: IMAGE.root, a disk to a machine, mapped by a process.

cat >stamp.c <<'EOC'
/* Write N pages, each full of its number: stamp N FILE. */
#include <stdio.h>
#include <stdlib.h>
int main(int argc, char **argv)
{
	static unsigned page[1024];
	FILE *f = fopen(argv[2], "w");
	for (unsigned i = 0, n = atoi(argv[1]); i < n; i++) {
		for (unsigned k = 0; k < 1024; k++)
			page[k] = i * 1024 + k;
		fwrite(page, sizeof page, 1, f);
	}
	return argc != 3 || fclose(f);
}
EOC
cat >look.c <<'EOC'
/*
 * Look at every STEPth page of such a FILE, by three threads: read, mapped, and mapped to be written:
 * look FILE STEP. Says how many were right, or why one could not be read.
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
static int fd, step, failed;
static size_t pages;
static long right(const unsigned *p, size_t i) { return p[0] == i * 1024 && p[1023] == i * 1024 + 1023; }
static void *by_read(void *arg)
{
	static unsigned page[1024];
	long n = 0;
	for (size_t i = 0; i < pages; i += step) {
		if (pread(fd, page, 4096, i * 4096) != 4096) { failed = errno; break; }
		n += right(page, i);
	}
	return (void *)n;
}
static void *by_map(void *arg)
{
	unsigned *at = mmap(0, pages * 4096, PROT_READ, MAP_SHARED, fd, 0);
	long n = 0;
	for (size_t i = pages; i-- > 0;)
		if (i % step == 0)
			n += right(at + i * 1024, i);
	return (void *)n;
}
static void *by_write(void *arg)
{
	unsigned *at = mmap(0, pages * 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
	long n = 0, kept = 0;
	for (size_t i = 0; i < pages; i += step) {
		n += right(at + i * 1024, i);
		if (i % (step * 16) == 0)
			at[i * 1024 + 5] = 7;
	}
	for (size_t i = 0; i < pages; i += step * 16)
		kept += at[i * 1024 + 5] == 7 && right(at + i * 1024, i);
	return (void *)(n + kept);
}
int main(int argc, char **argv)
{
	void *(*const ways[])(void *) = { by_read, by_map, by_write };
	struct stat st;
	long sum = 0;
	fd = open(argv[1], O_RDONLY);
	if (fd < 0 || fstat(fd, &st))
		return perror(argv[1]), 1;
	pages = st.st_size / 4096;
	step = atoi(argv[2]);
	if (argc > 3) {
		by_read(NULL);
		return printf("%s\n", failed ? strerror(failed) : "all was read"), 0;
	}
	pthread_t t[3];
	for (int i = 0; i < 3; i++)
		pthread_create(&t[i], NULL, ways[i], NULL);
	for (int i = 0; i < 3; i++) {
		void *n;
		pthread_join(t[i], &n);
		sum += (long)n;
	}
	printf("%ld right of %zu\n", sum, pages);
	return failed;
}
EOC
gcc -O2 -o stamp stamp.c && gcc -O2 -pthread -static -o look look.c || echo "not ok - programs"
mkdir -p top/data top/bin && cp look top/bin/ && ln -s look top/bin/link && echo text >top/data/text
./stamp 76800 top/data/large || echo "not ok - 300 MB"

pith build --no-debug --root file -o large.image --binary /bin/link top
is "300 MB stand beside the image" $? 0
ok "which is small" [ "$(stat -c %s large.image)" -lt 1000000 ]
want=$(./look top/data/large 17)
for on in "process" "qemu -m 64M" "qemu -m 64M -c 2" "qemu -m 64M --machine q35"; do
	# shellcheck disable=SC2086 # words
	pith run --on $on large.image /data/large 17
	is "$on: all of it is read in little memory" "$?:$(cat out)" "0:$want"
done
# shellcheck disable=SC2012
./large.image /data/large 17 >out 2>err
is "the image by itself finds it" "$?:$(cat out)" "0:$want"
PITH_CONFIG="root=$WORK/large.image.root" ./large.image /data/text 1 x >out 2>err
is "or what the key root names" "$?" 0
PITH_CONFIG="root=/no/such" ./large.image /data/text 1 >out 2>err
is "which is to be there" "$?:$(cat err)" "125:error: root file system: the host does not open '/no/such'"
pith inspect large.image
ok "pith inspect tells of it" grep -q "its files are in large.image.root: 3[0-9,]* bytes" out
rm -f large.image.root top/data/large

# What a disk can be instead. Page 0 has the superblock; the files come last, digests behind them.
./stamp 400 top/data/large
pith build --no-debug --root file -o other.image --binary /bin/link top
./stamp 401 top/data/large
pith build --no-debug --root file -o image --binary /bin/link top
cp image.root right
refused()
{
	local what=$1 tool=$2 own=$3 on
	for on in process qemu; do
		pith run --on $on image /data/large 1
		is "$what, on $on" "$?:$(tail -n 1 err)" "125:$tool"
	done
	./image /data/large 1 >out 2>err
	is "$what, without the tool" "$?:$(tail -n 1 err)" "125:$own"
}
rm image.root
refused "no file" "error: open 'image.root', which has the files of 'image': No such file or directory" \
	"error: root file system: the host does not open '$WORK/image.root'"
size=$(stat -c %s right)
head -c 1000000 right >image.root
refused "one that is cut" "error: 'image.root' has 1000000 bytes, not the $size that 'image' was built with" \
	"error: root file system: the disk is smaller than the IMAGE.root that was built with the image"
another="root file system: the disk is not the IMAGE.root that was built with the image"
cp right image.root && printf x | dd of=image.root bs=1 seek=1100 conv=notrunc 2>dd
refused "another superblock" "error: $another" "error: $another"
head -c "$size" <(cat other.image.root right) >image.root
refused "the file of another image" "error: $another" "error: $another"
cp right image.root && printf xyz | dd of=image.root bs=1 seek=$((size - 8192 * 20)) conv=notrunc 2>dd
for on in process qemu; do
	pith run --on $on image /data/large 1 x
	is "a page that is not right, on $on: an error when it is read" "$?:$(cat out)" "0:Input/output error"
	ok "and a line" grep -q "root: page [0-9]* is not what it was when the image was built" err
	pith run --on $on image /data/large 1
	is "a signal where it is mapped" $? 135
	pith run --on $on image /data/text 1
	is "and the rest is there" $? 0
done
cp right image.root
QEMU="qemu-system-x86_64 -M microvm -m 64M -nodefaults -no-user-config -no-reboot -display none -serial stdio"
disk() { echo "-drive file=$1,format=raw,if=none,id=$2,readonly=on -device virtio-blk-device,drive=$2"; }
# shellcheck disable=SC2086,SC2046 # words
timeout 120 $QEMU -kernel image $(disk other.image.root a) $(disk right b) -append "-- /data/large 1 x" >out 2>err </dev/null
ok "the right one of two disks is found" grep -q "all was read" out
# shellcheck disable=SC2086
timeout 120 $QEMU -kernel image >out 2>err </dev/null
ok "a machine without a disk says so" grep -q "error: root file system: there is no disk with it" out

# Owners, modes and times are kept where that is asked for.
cat >tell.c <<'EOC'
#include <stdio.h>
#include <sys/stat.h>
int main(int argc, char **argv)
{
	struct stat s;
	for (int i = 1; i < argc; i++)
		stat(argv[i], &s) ? perror(argv[i]) :
			(void)printf("%s %o %d:%d %ld\n", argv[i], s.st_mode & 07777, s.st_uid, s.st_gid, (long)s.st_mtime);
	return 0;
}
EOC
gcc -O2 -static -o tell tell.c && mkdir -p kept/bin kept/home && cp tell kept/bin/ && echo mine >kept/home/file
if chown 12:34 kept/home kept/home/file 2>/dev/null; then
	chmod 4671 kept/home/file && touch -d @1000000000 kept/home/file && tar -cf kept.tar -C kept .
	for source in kept kept.tar; do
		pith build --no-debug --owner keep --binary /bin/tell -o kept.image $source
		pith run kept.image /home/file /home
		is "owner: keep, from $source" "$(cat out)" "/home/file 4671 12:34 1000000000
/home $(stat -c %a kept/home) 12:34 0"
		pith build --no-debug --binary /bin/tell -o kept.image $source && pith run kept.image /home/file
		is "and without it" "$(cut -d ' ' -f 3 out)" "0:0"
	done
else
	skip "owner: keep" "this user cannot give files away"
fi
ok "owner: somebody" says 125 "error: owner: 'me' is not root or keep" build --owner me look

# Compressed, in pith.yaml, and what is refused.
mkdir project && printf 'rootfs: ../top\nbinary: /bin/link\nerofs: lz4\nroot: file\n' >project/pith.yaml
pith build --no-debug -o packed.image project
is "compressed files stand beside it, too" $? 0
for on in process qemu; do
	pith run --on $on packed.image /data/large 1
	is "and are read on $on" "$?:$(cat out)" "0:$(./look top/data/large 1)"
done
pith run --on qemu project /data/text 1
is "a source runs with its disk" $? 0
ok "root: in neither place" says 125 "error: root: 'disk' is not image or file" build --root disk look
ok "an image of nothing but a device has none beside it" says 125 "error: write '/dev/null.root': *" \
	build --no-debug --root file -o /dev/null look
