/* SPDX-License-Identifier: MIT */
/*
 * lwIP's surroundings: the lock, time, chance, and packets to ourselves.
 */
#include "port/lwip/stack.h"

#include "base/chacha.h"
#include "base/siphash.h"
#include "base/string.h"
#include "kern/dev/plat.h"
#include "kern/dev/random.h"
#include "kern/sched/mutex.h"
#include "kern/sched/timer.h"
#include "lwip/init.h"
#include "lwip/netif.h"
#include "lwip/sys.h"
#include "lwip/timeouts.h"
#include "port/lwip/interface.h"
#include "port/lwip/timers.h"

#define NSEC_PER_MSEC 1000000ull
#define ISN_TICK      64 /* nanoseconds, as Linux: faster than old connections count */

/* What its deepest path needs of a stack, whose pages must be there before it begins. */
#define STACK_NEEDED 6144

struct spinlock stack;

static void tick(struct timer *unused_argument);

static struct {
	struct mutex starting;
	bool started;
	struct timer timer;
	uint32_t armed; /* lwIP's time that (timer) is set for; guarded by the lock */
	bool is_armed;
	bool due; /* timers are to be looked at by whoever has the lock; atomic */
} state = { .timer = { .expired = tick } };

/* --- What lwIP asks for --- */

cold void lwip_failed(void)
{
	panic("lwIP finds itself in a state that cannot be");
}

int (*lwip_looped)(struct pbuf *p, bool six);

u32_t sys_now(void)
{
	return (u32_t)(plat_clock() / NSEC_PER_MSEC);
}

#define SECRET_WORDS 4

/*
 * Chance of our own: lwIP asks for it in interrupts, too, where random_bytes() may not be called.
 * The key is from there; as in kern/dev/random.c the first bytes of a stream are the next key. Many
 * values are made at once, and each is forgotten when it is used. Guarded by the lock.
 */
static struct {
	uint8_t key[CHACHA_KEY];
	uint64_t secret[SECRET_WORDS / 2]; /* of the numbers that connections begin with */
	unsigned left;
	uint32_t values[2 * CHACHA_BLOCK / sizeof(uint32_t)];
} chance;

static void chance_refill(void)
{
	static const uint8_t nonce[12];
	uint8_t block[CHACHA_BLOCK];

	chacha20_block((uint8_t *)chance.values, chance.key, 1, nonce);
	chacha20_block((uint8_t *)chance.values + CHACHA_BLOCK, chance.key, 2, nonce);
	chacha20_block(block, chance.key, 0, nonce);
	memcpy(chance.key, block, sizeof chance.key);
	chance.left = nitems(chance.values);
}

static void chance_begin(void)
{
	uint64_t word;

	/* No entropy: what the processor has to say, and the time. */
	if (random_bytes(chance.key, sizeof chance.key)) {
		for (size_t i = 0; i < sizeof chance.key; i += sizeof word) {
			word = plat_random_early() ^ plat_clock();
			memcpy(chance.key + i, &word, sizeof word);
		}
	}
	chance_refill();
	chance.left -= SECRET_WORDS;
	memcpy(chance.secret, chance.values + chance.left, sizeof chance.secret);
}

uint32_t lwip_random(void)
{
	uint32_t value;

	if (!chance.left)
		chance_refill();
	value = chance.values[--chance.left];
	chance.values[chance.left] = 0;
	return value;
}

static uint64_t word_of(const ip_addr_t *ip, unsigned i)
{
	const uint32_t *words = ip_2_ip6(ip)->addr;

	return words[i] | (uint64_t)words[i + 1] << 32;
}

/*
 * Where a connection begins (RFC 6528): nobody guesses it, and each between the same two begins
 * behind the one before it.
 */
