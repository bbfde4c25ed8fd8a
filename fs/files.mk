FS_SRC := \
	fs/devfs.c \
	fs/ramfs.c \
	fs/ramfs_file.c \
	fs/ramfs_folder.c \
	fs/ramfs_pages.c \
	fs/ramfs_rename.c
