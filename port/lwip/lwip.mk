# lwIP as the network stack: pristine source, our options first on the include path. What an image
# does not reach of it is dropped by section.

LWIP     := $O/src/lwip/src
LWIP_OBJ := $O/lwip

LWIP_SRC := $(addprefix core/, def.c inet_chksum.c init.c ip.c mem.c memp.c netif.c pbuf.c raw.c tcp.c tcp_in.c tcp_out.c \
	udp.c \
	$(addprefix ipv4/, dhcp.c etharp.c icmp.c igmp.c ip4.c ip4_addr.c ip4_frag.c) \
	$(addprefix ipv6/, dhcp6.c ethip6.c icmp6.c inet6.c ip6.c ip6_addr.c ip6_frag.c mld6.c nd6.c)) netif/ethernet.c apps/sntp/sntp.c
LWIP_OBJS := $(LWIP_SRC:%.c=$(LWIP_OBJ)/%.o)

LWIP_INC    := -isystem port/lwip/include -isystem $(LWIP)/include
LWIP_CFLAGS := $(filter-out -W%,$(KERN_CFLAGS)) -w

# What each packet passes, but for what cold.h names; the rest (addresses, leases, groups, fragments) is for size.
LWIP_HOT   := $(addprefix core/, inet_chksum.c memp.c pbuf.c tcp.c tcp_in.c tcp_out.c ipv4/ip4.c)
LWIP_FAST  := $(FAST) -include port/lwip/include/cold.h
LWIP_SMALL := $(OPTIMISE) $(if $(findstring clang,$(CC)),,-fno-expensive-optimizations -fno-caller-saves \
	-fno-move-loop-invariants -fno-tree-dominator-opts -fno-forward-propagate -fno-shrink-wrap)

# A segment goes by our table of connections (tcp/table.h), a packet by raw sockets if there are any; what
# TCP sends may refer to bytes of ours (tcp/data.c), and goes as one with what follows it (tcp/train.h).
LWIP_QUICK               := -include port/lwip/include/quick.h
LWIP_CALLS_core/ipv6/ip6 := -Dtcp_input=tcp_demultiplex -Draw_input=raw_demultiplex -Dicmp_input=icmp_demultiplex \
	-Dicmp6_input=icmp6_demultiplex
LWIP_CALLS_core/ipv4/ip4 := $(LWIP_CALLS_core/ipv6/ip6) $(LWIP_QUICK) -include port/lwip/include/loopback.h
LWIP_CALLS_core/tcp_in   := $(LWIP_QUICK) -include port/lwip/include/due.h
LWIP_CALLS_core/tcp_out  := $(LWIP_QUICK) -Dpbuf_alloc=tcp_make_buffer -Dip4_output_if=train_output4 -Dip6_output_if=train_output6

# What all of it is made anew for.
LWIP_OURS := $(wildcard $(addprefix port/lwip/include/, *.h arch/*.h lwip/priv/*.h)) port/lwip/lwip.mk

$(LWIP_OBJ)/%.o: $O/src/lwip.done $(LWIP_OURS)
	$(call say,CC)
	$Qmkdir -p $(@D)
	$Q$(CC) $(LWIP_CFLAGS) $(LWIP_CALLS_$*) $(LWIP_INC) $(KERN_INC) $(if $(filter $*.c,$(LWIP_HOT)),$(LWIP_FAST),$(LWIP_SMALL)) -c -o $@ $(LWIP)/$*.c

# Our side of it.
$O/kern/port/lwip/%.o: KERN_INC += $(LWIP_INC)
$O/kern/port/lwip/%.o: KERN_CFLAGS += -Wno-conversion
$(patsubst %.c,$O/kern/%.o,$(wildcard port/lwip/*.c port/lwip/*/*.c)): $O/src/lwip.done $(LWIP_OURS)

.PRECIOUS: $O/src/lwip.done
