/* SPDX-License-Identifier: GPL-2.0 */
/*
 * /dev/xen/evtchn: event channels as a file. The BIND requests return the
 * local port; read() yields pending ports as uint32_t and leaves each masked
 * until write() gives it back.
 */
#ifndef PV_ABI_XEN_DEV_EVTCHN_H
#define PV_ABI_XEN_DEV_EVTCHN_H

#include "base.h"
#include "dev-ioctl.h"

struct ioctl_evtchn_bind_virq {
	uint32_t virq;
};

struct ioctl_evtchn_bind_interdomain {
	uint32_t remote_domain;
	uint32_t remote_port;
};

struct ioctl_evtchn_bind_unbound_port {
	uint32_t remote_domain;
};

struct ioctl_evtchn_unbind {
	uint32_t port;
};

struct ioctl_evtchn_notify {
	uint32_t port;
};

struct ioctl_evtchn_restrict_domid {
	domid_t domid;
};

#define IOCTL_EVTCHN_BIND_VIRQ \
	XEN_DEV_IOC('E', 0, sizeof(struct ioctl_evtchn_bind_virq))
#define IOCTL_EVTCHN_BIND_INTERDOMAIN \
	XEN_DEV_IOC('E', 1, sizeof(struct ioctl_evtchn_bind_interdomain))
#define IOCTL_EVTCHN_BIND_UNBOUND_PORT \
	XEN_DEV_IOC('E', 2, sizeof(struct ioctl_evtchn_bind_unbound_port))
#define IOCTL_EVTCHN_UNBIND \
	XEN_DEV_IOC('E', 3, sizeof(struct ioctl_evtchn_unbind))
#define IOCTL_EVTCHN_NOTIFY \
	XEN_DEV_IOC('E', 4, sizeof(struct ioctl_evtchn_notify))
/* Empties the ring of pending ports and clears its overflow. */
#define IOCTL_EVTCHN_RESET \
	XEN_DEV_IOC('E', 5, 0)
#define IOCTL_EVTCHN_RESTRICT_DOMID \
	XEN_DEV_IOC('E', 6, sizeof(struct ioctl_evtchn_restrict_domid))

#endif
