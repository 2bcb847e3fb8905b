// SPDX-License-Identifier: GPL-2.0
/*
 * surface - sub-operations of the smaller hypercalls: what each answers to
 * arguments that are right and to those that are not, then an NMI to itself.
 * Page tables, grants and clocks have tests of their own.
 */
#include "guest.h"
#include "xen/callback.h"
#include "xen/console.h"
#include "xen/event_channel.h"
#include "xen/memory.h"
#include "xen/nmi.h"
#include "xen/physdev.h"
#include "xen/sched.h"
#include "xen/segment.h"
#include "xen/vcpu.h"
#include "xen/version.h"
#include "xen/virq.h"
#include "xen/vm_assist.h"

#define UNMAPPED 0x10000ULL
#define CROOKED 0x8000000000000000ULL /* not canonical */
#define HOLE 0xffff800000000000ULL
#define NOT_AN_OP 99
#define DR7_GENERAL_DETECT 0x2000

/* What operations of the table read. */
static const struct sched_poll many_ports = {
	.nr_ports = SCHED_POLL_MAX_PORTS + 1,
};

static const struct sched_remote_shutdown nobody = { 999, SHUTDOWN_crash };
static const struct sched_remote_shutdown control = { 0, SHUTDOWN_crash };
static const struct sched_watchdog new_dog = { 0, 3600 };
static const struct sched_watchdog idle_dog = { 1, 0 };
static const struct sched_watchdog third_dog = { 3, 1 };
static const struct physdev_set_iopl high = { .iopl = 4 };
static const struct physdev_set_iopl one = { .iopl = 1 };
static const struct vcpu_set_periodic_timer hectic = { .period_ns = 1 };
static struct xen_feature_info far = { .submap_idx = 9 };
static struct xen_feature_info first;
static const u8 zeros[64];
static const struct { u16 domid; u8 rest[62]; } myself = {
	.domid = DOMID_SELF,
};

/* Of frames that are the monitor's, others', or as many as cannot be had. */
static const u64 one_frame = ~0ULL;
static u64 one_name;
#define EXTENT(array, order, domid)                                            \
	{ (u64)(array), 1, order, 0, domid }
static struct xen_memory_exchange nothing = {
	.in.domid = DOMID_SELF, .out.domid = DOMID_SELF,
};

static struct xen_memory_exchange one_page = {
	.in = EXTENT(&one_frame, 0, DOMID_SELF),
	.out = EXTENT(&one_name, 0, DOMID_SELF),
};

static struct xen_memory_exchange large_page = {
	.in = EXTENT(&one_frame, 9, DOMID_SELF),
	.out = EXTENT(&one_name, 9, DOMID_SELF),
};

static struct xen_memory_exchange others_page = {
	.in = EXTENT(&one_frame, 0, 0),
	.out = EXTENT(&one_name, 0, 0),
};

static const struct callback_register odd_type = { .type = NOT_AN_OP };
static const struct callback_register odd_place = { .address = CROOKED };
static const struct callback_unregister event_gone = {
	.type = CALLBACKTYPE_event,
};

static const struct xennmi_callback odd_nmi = { .handler_address = CROOKED };

