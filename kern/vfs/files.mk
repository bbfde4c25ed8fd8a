KERN_VFS_SRC := \
	kern/vfs/attr.c \
	kern/vfs/console_file.c \
	kern/vfs/console_stat.c \
	kern/vfs/cwd.c \
	kern/vfs/fd.c \
	kern/vfs/fd_install.c \
	kern/vfs/file.c \
	kern/vfs/names.c \
	kern/vfs/open.c \
	kern/vfs/path.c \
	kern/vfs/rename.c \
	kern/vfs/root.c \
	kern/vfs/seek.c \
	kern/vfs/stat.c
