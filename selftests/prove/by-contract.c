// SPDX-License-Identifier: GPL-2.0
/*
 * The monitor's own sources that take types, with the contract instead of the code,
 * which recurses through the first.
 */
#include "contract.h"

#define pt_get_type contract_get_type
#define pt_hold_type contract_hold_type

#include "mm/pt_entry.c"
#include "mm/pt_pin.c"