#define CALL(hc, a, b, c, answer)                                              \
	{ __HYPERVISOR_##hc, a, (u64)(b), (u64)(c), answer, #hc ": " #a }

/* Addresses are sign-extended 32 bits: the linker can put them in here. */
static const struct surface {
	u64 nr, arg0, arg1, arg2;
	s64 want;
	const char *name;
} surface[] = {
	CALL(sched_op, NOT_AN_OP, 0, 0, -XEN_ENOSYS),
	CALL(sched_op, SCHEDOP_pin_override, UNMAPPED, 0, -XEN_EPERM),
	CALL(sched_op, SCHEDOP_remote_shutdown, UNMAPPED, 0, -XEN_EFAULT),
	CALL(sched_op, SCHEDOP_remote_shutdown, &nobody, 0, -XEN_ESRCH),
	CALL(sched_op, SCHEDOP_remote_shutdown, &control, 0, -XEN_EPERM),
	CALL(sched_op, SCHEDOP_watchdog, UNMAPPED, 0, -XEN_EFAULT),
	CALL(sched_op, SCHEDOP_watchdog, &third_dog, 0, -XEN_EINVAL),
	CALL(sched_op, SCHEDOP_watchdog, &idle_dog, 0, -XEN_EINVAL),
	CALL(sched_op, SCHEDOP_watchdog, &new_dog, 0, 1),
	CALL(sched_op, SCHEDOP_watchdog, &new_dog, 0, 2),
	CALL(sched_op, SCHEDOP_watchdog, &new_dog, 0, -XEN_ENOSPC),
	CALL(sched_op, SCHEDOP_watchdog, &idle_dog, 0, 0),
	CALL(sched_op, SCHEDOP_poll, UNMAPPED, 0, -XEN_EFAULT),
	CALL(sched_op, SCHEDOP_poll, &many_ports, 0, -XEN_EINVAL),
	CALL(sched_op, SCHEDOP_shutdown_code, UNMAPPED, 0, -XEN_EFAULT),
	CALL(sched_op, SCHEDOP_yield, 0, 0, 0),

	CALL(vcpu_op, NOT_AN_OP, 0, 0, -XEN_ENOSYS),
	CALL(vcpu_op, VCPUOP_is_up, 0, 0, 1),
	CALL(vcpu_op, VCPUOP_is_up, 8191, 0, -XEN_ENOENT),
	CALL(vcpu_op, VCPUOP_is_up, ~0ULL, 0, -XEN_ENOENT),
	CALL(vcpu_op, VCPUOP_initialise, 0, UNMAPPED, -XEN_EFAULT),
	CALL(vcpu_op, VCPUOP_up, 0, 0, 0),
	CALL(vcpu_op, VCPUOP_get_runstate_info, 0, UNMAPPED, -XEN_EFAULT),
	CALL(vcpu_op, VCPUOP_set_periodic_timer, 0, &hectic, -XEN_EINVAL),
	CALL(vcpu_op, VCPUOP_stop_periodic_timer, 0, 0, 0),
	CALL(vcpu_op, VCPUOP_set_singleshot_timer, 0, UNMAPPED, -XEN_EFAULT),
	CALL(vcpu_op, VCPUOP_register_vcpu_info, 0, UNMAPPED, -XEN_EFAULT),
	CALL(vcpu_op, VCPUOP_get_physid, 0, UNMAPPED, -XEN_EINVAL),

	CALL(xen_version, XENVER_version, 0, 0, 4 << 16 | 17),
	CALL(xen_version, XENVER_pagesize, 0, 0, 4096),
	CALL(xen_version, XENVER_extraversion, UNMAPPED, 0, -XEN_EFAULT),
	CALL(xen_version, XENVER_get_features, &far, 0, -XEN_EINVAL),
	CALL(xen_version, XENVER_get_features, &first, 0, 0),
	CALL(xen_version, XENVER_build_id, 0, 0, -XEN_EPERM),
	CALL(xen_version, NOT_AN_OP, 0, 0, -XEN_ENOSYS),

	CALL(vm_assist, VMASST_CMD_enable, 63, 0, -XEN_EINVAL),
	CALL(vm_assist, VMASST_CMD_enable, ~0ULL, 0, -XEN_EINVAL),
	CALL(vm_assist, VMASST_CMD_disable, VMASST_TYPE_4gb_segments, 0, 0),
	CALL(vm_assist, NOT_AN_OP, VMASST_TYPE_4gb_segments, 0, -XEN_ENOSYS),

	CALL(physdev_op, PHYSDEVOP_set_iopl, &high, 0, -XEN_EINVAL),
	CALL(physdev_op, PHYSDEVOP_set_iopl, &one, 0, 0),
	CALL(physdev_op, PHYSDEVOP_set_iobitmap, UNMAPPED, 0, -XEN_EFAULT),
	CALL(physdev_op, NOT_AN_OP, 0, 0, -XEN_ENOSYS),
	CALL(physdev_op, PHYSDEVOP_eoi, UNMAPPED, 0, -XEN_EFAULT),
	CALL(physdev_op, PHYSDEVOP_eoi, &zeros, 0, -XEN_EINVAL),
	CALL(physdev_op, PHYSDEVOP_map_pirq, &zeros, 0, -XEN_EPERM),
	CALL(physdev_op, PHYSDEVOP_apic_read, &zeros, 0, -XEN_EPERM),
	CALL(physdev_op, PHYSDEVOP_prepare_msix, UNMAPPED, 0, -XEN_EFAULT),

	CALL(callback_op, NOT_AN_OP, 0, 0, -XEN_ENOSYS),
	CALL(callback_op, CALLBACKOP_register, &odd_type, 0, -XEN_ENOSYS),
	CALL(callback_op, CALLBACKOP_register, &odd_place, 0, -XEN_EINVAL),
	CALL(callback_op, CALLBACKOP_register, UNMAPPED, 0, -XEN_EFAULT),
	CALL(callback_op, CALLBACKOP_unregister, &event_gone, 0, -XEN_EINVAL),

	CALL(nmi_op, NOT_AN_OP, 0, 0, -XEN_ENOSYS),
	CALL(nmi_op, XENNMI_register_callback, UNMAPPED, 0, -XEN_EFAULT),
	CALL(nmi_op, XENNMI_register_callback, &odd_nmi, 0, -XEN_EINVAL),

	CALL(set_debugreg, 0, HOLE, 0, -XEN_EPERM),
	CALL(set_debugreg, 0, CROOKED, 0, -XEN_EPERM),
	CALL(set_debugreg, 7, DR7_GENERAL_DETECT, 0, -XEN_EPERM),
	CALL(set_debugreg, 6, 1ULL << 32, 0, -XEN_EINVAL),
	CALL(set_debugreg, 7, 1ULL << 32, 0, -XEN_EINVAL),
	CALL(set_debugreg, 8, 0, 0, -XEN_ENODEV),
	CALL(get_debugreg, 9, 0, 0, -XEN_ENODEV),
	CALL(set_debugreg, 1, VIRT_BASE, 0, 0),
	CALL(get_debugreg, 1, 0, 0, VIRT_BASE),

	CALL(set_segment_base, 9, 0, 0, -XEN_EINVAL),
	CALL(set_segment_base, SEGBASE_FS, CROOKED, 0, -XEN_EINVAL),
	CALL(set_segment_base, SEGBASE_GS_USER_SEL, 0xfff8, 0, 0),
	CALL(stack_switch, 0x18, CROOKED, 0, -XEN_EPERM),
	CALL(set_callbacks, CROOKED, 0, 0, -XEN_EINVAL),
	CALL(set_timer_op, 0, 0, 0, 0),
	CALL(fpu_taskswitch, 0, 0, 0, 0),
	CALL(console_io, NOT_AN_OP, 0, 0, -XEN_EPERM),
	CALL(console_io, CONSOLEIO_read, 1, UNMAPPED, -XEN_EPERM),

	CALL(memory_op, XENMEM_machine_memory_map, UNMAPPED, 0, -XEN_EPERM),
	CALL(memory_op, XENMEM_memory_map, UNMAPPED, 0, -XEN_EFAULT),
	CALL(memory_op, XENMEM_current_reservation, UNMAPPED, 0, -XEN_EFAULT),
	CALL(memory_op, NOT_AN_OP & 63, 0, 0, -XEN_ENOSYS),
	CALL(memory_op, XENMEM_increase_reservation, UNMAPPED, 0, 0),
	CALL(memory_op, XENMEM_populate_physmap, UNMAPPED, 0, 0),
	CALL(memory_op, XENMEM_decrease_reservation | 7 << 6, UNMAPPED, 0, 7),
	CALL(memory_op, XENMEM_exchange, &nothing, 0, 0),
	CALL(memory_op, XENMEM_exchange, &one_page, 0, -XEN_EINVAL),
	CALL(memory_op, XENMEM_exchange, &large_page, 0, -XEN_ENOMEM),
	CALL(memory_op, XENMEM_exchange, &others_page, 0, -XEN_EPERM),
	CALL(memory_op, XENMEM_add_to_physmap, UNMAPPED, 0, -XEN_EFAULT),
	CALL(memory_op, XENMEM_add_to_physmap, zeros, 0, -XEN_EACCES),
	CALL(memory_op, XENMEM_add_to_physmap, &myself, 0, -XEN_EACCES),
	CALL(memory_op, XENMEM_remove_from_physmap, &myself, 0, -XEN_EACCES),
	CALL(memory_op, XENMEM_get_vnumainfo, &myself, 0, -XEN_EOPNOTSUPP),
};

static void refuse(void)
{
	const struct surface *s;

	for (s = surface; s < surface + ARRAY_SIZE(surface); s++)
		is(hypercall3(s->nr, s->arg0, s->arg1, s->arg2), s->want,
		   "%s: %ld", s->name, (long)s->want);
}

static s64 evtchn(u32 cmd, void *op)
{
	return hypercall2(__HYPERVISOR_event_channel_op, cmd, addr(op));
}

static s64 bind_virq(u32 virq, u32 vcpu)
{
	struct evtchn_bind_virq op = { .virq = virq, .vcpu = vcpu };

	return evtchn(EVTCHNOP_bind_virq, &op);
}

static void virqs(void)
{
	is(bind_virq(VIRQ_XENOPROF, 0), 0, "bind_virq");
	is(bind_virq(VIRQ_XENOPROF, 0), -XEN_EEXIST, "bind_virq: again");
	is(bind_virq(VIRQ_XENPMU, 8191), -XEN_ENOENT, "bind_virq: no vCPU");
	is(bind_virq(VIRQ_ARGO, 1), -XEN_EINVAL, "bind_virq: a global one");
	is(bind_virq(NR_VIRQS, 0), -XEN_EINVAL, "bind_virq: no such VIRQ");
}

static void ports(void)
{
	struct evtchn_bind_ipi ipi = { .vcpu = 0 };
	struct evtchn_status st = { .dom = DOMID_SELF };
	struct evtchn_bind_vcpu to = { .vcpu = 0 };
	struct evtchn_reset reset = { .dom = 0 };
	struct evtchn_bind_pirq pirq = { .pirq = 1 };

	is(evtchn(NOT_AN_OP, &ipi), -XEN_ENOSYS, "no such event operation");
	is(evtchn(EVTCHNOP_send, (void *)UNMAPPED), -XEN_EFAULT, "send: EFAULT");
	is(evtchn(EVTCHNOP_bind_ipi, &ipi), 0, "bind_ipi");
	st.port = ipi.port;
	is(evtchn(EVTCHNOP_status, &st), 0, "status");
	is(st.status, EVTCHNSTAT_ipi, "status: an IPI");
	to.port = ipi.port;
	is(evtchn(EVTCHNOP_bind_vcpu, &to), -XEN_EINVAL, "bind_vcpu: an IPI");
	to.vcpu = 8191;
	is(evtchn(EVTCHNOP_bind_vcpu, &to), -XEN_ENOENT, "bind_vcpu: nobody");
	is(evtchn(EVTCHNOP_close, &ipi.port), 0, "close");
	is(evtchn(EVTCHNOP_close, &ipi.port), -XEN_EINVAL, "close: again");
	is(evtchn(EVTCHNOP_send, &ipi.port), -XEN_EINVAL, "send: closed");
	st.dom = 0;
	is(evtchn(EVTCHNOP_status, &st), -XEN_EPERM, "status of others");
	is(evtchn(EVTCHNOP_reset, &reset), -XEN_EPERM, "reset of others");
	is(evtchn(EVTCHNOP_bind_pirq, &pirq), -XEN_EPERM, "bind_pirq");
}

static unsigned int nmis;

static bool nmi_count(struct trap_frame *f)
{
	if (f->vector != 2)
		return false;
	nmis++;
	return true;
}

/* The handler is that of the trap table: registering it keeps it. */
static void nmi(void)
{
	struct xennmi_callback cb = {
		.handler_address = addr(trap_handlers + 2 * TRAP_HANDLER_SIZE),
	};

	trap_hook = nmi_count;
	is(hypercall2(__HYPERVISOR_nmi_op, XENNMI_unregister_callback, 0), 0,
	   "nmi_op: unregister");
	is(hypercall3(__HYPERVISOR_vcpu_op, VCPUOP_send_nmi, 0, 0), 0,
	   "send_nmi");
	is(nmis, 0, "an NMI without a handler waits");
	is(hypercall2(__HYPERVISOR_nmi_op, XENNMI_register_callback, addr(&cb)),
	   0, "nmi_op: register");
	is(nmis, 1, "it comes with the handler");
	hypercall3(__HYPERVISOR_vcpu_op, VCPUOP_send_nmi, 0, 0);
	is(nmis, 2, "the next one comes at once");
	trap_hook = NULL;
}

static void run(void)
{
	refuse();
	virqs();
	ports();
	nmi();
}

TEST("surface", run);
