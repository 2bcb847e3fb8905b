// SPDX-License-Identifier: GPL-2.0
/* Code segment descriptors: APM vol.2 4.8. */
#include "core/types.h"
#include "domain/segment.h"
#include "mm/frame.h"
#include "xen/segment.h"

#define SEL_TI 4 /* the LDT's */
#define DESC_BYTES 8
#define DESC_PER_FRAME (PAGE_SIZE / DESC_BYTES)

#define DESC_CODE (1ULL << 43)
#define DESC_S (1ULL << 44) /* code or data */
#define DESC_P (1ULL << 47)
#define DESC_L (1ULL << 53)

/* The frames are referenced by the vCPU, in a table or in another. */
static u64 desc_read(const mfn_t *frames, u32 index)
{
	const u64 *page = frame_map(frames[index / DESC_PER_FRAME]);

	return READ_ONCE(page[index % DESC_PER_FRAME]);
}

/* Return: the descriptor, zero (not present) beyond the end of its table. */
static u64 desc_find(const struct vcpu *v, u16 sel)
{
	u32 index = sel >> 3;

	if (sel & SEL_TI)
		return index < v->ldt_entries ? desc_read(v->ldt, index) : 0;
	return index < v->gdt_entries ? desc_read(v->gdt, index) : 0;
}

static u64 desc_base(u64 desc)
{
	return (desc >> 16 & 0xffffff) | (desc >> 56 & 0xff) << 24;
}

bool segment_code(const struct vcpu *v, struct code_segment *out)
{
	u16 sel = v->regs.cs;
	u64 desc;

	/* The monitor's own, behind any guest's table. */
	*out = (struct code_segment){ .long_mode = sel == FLAT_RING3_CS64 };
	if (sel == FLAT_RING3_CS64 || sel == FLAT_RING3_CS32)
		return true;

	desc = desc_find(v, sel);
	if (!(desc & DESC_P) || !(desc & DESC_S) || !(desc & DESC_CODE))
		return false;
	out->long_mode = desc & DESC_L;
	if (!out->long_mode)
		out->base = desc_base(desc);
	return true;
}

bool segment_is_64bit(const struct vcpu *v)
{
	struct code_segment cs;

	return segment_code(v, &cs) && cs.long_mode;
}
