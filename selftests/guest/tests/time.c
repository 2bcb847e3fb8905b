// SPDX-License-Identifier: GPL-2.0
/*
 * time - clock, timers and waiting.
 *
 * How long things take is not judged, only their order: this runs under
 * emulation on a busy machine.
 */
#include "guest.h"
#include "xen/event_channel.h"
#include "xen/sched.h"
#include "xen/vcpu.h"
#include "xen/virq.h"

#define MS 1000000ULL

static u32 timer_port;

static u64 ticks_now(void)
{
	u32 lo, hi;

	asm volatile("lfence\n\trdtsc" : "=a"(lo), "=d"(hi));
	return (u64)hi << 32 | lo;
}

static u64 scale(u64 ticks, u32 mul)
{
	return (ticks >> 32) * mul + ((ticks & 0xffffffff) * mul >> 32);
}

/* System time, as every PV guest computes it. */
static u64 now(void)
{
	const struct vcpu_time_info *t = &shared->vcpu_info[0].time;
	u64 delta, ns;
	u32 version;

	do {
		version = READ_ONCE(t->version) & ~1U;
		__atomic_thread_fence(__ATOMIC_SEQ_CST);
		delta = ticks_now() - t->tsc_timestamp;
		if (t->tsc_shift < 0)
			delta >>= -t->tsc_shift;
		else
			delta <<= t->tsc_shift;
		ns = t->system_time + scale(delta, t->tsc_to_system_mul);
		__atomic_thread_fence(__ATOMIC_SEQ_CST);
	} while (READ_ONCE(t->version) != version);
	return ns;
}

static s64 singleshot(u64 at)
{
	struct vcpu_set_singleshot_timer s = { .timeout_abs_ns = at };

	return hypercall3(__HYPERVISOR_vcpu_op, VCPUOP_set_singleshot_timer, 0,
			  addr(&s));
}

static void block(void)
{
	hypercall2(__HYPERVISOR_sched_op, SCHEDOP_block, 0);
}

static s64 poll(u32 *port, u32 n, u64 timeout)
{
	struct sched_poll p = {
		.ports = addr(port), .nr_ports = n, .timeout = timeout,
	};

	return hypercall2(__HYPERVISOR_sched_op, SCHEDOP_poll, addr(&p));
}

static void clock_test(void)
{
	u64 last = now(), t, backwards = 0;
	unsigned int i;

	for (i = 0; i < 20000; i++) {
		t = now();
		if (t < last)
			backwards++;
		last = t;
		if (i % 1000 == 0)
			hypercall2(__HYPERVISOR_sched_op, SCHEDOP_yield, 0);
	}
	is(backwards, 0, "time does not go backwards");
	ok(shared->wc_sec > 1500000000, "the wall clock is set (%u)",
	   shared->wc_sec);
}

static void bind_test(void)
{
	struct evtchn_bind_virq b = { .virq = VIRQ_TIMER };

	is(hypercall3(__HYPERVISOR_vcpu_op, VCPUOP_stop_periodic_timer, 0, 0),
	   0, "stop the periodic timer");
	is(hypercall2(__HYPERVISOR_event_channel_op, EVTCHNOP_bind_virq,
		      addr(&b)), 0, "bind VIRQ_TIMER");
	timer_port = b.port;
	is(hypercall2(__HYPERVISOR_event_channel_op, EVTCHNOP_bind_virq,
		      addr(&b)), -XEN_EEXIST, "bind it twice");
	b.virq = VIRQ_DOM_EXC;
	b.vcpu = 1;
	ok(hypercall2(__HYPERVISOR_event_channel_op, EVTCHNOP_bind_virq,
		      addr(&b)) < 0, "a global VIRQ on another vCPU");
	b = (struct evtchn_bind_virq){ .virq = 24 };
	is(hypercall2(__HYPERVISOR_event_channel_op, EVTCHNOP_bind_virq,
		      addr(&b)), -XEN_EINVAL, "no VIRQ 24");
}

/* The console raises events of its own: only the timer's port counts. */
static void timer_test(void)
{
	u64 at;

	events_enable();
	event_seen(timer_port);
	at = now() + 20 * MS;
	is(singleshot(at), 0, "set the timer");
	while (!event_seen(timer_port))
		block();
	ok(now() >= at, "a blocked vCPU wakes, and not too early");
	is(singleshot(1), 0, "a time in the past");
	ok(event_seen(timer_port), "rings at once");
	at = now() + 5 * MS;
	singleshot(at);
	while (!event_seen(timer_port))
		;
	ok(now() >= at, "a busy vCPU is interrupted");
	events_disable();
}

static void mask_test(void)
{
	singleshot(1);
	hypercall2(__HYPERVISOR_xen_version, 0, 0);
	ok(!event_seen(timer_port), "nothing is delivered while masked");
	is(shared->vcpu_info[0].evtchn_upcall_pending, 1, "but is pending");
	events_enable();
	ok(event_seen(timer_port), "until it is unmasked");
	events_disable();
}

static void poll_test(void)
{
	u32 ports[200] = { timer_port };
	u64 at = now() + 10 * MS;
	s64 ret;

	/* Other events may end it early, which is no error. */
	do {
		ret = poll(ports, 1, at);
	} while (!ret && now() < at);
	is(ret, 0, "poll with a deadline");
	is(poll(ports, 129, 0), -XEN_EINVAL, "too many ports");
	ports[0] = 4096;
	is(poll(ports, 1, 0), -XEN_EINVAL, "a port that cannot be");
	ports[0] = timer_port;
	at = now() + 5 * MS;
	singleshot(at);
	do {
		ret = poll(ports, 1, 0);
	} while (!ret && now() < at);
	is(ret, 0, "poll until the timer");
	events_enable();
	ok(event_seen(timer_port), "whose event is pending");
	events_disable();
}

static void ipi_test(void)
{
	struct evtchn_bind_ipi b = { .vcpu = 0 };
	struct evtchn_send send;

	is(hypercall2(__HYPERVISOR_event_channel_op, EVTCHNOP_bind_ipi,
		      addr(&b)), 0, "bind an IPI");
	send.port = b.port;
	events_enable();
	is(hypercall2(__HYPERVISOR_event_channel_op, EVTCHNOP_send,
		      addr(&send)), 0, "send it");
	ok(event_seen(b.port), "it arrives with the hypercall's end");
	events_disable();
	send.port = 4095;
	is(hypercall2(__HYPERVISOR_event_channel_op, EVTCHNOP_send,
		      addr(&send)), -XEN_EINVAL, "a port that is closed");
	send.port = ~0U;
	is(hypercall2(__HYPERVISOR_event_channel_op, EVTCHNOP_send,
		      addr(&send)), -XEN_EINVAL, "a port that cannot be");
}

static void vcpu_test(void)
{
	is(hypercall3(__HYPERVISOR_vcpu_op, VCPUOP_is_up, 0, 0), 1,
	   "vCPU 0 is up");
	is(hypercall3(__HYPERVISOR_vcpu_op, VCPUOP_is_up, 1, 0), -XEN_ENOENT,
	   "there is no vCPU 1");
	is(hypercall3(__HYPERVISOR_vcpu_op, VCPUOP_is_up, 8191, 0),
	   -XEN_ENOENT, "nor 8191");
	is(hypercall3(__HYPERVISOR_vcpu_op, 99, 0, 0), -XEN_ENOSYS,
	   "no operation 99");
}

static void run(void)
{
	clock_test();
	bind_test();
	timer_test();
	mask_test();
	poll_test();
	ipi_test();
	vcpu_test();
}

TEST("time", run);
