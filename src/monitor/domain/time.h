/* SPDX-License-Identifier: GPL-2.0 */
/*
 * System time, a guest's clock records, timers and run states.
 *
 * System time is nanoseconds since the hoist, a fixed linear function of the
 * TSC: the record that guests compute it from does not change after it was
 * published once, and guest and monitor always agree to the nanosecond. So they
 * do where the TSC is emulated (but for frequencies below 1 GHz): that one is
 * computed from system time, and changes when tools set it.
 */
#ifndef UNDERPIN_DOMAIN_TIME_H
#define UNDERPIN_DOMAIN_TIME_H

#include "core/types.h"
#include "domain/vcpu.h"

#define NSEC_PER_SEC 1000000000ULL
#define NSEC_PER_MSEC 1000000ULL

/**
 * time_init() - start system time at zero, before any domain exists
 * @tsc_khz: frequency of the TSC, as Linux calibrated it
 * @wall_sec: wall clock at this moment, seconds since 1970
 * @wall_nsec: and nanoseconds
 */
void time_init(u64 tsc_khz, u64 wall_sec, u32 wall_nsec);

/**
 * time_set_tsc_stable() - do the TSCs of all processors agree for good?
 *
 * They do when Linux uses the TSC as its clock. Guests then read the time in
 * user mode. False at first: time_now() is kept monotonic by force, and guests
 * are told to do the same. Before any domain exists.
 */
void time_set_tsc_stable(bool stable);

/**
 * time_set_wall() - the control domain stepped its clock
 *
 * Arguments as time_init(). The caller then calls time_update_wallclock() for
 * each domain.
 */
void time_set_wall(u64 wall_sec, u32 wall_nsec);

/** time_now() - nanoseconds of system time; monotonic on all processors */
u64 time_now(void);

/**
 * time_update_vcpu() - publish vcpu_time_info (and the registered copy)
 *
 * Cheap if it is published already: called before each run, when @v->running
 * is set and its address space is in use; that is when the registered copy is
 * written. Else @v must not run.
 */
void time_update_vcpu(struct vcpu *v);

/**
 * time_update_wallclock() - publish the wall clock in d's shared_info
 *
 * d->lock held, or @d is seen by nobody else; it has its shared_info.
 */
void time_update_wallclock(struct domain *d);

/**
 * time_woken() - somebody has a reason for @v to run
 *
 * If it is blocked it is so no longer to the guest's accounts: it waits for a
 * processor. Timers need no call. Context: any, @v may run elsewhere.
 */
void time_woken(struct vcpu *v);

/** time_runstate_set() - account the time so far, enter @state (RUNSTATE_*) */
void time_runstate_set(struct vcpu *v, int state);

/** time_runstate_get() - a copy that accounts the time so far, too */
void time_runstate_get(const struct vcpu *v, struct vcpu_runstate_info *out);

/** time_runstate_publish() - copy to the registered area; @v is current */
void time_runstate_publish(struct vcpu *v);

/**
 * time_singleshot_set() - replace the one-shot timer
 * @deadline: absolute; what is past raises VIRQ_TIMER at once
 *
 * The processor that runs @v, or none does.
 */
void time_singleshot_set(struct vcpu *v, u64 deadline);

/** time_periodic_set() - @period in ns; zero stops. Any processor */
void time_periodic_set(struct vcpu *v, u64 period);

/** time_expire() - all that is due: VIRQ_TIMER, end of a poll, watchdogs */
void time_expire(struct vcpu *v);

/** time_next_deadline() - of timers, poll and watchdogs; 0: none */
u64 time_next_deadline(const struct vcpu *v);

#endif /* UNDERPIN_DOMAIN_TIME_H */
