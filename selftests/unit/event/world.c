// SPDX-License-Identifier: GPL-2.0
/* See world.h. */
#include <string.h>

#include "world.h"
#include "xen/base.h"

static struct shared_info pages[WORLD_DOMAINS];

void world_init(u32 max_port)
{
	struct domain *d;
	u16 i;

	arena_init(64);
	for (i = 0; i < WORLD_DOMAINS; i++) {
		d = fake_domain(i);
		d->shared_info = &pages[i];
		ec_domain_init(d, max_port);
		if (d->vcpu[0])
			d->vcpu[0]->info = &pages[i].vcpu_info[0];
	}
}

struct shared_info *shared(u16 domid)
{
	return &pages[domid];
}

struct vcpu_info *info(u16 domid)
{
	struct vcpu *v = fake_domain(domid)->vcpu[0];

	return v ? v->info : &pages[domid].vcpu_info[0];
}

s64 call(u16 domid, u32 cmd, void *arg)
{
	struct hypercall hc = {
		.d = fake_domain(domid),
		.v = fake_domain(domid)->vcpu[0],
		.arg = { cmd, (u64)(uintptr_t)arg },
		.budget = { 1000 },
	};

	return hc_event_channel_op(&hc);
}

/* The same with an argument that the caller may access. */
static s64 call_with(u16 domid, u32 cmd, void *op, size_t n)
{
	s64 ret;

	guest_forbid_all();
	guest_allow(op, n);
	ret = call(domid, cmd, op);
	guest_forbid_all();
	return ret;
}

s64 alloc_unbound(u16 caller, u16 dom, u16 remote)
{
	struct evtchn_alloc_unbound op = { .dom = dom, .remote_dom = remote };
	s64 err = call_with(caller, EVTCHNOP_alloc_unbound, &op, sizeof(op));

	return err ? err : op.port;
}

s64 bind_interdomain(u16 caller, u16 remote, u32 port)
{
	struct evtchn_bind_interdomain op = {
		.remote_dom = remote,
		.remote_port = port,
	};
	s64 err = call_with(caller, EVTCHNOP_bind_interdomain, &op, sizeof(op));

	return err ? err : op.local_port;
}

s64 bind_virq(u16 caller, u32 virq, u32 vcpu)
{
	struct evtchn_bind_virq op = { .virq = virq, .vcpu = vcpu };
	s64 err = call_with(caller, EVTCHNOP_bind_virq, &op, sizeof(op));

	return err ? err : op.port;
}

s64 bind_ipi(u16 caller, u32 vcpu)
{
	struct evtchn_bind_ipi op = { .vcpu = vcpu };
	s64 err = call_with(caller, EVTCHNOP_bind_ipi, &op, sizeof(op));

	return err ? err : op.port;
}

s64 bind_vcpu(u16 caller, u32 port, u32 vcpu)
{
	struct evtchn_bind_vcpu op = { .port = port, .vcpu = vcpu };

	return call_with(caller, EVTCHNOP_bind_vcpu, &op, sizeof(op));
}

s64 close_port(u16 caller, u32 port)
{
	struct evtchn_close op = { .port = port };

	return call_with(caller, EVTCHNOP_close, &op, sizeof(op));
}

s64 send(u16 caller, u32 port)
{
	struct evtchn_send op = { .port = port };

	return call_with(caller, EVTCHNOP_send, &op, sizeof(op));
}

s64 unmask(u16 caller, u32 port)
{
	struct evtchn_unmask op = { .port = port };

	return call_with(caller, EVTCHNOP_unmask, &op, sizeof(op));
}

s64 reset(u16 caller, u16 dom)
{
	struct evtchn_reset op = { .dom = dom };

	return call_with(caller, EVTCHNOP_reset, &op, sizeof(op));
}

void destroy(u16 domid)
{
	struct pt_budget b = { 1 };

	while (ec_domain_destroy(fake_domain(domid), &b))
		b.left = 20;
}

s64 status(u16 caller, u16 dom, u32 port, struct evtchn_status *st)
{
	memset(st, 0xa5, sizeof(*st));
	st->dom = dom;
	st->port = port;
	return call_with(caller, EVTCHNOP_status, st, sizeof(*st));
}

s64 state(u16 dom, u32 port)
{
	struct evtchn_status st;
	s64 err = status(CONTROL, dom, port, &st);

	return err ? err : st.status;
}

bool pending(u16 domid, u32 port)
{
	return shared(domid)->evtchn_pending[port / 64] >> (port % 64) & 1;
}

void mask(u16 domid, u32 port)
{
	shared(domid)->evtchn_mask[port / 64] |= 1ULL << (port % 64);
}

u64 sel(u16 domid)
{
	return info(domid)->evtchn_pending_sel;
}

bool upcall(u16 domid)
{
	return info(domid)->evtchn_upcall_pending;
}

void quiet(u16 domid)
{
	struct shared_info *si = shared(domid);

	memset(si->evtchn_pending, 0, sizeof(si->evtchn_pending));
	info(domid)->evtchn_pending_sel = 0;
	info(domid)->evtchn_upcall_pending = 0;
}

unsigned int notices(void)
{
	unsigned int n = fake_calls.kick + fake_calls.control_notify;

	fake_calls.kick = 0;
	fake_calls.control_notify = 0;
	return n;
}
