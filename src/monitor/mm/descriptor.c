// SPDX-License-Identifier: GPL-2.0
/*
 * A guest's descriptor tables are read by the processor itself, so what they
 * contain must not let CPL 3 become anything else. Layout: APM vol.2 4.7
 * (code and data) and 4.8.3 (64-bit system descriptors).
 */
#include "mm/descriptor.h"

#include "core/types.h"

#define DESC_P (1ULL << 47)
#define DESC_DPL_SHIFT 45
#define DESC_DPL (3ULL << DESC_DPL_SHIFT)
#define DESC_S (1ULL << 44) /* code or data, not system */
#define DESC_TYPE_SHIFT 40
#define DESC_TYPE (15ULL << DESC_TYPE_SHIFT)
#define DESC_ACCESSED (1ULL << DESC_TYPE_SHIFT)

#define DESC_TYPE_CALL_GATE (12ULL << DESC_TYPE_SHIFT)
#define GATE_RPL_SHIFT 16
#define GATE_RPL (3ULL << GATE_RPL_SHIFT)

/*
 * A gate of DPL 0 cannot be used at CPL 3; the guest finds the DPL that it
 * asked for in the selector's RPL.
 */
static u64 call_gate_close(u64 desc)
{
	u64 dpl = (desc & DESC_DPL) >> DESC_DPL_SHIFT;

	if (!dpl)
		return desc;
	desc &= ~(DESC_DPL | GATE_RPL);
	return desc | dpl << GATE_RPL_SHIFT;
}

bool descriptor_fix(u64 *desc)
{
	u64 v = *desc;

	if (!(v & DESC_P))
		return true;
	if (v & DESC_S) {
		/*
		 * Accessed is set here so that the processor never has to
		 * write to the table.
		 */
		*desc = v | DESC_DPL | DESC_ACCESSED;
		return true;
	}
	if (!(v & DESC_TYPE)) /* upper half of a call gate */
		return true;
	if ((v & DESC_TYPE) != DESC_TYPE_CALL_GATE)
		return false;
	*desc = call_gate_close(v);
	return true;
}

bool descriptor_page_fix(u64 *page)
{
	unsigned int i;
	u64 v, fixed;

	for (i = 0; i < DESC_PER_PAGE; i++) {
		v = READ_ONCE(page[i]);
		fixed = v;
		if (!descriptor_fix(&fixed))
			return false;
		if (fixed != v)
			WRITE_ONCE(page[i], fixed);
	}
	return true;
}
