// SPDX-License-Identifier: GPL-2.0
/* vcpu_op, with each of its errors. */
#include <string.h>

#include "world.h"
#include "domain/vcpu_info.h"
#include "xen/sched.h"
#include "xen/vcpu_context.h"

static s64 op(u32 cmd, void *arg, size_t n)
{
	return call(hc_vcpu_op, cmd, 0, arg ? with(arg, n) : 8);
}

#define OP(cmd, arg) op(cmd, &(arg), sizeof(arg))

/* Linux counts vCPUs by this answer. */
static void test_is_up(void)
{
	u64 id;

	world_init();
	is(call(hc_vcpu_op, VCPUOP_is_up, 0, 0), 1);
	cpu->down = true;
	is(call(hc_vcpu_op, VCPUOP_is_up, 0, 0), 0);
	for (id = DOMAIN_MAX_VCPUS; id < 8192; id++)
		is(call(hc_vcpu_op, VCPUOP_is_up, id, 0), -XEN_ENOENT);
	is(call(hc_vcpu_op, VCPUOP_is_up, -1ULL, 0), -XEN_ENOENT);
	is(call(hc_vcpu_op, VCPUOP_is_up, 1ULL << 32, 0), -XEN_ENOENT);
	is(control_call(hc_vcpu_op, VCPUOP_is_up, 0), -XEN_ENOENT);
}

static void test_numbers(void)
{
	world_init();
	is(op(VCPUOP_register_vcpu_time_memory_area + 1, NULL, 0),
	   -XEN_ENOSYS);
	is(op(UINT32_MAX, NULL, 0), -XEN_ENOSYS);
	is(op(VCPUOP_get_physid, NULL, 0), -XEN_EINVAL);
}

static void test_bad_pointers(void)
{
	static const u32 ops[] = {
		VCPUOP_initialise,
		VCPUOP_get_runstate_info,
		VCPUOP_register_runstate_memory_area,
		VCPUOP_set_periodic_timer,
		VCPUOP_set_singleshot_timer,
		VCPUOP_register_vcpu_info,
		VCPUOP_register_vcpu_time_memory_area,
	};
	size_t i;

	world_init();
	for (i = 0; i < ARRAY_SIZE(ops); i++)
		is(op(ops[i], NULL, 0), -XEN_EFAULT);
}

static void test_initialise(void)
{
	static struct vcpu_guest_context c;

	world_init();
	is(OP(VCPUOP_initialise, c), -XEN_EEXIST);
	is(context_calls, 0);
	cpu->initialised = false;
	cpu->down = true;
	is(op(VCPUOP_up, NULL, 0), -XEN_EINVAL);
	context_answer = -XEN_EINVAL;
	is(OP(VCPUOP_initialise, c), -XEN_EINVAL);
	context_answer = -XEN_ERESTART;
	is(OP(VCPUOP_initialise, c), HC_RESTART);
	yes(!cpu->initialised);
	context_answer = 0;
	is(OP(VCPUOP_initialise, c), 0);
	yes(cpu->initialised && cpu->down);
	is(context_calls, 3);

	/* Beyond the legacy slots, vcpu_info has to be registered first. */
	cpu->initialised = false;
	cpu->info = &cpu->own_info;
	is(OP(VCPUOP_initialise, c), -XEN_EINVAL);
}

static void test_up_down(void)
{
	world_init();
	is(op(VCPUOP_up, NULL, 0), 0);
	is(fake_calls.kick, 0);
	cpu->down = true;
	cpu->running = false;
	is(op(VCPUOP_up, NULL, 0), 0);
	yes(!cpu->down);
	is(fake_calls.kick, 1);
	is(cpu->runstate.state, RUNSTATE_runnable);

	/* The last one down takes the domain with it. */
	is(op(VCPUOP_down, NULL, 0), 0);
	yes(cpu->down && cpu->d->shutdown);
	is(cpu->d->shutdown_code, SHUTDOWN_poweroff);
}

