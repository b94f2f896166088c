package charts

import "slices"

// untangle orders the places of every row so that few arrows cross and nodes linked
// within a row are neighbours: it goes up and down by the mean place of neighbours,
// then swaps neighbours while that helps, and keeps the best order seen.
func (g *mapGrid) untangle() {
	best, least := cloneRows(g.rows), g.tangle()
	for pass := range 12 {
		for k := range g.rows {
			r := k
			if pass%2 == 0 {
				r = len(g.rows) - 1 - k
			}
			g.orderByNeighbours(r, pass)
		}
		g.swapNeighbours()
		if now := g.tangle(); now < least {
			best, least = cloneRows(g.rows), now
		}
	}
	g.rows = best
}

func cloneRows(rows [][]int) [][]int {
	out := make([][]int, len(rows))
	for i, row := range rows {
		out[i] = slices.Clone(row)
	}
	return out
}

// places are the positions of all places within their rows, from 0 to 1.
func (g *mapGrid) places() []float64 {
	at := make([]float64, len(g.row))
	for _, row := range g.rows {
		for i, v := range row {
			at[v] = (float64(i) + 0.5) / float64(len(row))
		}
	}
	return at
}

// orderByNeighbours sorts a row by the mean place of what its places are joined to:
// below in even passes, above in odd ones.
func (g *mapGrid) orderByNeighbours(r, pass int) {
	at := g.places()
	sum, n := map[int]float64{}, map[int]float64{}
	for _, e := range g.edges {
		own, other := e[1], e[0]
		if pass%2 == 1 {
			own, other = e[0], e[1]
		}
		if g.row[own] == r {
			sum[own] += at[other]
			n[own]++
		}
	}
	mean := func(v int) float64 {
		if n[v] == 0 {
			return at[v]
		}
		return sum[v] / n[v]
	}
	slices.SortStableFunc(g.rows[r], func(a, b int) int {
		switch x, y := mean(a), mean(b); {
		case x < y:
			return -1
		case x > y:
			return 1
		}
		return 0
	})
}

// swapNeighbours exchanges neighbours as long as the map gets clearer by it.
func (g *mapGrid) swapNeighbours() {
	now := g.tangle()
	for range 4 {
		better := false
		for _, row := range g.rows {
			for i := range len(row) - 1 {
				row[i], row[i+1] = row[i+1], row[i]
				if then := g.tangle(); then < now {
					now, better = then, true
					continue
				}
				row[i], row[i+1] = row[i+1], row[i]
			}
		}
		if !better {
			return
		}
	}
}

// tangle is how confused the map is: crossings, and places between the two ends of
// a link within a row; links within a row are best read from left to right.
func (g *mapGrid) tangle() float64 {
	place := make([]int, len(g.row))
	for _, row := range g.rows {
		for i, v := range row {
			place[v] = i
		}
	}
	total := 0.0
	for i, a := range g.edges {
		for _, b := range g.edges[:i] {
			if g.row[a[0]] == g.row[b[0]] && (place[a[0]]-place[b[0]])*(place[a[1]]-place[b[1]]) < 0 {
				total += 2
			}
		}
		total += 0.05 * abs(float64(place[a[0]])/float64(len(g.rows[g.row[a[0]]]))-float64(place[a[1]])/float64(len(g.rows[g.row[a[1]]])))
	}
	for _, p := range g.beside {
		between := place[p[1]] - place[p[0]]
		if between < 0 {
			total += 0.4
			between = -between
		}
		total += 1.5 * float64(between-1)
	}
	return total
}
