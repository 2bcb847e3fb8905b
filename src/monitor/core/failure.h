/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A processor that fails may die with locks held and structures half changed:
 * nobody may wait for it or go on with what it left. Whoever waits or enters
 * a guest looks here.
 */
#ifndef UNDERPIN_CORE_FAILURE_H
#define UNDERPIN_CORE_FAILURE_H

/**
 * fail_check() - has another processor failed?
 *
 * If so it does not return: what this processor does is abandoned, and Linux
 * continues on it with UP_FAILED. Any context.
 */
void fail_check(void);

#endif /* UNDERPIN_CORE_FAILURE_H */