static void test_runstate(void)
{
	struct vcpu_register_runstate_memory_area area;
	struct vcpu_runstate_info r = { 0 };
	u64 arg;

	world_init();
	pass(55);
	is(OP(VCPUOP_get_runstate_info, r), 0);
	is(r.state, RUNSTATE_running);
	is(r.time[RUNSTATE_running], 55);

	memset(&r, 0xff, sizeof(r));
	arg = with(&area, sizeof(area));
	area.addr.p = with_too(&r, sizeof(r));
	is(call(hc_vcpu_op, VCPUOP_register_runstate_memory_area, 0, arg), 0);
	is(r.state, RUNSTATE_running);
	is(cpu->runstate_area.a, area.addr.p);

	/* An address that is mapped later is fine, the monitor's never is. */
	area.addr.p = 0x1000;
	is(OP(VCPUOP_register_runstate_memory_area, area), 0);
	area.addr.p = 0xffff800000000000ULL;
	is(OP(VCPUOP_register_runstate_memory_area, area), -XEN_EFAULT);
	area.addr.p = 0;
	is(OP(VCPUOP_register_runstate_memory_area, area), 0);
	is(cpu->runstate_area.a, 0);
}

static void test_time_area(void)
{
	struct vcpu_register_time_memory_area area;
	struct vcpu_time_info r = { 0 };
	u64 arg = with(&area, sizeof(area));

	world_init();
	area.addr.p = with_too(&r, sizeof(r));
	is(call(hc_vcpu_op, VCPUOP_register_vcpu_time_memory_area, 0, arg), 0);
	is(r.version, 2);
	yes(r.tsc_to_system_mul);
	area.addr.p = 0xffff800000000000ULL;
	is(OP(VCPUOP_register_vcpu_time_memory_area, area), -XEN_EFAULT);
	area.addr.p = 0;
	is(OP(VCPUOP_register_vcpu_time_memory_area, area), 0);
	yes(!cpu->time_area_due);
}

static void test_timers(void)
{
	struct vcpu_set_periodic_timer periodic = { MSEC - 1 };
	struct vcpu_set_singleshot_timer single = { 3 * MSEC, 0 };

	world_init();
	is(OP(VCPUOP_set_periodic_timer, periodic), -XEN_EINVAL);
	periodic.period_ns = -1ULL;
	is(OP(VCPUOP_set_periodic_timer, periodic), -XEN_EINVAL);
	periodic.period_ns = MSEC;
	is(OP(VCPUOP_set_periodic_timer, periodic), 0);
	is(time_next_deadline(cpu), MSEC);
	is(op(VCPUOP_stop_periodic_timer, NULL, 0), 0);
	is(time_next_deadline(cpu), 0);

	is(OP(VCPUOP_set_singleshot_timer, single), 0);
	is(time_next_deadline(cpu), 3 * MSEC);
	is(op(VCPUOP_stop_singleshot_timer, NULL, 0), 0);
	is(time_next_deadline(cpu), 0);
	pass(5 * MSEC);
	single.flags = VCPU_SSHOTTMR_future;
	is(OP(VCPUOP_set_singleshot_timer, single), 0);
	yes(timer_fired());
}

/* Another vCPU may not have its one-shot timer set for it. */
static void test_timers_of_others(void)
{
	struct vcpu_set_singleshot_timer single = { 3 * MSEC, 0 };
	struct vcpu *other = fake_domain(2)->vcpu[0];
	struct hypercall hc = {
		.d = fake_domain(1),
		.v = other,
		.arg = { VCPUOP_set_singleshot_timer, 0,
			 with(&single, sizeof(single)) },
	};

	world_init();
	is(hc_vcpu_op(&hc), -XEN_EINVAL);
	hc.arg[0] = VCPUOP_stop_singleshot_timer;
	is(hc_vcpu_op(&hc), -XEN_EINVAL);
}

