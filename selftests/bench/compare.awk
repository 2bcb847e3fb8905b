# SPDX-License-Identifier: GPL-2.0
#
# What selftests/bench/compare found out, as tables. Each line of its input
# begins with where it was found (native, control, guest, xen); then come "row
# NAME N OPS GOES", or "counts" and the plugin's for one go, in the order of
# the rows: the go with the fewest instructions of the hypervisor is shown.

$2 == "row" {
	n[$1, $3] = $4
	ops[$3] = $5
	row[$1, ++rows[$1]] = $3
	goes = $6
	next
}

$2 == "counts" {
	k = seen[$1]++
	r = row[$1, int(k / goes) + 1]
	if (!(($1, r) in least) || $3 < least[$1, r]) {
		least[$1, r] = $3
		for (i = 3; i <= NF; i++)
			counts[$1, r, i - 2] = $i
	}
	next
}

{
	print
}

function ratio(where, r)
{
	if (!n["native", r] || !n[where, r])
		return "-"
	return sprintf("%.2f", n[where, r] / n["native", r])
}

function each(where, r, i, digits)
{
	if (!((where, r) in least))
		return "-"
	return sprintf("%." digits "f", counts[where, r, i] / ops[r])
}

END {
	format = "%-15s %10s %8s %7s %7s | %9s %9s |" \
		" %7s %7s %7s %7s %7s | %7s %7s %7s\n"
	printf format, "operation", "native", "control", "guest", "Xen's",
		"monitor", "Xen", "exits", "calls", "stores", "CR3", "INVLPG",
		"Xen's", "CR3", "INVLPG"
	for (k = 1; k <= rows["guest"]; k++) {
		r = row["guest", k]
		printf format, r, n["native", r], ratio("control", r),
			ratio("guest", r), ratio("xen", r),
			each("guest", r, 1, 0), each("xen", r, 1, 0),
			each("guest", r, 2, 1), each("guest", r, 5, 1),
			each("guest", r, 6, 1), each("guest", r, 3, 1),
			each("guest", r, 4, 1), each("xen", r, 2, 1),
			each("xen", r, 3, 1), each("xen", r, 4, 1)
	}
}
