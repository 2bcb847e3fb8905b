/* SPDX-License-Identifier: GPL-2.0 */
/* The fuzzer's interface: its names are libFuzzer's. */
#ifndef FUZZ_FUZZ_H
#define FUZZ_FUZZ_H

#include <stddef.h>
#include <stdint.h>

/**
 * LLVMFuzzerTestOneInput() - run the code under test on one input
 *
 * All static data is as before when it returns. It does not return if
 * something is wrong. Return: 0.
 */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif /* FUZZ_FUZZ_H */
