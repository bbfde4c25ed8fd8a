/* SPDX-License-Identifier: MIT */
/*
 * What sockets of the Internet have in common: making one, addresses, errors.
 */
#include "port/lwip/inet.h"

#include "base/errno.h"
#include "base/string.h"
#include "lwip/netif.h"

LINK_WITH(interface_configure); /* and network_begin(), beside it */

#define PROTOCOL_TCP 6
#define PROTOCOL_UDP 17

/* As applications have them (netinet/in.h). */
struct sockaddr_in {
	uint16_t family;
	uint16_t port; /* network order, as is the address */
	uint32_t address;
	uint8_t zero[8];
};

struct sockaddr_in6 {
	uint16_t family;
	uint16_t port;
	uint32_t flow;
	uint8_t address[16];
	uint32_t scope;
};

#define SOCKADDR_IN6_OLD 24 /* without the scope */

static int create_tcp(unsigned family, unsigned protocol, struct socket **s)
{
	if (protocol && protocol != PROTOCOL_TCP)
		return -EPROTONOSUPPORT;
	return LINKED(tcp_create) ? tcp_create(family, s) : -ESOCKTNOSUPPORT;
}

int inet_create(unsigned family, unsigned type, unsigned protocol, struct socket **s)
{
	stack_start();
	if (type == SOCKET_STREAM)
		return create_tcp(family, protocol, s);
	if (type == SOCKET_DGRAM && (!protocol || protocol == PROTOCOL_UDP) && LINKED(udp_create))
		return udp_create(family, s);
	if ((type == SOCKET_DGRAM || type == SOCKET_RAW) && LINKED(raw_create))
		return raw_create(family, type, protocol, s);
	return -ESOCKTNOSUPPORT;
}

int inet_errno(err_t err)
{
	static const uint8_t numbers[] = {
		[-ERR_OK] = 0,
		[-ERR_MEM] = ENOBUFS,
		[-ERR_BUF] = ENOBUFS,
		[-ERR_TIMEOUT] = ETIMEDOUT,
		[-ERR_RTE] = ENETUNREACH,
		[-ERR_INPROGRESS] = EINPROGRESS,
		[-ERR_VAL] = EINVAL,
		[-ERR_WOULDBLOCK] = EAGAIN,
		[-ERR_USE] = EADDRINUSE,
		[-ERR_ALREADY] = EALREADY,
		[-ERR_ISCONN] = EISCONN,
		[-ERR_CONN] = ENOTCONN,
		[-ERR_IF] = ENETDOWN,
		[-ERR_ABRT] = ECONNABORTED,
		[-ERR_RST] = ECONNRESET,
		[-ERR_CLSD] = ENOTCONN,
		[-ERR_ARG] = EINVAL,
	};

	return -(int)numbers[-err];
}

static int get_ipv4(const struct socket_address *a, ip_addr_t *ip, uint16_t *port)
{
	const struct sockaddr_in *in = (const void *)a->bytes;

	if (a->len < sizeof *in)
		return -EINVAL;
	if (a->family != SOCKET_INET)
		return -EAFNOSUPPORT;
	ip_addr_set_ip4_u32(ip, in->address);
	*port = lwip_ntohs(in->port);
	return 0;
}

static int get_ipv6(const struct socket *s, const struct socket_address *a, ip_addr_t *ip,
		    uint16_t *port)
{
	const struct sockaddr_in6 *in = (const void *)a->bytes;
	ip6_addr_t six;

	if (a->len < SOCKADDR_IN6_OLD)
		return -EINVAL;
	if (a->family != SOCKET_INET6)
		return -EAFNOSUPPORT;
	*port = lwip_ntohs(in->port);
	memcpy(six.addr, in->address, sizeof in->address);
	ip6_addr_clear_zone(&six);
	if (ip6_addr_isipv4mappedipv6(&six)) {
		if (s->v6_only)
			return -ENETUNREACH;
		ip_addr_set_ip4_u32(ip, six.addr[3]);
		return 0;
	}
	if (a->len >= sizeof *in && in->scope && ip6_addr_has_scope(&six, IP6_UNKNOWN))
		ip6_addr_set_zone(&six, (u8_t)in->scope);
	ip_addr_copy_from_ip6(*ip, six);
	if (ip6_addr_isany(&six) && !s->v6_only)
		IP_SET_TYPE(ip, IPADDR_TYPE_ANY);
	return 0;
}

int inet_get_address(const struct socket *s, const struct socket_address *a, ip_addr_t *ip,
		     uint16_t *port)
{
	memset(ip, 0, sizeof *ip);
	return s->family == SOCKET_INET ? get_ipv4(a, ip, port) : get_ipv6(s, a, ip, port);
}

void inet_put_address(const struct socket *s, struct socket_address *a, const ip_addr_t *ip,
		      uint16_t port)
{
	struct sockaddr_in *four = (void *)a->bytes;
	struct sockaddr_in6 *six = (void *)a->bytes;

	memset(a, 0, sizeof *a);
	a->family = s->family;
	four->port = lwip_htons(port);
	if (s->family == SOCKET_INET) {
		a->len = sizeof *four;
		four->address = IP_IS_V4(ip) ? ip_addr_get_ip4_u32(ip) : 0;
		return;
	}
	a->len = sizeof *six;
	if (IP_IS_V4(ip)) {
		uint32_t address = ip_addr_get_ip4_u32(ip);

		six->address[10] = six->address[11] = 0xff;
		memcpy(six->address + 12, &address, sizeof address);
		return;
	}
	memcpy(six->address, ip_2_ip6(ip)->addr, sizeof six->address);
	if (ip6_addr_has_zone(ip_2_ip6(ip)))
		six->scope = ip6_addr_zone(ip_2_ip6(ip));
}

void inet_any(const struct socket *s, ip_addr_t *ip)
{
	memset(ip, 0, sizeof *ip);
	if (s->family == SOCKET_INET6)
		IP_SET_TYPE(ip, s->v6_only ? IPADDR_TYPE_V6 : IPADDR_TYPE_ANY);
}

/* `::` is one of IPv6 also where it stands for both families. */
void inet_any_is_self(ip_addr_t *ip)
{
	if (ip_addr_isany(ip))
		ip_addr_set_loopback(!IP_IS_V4(ip), ip);
}

bool inet_is_own(const ip_addr_t *ip)
{
	struct netif *n;

	if (ip_addr_isany(ip) || ip_addr_ismulticast(ip) ||
	    (IP_IS_V4(ip) && ip4_addr_isloopback(ip_2_ip4(ip))) ||
	    (IP_IS_V4(ip) && ip4_addr_get_u32(ip_2_ip4(ip)) == IPADDR_BROADCAST))
		return true;
	NETIF_FOREACH(n)
	{
		if (IP_IS_V4(ip) && ip4_addr_cmp(ip_2_ip4(ip), netif_ip4_addr(n)))
			return true;
		if (IP_IS_V6(ip) && netif_get_ip6_addr_match(n, ip_2_ip6(ip)) >= 0)
			return true;
	}
	return false;
}
