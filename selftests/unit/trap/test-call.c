// SPDX-License-Identifier: GPL-2.0
/* trap_op.c, physdev_op.c and console_io.c: each operation, each error. */
#include <string.h>

#include "world.h"
#include "domain/time.h"
#include "xen/callback.h"
#include "xen/console.h"
#include "xen/domctl.h"
#include "xen/hypercall.h"
#include "xen/nmi.h"
#include "xen/physdev.h"
#include "xen/platform_op.h"
#include "xen/sysctl.h"

#define BAD_ADDRESS 0x0000900000000000ULL
#define UNMAPPED 0x1000ULL

s64 hc_dispatch(struct hypercall *hc)
{
	return -XEN_ENOSYS;
}

static void test_trap_table(void)
{
	struct trap_info table[] = {
		{ .vector = 14, .flags = 4, .cs = 0x10, .address = 0x1000 },
		{ .vector = 0x80, .flags = 0xff, .cs = 0xe033, .address = 2 },
		{ 0 },
	};

	world_init();
	guest_allow_read(table, sizeof(table));
	is(call(hc_set_trap_table, addr(table), 0, 0), 0);
	is(v->traps.rip[14], 0x1000);
	is(v->traps.cs[14], 0x13);
	is(v->traps.flags[14], TI_FLAG_MASK_EVENTS);
	is(v->traps.rip[0x80], 2);
	is(v->traps.flags[0x80], TI_FLAG_MASK_EVENTS | 3);
	is(v->traps.rip[13], HANDLER(13));

	is(call(hc_set_trap_table, 0, 0, 0), 0);
	is(v->traps.rip[14], 0);
	is(v->traps.rip[13], 0);
}

static void test_trap_table_bad(void)
{
	struct trap_info table[] = {
		{ .vector = 1, .address = 0x1000 },
		{ .vector = 2, .address = BAD_ADDRESS },
	};

	world_init();
	guest_allow_read(table, sizeof(table));
	is(call(hc_set_trap_table, addr(table), 0, 0), -XEN_EINVAL);
	is(v->traps.rip[1], 0x1000);
	is(v->traps.rip[2], HANDLER(2));
	/* It has no end that can be read. */
	table[1].address = 0x2000;
	is(call(hc_set_trap_table, addr(table), 0, 0), -XEN_EFAULT);
	is(call(hc_set_trap_table, UNMAPPED, 0, 0), -XEN_EFAULT);
}

static void test_trap_table_long(void)
{
	static struct trap_info table[300];
	unsigned int n;

	world_init();
	for (n = 0; n < 299; n++)
		table[n] = (struct trap_info){ .vector = (u8)n,
					       .address = n + 1 };
	guest_allow_read(table, sizeof(table));
	is(call(hc_set_trap_table, addr(table), 0, 0), HC_RESTART);
	is(last.arg[0], addr(table + 256));
	is(hc_set_trap_table(&last), 0);
	is(v->traps.rip[255], 256);
	is(v->traps.rip[42], 299);
}

static s64 callback(u16 type, u16 flags, u64 address)
{
	static struct callback_register r;
	static bool allowed;

	if (!allowed)
		guest_allow_read(&r, sizeof(r));
	allowed = true;
	r = (struct callback_register){ type, flags, address };
	return call(hc_callback_op, CALLBACKOP_register, addr(&r), 0);
}

static void test_callback(void)
{
	world_init();
	is(callback(CALLBACKTYPE_event, 0, 0x11), 0);
	is(callback(CALLBACKTYPE_failsafe, 1, 0x22), 0);
	is(callback(CALLBACKTYPE_syscall, 1, 0x33), 0);
	is(callback(CALLBACKTYPE_syscall32, 0, 0x44), 0);
	is(callback(CALLBACKTYPE_nmi, 0, 0x55), 0);
	is(v->event.rip, 0x11);
	is(v->failsafe.rip, 0x22);
	is(v->failsafe.mask_events, true);
	is(v->syscall.rip, 0x33);
	is(v->syscall.mask_events, true);
	is(v->syscall32.rip, 0x44);
	is(v->syscall32.mask_events, false);
	is(v->traps.rip[TRAP_NMI], 0x55);
	is(callback(CALLBACKTYPE_syscall, 0, 0x33), 0);
	is(v->syscall.mask_events, false);
}

