/* SPDX-License-Identifier: MIT */
/*
 * Reading EROFS images. Every offset is checked before it is followed; numbers of the image are
 * never multiplied or added where the result could wrap.
 */
#include "fs/erofs_format.h"

#include "base/assert.h"
#include "base/errno.h"
#include "base/string.h"

#define SUPER_OFFSET 1024
#define SUPER_MAGIC  0xe0f5e1e2u

/*
 * Features that change nothing for what is understood: padding of compressed data, prefixes of
 * attributes.
 */
#define INCOMPAT_HARMLESS 0x41u
#define INCOMPAT_PACKED   0x02u /* extents of several blocks; how they are compressed is said */
#define ALGORITHM_LZ4     0x01u

#define NID_SHIFT 5

struct super {
	uint32_t magic;
	uint32_t checksum;
	uint32_t compat;
	uint8_t block_bits;
	uint8_t slots;
	uint16_t root_nid;
	uint64_t inodes;
	uint64_t build_time;
	uint32_t build_nsec;
	uint32_t blocks;
	uint32_t meta_block;
	uint32_t xattr_block;
	uint8_t uuid[16];
	uint8_t volume[16];
	uint32_t incompat;
	uint16_t algorithms;
	uint16_t extra_devices;
	uint16_t devt_slot;
	uint8_t dir_block_bits;
	uint8_t rest[37];
} packed;
static_assert(sizeof(struct super) == 128, "struct erofs_super_block");

/* Bits of the format of an inode. */
#define INODE_EXTENDED     1u
#define INODE_LAYOUT       0xeu
#define INODE_LAYOUT_SHIFT 1
#define LAYOUT_PLAIN       0u
#define LAYOUT_PACKED      1u /* with full indexes */
#define LAYOUT_INLINE      2u

/* Of a compressed file. */
struct packed_header {
	uint32_t reserved;
	uint16_t advise;
	uint8_t algorithm;
	uint8_t cluster_bits;
	uint64_t padding;
} packed;
static_assert(sizeof(struct packed_header) == 16, "struct z_erofs_map_header and its padding");

#define ADVISE_UNDERSTOOD \
	0x03u /* extents of several blocks; indexes that are short, where they are */
#define PACKED_ENTRY 8u

struct inode_compact {
	uint16_t format;
	uint16_t nr_xattrs;
	uint16_t mode;
	uint16_t nlink;
	uint32_t size;
	uint32_t reserved;
	uint32_t block_or_device;
	uint32_t ino;
	uint16_t uid;
	uint16_t gid;
	uint32_t reserved2;
} packed;
static_assert(sizeof(struct inode_compact) == 32, "struct erofs_inode_compact");

struct inode_extended {
	uint16_t format;
	uint16_t nr_xattrs;
	uint16_t mode;
	uint16_t reserved;
	uint64_t size;
	uint32_t block_or_device;
	uint32_t ino;
	uint32_t uid;
	uint32_t gid;
	uint64_t mtime;
	uint32_t mtime_nsec;
	uint32_t nlink;
	uint8_t reserved2[16];
} packed;
static_assert(sizeof(struct inode_extended) == 64, "struct erofs_inode_extended");

struct dirent {
	uint64_t nid;
	uint16_t name_offset; /* in the block */
	uint8_t kind;
	uint8_t reserved;
} packed;
static_assert(sizeof(struct dirent) == 12, "struct erofs_dirent");

#define MODE_KIND   0170000u
#define MODE_FOLDER 0040000u
#define MODE_FILE   0100000u
#define MODE_LINK   0120000u

static int64_t time_of(uint64_t sec, uint32_t nsec)
{
	int64_t ns;

	if (__builtin_mul_overflow((int64_t)sec, 1000000000, &ns) ||
	    __builtin_add_overflow(ns, (int64_t)(nsec % 1000000000), &ns))
		return 0;
	return ns;
}

/* Does the image have (n) bytes at (at)? */
static bool has_bytes(const struct erofs_image *im, uint64_t at, size_t n)
{
	return at <= im->size && n <= im->size - at;
}

int erofs_hold(const struct erofs_image *im, uint64_t at, size_t *n, const uint8_t **p)
{
	if (at >= im->size)
		return -EIO;
	*n = MIN(*n, im->size - at);
	if (im->source)
		return im->source->get(at, n, p);
	*p = im->base + at;
	return 0;
}

