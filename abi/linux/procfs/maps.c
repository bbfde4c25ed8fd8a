/* SPDX-License-Identifier: MIT */
/*
 * /proc/PID/maps and smaps: the mappings of the application, and the image itself.
 */
#include "abi/linux/binary/binary.h"
#include "abi/linux/procfs/procfs.h"
#include "base/errno.h"
#include "base/string.h"
#include "kern/core/image.h"
#include "kern/mem/space.h"
#include "kern/sched/thread.h"

LINK_WITH(space_counts);

extern const char pith_image_start[], pith_image_end[];

/* The place of (i), which is mapped: where its file system is mounted; referenced. */
static bool maps_find_place(struct inode *i, struct place *p)
{
	struct mount *m = NULL;

	while ((m = mount_next(m)) != NULL) {
		if (m->fs == i->fs && m->root == i->fs->root) {
			*p = (struct place){ m, inode_get(i) };
			return true;
		}
	}
	return false;
}

#define NAME_COLUMN 73

/* Three addresses of 16 digits, an inode of 20, what is between, and blanks up to the name. */
#define LINE_MAX (128 + NAME_COLUMN)

/* All pairs of hexadecimal digits. */
#define PAIRS(h)                                                                              \
	h "0" h "1" h "2" h "3" h "4" h "5" h "6" h "7" h "8" h "9" h "a" h "b" h "c" h "d" h \
	  "e" h "f"
static const char pairs[] = PAIRS("0") PAIRS("1") PAIRS("2") PAIRS("3") PAIRS("4") PAIRS("5")
	PAIRS("6") PAIRS("7") PAIRS("8") PAIRS("9") PAIRS("a") PAIRS("b") PAIRS("c") PAIRS("d")
		PAIRS("e") PAIRS("f");

/* Write (value) with at least (least) hexadecimal digits; returns where that ends. */
static char *put_hex(char *at, uint64_t value, unsigned least)
{
	unsigned digits = value ? (67 - (unsigned)__builtin_clzll(value)) / 4 : 1;
	char *end = at + MAX(digits, least), *to = end;

	for (; to - at >= 2; value >>= 8) {
		to -= 2;
		__builtin_memcpy(to, &pairs[2 * (value & 255)], 2);
	}
	if (to > at)
		*at = pairs[2 * value + 1];
	return end;
}

static char *put_decimal(char *at, uint64_t value)
{
	char digits[20], *end = digits + sizeof digits, *begin = end;

	do
		*--begin = (char)('0' + value % 10);
	while (value /= 10);
	while (begin < end)
		*at++ = *begin++;
	return at;
}

/*
 * Write a line, or its beginning: the name comes behind it, if it is (named). There are programs
 * that read hundreds of lines when they start, so it is not made by text_addf().
 */
static void maps_put(struct text *t, const struct mapping_info *info, const struct inode *i,
		     bool named)
{
	char line[LINE_MAX], *at = put_hex(line, info->start, 8);

	*at++ = '-';
	at = put_hex(at, info->end, 8);
	*at++ = ' ';
	*at++ = info->prot & MMU_READ ? 'r' : '-';
	*at++ = info->prot & MMU_WRITE ? 'w' : '-';
	*at++ = info->prot & MMU_EXEC ? 'x' : '-';
	*at++ = info->shared ? 's' : 'p';
	*at++ = ' ';
	at = put_hex(at, i ? info->index << PAGE_SHIFT : 0, 8);
	memcpy(at, " 00:", 4);
	at = put_hex(at + 4, i ? i->fs->dev : 0, 2);
	*at++ = ' ';
	at = put_decimal(at, i ? i->ino : 0);
	if (named) {
		memset(at, ' ', NAME_COLUMN);
		at = MAX(at + 1, line + NAME_COLUMN);
	} else {
		*at++ = '\n';
	}
	text_add(t, line, (size_t)(at - line));
}

/* Drop the blanks behind a line without a name, and end it. */
static void maps_end(struct text *t)
{
	while (t->len && t->s[t->len - 1] == ' ')
		t->len--;
	text_add(t, "\n", 1);
}

/* The last name of a file in a text: neighbours are often of the same one. */
struct maps_name {
	const struct inode *inode; /* NULL: none yet */
	size_t at, len;
};

/* Write the name of (i), if it has one here. */
static int maps_put_name(struct text *t, struct inode *i, struct maps_name *last)
{
	struct place p;
	char *to;
	int err;

	if (i == last->inode) {
		to = text_reserve(t, last->len);
		if (to) {
			memcpy(to, t->s + last->at, last->len);
			t->len += last->len;
		}
		return 0;
	}
	if (!maps_find_place(i, &p))
		return 0;
	*last = (struct maps_name){ NULL, t->len, 0 };
	err = proc_put_path(t, p);
	place_put(p);
	if (!err && !t->lost) {
		last->inode = i;
		last->len = t->len - last->at;
	}
	return err == -ENOENT ? 0 : err;
}

/* What memory of no file is called, or NULL. */
static const char *maps_own_name(const struct mapping_info *info)
{
	if (info->stack)
		return "[stack]";
	if (info->heap)
		return "[heap]";
	return LINKED(binary_runs) && info->start == binary_runs()->vdso ? "[vdso]" : NULL;
}

