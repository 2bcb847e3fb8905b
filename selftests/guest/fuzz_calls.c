// SPDX-License-Identifier: GPL-2.0
/*
 * Calls that are half valid: the right kinds of arguments at the right places,
 * but for one in a while, and structures of plausible words behind pointers.
 */
#include "fuzz.h"
#include "guest.h"
#include "xen/callback.h"
#include "xen/console.h"
#include "xen/event_channel.h"
#include "xen/mmu.h"
#include "xen/multicall.h"
#include "xen/sched.h"
#include "xen/vcpu.h"

#define LIST_MAX 8

/*
 * The scratch page, in words: a multicall's list, memory of each of its calls,
 * and what the monitor may write to at any time.
 */
#define CALLS_WORDS 64
#define CALL_WORDS 48
#define AREA_FIRST (CALLS_WORDS + LIST_MAX * CALL_WORDS)

typedef void fill_fn(struct fuzz *z);

/**
 * struct shape - what a hypercall expects
 * @args: for each a letter: c command below @cmds, n small number, p pointer,
 *        d domain, a page of the pool, e page-table entry, x anything
 * @fill: puts something into the scratch page; NULL: plausible words
 */
struct shape {
	u8 nr;
	u8 cmds;
	char args[FUZZ_ARGS + 1];
	fill_fn *fill;
};

static void fill_words(struct fuzz *z)
{
	unsigned int i;

	for (i = 0; i < 16; i++) {
		z->scratch[i] = fuzz_value(z);
		if (!fuzz_rnd(z, 4))
			z->scratch[i] = (u32)z->scratch[i] |
					fuzz_rnd(z, 8) << 32;
	}
}

static void fill_updates(struct fuzz *z)
{
	struct mmu_update *u = (void *)z->scratch;
	unsigned int i;

	for (i = 0; i < LIST_MAX; i++) {
		u[i].ptr = fuzz_frame(z) << 12 |
			   fuzz_rnd(z, fuzz_rnd(z, 4) ? 4 : 512) << 3 |
			   fuzz_rnd(z, fuzz_rnd(z, 8) ? 4 : 8);
		u[i].val = fuzz_entry(z);
	}
}

static void fill_ext(struct fuzz *z)
{
	struct mmuext_op *op = (void *)z->scratch;
	unsigned int i;

	for (i = 0; i < LIST_MAX; i++) {
		/* Half of them pin and unpin, or nothing would live long. */
		op[i].cmd = fuzz_rnd(z, fuzz_rnd(z, 2) ? 5 : 22);
		op[i].arg1.mfn = fuzz_rnd(z, 4) ? fuzz_frame(z) : fuzz_page(z);
		op[i].arg2.src_mfn = fuzz_rnd(z, 2) ? fuzz_frame(z) :
						      fuzz_value(z);
		if (!z->wild && op[i].cmd == MMUEXT_NEW_BASEPTR)
			op[i].arg1.mfn = 0;
	}
}

static void fill_frames(struct fuzz *z)
{
	unsigned int i;

	for (i = 0; i < 16; i++)
		z->scratch[i] = fuzz_frame(z);
}

static void fill_calls(struct fuzz *z);

