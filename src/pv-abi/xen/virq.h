/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Virtual interrupts. A per-vCPU one is bound once on each vCPU, a global one
 * only once and on vCPU 0.
 */
#ifndef PV_ABI_XEN_VIRQ_H
#define PV_ABI_XEN_VIRQ_H

#define VIRQ_TIMER		0	/* per vCPU */
#define VIRQ_DEBUG		1	/* per vCPU */
#define VIRQ_CONSOLE		2
/* A domain shut down or died. */
#define VIRQ_DOM_EXC		3
#define VIRQ_TBUF		4
#define VIRQ_DEBUGGER		6
#define VIRQ_XENOPROF		7	/* per vCPU */
/* The hypervisor's log has grown. */
#define VIRQ_CON_RING		8
#define VIRQ_PCPU_STATE		9
#define VIRQ_MEM_EVENT		10
#define VIRQ_ARGO		11
#define VIRQ_ENOMEM		12
#define VIRQ_XENPMU		13	/* per vCPU */
#define VIRQ_ARCH_0		16
#define VIRQ_ARCH_7		23

#define NR_VIRQS		24

#endif
