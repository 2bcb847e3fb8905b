/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What pt_get_type() and pt_hold_type() promise, in place of their code. The
 * code is shown to keep the promise for each type (op_get()), with the promise
 * in place of the code wherever it recurses: which is to a lower type each
 * time, so it ends.
 *
 * It may be called in any state in which the invariant holds and all tables
 * that are being validated are above the type. Afterwards the invariant holds,
 * with the new reference if there is one, and what was held in its type is
 * untouched. Nothing else is promised.
 */
#ifndef PROVE_CONTRACT_H
#define PROVE_CONTRACT_H

#include "machine.h"

struct pt_budget;

/**
 * struct inner - what the code between the operation and the promise does
 * @frame: it holds this one in its type meanwhile, if it has one
 * @busy: because it validates it
 */
struct inner {
	u32 frame;
	bool busy;
};

extern struct inner inner;

/** contract_assume() - the first half, for who is to keep the second */
void contract_assume(enum frame_type type);

int contract_get_type(struct domain *d, mfn_t m, enum frame_type type,
		      struct pt_budget *b);
int contract_hold_type(struct domain *d, struct frame *f, enum frame_type type,
		       struct pt_budget *b);

/** contract_zap() - pt_zap(): the same, and the queue is empty at the end */
int contract_zap(struct domain *d, struct pt_budget *b);

#endif /* PROVE_CONTRACT_H */