static const struct shape shapes[] = {
	{ __HYPERVISOR_mmu_update, 0, "pnxd", fill_updates },
	{ __HYPERVISOR_mmu_update, 0, "pnxd", fill_updates },
	{ __HYPERVISOR_mmuext_op, 0, "pnxd", fill_ext },
	{ __HYPERVISOR_mmuext_op, 0, "pnxd", fill_ext },
	{ __HYPERVISOR_update_va_mapping, 0, "aen", NULL },
	{ __HYPERVISOR_update_va_mapping_otherdomain, 0, "aend", NULL },
	{ __HYPERVISOR_multicall, 0, "pn", fill_calls },
	{ __HYPERVISOR_memory_op, 30, "cp", NULL },
	{ __HYPERVISOR_event_channel_op, 15, "cp", NULL },
	{ __HYPERVISOR_grant_table_op, 15, "cpn", NULL },
	{ __HYPERVISOR_vcpu_op, 15, "cnp", NULL },
	{ __HYPERVISOR_sched_op, 9, "cp", NULL },
	{ __HYPERVISOR_xen_version, 14, "cp", NULL },
	{ __HYPERVISOR_physdev_op, 34, "cp", NULL },
	{ __HYPERVISOR_set_gdt, 0, "pn", fill_frames },
	{ __HYPERVISOR_update_descriptor, 0, "ex", NULL },
	{ __HYPERVISOR_set_debugreg, 0, "nx", NULL },
	{ __HYPERVISOR_get_debugreg, 0, "n", NULL },
	{ __HYPERVISOR_set_timer_op, 0, "x", NULL },
	{ __HYPERVISOR_vm_assist, 4, "cx", NULL },
	{ __HYPERVISOR_fpu_taskswitch, 0, "n", NULL },
	{ __HYPERVISOR_console_io, 4, "cnp", NULL },
	{ __HYPERVISOR_set_segment_base, 5, "cx", NULL },
	{ __HYPERVISOR_callback_op, 4, "cp", NULL },
	{ __HYPERVISOR_nmi_op, 3, "cp", NULL },
	{ __HYPERVISOR_set_trap_table, 0, "p", NULL },
	{ __HYPERVISOR_platform_op, 0, "p", NULL },
	{ __HYPERVISOR_domctl, 0, "p", NULL },
	{ __HYPERVISOR_sysctl, 0, "p", NULL },
	{ __HYPERVISOR_xenpmu_op, 8, "cp", NULL },
};

static u64 argument(struct fuzz *z, const struct shape *s, char kind)
{
	if (!fuzz_rnd(z, 24))
		return fuzz_value(z);
	switch (kind) {
	case 'c':
		return fuzz_rnd(z, s->cmds);
	case 'n':
		return fuzz_rnd(z, 64) ? fuzz_rnd(z, LIST_MAX + 1) :
					 fuzz_value(z);
	case 'p':
		return fuzz_pointer(z);
	case 'd':
		return fuzz_rnd(z, 8) ? DOMID_SELF : fuzz_value(z);
	case 'a':
		return fuzz_page(z);
	case 'e':
		return fuzz_entry(z);
	default:
		return fuzz_rnd(z, 2) ? 0 : fuzz_value(z);
	}
}

static void compose(struct fuzz *z, const struct shape *s, struct fuzz_call *c)
{
	unsigned int i;

	c->nr = s->nr;
	for (i = 0; i < FUZZ_ARGS; i++)
		c->args[i] = s->args[i] ? argument(z, s, s->args[i]) :
					  fuzz_value(z);
}

static bool is_in_use(u32 port)
{
	return port == start->console.domU.evtchn ||
	       port == start->store_evtchn;
}

static bool event_deadly(const struct fuzz *z, const struct fuzz_call *c)
{
	if ((u32)c->args[0] == EVTCHNOP_reset)
		return true;
	if ((u32)c->args[0] != EVTCHNOP_close)
		return false;
	return c->args[1] != addr(z->scratch) || is_in_use(*(u32 *)z->scratch);
}

/* What is there must be read before another call, or time, changes it. */
static bool vcpu_deadly(const struct fuzz *z, const struct fuzz_call *c)
{
	u64 page = addr(z->scratch) & -PAGE_SIZE;

	switch ((u32)c->args[0]) {
	case VCPUOP_down:
	case VCPUOP_register_vcpu_info:
		return true;
	case VCPUOP_register_runstate_memory_area:
	case VCPUOP_register_vcpu_time_memory_area:
		return c->args[2] != addr(z->scratch) ||
		       *z->scratch - page < AREA_FIRST * sizeof(u64);
	default:
		return false;
	}
}

/*
 * Without an event to wake up for, waiting is the end, too. A shutdown code may
 * stand for a suspend, which xl does not take for an end.
 */
