// SPDX-License-Identifier: GPL-2.0
/*
 * The second backend behind hw.h: everything above it links against VMX, too,
 * which keeps SVM out of the shared code. This image cannot demote a
 * processor; its head says so (start.S), and the loader's doctor refuses it.
 * The functions are there for the linker, and none of them is ever called.
 */
#include "core/print.h"
#include "x86/hw.h"
#include "xen/errno.h"

void __noreturn hw_loop(struct cpu *c);

static void __noreturn vmx_unreachable(void)
{
	panic("vmx: no processor can have been demoted");
}

int hw_init(const struct up_init *init)
{
	log_line("vmx: this image cannot demote a processor");
	return -XEN_EOPNOTSUPP;
}

int hw_cpu_init(struct cpu *c)
{
	return -XEN_EOPNOTSUPP;
}

int hw_demote(struct cpu *c, u64 rip, u64 rsp, u64 rflags)
{
	return -XEN_EOPNOTSUPP;
}

void hw_loop(struct cpu *c)
{
	vmx_unreachable();
}

void hw_promote(struct cpu *c)
{
	vmx_unreachable();
}

void hw_guest_load(struct cpu *c, struct vcpu *v)
{
	vmx_unreachable();
}

void hw_guest_unload(struct cpu *c)
{
	vmx_unreachable();
}

void hw_fail(struct cpu *c)
{
	vmx_unreachable();
}

u64 hw_control_cr3(struct cpu *c)
{
	vmx_unreachable();
}

void hw_flush_nested(struct cpu *c)
{
	vmx_unreachable();
}

int hw_hide(u64 maddr)
{
	return -XEN_EOPNOTSUPP;
}

void hw_reveal(u64 maddr)
{
	vmx_unreachable();
}

int hw_frame_hide(mfn_t m)
{
	return -XEN_EOPNOTSUPP;
}

void hw_frame_reveal(mfn_t m)
{
	vmx_unreachable();
}

void hw_frame_show(mfn_t m)
{
	vmx_unreachable();
}

void hw_frame_conceal(mfn_t m)
{
	vmx_unreachable();
}

int hw_page_show(u64 maddr)
{
	return -XEN_EOPNOTSUPP;
}

bool hw_visible(u64 maddr)
{
	vmx_unreachable();
}

void hw_settle(void)
{
	vmx_unreachable();
}
