/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Random hypercalls: fuzz_words.c makes single values, fuzz_calls.c whole
 * calls, tests/fuzz.c runs them.
 */
#ifndef FUZZ_H
#define FUZZ_H

#include "base.h"

#define FUZZ_ARGS 5
#define FUZZ_POOL 48 /* frames that may become anything */
#define FUZZ_WORDS 512 /* of the page that pointers point to */

/** struct fuzz - one processor's stream of calls */
struct fuzz {
	u64 state;
	bool wild; /* calls may also end this guest */
	u64 *scratch; /* FUZZ_WORDS words, writable; the next page is not */
};

/** struct fuzz_call - a hypercall */
struct fuzz_call {
	u64 nr;
	u64 args[FUZZ_ARGS];
};

/** fuzz_rnd() - a number below @below */
u64 fuzz_rnd(struct fuzz *z, u64 below);

/** fuzz_pool_init() - take the pool's pages out of the guest's own use */
void fuzz_pool_init(void);

/** fuzz_pool_repair() - replace a frame that was given away */
void fuzz_pool_repair(struct fuzz *z);

/** fuzz_frame() - the number of a frame of the pool, or of nobody */
u64 fuzz_frame(struct fuzz *z);

/** fuzz_page() - the address of a page of the pool, mapped or not */
u64 fuzz_page(struct fuzz *z);

/** fuzz_entry() - a page-table entry, likely a valid one */
u64 fuzz_entry(struct fuzz *z);

/** fuzz_pointer() - into the scratch page, the pool, or where it must fault */
u64 fuzz_pointer(struct fuzz *z);

/** fuzz_value() - anything that the guest can survive, if it is to */
u64 fuzz_value(struct fuzz *z);

/** fuzz_call() - compose a call; the scratch page is its memory */
void fuzz_call(struct fuzz *z, struct fuzz_call *c);

#endif /* FUZZ_H */