static void test_nmi_op(void)
{
	struct xennmi_callback cb = { .handler_address = 0x66 };

	world_init();
	is(call(hc_nmi_op, XENNMI_register_callback, UNMAPPED, 0), -XEN_EFAULT);
	guest_allow_read(&cb, sizeof(cb));
	is(call(hc_nmi_op, XENNMI_register_callback, addr(&cb), 0), 0);
	is(v->traps.rip[TRAP_NMI], 0x66);
	cb.handler_address = BAD_ADDRESS;
	is(call(hc_nmi_op, XENNMI_register_callback, addr(&cb), 0),
	   -XEN_EINVAL);
	is(v->traps.rip[TRAP_NMI], 0x66);
	is(call(hc_nmi_op, 2, addr(&cb), 0), -XEN_ENOSYS);
	is(call(hc_nmi_op, XENNMI_unregister_callback, 0, 0), 0);
	is(v->traps.rip[TRAP_NMI], 0);
}

/* Refused only where the instruction exists. */
static void test_sysenter(void)
{
	world_init();
	is(callback(CALLBACKTYPE_sysenter, 1, 0x77), 0);
	is(v->sysenter.rip, 0x77);
	yes(v->sysenter.mask_events);
	fake_vendor = CPUID_INTEL;
	is(callback(CALLBACKTYPE_sysenter, 0, 0x78), -XEN_ENOSYS);
	is(v->sysenter.rip, 0x77);
	fake_vendor = CPUID_AMD;
}

static void test_callback_bad(void)
{
	struct callback_unregister u = { .type = CALLBACKTYPE_event };

	world_init();
	is(callback(CALLBACKTYPE_event, 0, BAD_ADDRESS), -XEN_EINVAL);
	is(callback(CALLBACKTYPE_nmi, 0, BAD_ADDRESS), -XEN_EINVAL);
	is(v->event.rip, EVENT_HANDLER);
	is(callback(6, 0, 1), -XEN_ENOSYS);
	is(callback(6, 0, BAD_ADDRESS), -XEN_EINVAL);
	is(callback(0xffff, 0, 1), -XEN_ENOSYS);
	is(call(hc_callback_op, CALLBACKOP_register, UNMAPPED, 0),
	   -XEN_EFAULT);
	is(call(hc_callback_op, 2, 0, 0), -XEN_ENOSYS);

	guest_allow_read(&u, sizeof(u));
	is(call(hc_callback_op, CALLBACKOP_unregister, addr(&u), 0),
	   -XEN_EINVAL);
	is(v->event.rip, EVENT_HANDLER);
	u.type = CALLBACKTYPE_nmi;
	is(call(hc_callback_op, CALLBACKOP_unregister, addr(&u), 0), 0);
	is(v->traps.rip[TRAP_NMI], 0);
	u.type = 99;
	is(call(hc_callback_op, CALLBACKOP_unregister, addr(&u), 0),
	   -XEN_ENOSYS);
}

static void test_set_callbacks(void)
{
	world_init();
	is(call(hc_set_callbacks, 1, 2, BAD_ADDRESS), -XEN_EINVAL);
	is(v->event.rip, EVENT_HANDLER);
	is(call(hc_set_callbacks, 1, 2, 3), 0);
	is(v->event.rip, 1);
	is(v->failsafe.rip, 2);
	is(v->syscall.rip, 3);
}

static void test_stack_switch(void)
{
	world_init();
	is(call(hc_stack_switch, 0x18, 0x5000, 0), 0);
	is(v->kernel_ss, 0x1b);
	is(v->kernel_sp, 0x5000);
	is(call(hc_stack_switch, 0x18, BAD_ADDRESS, 0), -XEN_EPERM);
	is(v->kernel_sp, 0x5000);
}

static void test_taskswitch(void)
{
	world_init();
	is(call(hc_fpu_taskswitch, 1, 0, 0), 0);
	is(v->cr0_ts, X86_CR0_TS);
	is(call(hc_fpu_taskswitch, 0, 0, 0), 0);
	is(v->cr0_ts, 0);
	is(fake_regs.ts, 2);
}

