package inspect

import (
	"math"
	"slices"
	"strings"
)

// Shares of a line's size that decide what belongs together.
const (
	wordGap   = 0.1 // a wider gap parts words
	columnGap = 3.0 // a wider one parts columns
	lineStep  = 2.4 // lines further apart are no paragraph
	sameLine  = 0.3 // baselines nearer than this are one line
)

// Apart stands in a text between what is too far apart to be read as one.
const Apart = "\f"

// between says what stands between a run and the next one written.
func between(a, b *run) string {
	size := max(a.size, b.size)
	if a.angle != b.angle {
		return Apart
	}
	if math.Abs(a.y-b.y) <= sameLine*size {
		switch gap := b.x - a.x - a.width; {
		case gap < -size:
			return Apart // it begins anew, further left
		case gap <= wordGap*size:
			return ""
		case gap <= columnGap*size:
			return " "
		}
		return Apart
	}
	if below(a, b) {
		return "\n"
	}
	return Apart
}

// below says whether b may go on what a began, one line lower.
func below(a, b *run) bool {
	size := max(a.size, b.size)
	drop := a.y - b.y
	return a.angle == b.angle && drop > sameLine*size && drop <= lineStep*size &&
		b.x < a.x+a.width && a.x < b.x+b.width
}

// flow is the text of runs in the order they were written.
func flow(runs []run) string {
	var out strings.Builder
	for i := range runs {
		if i > 0 {
			out.WriteString(between(&runs[i-1], &runs[i]))
		}
		out.WriteString(runs[i].text)
	}
	return out.String()
}

// beneath are the texts of lines that stand below one another and were not written
// one after the other.
func beneath(runs []run) []string {
	order := make([]int, len(runs))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return compare(runs[b].y, runs[a].y) })
	var out []string
	for n, i := range order {
		for _, j := range order[n+1:] {
			if runs[i].angle == runs[j].angle && runs[i].y-runs[j].y > lineStep*math.Max(runs[i].size, 12) {
				break
			}
			if j != i+1 && below(&runs[i], &runs[j]) {
				out = append(out, runs[i].text+"\n"+runs[j].text)
			}
		}
	}
	return out
}

func compare(a, b float64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}
