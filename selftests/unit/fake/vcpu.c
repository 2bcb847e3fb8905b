// SPDX-License-Identifier: GPL-2.0
/* What x86/ does for the vCPU at hand: counted. */
#include "domain.h"
#include "tlb.h"
#include "domain/event_channel.h"

void vcpu_kick(struct vcpu *v)
{
	fake_calls.kick++;
}

void vcpu_root_load(struct vcpu *v)
{
	fake_tlb_load(v);
	fake_calls.root_load++;
}

void vcpu_gdt_load(struct vcpu *v)
{
	fake_calls.gdt_load++;
}

void vcpu_ldt_load(struct vcpu *v)
{
	fake_calls.ldt_load++;
}

void vcpu_mode_switch(struct vcpu *v)
{
	v->kernel_mode = !v->kernel_mode;
}

void ec_control_notify(void)
{
	fake_calls.control_notify++;
}
