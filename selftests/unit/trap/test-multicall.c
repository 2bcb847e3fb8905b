// SPDX-License-Identifier: GPL-2.0
/* multicall.c over a table of calls that do as they are told. */
#include "world.h"
#include "xen/hypercall.h"
#include "xen/multicall.h"

enum { OP_ECHO = 60, OP_RESTART, OP_FRAMES, OP_FINAL };

static struct multicall_entry list[8];
static unsigned int dispatched;

s64 hc_dispatch(struct hypercall *hc)
{
	dispatched++;
	is(hc->in_multicall, true);
	switch (hc->nr) {
	case OP_ECHO:
		return (s64)(hc->arg[0] + hc->arg[5]);
	case OP_RESTART:
		/* Work that takes arg[0] attempts. */
		if (!hc->arg[0])
			return 77;
		hc->arg[0]--;
		return HC_RESTART;
	case OP_FRAMES:
		hc->frames_wanted = 3;
		return HC_NEED_FRAMES;
	case OP_FINAL:
		hc->final = true;
		return HC_RESTART;
	case __HYPERVISOR_iret:
		return hc_iret(hc);
	default:
		return -XEN_ENOSYS;
	}
}

static void list_init(void)
{
	unsigned int n;

	world_init();
	dispatched = 0;
	guest_allow(list, sizeof(list));
	for (n = 0; n < 8; n++)
		list[n] = (struct multicall_entry){
			.op = OP_ECHO,
			.result = 99,
			.args = { n, 0, 0, 0, 0, 100 },
		};
}

static void test_results(void)
{
	list_init();
	list[1].op = 59;
	list[2].op = 1ULL << 32 | OP_ECHO;
	is(call(hc_multicall, addr(list), 4, 0), 0);
	is(list[0].result, 100);
	is((s64)list[1].result, -XEN_ENOSYS);
	is((s64)list[2].result, -XEN_ENOSYS);
	is(list[3].result, 103);
	is(list[4].result, 99);
	is(dispatched, 4);
	is(call(hc_multicall, 0, 0, 0), 0);
}

static void test_nested(void)
{
	list_init();
	list[0].op = __HYPERVISOR_multicall;
	list[1].op = __HYPERVISOR_iret;
	is(call(hc_multicall, addr(list), 3, 0), 0);
	is((s64)list[0].result, -XEN_EINVAL);
	is((s64)list[1].result, -XEN_EINVAL);
	is(list[2].result, 102);
	is(dispatched, 2);
}

static void test_restart(void)
{
	list_init();
	list[1].op = OP_RESTART;
	list[1].args[0] = 2;
	is(call(hc_multicall, addr(list), 3, 0), HC_RESTART);
	is(last.arg[0], addr(&list[1]));
	is(last.arg[1], 2);
	is(list[1].args[0], 1);
	is(list[1].args[5], 100);
	is(list[1].result, 99);
	is(hc_multicall(&last), HC_RESTART);
	is(hc_multicall(&last), 0);
	is(list[1].result, 77);
	is(list[2].result, 102);
}

static void test_frames(void)
{
	list_init();
	list[2].op = OP_FRAMES;
	is(call(hc_multicall, addr(list), 3, 0), HC_NEED_FRAMES);
	is(last.frames_wanted, 3);
	is(last.arg[0], addr(&list[2]));
	is(last.arg[1], 1);
}

static void test_budget(void)
{
	list_init();
	last = (struct hypercall){
		.d = v->d,
		.v = v,
		.arg = { addr(list), 8 },
		.budget = { .left = 5 * 8 },
	};
	is(hc_multicall(&last), HC_RESTART);
	is(last.arg[0], addr(&list[5]));
	is(last.arg[1], 3);
	last.budget.left = 3 * 8 - 7;
	is(hc_multicall(&last), 0);
	is(list[7].result, 107);
}

static void test_final(void)
{
	list_init();
	list[0].op = OP_FINAL;
	is(call(hc_multicall, addr(list), 1, 0), 0);
	is((s64)list[0].result, HC_RESTART);
}

static void test_faults(void)
{
	list_init();
	guest_forbid_all();
	is(call(hc_multicall, addr(list), 1, 0), -XEN_EFAULT);
	is(dispatched, 0);
	guest_allow_read(list, sizeof(list));
	is(call(hc_multicall, addr(list), 1, 0), -XEN_EFAULT);
	list[0].op = OP_RESTART;
	is(call(hc_multicall, addr(list), 1, 0), -XEN_EFAULT);
	/* An address that wraps. */
	is(call(hc_multicall, U64_MAX - 8, 2, 0), -XEN_EFAULT);
}

int main(void)
{
	tap_run("each entry has its result", test_results);
	tap_run("no multicall and no iret inside", test_nested);
	tap_run("a call that takes long is resumed", test_restart);
	tap_run("a call that needs frames is repeated", test_frames);
	tap_run("entries are paid for", test_budget);
	tap_run("a value is no private result", test_final);
	tap_run("lists that cannot be read or written", test_faults);
	return tap_done();
}
