# SPDX-License-Identifier: GPL-2.0
#
# Lists what a header defines, in the words of the tables: CONST(name); for a
# macro, STRUCT(tag); for a structure, FIELD(tag, member); for each member with
# the path through anonymous inner ones. Include guards are left out, and so
# are macros with arguments: they have no value of their own.
#
# Input: the header without comments (gcc -fpreprocessed -dD -E -P). Relies on
# the house style: one member a line, braces at the ends of lines.

# Record member NAME at the current depth; "depth" is that of its braces.
function add(name)
{
	sub(/\[.*/, "", name)
	members++
	path[members] = name
	level[members] = depth
}

# Leave a brace: its members get the name, or names, after it as prefix.
function close_brace(text,    names, n, i, m, last)
{
	gsub(/[ \t;]/, "", text)
	depth--
	if (depth == 0) {
		for (m = 1; m <= members; m++)
			print "FIELD(" tag ", " path[m] ");"
		members = 0
		return
	}
	n = split(text, names, ",")
	last = members
	for (m = 1; m <= last; m++) {
		if (level[m] <= depth)
			continue
		for (i = 2; i <= n; i++) {
			members++
			path[members] = names[i] "." path[m]
			level[members] = depth
		}
		path[m] = names[1] "." path[m]
		level[m] = depth
	}
}

$1 == "#define" && $2 !~ /^PV_ABI_.*_H$/ && $2 !~ /\(/ {
	print "CONST(" $2 ");"
	next
}

/^struct [a-z0-9_]+ {$/ {
	tag = $2
	depth = 1
	print "STRUCT(" tag ");"
	next
}

depth && /{$/ { depth++; next }

depth && /^[ \t]*}/ {
	sub(/^[ \t]*}/, "")
	close_brace($0)
	next
}

depth && /;$/ {
	sub(/;$/, "", $NF)
	add($NF)
}
