ABI_SRC := \
	abi/linux/absent.c \
	abi/linux/absent_names.c \
	abi/linux/dispatch.c \
	abi/linux/start.c
