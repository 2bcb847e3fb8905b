// SPDX-License-Identifier: GPL-2.0
/*
 * The monitor's own sources that call pt_get_type(), with its contract instead:
 * it recurses through the first.
 */
#include "contract.h"

#define pt_get_type contract_get_type

#include "mm/pt_entry.c"
#include "mm/pt_pin.c"
