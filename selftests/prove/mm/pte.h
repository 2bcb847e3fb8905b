/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The monitor's page-table entries, in tables of two: one is the guest's, the
 * other one is the monitor's if the table is an L4. This folder comes before
 * the monitor's own on the include path.
 */
#ifndef PROVE_MM_PTE_H
#define PROVE_MM_PTE_H

#include_next "mm/pte.h"

#undef PT_ENTRIES
#undef PT_HOLE_FIRST
#undef PT_HOLE_LAST
#ifndef PROVE_ENTRIES
#define PROVE_ENTRIES 2
#endif
#define PT_ENTRIES PROVE_ENTRIES
#define PT_HOLE_FIRST (PROVE_ENTRIES - 1)
#define PT_HOLE_LAST (PROVE_ENTRIES - 1)

#endif /* PROVE_MM_PTE_H */
