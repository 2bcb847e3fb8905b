// SPDX-License-Identifier: GPL-2.0
/* Code segment descriptors: APM vol.2 4.8. */
#include "core/types.h"
#include "domain/segment.h"
#include "mm/frame.h"
#include "mm/guest_copy.h"
#include "xen/segment.h"

#define SEL_TI 4 /* the LDT's */
#define DESC_BYTES 8
#define DESC_PER_FRAME (PAGE_SIZE / DESC_BYTES)

#define DESC_CODE (1ULL << 43)
#define DESC_READABLE (1ULL << 41)
#define DESC_S (1ULL << 44) /* code or data */
#define DESC_P (1ULL << 47)
#define DESC_L (1ULL << 53)

static bool gdt_read(const struct vcpu *v, u32 index, u64 *desc)
{
	const u64 *page;

	if (index >= v->gdt_entries || index >= FIRST_RESERVED_GDT_ENTRY)
		return false;
	page = frame_map(v->gdt[index / DESC_PER_FRAME]);
	*desc = READ_ONCE(page[index % DESC_PER_FRAME]);
	return true;
}

static bool ldt_read(const struct vcpu *v, u32 index, u64 *desc)
{
	if (index >= v->ldt_entries)
		return false;
	return !guest_copy_from(desc, gva(v->ldt_base + index * DESC_BYTES),
				sizeof(*desc));
}

static u64 desc_base(u64 desc)
{
	return (desc >> 16 & 0xffffff) | (desc >> 56 & 0xff) << 24;
}

bool segment_code(const struct vcpu *v, struct code_segment *out)
{
	u16 sel = v->regs.cs;
	u64 desc;
	bool found;

	*out = (struct code_segment){ .long_mode = sel == FLAT_RING3_CS64 };
	if (sel == FLAT_RING3_CS64 || sel == FLAT_RING3_CS32)
		return true;

	found = sel & SEL_TI ? ldt_read(v, sel >> 3, &desc) :
			       gdt_read(v, sel >> 3, &desc);
	if (!found || !(desc & DESC_P) || !(desc & DESC_S) ||
	    !(desc & DESC_CODE))
		return false;
	out->long_mode = desc & DESC_L;
	if (out->long_mode)
		return true;
	out->base = desc_base(desc);
	return desc & DESC_READABLE;
}

bool segment_is_64bit(const struct vcpu *v)
{
	struct code_segment cs;

	return segment_code(v, &cs) && cs.long_mode;
}
