/* SPDX-License-Identifier: GPL-2.0 */
/* Set-up of the log; writers use print.h. */
#ifndef UNDERPIN_CORE_LOG_H
#define UNDERPIN_CORE_LOG_H

#include "control.h"

/** log_init() - where the ring is: memory that Linux reads */
void log_init(struct up_log *ring, struct up_shared *shared);

#endif /* UNDERPIN_CORE_LOG_H */
