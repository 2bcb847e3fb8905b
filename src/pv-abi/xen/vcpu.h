/* SPDX-License-Identifier: GPL-2.0 */
/* vcpu_op(cmd, vcpu, arg): life, timers and shared records of a vCPU. */
#ifndef PV_ABI_XEN_VCPU_H
#define PV_ABI_XEN_VCPU_H

#include "../types.h"

#define VCPUOP_initialise			0
#define VCPUOP_up				1
#define VCPUOP_down				2
#define VCPUOP_is_up				3
#define VCPUOP_get_runstate_info		4
#define VCPUOP_register_runstate_memory_area	5
#define VCPUOP_set_periodic_timer		6
#define VCPUOP_stop_periodic_timer		7
#define VCPUOP_set_singleshot_timer		8
#define VCPUOP_stop_singleshot_timer		9
#define VCPUOP_register_vcpu_info		10
#define VCPUOP_send_nmi				11
#define VCPUOP_get_physid			12
#define VCPUOP_register_vcpu_time_memory_area	13

#define RUNSTATE_running			0
#define RUNSTATE_runnable			1
#define RUNSTATE_blocked			2
#define RUNSTATE_offline			3

/*
 * In state_entry_time while the record is being written; only for guests
 * that enabled VMASST_TYPE_runstate_update_flag.
 */
#define XEN_RUNSTATE_UPDATE			0x8000000000000000

struct vcpu_runstate_info {
	int32_t state;			/* RUNSTATE_* */
	uint64_t state_entry_time;	/* system time in ns */
	uint64_t time[4];		/* ns spent in each state */
};

struct vcpu_register_runstate_memory_area {
	union {
		uint64_t p;	/* handle of struct vcpu_runstate_info */
	} addr;
};

struct vcpu_set_periodic_timer {
	uint64_t period_ns;
};

#define VCPU_SSHOTTMR_future			0x1

struct vcpu_set_singleshot_timer {
	uint64_t timeout_abs_ns;	/* system time */
	uint32_t flags;			/* VCPU_SSHOTTMR_* */
};

/* Moves the vCPU's struct vcpu_info into a page of the guest. */
struct vcpu_register_vcpu_info {
	uint64_t mfn;
	uint32_t offset;
	uint32_t rsvd;
};

struct vcpu_register_time_memory_area {
	union {
		uint64_t p;	/* handle of struct vcpu_time_info, 0: stop */
	} addr;
};

#endif
