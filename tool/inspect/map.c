/* SPDX-License-Identifier: MIT */
/*
 * Squarified treemaps (Bruls, Huizing, van Wijk 2000): the children of a node fill its rectangle
 * row by row along the shorter side, and a row takes children as long as that makes its tiles
 * more square.
 *
 * A block of the first level has a coloured frame with its name; its files are panels in it, with
 * their functions and objects as tiles. Text is measured with an average glyph width, and left
 * out where it would not fit: the tooltip has it.
 */
#include "tool/inspect/map.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/compiler.h"

#define WIDTH      1440.0
#define HEIGHT     960.0
#define MARGIN     28.0
#define TITLE      64.0
#define LEGEND     98.0
#define GLYPH      0.565 /* average width of a glyph in units of the font's size */
#define BOLD_GLYPH 0.65

struct rect {
	double x, y, w, h;
};

static int bigger_first(const void *a, const void *b)
{
	const struct map_node *m = a, *n = b;

	if (m->bytes != n->bytes)
		return m->bytes < n->bytes ? 1 : -1;
	return strcmp(m->name, n->name);
}

static void sort_tree(struct map_node *n)
{
	if (n->nr_children)
		qsort(n->child, n->nr_children, sizeof *n->child, bigger_first);
	for (size_t i = 0; i < n->nr_children; i++)
		sort_tree(&n->child[i]);
}

static void write_escaped(FILE *f, const char *text, size_t n)
{
	for (size_t i = 0; i < n && text[i]; i++) {
		switch (text[i]) {
		case '<':
			fputs("&lt;", f);
			break;
		case '>':
			fputs("&gt;", f);
			break;
		case '&':
			fputs("&amp;", f);
			break;
		case '"':
			fputs("&quot;", f);
			break;
		default:
			fputc((unsigned char)text[i] < ' ' ? ' ' : text[i], f);
		}
	}
}

const char *map_number(uint64_t n, char buf[32])
{
	char *at = buf + 31;

	*at = '\0';
	for (int digits = 0; n || !digits; digits++, n /= 10) {
		if (digits && digits % 3 == 0)
			*--at = ',';
		*--at = (char)('0' + n % 10);
	}
	return at;
}

/* Mix (colour) with white or black; (part) of 256 is the colour's own. */
static uint32_t mix(uint32_t colour, uint32_t with, uint32_t part)
{
	uint32_t out = 0;

	for (unsigned shift = 0; shift < 24; shift += 8) {
		uint32_t a = colour >> shift & 255, b = with >> shift & 255;

		out |= (a * part + b * (256 - part)) / 256 << shift;
	}
	return out;
}

/*
 * One line of text in (r), if its font can be at least (min) high; cut with an ellipsis if need
 * be.
 */
static bool write_label(FILE *f, struct rect r, const char *text, double size, uint32_t colour)
{
	size_t n = strlen(text), fits = (size_t)MAX((r.w - 8) / (size * GLYPH), 0);

	if (r.h < size + 3 || fits < MIN(n, 4))
		return false;
	fprintf(f, "<text x=\"%.1f\" y=\"%.1f\" font-size=\"%.1f\" fill=\"#%06x\">", r.x + 4,
		r.y + size + 1, size, (unsigned)colour);
	write_escaped(f, text, n <= fits ? n : fits - 1);
	fputs(n <= fits ? "</text>\n" : "\u2026</text>\n", f);
	return true;
}

static void write_rect(FILE *f, struct rect r, double radius, uint32_t fill)
{
	fprintf(f,
		"<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" rx=\"%.1f\""
		" fill=\"#%06x\"/>\n",
		r.x, r.y, MAX(r.w, 0.1), MAX(r.h, 0.1), radius, (unsigned)fill);
}

static void write_tooltip(FILE *f, const struct map_node *n)
{
	char buf[32];

	fputs("<title>", f);
	write_escaped(f, n->name, strlen(n->name));
	fprintf(f, ": %s bytes</title>\n", map_number(n->bytes, buf));
}