static void test_debugreg(void)
{
	world_init();
	is(call(hc_set_debugreg, 0, 0x400000, 0), 0);
	is(call(hc_get_debugreg, 0, 0, 0), 0x400000);
	is(last.final, true);
	is(fake_regs.debugreg, 1);
	/* The monitor's hole, and what would reach into it. */
	is(call(hc_set_debugreg, 1, 0xffff800000000000, 0), -XEN_EPERM);
	is(call(hc_set_debugreg, 1, BAD_ADDRESS, 0), -XEN_EPERM);
	is(call(hc_set_debugreg, 3, 0xffff880000000000, 0), 0);
	/* 4 and 5 are 6 and 7 until CR4.DE. */
	is(call(hc_set_debugreg, 4, U64_MAX, 0), -XEN_EINVAL);
	is(call(hc_set_debugreg, 4, UINT32_MAX, 0), 0);
	is(call(hc_get_debugreg, 6, 0, 0), 0xffffefff);
	is(call(hc_set_debugreg, 5, 0x1, 0), 0);
	is(call(hc_get_debugreg, 7, 0, 0), 0x401);
	v->cr4 = X86_CR4_DE;
	is(call(hc_set_debugreg, 4, 0, 0), -XEN_ENODEV);
	is(call(hc_get_debugreg, 5, 0, 0), -XEN_ENODEV);
	is(call(hc_set_debugreg, 8, 0, 0), -XEN_ENODEV);
	is(call(hc_get_debugreg, 0xffffffff, 0, 0), -XEN_ENODEV);
}

static void test_debug_control(void)
{
	world_init();
	is(call(hc_set_debugreg, 7, 0x2000, 0), -XEN_EPERM); /* GD */
	is(call(hc_set_debugreg, 7, 0xffffffff0000f3ff, 0), -XEN_EINVAL);
	is(call(hc_set_debugreg, 7, 0x0000f3ff, 0), -XEN_EPERM);
	/* I/O breakpoints: type 2 of an enabled one. */
	is(call(hc_set_debugreg, 7, 0x20001, 0), -XEN_EPERM);
	is(call(hc_set_debugreg, 7, 0x20004, 0), -XEN_EPERM);
	is(call(hc_set_debugreg, 7, 0x20000, 0), 0);
	is(v->debugreg[7], 0x20400);
	v->cr4 = X86_CR4_DE;
	is(call(hc_set_debugreg, 7, 0x20005, 0), 0);
	is(v->debugreg[7], 0x20404);
	is(call(hc_set_debugreg, 7, 0, 0), 0);
	is(v->debugreg[7], 0x400);
}

static void test_segment_base(void)
{
	world_init();
	fake_regs.fs_base = 0xf5;
	fake_regs.gs_base = 0x65;
	is(call(hc_set_segment_base, SEGBASE_FS, 0x1000, 0), 0);
	is(fake_regs.fs_base, 0x1000);
	/* The base that the guest wrote by WRGSBASE survived. */
	is(fake_regs.gs_base, 0x65);
	is(call(hc_set_segment_base, SEGBASE_GS_USER, 0x2000, 0), 0);
	is(v->gs_base_user, 0x2000);
	is(fake_regs.gs_base, 0x65);
	is(call(hc_set_segment_base, SEGBASE_GS_KERNEL, 0x3000, 0), 0);
	is(fake_regs.gs_base, 0x3000);
	is(fake_regs.fs_base, 0x1000);
	is(call(hc_set_segment_base, SEGBASE_GS_USER_SEL, 0x1002b, 0), 0);
	is(fake_regs.gs_selector, 0x2b);
	is(call(hc_set_segment_base, SEGBASE_FS, BAD_ADDRESS, 0), -XEN_EINVAL);
	is(call(hc_set_segment_base, 4, 0, 0), -XEN_EINVAL);
	is(fake_regs.fs_base, 0x1000);
}

static void test_physdev(void)
{
	struct physdev_set_iopl iopl = { .iopl = 1 };
	struct physdev_set_iobitmap map = { .bitmap = 0x1234,
					    .nr_ports = 65536 };

	world_init();
	guest_allow_read(&iopl, sizeof(iopl));
	guest_allow_read(&map, sizeof(map));
	is(call(hc_physdev_op, PHYSDEVOP_set_iopl, addr(&iopl), 0), 0);
	is(v->iopl, 1);
	iopl.iopl = 4;
	is(call(hc_physdev_op, PHYSDEVOP_set_iopl, addr(&iopl), 0),
	   -XEN_EINVAL);
	is(call(hc_physdev_op, PHYSDEVOP_set_iopl, UNMAPPED, 0), -XEN_EFAULT);
	is(call(hc_physdev_op, PHYSDEVOP_set_iobitmap, addr(&map), 0), 0);
	is(v->iobitmap.a, 0x1234);
	is(v->iobitmap_ports, 65536);
	map.nr_ports++;
	is(call(hc_physdev_op, PHYSDEVOP_set_iobitmap, addr(&map), 0),
	   -XEN_EINVAL);
	is(call(hc_physdev_op, PHYSDEVOP_set_iobitmap, UNMAPPED, 0),
	   -XEN_EFAULT);
	is(call(hc_physdev_op, PHYSDEVOP_pirq_eoi_gmfn_v2, 0, 0), -XEN_ENOSYS);
}