int erofs_copy(const struct erofs_image *im, uint64_t at, void *to, size_t n)
{
	uint8_t *out = to;

	if (!has_bytes(im, at, n))
		return -EIO;
	while (n) {
		const uint8_t *p;
		size_t part = n;
		int err = erofs_hold(im, at, &part, &p);

		if (err)
			return err;
		memcpy(out, p, part);
		erofs_drop(im, at);
		at += part;
		out += part;
		n -= part;
	}
	return 0;
}

int erofs_open_image(struct erofs_image *im, const void *base, size_t size,
		     const struct erofs_source *source)
{
	struct super s;
	int err;

	*im = (struct erofs_image){ .base = base, .size = size, .source = source };
	err = erofs_copy(im, SUPER_OFFSET, &s, sizeof s);
	if (err)
		return err;
	if (s.magic != SUPER_MAGIC || s.block_bits < 9 || s.block_bits > 16)
		return -EIO;
	if (s.incompat & INCOMPAT_PACKED && s.algorithms != ALGORITHM_LZ4)
		return -EIO;
	if ((s.incompat & ~(INCOMPAT_HARMLESS | INCOMPAT_PACKED)) || s.dir_block_bits ||
	    s.extra_devices)
		return -EIO;
	/* What comes by pages has a block in each, so that a block is never in two pieces. */
	if (source && s.block_bits != PAGE_SHIFT)
		return -EIO;
	im->block_bits = s.block_bits;
	im->meta = (uint64_t)s.meta_block << s.block_bits;
	im->root_nid = s.root_nid;
	im->inodes = s.inodes;
	im->build_time = time_of(s.build_time, s.build_nsec);
	return 0;
}

/* Linux's encoding of device numbers in 32 bits, as our major << 8 | minor. */
static uint64_t device_of(uint32_t dev)
{
	uint32_t major = dev >> 8 & 0xfff;
	uint32_t minor = (dev & 0xff) | (dev >> 12 & 0xfff00);

	return (uint64_t)major << 8 | (minor & 0xff);
}

/* A compressed file has its index behind the inode, an entry for each of (blocks). */
static int place_index(const struct erofs_image *im, struct erofs_info *i, uint64_t behind,
		       uint64_t blocks)
{
	struct packed_header h;
	uint64_t at = ROUND_UP(behind, 8);
	int err = erofs_copy(im, at, &h, sizeof h);

	if (err)
		return err;
	if ((i->mode & MODE_KIND) != MODE_FILE)
		return -EIO;
	at += sizeof h;
	if (h.advise & ~ADVISE_UNDERSTOOD || h.algorithm || h.cluster_bits ||
	    blocks > im->size / PACKED_ENTRY || !has_bytes(im, at, (size_t)blocks * PACKED_ENTRY))
		return -EIO;
	i->index = at;
	return 0;
}

/* Where the data of (i) is. (behind): the first byte after the inode and its attributes. */
static int place_data(const struct erofs_image *im, struct erofs_info *i, unsigned layout,
		      uint32_t block, uint64_t behind)
{
	uint64_t block_size = 1ull << im->block_bits;
	uint64_t blocks = (i->size + block_size - 1) >> im->block_bits;

	i->start = (uint64_t)block << im->block_bits;
	i->whole = i->size;
	i->tail = 0;
	if (layout == LAYOUT_PACKED)
		return place_index(im, i, behind, blocks);
	if (layout == LAYOUT_PLAIN)
		return 0;
	if (layout != LAYOUT_INLINE)
		return -EIO;
	if (!blocks)
		return 0;
	i->whole = (blocks - 1) << im->block_bits;
	i->tail = behind;
	/* The tail is in the inode's block. */
	if ((behind & (block_size - 1)) + (i->size - i->whole) > block_size)
		return -EIO;
	return has_bytes(im, behind, i->size - i->whole) ? 0 : -EIO;
}