static void test_nmi(void)
{
	world_init();
	is(op(VCPUOP_send_nmi, NULL, 0), 0);
	yes(cpu->nmi_pending);
	is(fake_calls.kick, 1);
}

/* A frame of the guest, as decrease and increase of its memory leave it. */
static struct frame *guest_frame(void)
{
	struct frame *f;

	spin_lock(&cpu->d->lock);
	f = frame_alloc(cpu->d);
	spin_unlock(&cpu->d->lock);
	return f;
}

static void test_register_info(void)
{
	struct vcpu_register_vcpu_info reg = { .offset = 128 };
	struct vcpu_info *old, *info;
	struct frame *f;

	world_init();
	f = guest_frame();
	reg.mfn = frame_mfn(f).n;
	old = cpu->info;
	old->evtchn_upcall_mask = 1;
	old->arch.cr2 = 0x1234;
	is(OP(VCPUOP_register_vcpu_info, reg), 0);
	info = (struct vcpu_info *)((u8 *)frame_map(frame_mfn(f)) + 128);
	yes(cpu->info == info);
	is(info->evtchn_upcall_mask, 1);
	is(info->arch.cr2, 0x1234);
	is(info->evtchn_pending_sel, -1LL);
	is(info->evtchn_upcall_pending, 1);
	yes(info->time.version);
	is(f->type, FRAME_WRITABLE);
	is(f->refs, 2);
	is(OP(VCPUOP_register_vcpu_info, reg), -XEN_EINVAL);

	spin_lock(&cpu->d->lock);
	vcpu_info_release(cpu);
	vcpu_info_release(cpu);
	spin_unlock(&cpu->d->lock);
	yes(cpu->info == old);
	is(f->refs, 1);
	is(f->type_refs, 0);
}

static void test_register_info_errors(void)
{
	struct vcpu_register_vcpu_info reg = { 0 };
	struct pt_budget b = { 1000 };
	struct frame *f;

	world_init();
	f = guest_frame();
	reg.mfn = frame_mfn(f).n;
	reg.offset = PAGE_SIZE - sizeof(struct vcpu_info) + 8;
	is(OP(VCPUOP_register_vcpu_info, reg), -XEN_ENXIO);
	reg.offset = UINT32_MAX;
	is(OP(VCPUOP_register_vcpu_info, reg), -XEN_ENXIO);
	reg.offset = 12;
	is(OP(VCPUOP_register_vcpu_info, reg), -XEN_ENXIO);
	reg.offset = 64;
	reg.mfn = 5;
	is(OP(VCPUOP_register_vcpu_info, reg), -XEN_EINVAL);
	reg.mfn = arena_mfn(100).n; /* not donated */
	is(OP(VCPUOP_register_vcpu_info, reg), -XEN_EINVAL);

	/* A page table of the guest's own is not writable to it. */
	reg.mfn = frame_mfn(f).n;
	spin_lock(&cpu->d->lock);
	is(pt_get_type(cpu->d, frame_mfn(f), FRAME_L1, &b), 0);
	spin_unlock(&cpu->d->lock);
	is(OP(VCPUOP_register_vcpu_info, reg), -XEN_EINVAL);
	yes(!cpu->info_frame);
}

int main(void)
{
	tap_run("is_up, exactly", test_is_up);
	tap_run("numbers that are no operation", test_numbers);
	tap_run("bad pointers", test_bad_pointers);
	tap_run("initialise", test_initialise);
	tap_run("up and down", test_up_down);
	tap_run("run state", test_runstate);
	tap_run("time area", test_time_area);
	tap_run("timers", test_timers);
	tap_run("the one-shot timer of another vCPU", test_timers_of_others);
	tap_run("send_nmi", test_nmi);
	tap_run("register_vcpu_info", test_register_info);
	tap_run("register_vcpu_info errors", test_register_info_errors);
	return tap_done();
}
