/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The private contract between loader and monitor. Both are built together
 * and carried in one module, so nothing here is a stable interface.
 *
 * Physical addresses name memory that Linux handed over; the monitor reaches
 * it through its direct map. All calls are VMMCALL from CPL 0 with the number
 * in RAX and arguments in RDI RSI RDX R10 R8; the result is in RAX.
 */
#ifndef UNDERPIN_CONTROL_H
#define UNDERPIN_CONTROL_H

#include "types.h"

#define UP_MAGIC 0x6e69707265646e75ULL /* "underpin" */
#define UP_MAX_CPUS 64
#define UP_MAX_VCPU_SLOTS 4096
#define UP_MAX_EXTRA 4 /* 2 MiB each, beside the one with the image */

/* Virtual layout: docs/memory-map.md */
#define UP_VA_M2P 0xffff800000000000ULL /* slot 256, guests read it */
#define UP_VA_M2P_RW 0xffff808000000000ULL /* slot 257 */
#define UP_VA_FRAMES 0xffff810000000000ULL /* slot 258 */
#define UP_VA_IMAGE 0xffff818000000000ULL /* slot 259 */
#define UP_VA_DIRECT 0xffff840000000000ULL /* slots 264..271 */
#define UP_DIRECT_SIZE (4ULL << 40)

/* Private calls; Xen's table ends at 63. */
enum up_call {
	UP_CALL_LEAVE = 0x100, /* drop this processor */
	UP_CALL_RUN, /* (domid, vcpu, refused): enum up_run_reason */
	UP_CALL_DONATE, /* (list address): frames for guests */
	UP_CALL_RECLAIM, /* (list address, unused too): frames, count set */
	UP_CALL_HEAP_DONATE, /* (address): 2 MiB for the monitor itself */
	UP_CALL_HEAP_RECLAIM, /* (): address of an unused one, -ENOENT */
	UP_CALL_FLUSH, /* (): forget this CPU's nested translations */
	UP_CALL_SETTLE, /* (): every CPU has; see struct up_shared */
	UP_CALL_FOREIGN_GET, /* (domid, list address, writable): see below */
	UP_CALL_FOREIGN_PUT, /* (list address, writable): they are unmapped */
	UP_CALL_M2P_PAGE, /* (page of the M2P): its frame; Linux may read it */
	UP_CALL_VCPU_SLOT, /* (domid, vcpu): bit in up_shared.kick */
	UP_CALL_WALLCLOCK, /* (sec, nsec): wall clock at this moment */
	UP_CALL_STATS, /* (address): struct up_stats */
	UP_CALL_END,
};

/*
 * Results that no caller but the loader sees. The argument registers are
 * updated to describe the rest of the work: repeat the call after helping.
 */
#define UP_NEED_FRAMES (-0x10001LL) /* R11: how many frames for guests */
#define UP_NEED_HEAP (-0x10002LL) /* one more 2 MiB for the monitor */
#define UP_FAILED (-0x10003LL) /* the monitor did: failure_report.h */

/**
 * struct up_list - a page of frame numbers for the calls above
 *
 * FOREIGN_GET lets Linux map frames of a domain. One that is mapped writable
 * cannot become a page table or descriptor table until FOREIGN_PUT, or the
 * domain would have Linux write to it. The call may look at fewer frames than
 * it was given, none included: @count says at how many.
 */
#define UP_LIST_MAX 511
struct up_list {
	uint64_t count;
	uint64_t mfn[UP_LIST_MAX]; /* FOREIGN_GET: errors as negative values */
};

/* With UP_NEED_FRAMES, in what is wanted: RAM, without which a guest can do. */
#define UP_WANT_RAM (1ULL << 31)

/*
 * A page of the M2P is named by a number that no frame has: tools are told of
 * these in place of frames, and map them as frames of DOMID_XEN.
 */
#define UP_M2P_FIRST (1ULL << 40)

/**
 * enum up_run_reason - why UP_CALL_RUN came back
 *
 * RDX holds the time in ns until the vCPU's next timer is due, S64_MAX: none.
 */
enum up_run_reason {
	UP_RUN_INTERRUPT, /* delivered to Linux by now; run again */
	UP_RUN_YIELD, /* SCHEDOP_yield */
	UP_RUN_BLOCK, /* wait for a kick or for the timer */
	UP_RUN_TIMER, /* the timer changed: arm it and run again */
	UP_RUN_STOPPED, /* paused, shut down or dying: wait for a kick */
	UP_RUN_NEED_FRAMES, /* donate R11 frames, or refuse; run again */
	UP_RUN_NEED_HEAP, /* donate 2 MiB, run again */
};

/**
 * struct up_shared - written by the monitor, read by the loader
 *
 * When @flush changes, what Linux sees of its memory has changed: UP_CALL_FLUSH
 * on every processor before anything relies on it. UP_CALL_SETTLE after that
 * lets the monitor use what was donated before.
 */
