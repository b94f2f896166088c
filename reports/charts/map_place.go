package charts

// spreadOut gives every place its x: near what it is joined to, nodes also near an
// even spacing of their row, never nearer to a neighbour than the gap.
func (g *mapGrid) spreadOut(b Box, size boxSize) {
	even := make([]float64, len(g.row))
	for _, row := range g.rows {
		nodes, k := 0, 0
		for _, v := range row {
			if g.isNode(v) {
				nodes++
			}
		}
		for _, v := range row {
			even[v] = b.X + b.W*(float64(k)+0.5)/float64(max(nodes, 1))
			if g.isNode(v) {
				k++
			} else {
				even[v] = b.X + b.W*float64(k)/float64(max(nodes, 1))
			}
		}
	}
	copy(g.x, even)
	for range 16 {
		for _, row := range g.rows {
			g.settle(row, even, b, size)
		}
	}
}

// settle moves the places of a row to where they would like to be, as far as the
// others let them.
func (g *mapGrid) settle(row []int, even []float64, b Box, size boxSize) {
	want := make([]float64, len(row))
	half := make([]float64, len(row))
	for i, v := range row {
		sum, n := 0.0, 0.0
		for _, e := range g.edges {
			switch v {
			case e[0]:
				sum, n = sum+g.x[e[1]], n+1
			case e[1]:
				sum, n = sum+g.x[e[0]], n+1
			}
		}
		want[i], half[i] = even[v], passWidth/2
		if g.isNode(v) {
			half[i] = size.w / 2
		}
		if n > 0 {
			pull := 0.35
			if !g.isNode(v) {
				pull = 1
			}
			want[i] += pull * (sum/n - even[v])
		}
	}
	for i, x := range settled(want, half, sideGap, b.X+sideGap/2, b.Right()-sideGap/2) {
		g.x[row[i]] = x
	}
}

// settled is the places nearest to those wanted, in the least squares, at which
// neighbours keep the gap and all lie from low to high. half are half widths.
func settled(want, half []float64, gap, low, high float64) []float64 {
	n := len(want)
	offset := make([]float64, n) // how far from the first place it is when all touch
	for i := 1; i < n; i++ {
		offset[i] = offset[i-1] + half[i-1] + gap + half[i]
	}
	type block struct{ sum, n float64 } // places that touch move as one
	var blocks []block
	for i := range n {
		blocks = append(blocks, block{want[i] - offset[i], 1})
		for k := len(blocks) - 1; k > 0 && blocks[k-1].sum/blocks[k-1].n > blocks[k].sum/blocks[k].n; k-- {
			blocks[k-1] = block{blocks[k-1].sum + blocks[k].sum, blocks[k-1].n + blocks[k].n}
			blocks = blocks[:k]
		}
	}
	out := make([]float64, 0, n)
	for _, k := range blocks {
		for range int(k.n) {
			i := len(out)
			first := max(low+half[0], min(k.sum/k.n, high-half[n-1]-offset[n-1]))
			out = append(out, first+offset[i])
		}
	}
	return out
}
