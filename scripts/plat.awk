# Make the platform dispatch of plat/plat.tbl, as assembly: awk -v target=any|vm|process -f scripts/plat.awk plat/plat.tbl
#
# An image for one platform jumps there. An image for any tests plat_kind. Each function stands in
# a section of its own, so an image has only those that it reaches.

BEGIN { print "# Made by scripts/plat.awk from plat/plat.tbl.\n.hidden plat_kind\n.section .note.GNU-stack,\"\",@progbits" }

/^#/ || NF == 0 { next }

{
	printf ".section .text.plat_%s,\"ax\",@progbits\n.globl plat_%s\n.hidden plat_%s, pvh_%s, linux_%s\n", $1, $1, $1, $1, $1
	printf ".type plat_%s, @function\nplat_%s:\n", $1, $1
	if (target == "any")
		printf "\tcmpb $0, plat_kind(%%rip)\n\tjne linux_%s\n\tjmp pvh_%s\n", $1, $1
	else
		printf "\tjmp %s_%s\n", target == "vm" ? "pvh" : "linux", $1
	printf ".size plat_%s, . - plat_%s\n", $1, $1
}
