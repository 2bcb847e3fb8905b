// SPDX-License-Identifier: GPL-2.0
/*
 * smp - two vCPUs: their life, flushes of each other's translations, and page
 * tables that both change at once.
 *
 * The second vCPU uses its translations in a loop without a trap, so that
 * nothing but a flush that was asked for makes it see a change.
 */
#include "guest.h"
#include "smp.h"
#include "xen/event_channel.h"
#include "xen/mmu.h"
#include "xen/sched.h"
#include "xen/vcpu.h"

#define PF 14
#define ROUNDS 40

static bool stop;

static void count(void *arg)
{
	u64 *counter = arg;

	__atomic_fetch_add(counter, 1, __ATOMIC_SEQ_CST);
}

static void life_test(void)
{
	static u64 counter;
	struct vcpu_runstate_info r = { .state = -1 };

	is(vcpu_op(VCPUOP_is_up, 0, NULL), 1, "the first vCPU is up");
	is(vcpu_op(VCPUOP_is_up, 1, NULL), 0, "the second is down");
	is(vcpu_op(VCPUOP_is_up, 2, NULL), -XEN_ENOENT, "there is no third");
	is(vcpu_op(VCPUOP_up, 1, NULL), -XEN_EINVAL, "up without a context");
	is(vcpu_start(1, count, &counter), 0, "it is started");
	vcpu_wait(1);
	is(counter, 1, "it has run");
	is(vcpu_op(VCPUOP_initialise, 1, NULL), -XEN_EFAULT,
	   "initialise reads a context");
	is(vcpu_op(VCPUOP_get_runstate_info, 1, &r), 0, "its run state");
	is(r.state, RUNSTATE_offline, "... is offline");
	is(vcpu_start(1, count, &counter), 0, "it is started again");
	vcpu_wait(1);
	is(counter, 2, "it has run again");
}

static void sleep_for_event(void *arg)
{
	hypercall2(__HYPERVISOR_sched_op, SCHEDOP_block, 0);
	events_disable();
	count(arg);
}

static void event_test(void)
{
	static u64 woken;
	struct evtchn_bind_ipi bind = { .vcpu = 1 };
	struct evtchn_send send;

	is(hypercall2(__HYPERVISOR_event_channel_op, EVTCHNOP_bind_ipi,
		      addr(&bind)), 0, "a port of the second vCPU");
	send.port = bind.port;
	is(vcpu_start(1, sleep_for_event, &woken), 0, "it sleeps");
	is(hypercall2(__HYPERVISOR_event_channel_op, EVTCHNOP_send,
		      addr(&send)), 0, "an event for it");
	vcpu_wait(1);
	is(woken, 1, "it has woken up");
	ok(event_seen(bind.port), "it has taken the event");
}

/* What the second vCPU reads at @page, with the round in which it did. */
static struct {
	u64 *page;
	u64 round;
	u64 seen;
	u64 value;
} watch;

static void watch_page(void *arg)
{
	while (!READ_ONCE(stop)) {
		u64 round = READ_ONCE(watch.round);
		u64 value = READ_ONCE(*watch.page);

		WRITE_ONCE(watch.value, value);
		__atomic_store_n(&watch.seen, round, __ATOMIC_RELEASE);
	}
}

static s64 remap(u64 frame, u64 flags)
{
	return hypercall3(__HYPERVISOR_update_va_mapping, addr(watch.page),
			  frame << 12 | PTE_RO_PAGE, flags);
}

/* Map what holds the number of the round, flush, and ask what is seen. */
static bool round_ok(u64 n, u64 frame, u64 uvmf, u32 cmd, u64 arg2)
{
	s64 rc = remap(frame, uvmf);

	if (cmd && !rc)
		rc = mmuext(cmd, addr(watch.page), arg2);
	__atomic_store_n(&watch.round, n, __ATOMIC_SEQ_CST);
	while (__atomic_load_n(&watch.seen, __ATOMIC_ACQUIRE) != n)
		__builtin_ia32_pause();
	return !rc && READ_ONCE(watch.value) == n;
}

