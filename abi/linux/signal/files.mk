ABI_SIGNAL_SRC := \
	abi/linux/signal/deliver.c \
	abi/linux/signal/frame.c \
	abi/linux/signal/kill.c \
	abi/linux/signal/queue.c \
	abi/linux/signal/sigaction.c \
	abi/linux/signal/sigaltstack.c \
	abi/linux/signal/sigpending.c \
	abi/linux/signal/sigpipe.c \
	abi/linux/signal/sigprocmask.c \
	abi/linux/signal/sigqueue.c \
	abi/linux/signal/sigsuspend.c \
	abi/linux/signal/sigtimedwait.c \
	abi/linux/signal/tkill.c
