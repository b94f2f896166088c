package charts

import "slices"

// mapGrid is a map as rows of places: nodes, and the passes of arrows that lead
// through a row. Place v below the number of nodes is node v.
type mapGrid struct {
	nodes int
	rows  [][]int // from the top; places from left to right
	lane  []int   // by row
	row   []int   // by place
	x     []float64
	// edges join places of neighbouring rows, the lower one first.
	edges [][2]int
	// beside are links between nodes of one row.
	beside [][2]int
	// chains are the places every link leads through, from the lower end; a link
	// within a row has only its two nodes.
	chains [][]int
}

func (g *mapGrid) isNode(v int) bool { return v < g.nodes }

// newMapGrid puts at most perRow nodes into a row and gives every longer link its
// passes. Within a lane, what drives stands lower when the lane has several rows.
func newMapGrid(m Map, perRow int) *mapGrid {
	g := &mapGrid{nodes: len(m.Nodes), row: make([]int, len(m.Nodes))}
	depth := m.depths()
	for lane := range m.Lanes {
		var of []int
		for i, n := range m.Nodes {
			if n.Lane == lane {
				of = append(of, i)
			}
		}
		slices.SortStableFunc(of, func(a, b int) int { return depth[b] - depth[a] })
		rows := max(1, (len(of)+perRow-1)/perRow) // an empty lane is shown empty
		for k := range rows {                     // rows of about the same length
			from, to := k*len(of)/rows, (k+1)*len(of)/rows
			for _, v := range of[from:to] {
				g.row[v] = len(g.rows)
			}
			g.rows, g.lane = append(g.rows, slices.Clone(of[from:to])), append(g.lane, lane)
		}
	}
	for _, l := range m.Links {
		g.chains = append(g.chains, g.chain(l.From, l.To))
	}
	g.x = make([]float64, len(g.row))
	return g
}

// chain lays a link through the rows between its nodes.
func (g *mapGrid) chain(from, to int) []int {
	if g.row[from] < g.row[to] {
		from, to = to, from // from the lower end
	}
	if g.row[from] == g.row[to] {
		g.beside = append(g.beside, [2]int{from, to})
		return []int{from, to}
	}
	chain := []int{from}
	for r := g.row[from] - 1; r > g.row[to]; r-- {
		v := len(g.row)
		g.row = append(g.row, r)
		g.rows[r] = append(g.rows[r], v)
		chain = append(chain, v)
	}
	chain = append(chain, to)
	for i := range chain[1:] {
		g.edges = append(g.edges, [2]int{chain[i], chain[i+1]})
	}
	return chain
}

// depths are how many links of its own lane lead to each node, one after the other;
// what would close a circle does not count.
func (m Map) depths() []int {
	depth := make([]int, len(m.Nodes))
	state := make([]uint8, len(m.Nodes))
	var walk func(v int) int
	walk = func(v int) int {
		if state[v] != 0 {
			return depth[v]
		}
		state[v] = 1
		for _, l := range m.Links {
			if l.To != v || l.From == v || m.Nodes[l.From].Lane != m.Nodes[v].Lane || state[l.From] == 1 {
				continue
			}
			depth[v] = max(depth[v], walk(l.From)+1)
		}
		state[v] = 2
		return depth[v]
	}
	for v := range m.Nodes {
		walk(v)
	}
	return depth
}

// arches says whether a link within the first row must lead over it.
func (g *mapGrid) arches() bool {
	return slices.ContainsFunc(g.beside, func(p [2]int) bool { return g.row[p[0]] == 0 && !g.neighbours(p[0], p[1]) })
}
