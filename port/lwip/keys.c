/* SPDX-License-Identifier: MIT */
#include "port/lwip/keys.h"

#include "base/string.h"
#include "kern/core/config.h"
#include "kern/core/image.h"

#define INTERFACES 8 /* that can have keys */

/* As texts, which the configuration keeps; NULL: nobody said. */
struct texts {
	const char *ip, *gateway, *ip6, *gateway6, *mtu, *passt;
};

static struct texts interfaces[INTERFACES];
static const char *name_server, *time_server;

/* --- Taking --- */

static const struct {
	const char *name;
	size_t at;
} names[] = {
	{ "ip", offsetof(struct texts, ip) },   { "gateway", offsetof(struct texts, gateway) },
	{ "ip6", offsetof(struct texts, ip6) }, { "gateway6", offsetof(struct texts, gateway6) },
	{ "mtu", offsetof(struct texts, mtu) }, { "passt", offsetof(struct texts, passt) },
};

static bool take(struct texts *of, const char *name, const char *value)
{
	for (size_t i = 0; i < nitems(names); i++) {
		if (!strcmp(name, names[i].name)) {
			*(const char **)(void *)((char *)of + names[i].at) = value;
			return true;
		}
	}
	return false;
}

bool net_config_key(const char *name, const char *value)
{
	if (!strncmp(name, "eth", 3)) {
		unsigned number = (unsigned)name[3] - '0';

		return number < INTERFACES && name[4] == '.' &&
		       take(&interfaces[number], name + 5, value);
	}
	if (!strcmp(name, "dns"))
		name_server = value;
	else if (!strcmp(name, "ntp"))
		time_server = value;
	else
		return take(&interfaces[0], name, value);
	return true;
}

/* --- Meaning --- */

static _Noreturn void refuse(const char *key, const char *value)
{
	image_refuse("configuration: net.%s: '%s' is not a value for it", key, value);
}

/* A decimal number of at most (most), or more than that when it is none. */
static unsigned number(const char *s, unsigned most)
{
	unsigned n = 0;

	if (!*s)
		return most + 1;
	for (; *s >= '0' && *s <= '9' && n <= most; s++)
		n = n * 10 + (unsigned)(*s - '0');
	return *s ? most + 1 : n;
}

/* "ADDRESS/BITS": store the address as a text, and return the bits, of at most (most). */
static unsigned split(const char *key, const char *text, unsigned most, char *address, size_t size)
{
	const char *slash = strchr(text, '/');
	unsigned bits = slash ? number(slash + 1, most) : most + 1;

	if (bits > most || (size_t)(slash - text) >= size)
		refuse(key, text);
	string_copy(address, text, (size_t)(slash - text) + 1);
	return bits;
}

static void parse_ip(const char *text, struct interface_keys *keys)
{
	char address[IP4ADDR_STRLEN_MAX];
	unsigned bits = split("ip", text, 32, address, sizeof address);

	if (!ip4addr_aton(address, &keys->ip))
		refuse("ip", text);
	keys->has_ip = true;
	keys->mask.addr = bits ? lwip_htonl(UINT32_MAX << (32 - bits)) : 0;
}

/* lwIP knows no other prefix of an interface than that of 64 bits. */
static void parse_ip6(const char *text, struct interface_keys *keys)
{
	char address[IP6ADDR_STRLEN_MAX];

	if (split("ip6", text, 128, address, sizeof address) != 64 ||
	    !ip6addr_aton(address, &keys->ip6))
		refuse("ip6", text);
	keys->has_ip6 = true;
}

void keys_of(unsigned n, struct interface_keys *keys)
{
	const struct texts *t = &interfaces[n];

	memset(keys, 0, sizeof *keys);
	if (n >= INTERFACES)
		return;
	if (t->ip)
		parse_ip(t->ip, keys);
	if (t->gateway && !ip4addr_aton(t->gateway, &keys->gateway))
		refuse("gateway", t->gateway);
	if (t->ip6)
		parse_ip6(t->ip6, keys);
	if (t->gateway6 && !ip6addr_aton(t->gateway6, &keys->gateway6))
		refuse("gateway6", t->gateway6);
	if (t->mtu && number(t->mtu, UINT16_MAX) > UINT16_MAX)
		refuse("mtu", t->mtu);
	keys->passt = t->passt && !strcmp(t->passt, "true");
	if (t->passt && !keys->passt && strcmp(t->passt, "false"))
		refuse("passt", t->passt);
	if (t->mtu)
		keys->mtu = (uint16_t)number(t->mtu, UINT16_MAX);
}

static bool server(const char *key, const char *text, ip_addr_t *address)
{
	if (text && !ipaddr_aton(text, address))
		refuse(key, text);
	return text;
}

bool keys_name_server(ip_addr_t *address)
{
	return server("dns", name_server, address);
}

bool keys_time_server(ip_addr_t *address)
{
	return server("ntp", time_server, address);
}
