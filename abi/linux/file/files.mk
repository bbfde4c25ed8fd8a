ABI_FILE_SRC := \
	abi/linux/file/close.c \
	abi/linux/file/fstat.c \
	abi/linux/file/ioctl.c \
	abi/linux/file/stat_store.c \
	abi/linux/file/transfer.c \
	abi/linux/file/write.c \
	abi/linux/file/writev.c