/* A function or an object: a light tile, a shade lighter the smaller it is. */
static void draw_tile(FILE *f, const struct map_node *n, struct rect r, uint32_t colour)
{
	struct rect tile = { r.x + 0.5, r.y + 0.5, r.w - 1, r.h - 1 };
	double size = r.w > 90 && r.h > 34 ? 11.5 : 9.5;
	struct rect below = { r.x, r.y + size + 2, r.w, r.h - size - 2 };
	char buf[32];

	fputs("<g>", f);
	write_tooltip(f, n);
	write_rect(f, tile, 1.5,
		   mix(colour, 0xffffff,
		       r.w * r.h > 5000   ? 120
		       : r.w * r.h > 1200 ? 96
					  : 78));
	if (write_label(f, tile, n->name, size, mix(colour, 0x101418, 60)))
		write_label(f, below, map_number(n->bytes, buf), size - 1.5,
			    mix(colour, 0x101418, 130));
	fputs("</g>\n", f);
}

typedef void draw_fn(FILE *f, struct map_node *n, struct rect r, uint32_t colour);

static double worst_ratio(double smallest, double biggest, double sum, double side)
{
	double s2 = sum * sum, w2 = side * side;

	return MAX(w2 * biggest / s2, s2 / (w2 * smallest));
}

/* How many of the (n) nodes at (c) go into the next row along (side); their area in (*sum). */
static size_t row_length(const struct map_node *c, size_t n, double scale, double side, double *sum)
{
	double biggest = (double)c[0].bytes * scale, best = 1e300;
	size_t i;

	*sum = 0;
	for (i = 0; i < n; i++) {
		double area = (double)MAX(c[i].bytes, 1) * scale;
		double ratio = worst_ratio(area, biggest, *sum + area, side);

		if (ratio > best)
			break;
		best = ratio;
		*sum += area;
	}
	return i;
}

/* Lay the children of (n) out in (r) and draw each. */
static void draw_children(FILE *f, struct map_node *n, struct rect r, uint32_t colour,
			  draw_fn *draw)
{
	uint64_t total = 0;
	double scale;

	for (size_t i = 0; i < n->nr_children; i++)
		total += MAX(n->child[i].bytes, 1);
	if (!total || r.w < 1 || r.h < 1)
		return;
	scale = r.w * r.h / (double)MAX(total, n->bytes);
	for (size_t i = 0; i < n->nr_children;) {
		bool wide = r.w >= r.h;
		double side = wide ? r.h : r.w, sum, depth, at = 0;
		size_t len = row_length(n->child + i, n->nr_children - i, scale, side, &sum);

		depth = sum / side;
		for (size_t end = i + len; i < end; i++) {
			double part = (double)MAX(n->child[i].bytes, 1) * scale / depth;
			struct rect tile = { r.x + (wide ? 0 : at), r.y + (wide ? at : 0),
					     wide ? depth : part, wide ? part : depth };

			draw(f, &n->child[i], tile, colour);
			at += part;
		}
		r.x += wide ? depth : 0;
		r.y += wide ? 0 : depth;
		r.w -= wide ? depth : 0;
		r.h -= wide ? 0 : depth;
	}
}

static void draw_leaf(FILE *f, struct map_node *n, struct rect r, uint32_t colour)
{
	draw_tile(f, n, r, colour);
}

/*
 * A file: a panel with its name, and its functions in it; a plain tile when it is small or is one
 * function.
 */
static void draw_file(FILE *f, struct map_node *n, struct rect r, uint32_t colour)
{
	struct rect panel = { r.x + 1, r.y + 1, r.w - 2, r.h - 2 };
	struct rect inner = { r.x + 3, r.y + 16, r.w - 6, r.h - 19 };

	if (n->nr_children < 2 || r.w < 44 || r.h < 34) {
		draw_tile(f, n, r, colour);
		return;
	}
	fputs("<g>", f);
	write_tooltip(f, n);
	write_rect(f, panel, 2.5, mix(colour, 0xffffff, 170));
	write_label(f, panel, n->name, 10.5, mix(colour, 0x101418, 48));
	fputs("</g>\n", f);
	draw_children(f, n, inner, colour, draw_leaf);
}

