ABI_TIME_SRC := \
	abi/linux/time/clock_getres.c \
	abi/linux/time/clock_gettime.c \
	abi/linux/time/clock_nanosleep.c \
	abi/linux/time/clock_read.c \
	abi/linux/time/clock_settime.c \
	abi/linux/time/gettimeofday.c \
	abi/linux/time/nanosleep.c \
	abi/linux/time/sleep.c \
	abi/linux/time/time.c \
	abi/linux/time/used.c