struct up_shared {
	uint32_t attention; /* set to 1 when anything below was raised */
	uint32_t reclaim; /* guests gave frames back: UP_CALL_RECLAIM */
	uint32_t failed; /* the monitor hit a bug of its own */
	uint32_t flush; /* counts */
	uint64_t kick[UP_MAX_VCPU_SLOTS / 64]; /* take bits atomically */
};

/** struct up_log - ring of text; byte i is at text[i % size] */
struct up_log {
	uint64_t produced; /* bytes ever written */
	uint64_t size; /* power of two */
	char text[];
};

/** struct up_stats - figures that only the monitor has; more in counts.h */
struct up_stats {
	uint64_t domains; /* guests, also dying ones */
	uint64_t frames_donated;
	uint64_t frames_free;
	uint64_t heap_pages; /* monitor memory beyond the image */
	uint64_t heap_used;
	uint64_t image_bytes;
	uint64_t percpu_bytes;
	uint64_t guest_entries;
	uint64_t guest_exits[256]; /* by vector; 255: SYSCALL */
	uint64_t tlb_flushes; /* of guests, beside those that CR3 loads are */
	uint64_t tlb_interrupts; /* of processors that owed one */
	uint64_t stray_accesses; /* Linux touched what is hidden from it */
};

/** struct up_segment - in the layout of a VMCB (APM vol.2 appendix B) */
struct up_segment {
	uint16_t selector;
	uint16_t attributes;
	uint32_t limit;
	uint64_t base;
};

/**
 * struct up_cpu_state - what VMRUN loads of a processor
 *
 * Captured by the loader (loader/cpu_state_table.c), loaded by hw_demote(),
 * restored by hw_promote(). FS, GS, TR, LDTR and the system-call MSRs are
 * not here: VMSAVE and VMLOAD move them.
 */
struct up_cpu_state {
	uint64_t cr0, cr2, cr3, cr4;
	uint64_t efer;
	uint64_t dr6, dr7;
	uint64_t pat;
	struct up_segment es, cs, ss, ds;
	struct up_segment gdtr, idtr;
};

/**
 * struct up_cpu - one processor's part of the hoist, shared with the loader
 * @state: captured before, restored after
 * @error: errno of the demotion, 0 when the processor runs demoted
 * @leave_va: where in Linux' address space the promotion code is
 * @self_va: address of this structure in Linux' address space
 * @rax: and the others: Linux' registers at a promotion; the callee-saved
 *       ones only, since Linux is inside a function call then
 */
struct up_cpu {
	struct up_cpu_state state;
	int64_t error;
	uint64_t leave_va;
	uint64_t self_va;
	uint64_t rsp, rip, rflags;
	uint64_t rax, rbx, rbp, r12, r13, r14, r15;
};

/**
 * struct up_init - what the monitor is told once, before any processor hoists
 */
struct up_init {
	uint64_t magic;
	uint64_t size; /* of this structure */
	uint64_t root; /* physical address of the monitor's L4 */
	uint64_t top; /* what CR3 takes: the L5 above it, or the L4 */
	uint64_t image, image_size; /* physical, bytes */
	uint64_t heap, heap_size; /* rest of the first 2 MiB, free to use */
	uint64_t extra[UP_MAX_EXTRA]; /* more of them, zero: none */
	uint64_t log; /* struct up_log */
	uint64_t failure; /* struct up_failure */
	uint64_t shared; /* struct up_shared */
	uint64_t shared_info; /* of the control domain: its event bits */
	uint64_t max_mfn; /* first frame number beyond RAM */
	uint64_t tsc_khz;
	uint64_t tsc_stable; /* TSCs agree and never change their rate */
	uint64_t wall_sec, wall_nsec;
	uint32_t nr_cpus;
	uint32_t paddr_bits;
	uint64_t kick_vector; /* interrupts a processor, which Linux expects */
	uint64_t cpu[UP_MAX_CPUS]; /* physical addresses of struct up_cpu */
	uint64_t counts[UP_MAX_CPUS]; /* and of struct up_counts */
};

/** struct up_image - first bytes of the monitor's image */
struct up_image {
	uint64_t magic;
	uint64_t text_end; /* offsets from the start; text begins at 0 */
	uint64_t rodata_end;
	uint64_t file_end; /* bytes in the file: text, rodata, data */
	uint64_t memory_end; /* with bss */
	uint64_t init; /* int64_t init(struct up_init *), direct-map pointer */
	uint64_t hoist; /* entry of loader/switch.S on each processor */
	uint32_t vendor; /* UP_VENDOR_* */
	uint32_t can_demote; /* zero: the backend cannot hoist a processor */
};

#define UP_VENDOR_SVM 1
#define UP_VENDOR_VMX 2

#endif /* UNDERPIN_CONTROL_H */
