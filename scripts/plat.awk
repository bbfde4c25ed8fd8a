# With target=names and platform=pvh|linux: a header that gives kern/dev/plat.h and kern/mem/mmu.h the platform's own names, to be
# included before them, so that the compiler checks its definitions against their prototypes.
#
# Make the platform dispatch of plat/plat.tbl, as assembly: awk -v target=any|vm|process -f scripts/plat.awk plat/plat.tbl
#
# An image for one platform jumps there. An image for any tests plat_kind, and at its entry the
# privilege level: a process has CPL 3. Each function stands in a section of its own, so an image
# has only those that it reaches.

function begin(name)
{
	printf "\t.section .text.%s,\"ax\",@progbits\n\t.globl %s\n\t.type %s, @function\n%s:\n", name, name, name, name
}

BEGIN {
	if (target == "names")
		print "/* Made by scripts/plat.awk from plat/plat.tbl. */"
	else
		heading()
}

function heading()
{
	print "# Made by scripts/plat.awk from plat/plat.tbl.\n\t.hidden plat_kind\n\t.section .note.GNU-stack,\"\",@progbits"
	begin("\"pith.start\"")
	if (target == "any")
		print "\tmov %cs, %eax\n\ttest $3, %al\n\tjnz linux_start\n\tjmp pvh_start64"
	else
		print target == "vm" ? "\tjmp pvh_start64" : "\tjmp linux_start"
}

/^#/ || NF == 0 { next }

{
	public = $1
	own = public
	sub(/^plat_/, "", own)
	if (target == "names") {
		printf "#define %s %s_%s\n", public, platform, own
		next
	}
	printf "\t.hidden %s, pvh_%s, linux_%s\n", public, own, own
	begin(public)
	if (target == "any")
		printf "\tcmpb $0, plat_kind(%%rip)\n\tjne linux_%s\n\tjmp pvh_%s\n", own, own
	else
		printf "\tjmp %s_%s\n", target == "vm" ? "pvh" : "linux", own
	printf "\t.size %s, . - %s\n", public, public
}
