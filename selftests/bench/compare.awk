# SPDX-License-Identifier: GPL-2.0
#
# usage: awk -f compare.awk NATIVE CONTROL GUEST COUNTS
#
# Three files of "row NAME N OPS GOES", and the plugin's counts for the goes of
# the third, in its order: of each row the go with the fewest instructions of
# the monitor is shown.

FNR == 1 {
	file++
}

file < 4 && $1 != "row" {
	print
	next
}

file == 1 {
	native[$2] = $3
	next
}

file == 2 {
	control[$2] = $3
	next
}

file == 3 {
	row[++rows] = $2
	guest[rows] = $3
	ops[rows] = $4
	goes = $5
	next
}

{
	r = int((FNR - 1) / goes) + 1
	if (!(r in least) || $1 < least[r]) {
		least[r] = $1
		counts[r] = $0
	}
}

function ratio(a, b)
{
	return a && b ? sprintf("%.2f", a / b) : "-"
}

END {
	format = "%-15s %10s %8s %10s %6s | %9s %7s %7s %7s %7s %7s\n"
	printf format, "operation", "native", "control", "guest", "ratio",
		"monitor", "exits", "calls", "stores", "CR3", "INVLPG"
	for (r = 1; r <= rows; r++) {
		split(counts[r], n)
		printf format, row[r], native[row[r]],
			ratio(control[row[r]], native[row[r]]), guest[r],
			ratio(guest[r], native[row[r]]),
			sprintf("%.0f", n[1] / ops[r]),
			sprintf("%.1f", n[2] / ops[r]),
			sprintf("%.1f", n[5] / ops[r]),
			sprintf("%.1f", n[6] / ops[r]),
			sprintf("%.1f", n[3] / ops[r]),
			sprintf("%.1f", n[4] / ops[r])
	}
}
