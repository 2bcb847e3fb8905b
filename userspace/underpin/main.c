// SPDX-License-Identifier: GPL-2.0
/* underpin: the command line. See underpin(8). */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "command.h"

/** struct command - a subcommand and the options that it takes */
struct command {
	const char *name;
	int (*run)(const struct options *opt);
	const char *options; /* letters of struct option below */
	const char *help;
};

static const struct command commands[] = {
	{ "doctor", command_doctor, "j", "can this machine be hoisted?" },
	{ "hoist", command_hoist, "m", "slide the monitor beneath Linux" },
	{ "drop", command_drop, "", "take it away again" },
	{ "status", command_status, "j", "show how things stand" },
	{ "log", command_log, "f", "show what the monitor has to say" },
	{ "selftest", command_selftest, "jm", "test the live machine" },
};

static const struct option long_options[] = {
	{ "json", no_argument, NULL, 'j' },
	{ "follow", no_argument, NULL, 'f' },
	{ "module", required_argument, NULL, 'm' },
	{ "help", no_argument, NULL, 'h' },
	{ 0 },
};

static void usage(FILE *out)
{
	fprintf(out, "usage: underpin COMMAND [OPTIONS]\n\n");
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		fprintf(out, "  %-10s %s%s%s%s\n", commands[i].name,
			commands[i].help,
			strchr(commands[i].options, 'j') ? " [--json]" : "",
			strchr(commands[i].options, 'f') ? " [--follow]" : "",
			strchr(commands[i].options, 'm') ? " [--module FILE]" :
							   "");
}

static const struct command *find(const char *name)
{
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		if (!strcmp(commands[i].name, name))
			return &commands[i];
	fprintf(stderr, "underpin: there is no command '%s'\n", name);
	return NULL;
}

/* Return: false if an option is not known or not the command's. */
static bool parse(int argc, char **argv, const struct command *c,
		  struct options *opt)
{
	int letter;

	while ((letter = getopt_long(argc, argv, "jfm:h", long_options,
				     NULL)) != -1) {
		if (letter == '?')
			return false;
		if (letter == 'h')
			opt->help = true;
		if (letter == 'j')
			opt->json = true;
		if (letter == 'f')
			opt->follow = true;
		if (letter == 'm')
			opt->module = optarg;
		if (letter != 'h' && !strchr(c->options, letter)) {
			fprintf(stderr, "underpin: %s takes no option -%c\n",
				c->name, letter);
			return false;
		}
	}
	if (optind < argc)
		fprintf(stderr, "underpin: '%s' is one word too many\n",
			argv[optind]);
	return optind == argc;
}

/* A script that reads less than was said must not take it for all. */
static int flushed(int status)
{
	if (!fflush(stdout) && !ferror(stdout))
		return status;
	fprintf(stderr, "underpin: cannot print: %s\n", strerror(errno));
	return status == STATUS_OK ? STATUS_FAILED : status;
}

int main(int argc, char **argv)
{
	struct options opt = { 0 };
	const struct command *c;

	if (argc > 1 && (!strcmp(argv[1], "--help") ||
			 !strcmp(argv[1], "-h"))) {
		usage(stdout);
		return flushed(STATUS_OK);
	}
	c = argc > 1 ? find(argv[1]) : NULL;
	if (!c || !parse(argc - 1, argv + 1, c, &opt)) {
		usage(stderr);
		return STATUS_USAGE;
	}
	if (opt.help)
		usage(stdout);
	return flushed(opt.help ? STATUS_OK : c->run(&opt));
}