uint32_t lwip_isn(const ip_addr_t *local, uint16_t local_port, const ip_addr_t *remote,
		  uint16_t remote_port)
{
	uint64_t words[5] = { (uint64_t)local_port << 16 | remote_port };
	unsigned n = 1;

	if (IP_IS_V4(local)) {
		words[n++] = ip_addr_get_ip4_u32(local) | (uint64_t)ip_addr_get_ip4_u32(remote)
								  << 32;
	} else {
		words[n++] = word_of(local, 0);
		words[n++] = word_of(local, 2);
		words[n++] = word_of(remote, 0);
		words[n++] = word_of(remote, 2);
	}
	return (uint32_t)siphash(chance.secret, words, n) + (uint32_t)(plat_clock() / ISN_TICK);
}

/* --- The lock --- */

static always_inline void touch_stack(void)
{
	for (unsigned below = PAGE_SIZE; below <= ROUND_UP(STACK_NEEDED, PAGE_SIZE);
	     below += PAGE_SIZE)
		(void)*(volatile char *)((char *)__builtin_frame_address(0) - below);
}

void stack_lock(void)
{
	touch_stack();
	spin_lock_here(&stack);
	if (unlikely(timers.rest))
		timers_make_up();
}

/* Set the timer for lwIP's first, if that is another than before. */
static void arm(void)
{
	uint32_t wait = sys_timeouts_sleeptime(), when = sys_now() + wait;

	if (wait == SYS_TIMEOUTS_SLEEPTIME_INFINITE) {
		state.is_armed = false;
		return;
	}
	if (state.is_armed && when - state.armed < 2)
		return;
	state.armed = when;
	state.is_armed = true;
	timer_set(&state.timer, plat_clock() + wait * NSEC_PER_MSEC);
}

/* Is there something that the holder caused, or a timer that expired meanwhile? */
static always_inline bool is_settled(void) REQUIRES(&stack)
{
	struct netif *n;

	NETIF_FOREACH(n)
	{
		if (unlikely(n->loop_first))
			return false;
	}
	return !(state.due | timers.moved | interfaces_queued);
}

static noinline void settle(void) REQUIRES(&stack)
{
	struct netif *n;

	if (unlikely(__atomic_load_n(&state.due, __ATOMIC_SEQ_CST))) {
		__atomic_store_n(&state.due, false, __ATOMIC_SEQ_CST);
		state.is_armed = false;
		sys_check_timeouts();
	}
	NETIF_FOREACH(n)
	{
		if (n->loop_first)
			netif_poll(n);
	}
	if (interfaces_queued)
		interface_flush_devices();
	if (unlikely(timers.moved))
		arm();
}

static NO_LOCK_CHECK bool try_lock(void)
{
	irq_disable();
	if (!__atomic_exchange_n(&stack.held, 1, __ATOMIC_SEQ_CST))
		return true;
	irq_enable();
	return false;
}

NO_LOCK_CHECK void stack_unlock(void)
{
	do {
		if (!is_settled())
			settle();
		spin_unlock_here(&stack);
		/* tick() notes first and looks at the lock then; here it is the other way round. */
		__atomic_thread_fence(__ATOMIC_SEQ_CST);
	} while (unlikely(__atomic_load_n(&state.due, __ATOMIC_SEQ_CST)) && try_lock());
}

/*
 * The holder of the lock may be setting this very timer, and then waits for us to return. So it is
 * not waited for: it sees the note before it lets go, or after.
 */
static NO_LOCK_CHECK void tick(struct timer *unused_argument)
{
	(void)unused_argument;
	__atomic_store_n(&state.due, true, __ATOMIC_SEQ_CST);
	if (try_lock())
		stack_unlock();
}

/* --- Start --- */

void stack_start(void)
{
	mutex_lock(&state.starting);
	if (!state.started) {
		chance_begin();
		stack_lock();
		lwip_init();
		NETIF_SET_CHECKSUM_CTRL(netif_list, NETIF_CHECKSUM_DISABLE_ALL); /* loopback */
		stack_unlock();
		state.started = true;
	}
	mutex_unlock(&state.starting);
}
