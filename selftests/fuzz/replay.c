// SPDX-License-Identifier: GPL-2.0
/*
 * Run a target on the inputs of its corpus, without a fuzzer.
 *
 * usage: fuzz-NAME [FILE...]		without: all of corpus/NAME
 */
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "tap.h"

#define INPUT_MAX 65536

static glob_t inputs;

static void run_file(const char *name)
{
	uint8_t *data = malloc(INPUT_MAX);
	FILE *f = fopen(name, "rb");
	size_t n = f ? fread(data, 1, INPUT_MAX, f) : 0;

	yes(f);
	if (f)
		fclose(f);
	/* A block of its own size, so that the sanitizer sees its end. */
	data = realloc(data, n ? n : 1);
	LLVMFuzzerTestOneInput(data, n);
	free(data);
}

static void run_all(void)
{
	size_t i;

	for (i = 0; i < inputs.gl_pathc && !tap_failed(); i++) {
		run_file(inputs.gl_pathv[i]);
		if (tap_failed())
			printf("# input %s\n", inputs.gl_pathv[i]);
	}
}

static void find(const char *program)
{
	const char *name = strrchr(program, '/');
	char pattern[64];

	name = strchr(name ? name : program, '-');
	snprintf(pattern, sizeof(pattern), "corpus/%s/*", name ? name + 1 : "");
	glob(pattern, 0, NULL, &inputs);
}

int main(int argc, char **argv)
{
	char title[64];
	int i;

	if (argc == 1)
		find(argv[0]);
	for (i = 1; i < argc; i++)
		glob(argv[i], i > 1 ? GLOB_APPEND : 0, NULL, &inputs);
	snprintf(title, sizeof(title), "%zu inputs", inputs.gl_pathc);
	if (inputs.gl_pathc)
		tap_run(title, run_all);
	return tap_done();
}
