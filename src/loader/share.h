/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What share of the processors a domain gets: the arithmetic behind credit2's
 * weight and cap, without a clock or a lock of its own. vcpu_thread.c has both.
 */
#ifndef UNDERPIN_LOADER_SHARE_H
#define UNDERPIN_LOADER_SHARE_H

#include "types.h"

#define SHARE_WEIGHT_DEFAULT 256

/**
 * share_nice() - the nice level that comes closest to a weight
 * @weight: 1..65535, relative to SHARE_WEIGHT_DEFAULT
 *
 * One level is a factor of 1.25 in processor time (sched(7)), so two domains'
 * times are in the ratio of their weights up to 12 % for each of them. Weights
 * below 3 and above 22204 are beyond the levels that exist.
 */
int share_nice(uint32_t weight);

/**
 * struct share_budget - processor time that a domain with a cap may use
 * @cap: per cent of one processor, for all vCPUs together; 0: no limit
 * @left: ns that it may run from here on; negative: ran too long
 * @at: time in ns up to which @left is right
 *
 * The budget grows with time and is spent by running. What a domain does not
 * use for a while is lost to it beyond SHARE_PERIODS periods. The user
 * serialises the calls.
 */
struct share_budget {
	uint32_t cap;
	int64_t left;
	int64_t at;
};

/* The domain stops and goes about once in this time (ns). */
#define SHARE_PERIOD 10000000LL
/* What it may have saved: so much is not lost by waking up late. */
#define SHARE_PERIODS 3

/** share_budget_set() - begin with one period's worth at time @now */
void share_budget_set(struct share_budget *b, uint32_t cap, int64_t now);

/** share_budget_spend() - a vCPU ran for @ns */
void share_budget_spend(struct share_budget *b, int64_t ns);

/**
 * share_budget_wait() - may a vCPU run at time @now?
 *
 * Return: 0 if it may, for b->left; else after how many ns to ask again.
 */
int64_t share_budget_wait(struct share_budget *b, int64_t now);

#endif /* UNDERPIN_LOADER_SHARE_H */
