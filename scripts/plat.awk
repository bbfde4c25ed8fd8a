# Make of plat/plat.tbl what leads from a plat_* function to the platform's own.
#
#	awk -v target=any|vm|process -v folder=DIR -f scripts/plat.awk plat/plat.tbl
#	awk -v target=names -v platform=pvh|linux -f scripts/plat.awk plat/plat.tbl
#
# The first writes one assembly file a function into DIR: members of an archive, so that an image has
# those that it reaches. An image for one platform jumps; an image for any tests plat_kind, and at
# its entry the privilege level: a process has CPL 3.
#
# The second prints a header that gives the declarations of kern/dev/plat.h and kern/mem/mmu.h the platform's
# own names. Included before them, it lets the compiler check definitions against prototypes.

function begin(name, file)
{
	file = folder "/" file ".s"
	printf "# Made by scripts/plat.awk from plat/plat.tbl.\n\t.section .note.GNU-stack,\"\",@progbits\n" > file
	printf "\t.section .text.%s,\"ax\",@progbits\n\t.globl %s\n\t.type %s, @function\n", name, name, name > file
	return file
}

BEGIN {
	if (target == "names") {
		print "/* Made by scripts/plat.awk from plat/plat.tbl. */"
	} else {
		file = begin("\"pith.start\"", "start")
		print "\"pith.start\":" > file
		if (target == "any")
			print "\tmov %cs, %eax\n\ttest $3, %al\n\tjnz linux_start\n\tjmp pvh_start64" > file
		else
			print target == "vm" ? "\tjmp pvh_start64" : "\tjmp linux_start" > file
	}
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
	file = begin(public, public)
	printf "\t.hidden %s\n%s:\n", public, public > file
	if (target == "any")
		printf "\tcmpb $0, plat_kind(%%rip)\n\tjne linux_%s\n\tjmp pvh_%s\n", own, own > file
	else
		printf "\tjmp %s_%s\n", target == "vm" ? "pvh" : "linux", own > file
	printf "\t.size %s, . - %s\n", public, public > file
	close(file)
}