/* Take what both kinds of inode have. (e): the inode in its long form. */
static int take_inode(const struct erofs_image *im, struct erofs_info *i,
		      const struct inode_extended *e, uint64_t behind)
{
	uint32_t kind = e->mode & MODE_KIND;

	if (e->size > INT64_MAX)
		return -EIO;
	if (e->nr_xattrs)
		behind += 12 + (e->nr_xattrs - 1u) * 4u;
	i->size = e->size;
	i->mode = e->mode;
	i->nlink = e->nlink;
	i->uid = e->uid;
	i->gid = e->gid;
	i->ino = e->ino;
	i->time = time_of(e->mtime, e->mtime_nsec);
	if (kind != MODE_FILE && kind != MODE_FOLDER && kind != MODE_LINK) {
		i->rdev = device_of(e->block_or_device);
		i->size = 0;
		return 0;
	}
	return place_data(im, i, (e->format & INODE_LAYOUT) >> INODE_LAYOUT_SHIFT,
			  e->block_or_device, behind);
}

int erofs_read_inode(const struct erofs_image *im, uint64_t nid, struct erofs_info *i)
{
	struct inode_compact c;
	struct inode_extended e;
	uint64_t at;
	int err;

	if (nid > im->size >> NID_SHIFT || im->meta > im->size)
		return -EIO;
	at = im->meta + (nid << NID_SHIFT);
	err = erofs_copy(im, at, &c, sizeof c);
	if (err)
		return err;
	*i = (struct erofs_info){ .nid = nid };
	if (c.format & INODE_EXTENDED) {
		err = erofs_copy(im, at, &e, sizeof e);
		if (err)
			return err;
		return take_inode(im, i, &e, at + sizeof e);
	}
	e = (struct inode_extended){
		.format = c.format,
		.nr_xattrs = c.nr_xattrs,
		.mode = c.mode,
		.size = c.size,
		.block_or_device = c.block_or_device,
		.ino = c.ino,
		.uid = c.uid,
		.gid = c.gid,
		.nlink = c.nlink,
	};
	err = take_inode(im, i, &e, at + sizeof c);
	i->time = im->build_time;
	return err;
}

int erofs_find_data(const struct erofs_image *im, const struct erofs_info *i, uint64_t offset,
		    uint64_t *at, size_t *n)
{
	uint64_t begin = 0, end = i->whole, start = i->start;

	if (offset >= i->size || i->index)
		return -EIO;
	if (offset >= i->whole) {
		begin = i->whole;
		end = i->size;
		start = i->tail;
	}
	if (start > im->size || offset - begin >= im->size - start)
		return -EIO;
	start += offset - begin;
	*at = start;
	*n = MIN(end - offset, im->size - start);
	return 0;
}

/* A block of a folder: dirents, then names. It is held. */
struct dir_block {
	const uint8_t *p;
	uint64_t at;
	size_t size; /* bytes that are used */
	unsigned nr; /* entries, at least 1 */
};

/* It is packed, and so may stand anywhere. */
static const struct dirent *dirent_at(const struct dir_block *b, unsigned n)
{
	return (const struct dirent *)(const void *)b->p + n;
}

static int open_dir_block(const struct erofs_image *im, const struct erofs_info *dir,
			  uint64_t block, struct dir_block *b)
{
	uint64_t offset = block << im->block_bits;
	size_t want = (size_t)MIN(dir->size - offset, 1ull << im->block_bits);
	struct dirent first;
	int err;

	err = erofs_find_data(im, dir, offset, &b->at, &b->size);
	if (err)
		return err;
	if (b->size < want || want < sizeof first)
		return -EIO;
	b->size = want;
	err = erofs_hold(im, b->at, &b->size, &b->p);
	if (err)
		return err;
	memcpy(&first, b->p, sizeof first);
	if (b->size < want || first.name_offset < sizeof first || first.name_offset > b->size ||
	    first.name_offset % sizeof first) {
		erofs_drop(im, b->at);
		return -EIO;
	}
	b->nr = first.name_offset / (unsigned)sizeof first;
	return 0;
}

static uint32_t kind_of(uint8_t kind)
{
	static const uint8_t kinds[] = { 0, 010, 004, 002, 006, 001, 014, 012 };

	return kind < sizeof kinds ? (uint32_t)kinds[kind] << 12 : 0;
}

/* An entry whose name is in the block. */
struct block_entry {
	const char *name;
	unsigned len;
	uint64_t nid;
	uint8_t kind;
};

/*
 * Entry (n) of a block: its name ends where the next begins, the last one's with the block or a
 * NUL. It may hold anything else: to be compared with one that does not, that is good enough.
 */