static void flush_test(void)
{
	static u64 both = 3;
	const struct {
		const char *name;
		u64 uvmf;
		u32 cmd;
		u64 mask;
	} kinds[] = {
		{ "UVMF_TLB_FLUSH, all", UVMF_TLB_FLUSH | UVMF_ALL, 0, 0 },
		{ "UVMF_INVLPG, mask", UVMF_INVLPG | addr(&both), 0, 0 },
		{ "TLB_FLUSH_MULTI", 0, MMUEXT_TLB_FLUSH_MULTI, addr(&both) },
		{ "INVLPG_MULTI", 0, MMUEXT_INVLPG_MULTI, addr(&both) },
		{ "TLB_FLUSH_ALL", 0, MMUEXT_TLB_FLUSH_ALL, 0 },
		{ "INVLPG_ALL", 0, MMUEXT_INVLPG_ALL, 0 },
	};
	u64 *pages[2] = { page_take(), page_take() };
	unsigned int i, good, n, round = 0;

	watch.page = page_take();
	WRITE_ONCE(stop, false);
	is(vcpu_start(1, watch_page, NULL), 0, "the second vCPU reads a page");
	for (i = 0; i < ARRAY_SIZE(kinds); i++) {
		for (n = good = 0; n < ROUNDS; n++) {
			round++;
			*pages[round % 2] = round;
			good += round_ok(round, va_to_mfn(pages[round % 2]),
					 kinds[i].uvmf, kinds[i].cmd,
					 kinds[i].mask);
		}
		is(good, ROUNDS, "%s: it sees each new page", kinds[i].name);
	}
	WRITE_ONCE(stop, true);
	vcpu_wait(1);
}

static void write_page(void *arg)
{
	u64 *page = arg, n = 0;

	/* Entries that are not present: always fit for a table. */
	while (!READ_ONCE(stop))
		WRITE_ONCE(page[7], n += 2);
}

static void write_always(void *arg)
{
	while (!READ_ONCE(stop))
		try(write_page, arg);
}

/* A table that somebody can still write to is none. */
static bool table_is_constant(u64 *page)
{
	u64 before = READ_ONCE(page[7]);
	unsigned int i;

	for (i = 0; i < 10000; i++)
		if (READ_ONCE(page[7]) != before)
			return false;
	return true;
}

static void table_test(void)
{
	unsigned int n, pinned = 0, constant = 0;
	u64 *page = page_take(), mfn = va_to_mfn(page), slot;

	pte_of(page, &slot);
	WRITE_ONCE(stop, false);
	is(vcpu_start(1, write_always, page), 0,
	   "the second vCPU writes to a page");
	for (n = 0; n < ROUNDS; n++) {
		u64 from = READ_ONCE(page[7]);

		while (READ_ONCE(page[7]) == from)
			__builtin_ia32_pause();
		/* No flush is asked for. */
		mmu_update_one(slot, mfn << 12 | PTE_RO_PAGE);
		pinned += !mmuext(MMUEXT_PIN_L1_TABLE, mfn, 0);
		constant += table_is_constant(page);
		mmuext(MMUEXT_UNPIN_TABLE, mfn, 0);
		mmu_update_one(slot, mfn << 12 | PTE_RW_PAGE);
	}
	WRITE_ONCE(stop, true);
	vcpu_wait(1);
	is(pinned, ROUNDS, "it becomes a table");
	is(constant, ROUNDS, "... that nobody writes to any more");
}

static u64 contested[2]; /* machine addresses of entries */
static u64 contested_mfn;

static void update_always(void *arg)
{
	static const u64 flags[] = { 0, PTE_RO_PAGE, PTE_RW_PAGE, PTE_P };
	unsigned int n = 0;

	while (!READ_ONCE(stop)) {
		u64 f = flags[n % 4];

		mmu_update_one(contested[n / 4 % 2] | n / 8 % 2 * 2,
			       f ? contested_mfn << 12 | f : 0);
		n++;
	}
}

/* Both change the same entries, and a frame is wanted as a table meanwhile. */
static void race_test(void)
{
	u64 *frame = page_take(), *windows[2] = { page_take(), page_take() };
	unsigned int n, odd = 0;
	s64 rc;

	contested_mfn = va_to_mfn(frame);
	pte_of(windows[0], &contested[0]);
	pte_of(windows[1], &contested[1]);
	map(frame, contested_mfn, PTE_RO_PAGE);
	WRITE_ONCE(stop, false);
	is(vcpu_start(1, update_always, NULL), 0, "the second changes entries");
	for (n = 0; n < 20 * ROUNDS; n++) {
		mmu_update_one(contested[n % 2], contested_mfn << 12 |
			       (n % 4 < 2 ? PTE_RO_PAGE : PTE_RW_PAGE));
		mmu_update_one(contested[n % 2], 0);
		rc = mmuext(MMUEXT_PIN_L1_TABLE, contested_mfn, 0);
		if (!rc)
			rc = mmuext(MMUEXT_UNPIN_TABLE, contested_mfn, 0);
		odd += rc && rc != -XEN_EINVAL && rc != -XEN_EBUSY;
	}
	WRITE_ONCE(stop, true);
	vcpu_wait(1);
	is(odd, 0, "it is a table, or it is not");
	for (n = 0; n < 2; n++)
		is(mmu_update_one(contested[n], 0), 0, "an entry is cleared");
	is(mmuext(MMUEXT_PIN_L1_TABLE, contested_mfn, 0), 0,
	   "no mapping was left behind");
}

static void smp(void)
{
	life_test();
	event_test();
	flush_test();
	table_test();
	race_test();
}

TEST("smp", smp);
