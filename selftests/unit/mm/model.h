/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The validator's specification by brute force: what each reference count must
 * be, computed from nothing but the tables' contents and the pins, and what no
 * table may contain. Shares no code with the monitor but the accessors of the
 * arena.
 */
#ifndef MM_MODEL_H
#define MM_MODEL_H

#include "domain/domain.h"
#include "domain/vcpu.h"

/**
 * struct model_held - references that a test holds by itself
 * @refs: general ones on a frame of the arena
 * @type_refs: typed ones; each counts in @refs, too
 */
struct model_held {
	unsigned int refs;
	unsigned int type_refs;
};

/** model_held() - to be edited by the test */
struct model_held *model_held(mfn_t m);

/** model_hold_vcpu() - the vCPU's roots and descriptor tables are held */
void model_hold_vcpu(const struct vcpu *v);

/** model_release_vcpu() - ... no longer */
void model_release_vcpu(const struct vcpu *v);

/**
 * model_check() - compare all frames of a domain with the model
 *
 * Return: number of differences; the first is printed.
 */
unsigned int model_check(struct domain *d);

#endif /* MM_MODEL_H */