static int read_block_entry(const struct dir_block *b, unsigned n, struct block_entry *e)
{
	const struct dirent *d = dirent_at(b, n);
	bool last = n + 1 == b->nr;
	size_t begin = d->name_offset, end = last ? b->size : d[1].name_offset;

	if (end > b->size || begin >= end || begin < b->nr * sizeof *d)
		return -EIO;
	e->name = (const char *)b->p + begin;
	e->len = (unsigned)(end - begin);
	if (last)
		e->len = (unsigned)strnlen(e->name, e->len);
	e->nid = d->nid;
	e->kind = d->kind;
	return e->len && e->len <= EROFS_NAME_MAX ? 0 : -EIO;
}

static int compare_names(const char *a, unsigned a_len, const char *b, unsigned b_len)
{
	int r = memcmp(a, b, MIN(a_len, b_len));

	return r ? r : (int)a_len - (int)b_len;
}

static uint64_t nr_blocks(const struct erofs_image *im, const struct erofs_info *dir)
{
	return (dir->size + (1ull << im->block_bits) - 1) >> im->block_bits;
}

/* Which block would have the name: the last one whose first name is not behind it. */
static int find_block(const struct erofs_image *im, const struct erofs_info *dir, const char *name,
		      unsigned len, struct dir_block *b)
{
	uint64_t low = 0, high = nr_blocks(im, dir);
	int err;

	if (!high)
		return -ENOENT;
	while (high - low > 1) {
		uint64_t middle = low + (high - low) / 2;
		struct block_entry e;
		bool before = false;

		err = open_dir_block(im, dir, middle, b);
		if (err)
			return err;
		err = read_block_entry(b, 0, &e);
		if (!err)
			before = compare_names(name, len, e.name, e.len) < 0;
		erofs_drop(im, b->at);
		if (err)
			return err;
		if (before)
			high = middle;
		else
			low = middle;
	}
	return open_dir_block(im, dir, low, b);
}

static int find_in_block(const struct dir_block *b, const char *name, unsigned len, uint64_t *nid)
{
	unsigned low = 0, high = b->nr;
	struct block_entry e;

	while (low < high) {
		unsigned middle = low + (high - low) / 2;
		int order, err = read_block_entry(b, middle, &e);

		if (err)
			return err;
		order = compare_names(name, len, e.name, e.len);
		if (!order) {
			*nid = e.nid;
			return 0;
		}
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return -ENOENT;
}

int erofs_find_name(const struct erofs_image *im, const struct erofs_info *dir, const char *name,
		    unsigned len, uint64_t *nid)
{
	struct dir_block b;
	int err = find_block(im, dir, name, len, &b);

	if (err)
		return err;
	err = find_in_block(&b, name, len, nid);
	erofs_drop(im, b.at);
	return err;
}

/* Has one of the eight bytes of (w) no bit? */
static bool has_zero(uint64_t w)
{
	return (w - 0x0101010101010101) & ~w & 0x8080808080808080;
}

/* Can (name) be one: no NUL in it, and no slash? What is behind it is written to. */
static bool is_name(char *name, unsigned len)
{
	uint64_t w;

	memset(name + len, 'x', sizeof w);
	for (unsigned i = 0; i < len; i += sizeof w) {
		__builtin_memcpy(&w, name + i, sizeof w);
		if (has_zero(w) || has_zero(w ^ '/' * 0x0101010101010101))
			return false;
	}
	return true;
}

/* Entry (n) of a block, with a name of its own. */
static int copy_entry(const struct dir_block *b, unsigned n, struct erofs_entry *e)
{
	struct block_entry in;
	int err = read_block_entry(b, n, &in);

	if (err)
		return err;
	memcpy(e->name, in.name, in.len);
	if (!is_name(e->name, in.len))
		return -EIO;
	e->len = in.len;
	e->nid = in.nid;
	e->mode = kind_of(in.kind);
	return 0;
}

int erofs_read_entry(const struct erofs_image *im, const struct erofs_info *dir, uint64_t pos,
		     struct erofs_entry *e)
{
	uint64_t block = pos >> 16;
	unsigned n = pos & 0xffff;
	struct dir_block b;
	int err;

	for (; block < nr_blocks(im, dir); block++, n = 0) {
		err = open_dir_block(im, dir, block, &b);
		if (err)
			return err;
		if (n < b.nr)
			err = copy_entry(&b, n, e);
		erofs_drop(im, b.at);
		if (n < b.nr) {
			e->next = block << 16 | (n + 1);
			return err;
		}
	}
	return -ENOENT;
}
