/* SPDX-License-Identifier: GPL-2.0 */
/* Real encodings: the assembler writes them into the test's own image. */
#ifndef EMULATE_CODE_H
#define EMULATE_CODE_H

#include "core/types.h"

/*
 * CODE() - the bytes of an instruction as an array @id, its end as @id_end
 * CODE_LEN() - their number
 */
#define CODE(id, text)                                                         \
	extern const u8 id[];                                                  \
	extern const u8 id##_end[];                                            \
	asm(".pushsection .rodata\n" #id ":\n\t" text "\n" #id                 \
	    "_end:\n.popsection")

#define CODE_LEN(id) ((unsigned int)(id##_end - (id)))

#endif /* EMULATE_CODE_H */
