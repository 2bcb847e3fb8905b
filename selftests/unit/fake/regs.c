// SPDX-License-Identifier: GPL-2.0
/* See regs.h. */
#include "regs.h"

struct fake_regs fake_regs;

void vcpu_bases_read(struct vcpu *v)
{
	v->fs_base = fake_regs.fs_base;
	if (v->kernel_mode)
		v->gs_base_kernel = fake_regs.gs_base;
	else
		v->gs_base_user = fake_regs.gs_base;
}

void vcpu_bases_load(struct vcpu *v)
{
	fake_regs.fs_base = v->fs_base;
	fake_regs.gs_base = v->kernel_mode ? v->gs_base_kernel :
					     v->gs_base_user;
}

void vcpu_gs_user_select(struct vcpu *v, u16 sel)
{
	fake_regs.gs_selector = sel;
}

void vcpu_ts_load(struct vcpu *v)
{
	fake_regs.ts++;
}

void vcpu_cr4_load(struct vcpu *v)
{
	fake_regs.cr4++;
}

void vcpu_xcr0_load(struct vcpu *v)
{
	fake_regs.xcr0++;
}

void vcpu_debugreg_load(struct vcpu *v)
{
	fake_regs.debugreg++;
}