static bool sched_deadly(const struct fuzz_call *c)
{
	switch ((u32)c->args[0]) {
	case SCHEDOP_block:
	case SCHEDOP_shutdown:
	case SCHEDOP_poll:
	case SCHEDOP_shutdown_code:
	case SCHEDOP_watchdog:
		return true;
	default:
		return false;
	}
}

/* Only what was composed for such a list is known to be harmless. */
static bool list_deadly(const struct fuzz *z, const struct fuzz_call *c)
{
	return c->args[0] != addr(z->scratch) || c->args[1] > LIST_MAX;
}

/* Would the guest not get on after it, though the monitor is right? */
static bool deadly(struct fuzz *z, const struct fuzz_call *c)
{
	switch ((u32)c->nr) {
	case __HYPERVISOR_update_va_mapping:
	case __HYPERVISOR_update_va_mapping_otherdomain:
		return !((c->args[0] ^ addr(z->scratch)) & -PAGE_SIZE);
	case __HYPERVISOR_set_trap_table:
	case __HYPERVISOR_set_callbacks:
	case __HYPERVISOR_stack_switch:
	case __HYPERVISOR_iret:
	case __HYPERVISOR_nmi_op:
		return true;
	case __HYPERVISOR_callback_op:
		return (u32)c->args[0] == CALLBACKOP_register ||
		       (u32)c->args[0] == CALLBACKOP_unregister;
	case __HYPERVISOR_sched_op:
		return sched_deadly(c);
	case __HYPERVISOR_vcpu_op:
		return vcpu_deadly(z, c);
	case __HYPERVISOR_multicall:
	case __HYPERVISOR_mmuext_op:
		return list_deadly(z, c);
	case __HYPERVISOR_event_channel_op:
		return event_deadly(z, c);
	case __HYPERVISOR_console_io: /* no harm, but what a log that makes */
		return fuzz_rnd(z, 256);
	default:
		return false;
	}
}

static const struct shape *any_shape(struct fuzz *z)
{
	return &shapes[fuzz_rnd(z, ARRAY_SIZE(shapes))];
}

static void fill(struct fuzz *z, const struct shape *s)
{
	(s->fill ? s->fill : fill_words)(z);
}

/* A call of a list, with memory of its own. */
static void fill_call(struct fuzz *z, struct multicall_entry *m)
{
	const struct shape *s;
	struct fuzz_call c;
	unsigned int i;

	do {
		s = any_shape(z);
		if (s->nr == __HYPERVISOR_multicall)
			continue;
		fill(z, s);
		compose(z, s, &c);
	} while (s->nr == __HYPERVISOR_multicall ||
		 (!z->wild && deadly(z, &c)));
	m->op = c.nr;
	for (i = 0; i < FUZZ_ARGS; i++)
		m->args[i] = c.args[i];
}

static void fill_calls(struct fuzz *z)
{
	struct multicall_entry *m = (void *)z->scratch;
	u64 *page = z->scratch;
	unsigned int i;

	for (i = 0; i < LIST_MAX; i++) {
		z->scratch = page + CALLS_WORDS + i * CALL_WORDS;
		fill_call(z, &m[i]);
	}
	z->scratch = page;
}

/* Lists are composed, or not tried. */
static void any_call(struct fuzz *z, struct fuzz_call *c)
{
	unsigned int i;

	c->nr = fuzz_rnd(z, 4) ? fuzz_rnd(z, 64) : fuzz_value(z);
	if (c->nr == __HYPERVISOR_multicall || c->nr == __HYPERVISOR_mmuext_op)
		c->nr = __HYPERVISOR_iret;
	for (i = 0; i < FUZZ_ARGS; i++)
		c->args[i] = fuzz_value(z);
	fill_words(z);
}

void fuzz_call(struct fuzz *z, struct fuzz_call *c)
{
	const struct shape *s;

	do {
		if (!fuzz_rnd(z, 16)) {
			any_call(z, c);
			continue;
		}
		s = any_shape(z);
		fill(z, s);
		compose(z, s, c);
	} while (!z->wild && deadly(z, c));
}