/* What has no device may not do with devices, nor with interrupts. */
static void test_physdev_refused(void)
{
	static u8 zeros[40];
	u32 cmd;

	world_init();
	guest_allow_read(zeros, sizeof(zeros));
	is(call(hc_physdev_op, PHYSDEVOP_eoi, UNMAPPED, 0), -XEN_EFAULT);
	is(call(hc_physdev_op, PHYSDEVOP_eoi, addr(zeros), 0), -XEN_EINVAL);
	is(call(hc_physdev_op, PHYSDEVOP_irq_status_query, addr(zeros), 0),
	   -XEN_EINVAL);
	is(call(hc_physdev_op, PHYSDEVOP_map_pirq, addr(zeros) + 1, 0),
	   -XEN_EFAULT);
	for (cmd = PHYSDEVOP_map_pirq; cmd <= PHYSDEVOP_manage_pci_remove;
	     cmd++)
		is(call(hc_physdev_op, cmd, addr(zeros), 0), -XEN_EPERM);
	is(call(hc_physdev_op, PHYSDEVOP_pci_mmcfg_reserved, UNMAPPED, 0),
	   -XEN_EPERM);
	is(call(hc_physdev_op, PHYSDEVOP_release_msix, addr(zeros), 0),
	   -XEN_EPERM);
	is(call(hc_physdev_op, PHYSDEVOP_release_msix + 1, addr(zeros), 0),
	   -XEN_ENOSYS);
	is(call(hc_physdev_op, UINT32_MAX, addr(zeros), 0), -XEN_ENOSYS);
}

static s64 tool(u32 nr, void *arg)
{
	struct hypercall hc = {
		.d = v->d, .v = v, .nr = nr, .arg = { addr(arg) },
	};

	return hc_refuse_tool(&hc);
}

static s64 device_model(u16 domid, u32 nr, u64 buffers)
{
	return call(hc_refuse_dm, domid, nr, buffers);
}

/* As Xen: first what is wrong with the argument, then that one may not. */
static void test_tools(void)
{
	static struct xen_sysctl s;
	static struct xen_domctl d;

	world_init();
	is(tool(__HYPERVISOR_sysctl, &s), -XEN_EFAULT);
	guest_allow_read(&s, sizeof(s) - 1);
	is(tool(__HYPERVISOR_sysctl, &s), -XEN_EFAULT);
	guest_allow_read(&s, sizeof(s));
	is(tool(__HYPERVISOR_sysctl, &s), -XEN_EACCES);
	s.interface_version = XEN_SYSCTL_INTERFACE_VERSION;
	is(tool(__HYPERVISOR_sysctl, &s), -XEN_EPERM);
	is(tool(__HYPERVISOR_platform_op, &s), -XEN_EACCES);
	s.interface_version = XENPF_INTERFACE_VERSION;
	is(tool(__HYPERVISOR_platform_op, &s), -XEN_EPERM);

	guest_allow_read(&d, sizeof(d));
	is(tool(__HYPERVISOR_domctl, &d), -XEN_EACCES);
	d.interface_version = XEN_DOMCTL_INTERFACE_VERSION;
	d.cmd = XEN_DOMCTL_pausedomain;
	d.domain = v->d->domid;
	is(tool(__HYPERVISOR_domctl, &d), -XEN_EPERM);
	d.domain = 77;
	is(tool(__HYPERVISOR_domctl, &d), -XEN_ESRCH);
	d.cmd = XEN_DOMCTL_createdomain;
	is(tool(__HYPERVISOR_domctl, &d), -XEN_EPERM);

	is(call(hc_refuse, 0, 0, 0), -XEN_EPERM);
	is(call(hc_refuse_off, 0, 0, 0), -XEN_EOPNOTSUPP);
	is(device_model(0, 3, 0), -XEN_E2BIG);
	is(device_model(0, 1, UNMAPPED), -XEN_EFAULT);
	is(device_model(v->d->domid, 0, addr(&d)), -XEN_EPERM);
	is(device_model(DOMID_SELF, 1, addr(&d)), -XEN_EPERM);
	is(device_model(77, 1, addr(&d)), -XEN_ESRCH);
	fake_domain(2);
	is(device_model(2, 2, addr(&d)), -XEN_EINVAL);
}

