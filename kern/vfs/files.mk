KERN_VFS_SRC := \
	kern/vfs/console_file.c \
	kern/vfs/console_stat.c \
	kern/vfs/fd.c \
	kern/vfs/fd_cloexec.c \
	kern/vfs/fd_close.c \
	kern/vfs/fd_install.c \
	kern/vfs/fd_replace.c \
	kern/vfs/stat.c