/* A block of the first level: a frame of full colour with name and bytes on its upper edge. */
static void draw_block(FILE *f, struct map_node *n, struct rect r, uint32_t ignored unused)
{
	struct rect block = { r.x + 2, r.y + 2, r.w - 4, r.h - 4 };
	struct rect inner = { r.x + 5, r.y + 24, r.w - 10, r.h - 29 };
	char label[160], buf[32];
	bool titled = r.h > 40 && r.w > 60;

	fputs("<g>", f);
	write_tooltip(f, n);
	write_rect(f, block, 5, n->colour);
	snprintf(label, sizeof label, "%s  %s", n->name, map_number(n->bytes, buf));
	if ((double)strlen(label) * 13 * BOLD_GLYPH > r.w - 12)
		snprintf(label, sizeof label, "%s", n->name);
	fputs("<g font-weight=\"600\">", f);
	if (titled)
		write_label(f,
			    (struct rect){ r.x + 4, r.y + 4, (r.w - 12) * GLYPH / BOLD_GLYPH, 22 },
			    label, 13, 0xffffff);
	fputs("</g></g>\n", f);
	if (!titled)
		inner = (struct rect){ r.x + 4, r.y + 4, r.w - 8, r.h - 8 };
	draw_children(f, n, inner, n->colour, draw_file);
}

/* Swatch, name, bytes and share of every block, in as many columns as there is room for. */
static void draw_legend(FILE *f, const struct map_node *root)
{
	const double column = 276, row = 21, top = HEIGHT - LEGEND + 8;
	size_t columns = (size_t)((WIDTH - 2 * MARGIN) / column);
	char buf[32];

	for (size_t i = 0; i < root->nr_children && i < columns * 4; i++) {
		const struct map_node *n = &root->child[i];
		double x = MARGIN + (double)(i % columns) * column,
		       y = top + (double)(i / columns) * row;
		double share = root->bytes ? 100.0 * (double)n->bytes / (double)root->bytes : 0;

		write_rect(f, (struct rect){ x, y, 13, 13 }, 3, n->colour);
		fprintf(f, "<text x=\"%.1f\" y=\"%.1f\" font-size=\"12.5\" fill=\"#2b3036\">",
			x + 20, y + 11.5);
		write_escaped(f, n->name, strlen(n->name));
		fprintf(f, "<tspan fill=\"#8a929b\" dx=\"7\">%s \u00b7 %.1f%%</tspan></text>\n",
			map_number(n->bytes, buf), share);
	}
}

void map_write_svg(FILE *f, struct map_node *root, const char *title, const char *subtitle)
{
	const struct rect area = { MARGIN - 2, TITLE + MARGIN / 2, WIDTH - 2 * MARGIN + 4,
				   HEIGHT - TITLE - LEGEND - MARGIN / 2 - 4 };

	sort_tree(root);
	fprintf(f,
		"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %.0f %.0f\"\n"
		" width=\"%.0f\" height=\"%.0f\"\n"
		" font-family=\"Inter, 'Segoe UI', 'DejaVu Sans', sans-serif\">\n",
		WIDTH, HEIGHT, WIDTH, HEIGHT);
	write_rect(f, (struct rect){ 0, 0, WIDTH, HEIGHT }, 0, 0xfcfcfb);
	fprintf(f,
		"<text x=\"%.0f\" y=\"44\" font-size=\"26\" font-weight=\"700\" fill=\"#1c2126\">",
		MARGIN);
	write_escaped(f, title, strlen(title));
	fprintf(f, "<tspan font-size=\"15\" font-weight=\"400\" fill=\"#6b747d\" dx=\"14\">");
	write_escaped(f, subtitle, strlen(subtitle));
	fputs("</tspan></text>\n", f);
	draw_children(f, root, area, 0, draw_block);
	draw_legend(f, root);
	fputs("</svg>\n", f);
}