static void test_console(void)
{
	static char text[3000];

	world_init();
	memset(text, 'x', sizeof(text));
	guest_allow_read(text, sizeof(text));
	is(call(hc_console_io, CONSOLEIO_write, 100, addr(text)), 0);
	is(call(hc_console_io, CONSOLEIO_write, 0, UNMAPPED), 0);
	is(call(hc_console_io, CONSOLEIO_write, 5, UNMAPPED), -XEN_EFAULT);
	is(call(hc_console_io, CONSOLEIO_write, 0x80000000, addr(text)),
	   -XEN_EINVAL);
	is(call(hc_console_io, CONSOLEIO_write, U64_MAX, addr(text)),
	   -XEN_EINVAL);
	is(call(hc_console_io, CONSOLEIO_read, 100, addr(text)), -XEN_EPERM);
	is(call(hc_console_io, 2, 0, 0), -XEN_EPERM);

	is(call(hc_console_io, CONSOLEIO_write, sizeof(text), addr(text)),
	   HC_RESTART);
	is(last.arg[1], sizeof(text) - 1024);
	is(last.arg[2], addr(text) + 1024);
	is(hc_console_io(&last), HC_RESTART);
	is(hc_console_io(&last), 0);
}

/* Write @n bytes in one go. Return: lines that reached the log. */
static unsigned int flood(const char *text, u64 n)
{
	unsigned int before = fake_log_count();
	s64 ret = call(hc_console_io, CONSOLEIO_write, n, addr(text));

	while (ret == HC_RESTART)
		ret = hc_console_io(&last);
	is(ret, 0);
	return fake_log_count() - before;
}

/* 16 KiB at once, then silence, then one line about what is missing. */
static void test_console_rate(void)
{
	static char text[20480];

	world_init();
	memset(text, 'x', sizeof(text));
	guest_allow_read(text, sizeof(text));
	is(flood(text, sizeof(text)), 128);
	is(v->d->console.dropped, 4096);
	is(flood(text, 1), 0);
	fake_now += NSEC_PER_SEC / 8;
	is(flood(text, 1), 0);
	is(v->d->console.dropped, 4098);
	fake_now += NSEC_PER_SEC / 8;
	is(flood(text, 1), 2);
	is(v->d->console.dropped, 0);
	is(v->d->console.left, 4095);
	/* Time that is short of a byte's worth is not lost. */
	v->d->console.left = 0;
	for (int i = 0; i < 4096; i++) {
		fake_now += NSEC_PER_SEC / 4096;
		flood(text, 1);
	}
	yes(v->d->console.left > 3 * 4096 - 8);
	fake_now += NSEC_PER_SEC;
	flood(text, 1);
	is(v->d->console.left, 16383);
	is(flood(text, 256), 2);
}

int main(void)
{
	tap_run("set_trap_table takes and clears", test_trap_table);
	tap_run("set_trap_table refuses bad entries", test_trap_table_bad);
	tap_run("a long trap table is resumed", test_trap_table_long);
	tap_run("callback_op registers", test_callback);
	tap_run("callback_op refuses", test_callback_bad);
	tap_run("SYSENTER", test_sysenter);
	tap_run("nmi_op", test_nmi_op);
	tap_run("set_callbacks takes all or none", test_set_callbacks);
	tap_run("stack_switch", test_stack_switch);
	tap_run("fpu_taskswitch", test_taskswitch);
	tap_run("debug registers", test_debugreg);
	tap_run("the debug control register", test_debug_control);
	tap_run("set_segment_base", test_segment_base);
	tap_run("physdev_op", test_physdev);
	tap_run("physdev_op that is not for guests", test_physdev_refused);
	tap_run("calls of tools", test_tools);
	tap_run("console_io", test_console);
	tap_run("console_io has a rate", test_console_rate);
	return tap_done();
}