static int maps_put_mapping(struct text *t, const struct mapping_info *info, struct maps_name *last)
{
	const struct mem_object_ops *ops = info->object ? info->object->ops : NULL;
	struct inode *i = ops && ops->inode ? ops->inode(info->object) : NULL;
	const char *name = i ? NULL : maps_own_name(info);
	int err = 0;

	maps_put(t, info, i, i || name);
	if (i)
		err = maps_put_name(t, i, last);
	else if (name)
		text_add(t, name, strlen(name));
	if (i || name)
		maps_end(t);
	return err;
}

/*
 * Mappings that the space does not have: the image, and a stack that the host gave. What the host
 * used of that before us belongs to it: by its end and RLIMIT_STACK programs find its last page.
 */
static uintptr_t maps_extra_start(bool stack)
{
	return ROUND_DOWN(stack ? thread_first.stack_low : (uintptr_t)pith_image_start, PAGE_SIZE);
}

static struct mapping_info maps_extra(bool stack)
{
	struct mapping_info info = {
		.start = maps_extra_start(stack),
		.end = ROUND_UP((uintptr_t)pith_image_end, PAGE_SIZE),
		.prot = MMU_READ | MMU_EXEC,
	};

	if (stack) {
		info.end = info.start + STACK_SIZE;
		info.prot = MMU_READ | MMU_WRITE;
		info.stack = true;
	}
	return info;
}

/* The image is there as a whole; of the rest the platform knows. */
static struct mmu_count maps_count(const struct mapping_info *info)
{
	if (info->start == maps_extra_start(false))
		return (struct mmu_count){ .present = (info->end - info->start) >> PAGE_SHIFT };
	return space_count(space_current(), info, info->start, info->end);
}

/* Nobody has a page besides us, so none of them is shared. */
static void maps_put_counts(struct text *t, const struct mmu_count *c, bool shared)
{
	size_t kib = PAGE_SIZE / KIB;

	text_addf(t,
		  "Rss:            %8lu kB\nPss:            %8lu kB\nShared_Clean:   %8u kB\n"
		  "Shared_Dirty:   %8u kB\nPrivate_Clean:  %8lu kB\nPrivate_Dirty:  %8lu kB\n",
		  c->present * kib, c->present * kib, 0, 0, (c->present - c->dirty) * kib,
		  c->dirty * kib);
	text_addf(t,
		  "Referenced:     %8lu kB\nAnonymous:      %8lu kB\nLazyFree:       %8u kB\n"
		  "AnonHugePages:  %8lu kB\nSwap:           %8u kB\nLocked:         %8u kB\n",
		  c->present * kib, shared ? 0 : c->own * kib, 0, shared ? 0 : c->large * kib, 0,
		  0);
}

/* What smaps says below each line. */
static void maps_put_sizes(struct text *t, const struct mapping_info *info)
{
	struct mmu_count c = maps_count(info);

	text_addf(t, "Size:           %8lu kB\nKernelPageSize: %8u kB\nMMUPageSize:    %8u kB\n",
		  (info->end - info->start) / KIB, 4, 4);
	maps_put_counts(t, &c, info->shared);
}

/* The mapping that holds (va), or the next one above, of the space or not; false: no more. */
static bool maps_next(uintptr_t va, struct mapping_info *info)
{
	bool is = space_next(space_current(), va, info);

	for (unsigned stack = 0; stack < 2; stack++) {
		uintptr_t start = maps_extra_start(stack);

		/* Most are on one side of it: it was told, or is no next one yet. */
		if (start < va || (is && info->start <= start))
			continue;
		if (is && info->object)
			info->object->ops->put(info->object);
		*info = maps_extra(stack);
		is = true;
	}
	return is;
}

static int maps_tell(struct text *t, bool sizes)
{
	struct mem_object *object = NULL; /* the last one: so its inode is no other's */
	struct maps_name last = { 0 };
	struct mapping_info info;
	int err = 0;

	for (uintptr_t va = 0; !err && maps_next(va, &info); va = info.end) {
		err = maps_put_mapping(t, &info, &last);
		if (sizes)
			maps_put_sizes(t, &info);
		if (!info.object)
			continue;
		if (object)
			object->ops->put(object);
		object = info.object;
	}
	if (object)
		object->ops->put(object);
	return err;
}

int proc_maps(struct text *t, const struct made_at *at)
{
	(void)at;
	return maps_tell(t, false);
}

int proc_smaps(struct text *t, const struct made_at *at)
{
	(void)at;
	return maps_tell(t, true);
}

int proc_smaps_rollup(struct text *t, const struct made_at *at)
{
	struct mmu_count sum = { 0 };
	struct mapping_info info;
	struct mapping_info all = { 0 };

	(void)at;
	for (uintptr_t va = 0; maps_next(va, &info); va = all.end = info.end) {
		struct mmu_count c = maps_count(&info);

		if (info.object)
			info.object->ops->put(info.object);
		all.start = va ? all.start : info.start;
		sum.present += c.present;
		sum.dirty += c.dirty;
		sum.own += info.shared ? 0 : c.own;
		sum.large += info.shared ? 0 : c.large;
	}
	maps_put(t, &all, NULL, true);
	text_addf(t, "[rollup]\n");
	maps_put_counts(t, &sum, false);
	return 0;
}
