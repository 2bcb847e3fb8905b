/* SPDX-License-Identifier: GPL-2.0 */
/* The arena has no backing to manage: only its end is asked for. */
#ifndef UNDERPIN_X86_FRAMETABLE_H
#define UNDERPIN_X86_FRAMETABLE_H

#include "core/types.h"

u64 frametable_max_mfn(void);

#endif /* UNDERPIN_X86_FRAMETABLE_H */
