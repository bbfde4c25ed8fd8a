# Make what is needed of abi/linux/syscalls.tbl.
#
#	awk -v make=prototypes|binding|table|calls|numbers|trace|page -f scripts/syscalls.awk abi/linux/syscalls.tbl
#
# prototypes  abi/linux/syscalls.h: the handlers, as C functions
# binding     the C library's __syscallN(): a switch on the number, which a compiler that sees a constant turns into one call
# table       the dispatch table for run-time numbers; handlers are weak, so it pulls none
# calls       what the numbers of calls that are made by the instruction lead to, in assembly, and the table of that
# numbers     "nr name" lines, for the tool
# trace       calls with the types and names of their arguments, for `pith trace`
# page        docs/syscalls.md

BEGIN {
	if (make == "prototypes") {
		print "/* Made by scripts/syscalls.awk from abi/linux/syscalls.tbl. */"
		print "#ifndef ABI_LINUX_SYSCALLS_H\n#define ABI_LINUX_SYSCALLS_H\n"
		print "#include \"abi/linux/types.h\"\n"
	} else if (make == "binding") {
		print "/* Made by scripts/syscalls.awk from abi/linux/syscalls.tbl. */"
		print "#define PITH_HANDLER(name) __asm__(\"pith.\" #name) __attribute__((__visibility__(\"hidden\")))\n"
		print "long __pith_dispatch(long, long, long, long, long, long, long) PITH_HANDLER(sys_dispatch);"
		print "long __pith_absent(long, long, long, long, long, long, long) PITH_HANDLER(sys_absent);"
	} else if (make == "table") {
		print "/* Made by scripts/syscalls.awk from abi/linux/syscalls.tbl. */"
		print "#include \"abi/linux/dispatch.h\"\n#include \"abi/linux/syscalls.h\"\n"
	} else if (make == "calls") {
		print "/* Made by scripts/syscalls.awk from abi/linux/syscalls.tbl. */"
		print "#include \"arch/x86_64/syscall_path.inc\"\n"
	} else if (make == "trace") {
		print "/* Made by scripts/syscalls.awk from abi/linux/syscalls.tbl. */"
		print "#include \"tool/trace/calls.h\"\n\nconst struct trace_call trace_calls[] = {"
	} else if (make == "page") {
		print "# System calls\n"
		print "Made from `abi/linux/syscalls.tbl`. A call that is not here returns `ENOSYS` and leaves one line naming it.\n"
		print "| number | name | status | handler |"
		print "|---|---|---|---|"
	}
}

/^#/ || NF == 0 { next }

{
	nr = $1; status = $2
	proto = $0
	sub(/^[0-9]+[ \t]+[a-z]+[ \t]+/, "", proto)
	match(proto, /sys_[a-z0-9_]+/)
	handler = substr(proto, RSTART, RLENGTH)
	result = substr(proto, 1, RSTART - 1)
	sub(/ +$/, "", result)
	args = substr(proto, RSTART + RLENGTH)
	n = args ~ /\(void\)/ ? 0 : split(args, parts, ",")

	if (make == "prototypes") {
		print (result == "void" ? "_Noreturn " : "") proto ";"
	} else if (make == "binding" && status != "binary") {
		list = ""; pass = ""
		for (i = 0; i < n; i++) {
			list = list (i ? ", " : "") "long"
			pass = pass (i ? ", " : "") substr("abcdef", i + 1, 1)
		}
		ctype = result == "int" || result == "unsigned" || result == "void" ? result : "long"
		print (ctype == "void" ? "_Noreturn " : "") ctype " __pith_" handler "(" (n ? list : "void") ") PITH_HANDLER(" handler ");"
		cases = cases "\tcase " nr ":\n\t\t" (ctype == "void" ? "" : "return ") "__pith_" handler "(" pass ");\n"
	} else if (make == "table") {
		print "#pragma weak " handler
		kind = result == "int" ? "SYSCALL_INT" : result == "unsigned" ? "SYSCALL_UNSIGNED" : "SYSCALL_LONG"
		name = substr(handler, 5)
		rows = rows "\t[" nr "] = { \"" name "\", (syscall_fn *)(void *)" handler ", " kind ", " n " },\n"
		last = nr > last ? nr : last
	} else if (make == "calls") {
		more = result == "int" ? ", cltq" : result == "unsigned" ? ", mov %eax, %eax" : ""
		print "\tsyscall_call " nr ", " handler ", " n more
		has[nr] = 1
		last = nr > last ? nr : last
	} else if (make == "numbers") {
		print nr, substr(handler, 5), status
	} else if (make == "trace") {
		list = ""
		for (i = 1; i <= n; i++) {
			arg = parts[i]
			gsub(/^[ (]+|[ )]+$/, "", arg)
			match(arg, /[a-z0-9_]+$/)
			type = substr(arg, 1, RSTART - 1)
			sub(/ +$/, "", type)
			list = list (i > 1 ? ", " : "") "{ \"" type "\", \"" substr(arg, RSTART) "\" }"
		}
		print "\t{ " nr ", \"" substr(handler, 5) "\", \"" status "\", \"" result "\", " n ", { " (n ? list : "{ 0 }") " } },"
	} else if (make == "page") {
		print "| " nr " | " substr(handler, 5) " | " status " | `" proto "` |"
	}
}

END {
	if (make == "prototypes") {
		print "\n#endif"
	} else if (make == "binding") {
		args = "(long n, long a, long b, long c, long d, long e, long f)"
		inline = "static inline __attribute__((__always_inline__)) long "
		print "\n/* A number of run time links all calls, a constant just its own. */"
		print inline "__pith_syscall_any" args "\n{"
		print "\tswitch (n) {"
		printf "%s", cases
		print "\tdefault:\n\t\treturn __pith_absent(n, a, b, c, d, e, f);\n\t}\n}"
		print "\n" inline "__pith_syscall" args "\n{"
		print "\tif (!__builtin_constant_p(n))\n\t\treturn __pith_dispatch(n, a, b, c, d, e, f);"
		print "\treturn __pith_syscall_any(n, a, b, c, d, e, f);\n}"
	} else if (make == "trace") {
		print "};\n\nconst size_t nr_trace_calls = sizeof trace_calls / sizeof trace_calls[0];"
	} else if (make == "calls") {
		print "\n\t/* WEAK: a sealed image has its own (tool/link/image_c.c). */"
		print "\t.section .data.rel.ro.syscall_calls, \"aw\", @progbits"
		print "\t.weak syscall_calls, syscall_calls_size"
		print "\t.balign 8\n\t.type syscall_calls, @object\nsyscall_calls:"
		for (i = 0; i <= last; i++)
			print "\t.quad " (i in has ? "syscall_call_" i : "syscall_absent")
		print "\t.size syscall_calls, . - syscall_calls"
		print "\t.section .rodata.syscall_calls_size, \"a\", @progbits"
		print "\t.balign 8\n\t.type syscall_calls_size, @object\nsyscall_calls_size:\n\t.quad " last + 1
		print "\t.size syscall_calls_size, . - syscall_calls_size"
		print "\t.section .note.GNU-stack, \"\", @progbits"
	} else if (make == "table") {
		print "\nconst struct syscall_entry syscall_table[] = {"
		printf "%s", rows
		print "};\n\nconst unsigned syscall_table_size = sizeof(syscall_table) / sizeof(syscall_table[0]);"
	}
}
