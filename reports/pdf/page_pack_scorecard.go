package pdf

import (
	"strings"

	"quarterdeck/reports"
	"quarterdeck/reports/charts"
)

const (
	cardPitch = 21.0
	cardHead  = 24.0 // of the column titles
	cardLane  = 25.0 // of a perspective's line
	cardMore  = 11.0 // of the line below a KPI with a benchmark or a counter-metric
)

// cardRow is a line of the scorecard's table: a perspective or a KPI.
type cardRow struct {
	lane   *reports.CardLane
	kpi    *reports.CardKPI
	beside string // what stands below the KPI
}

func (r cardRow) height() float64 {
	if r.kpi == nil {
		return cardLane
	}
	if r.beside != "" {
		return cardPitch + cardMore
	}
	return cardPitch
}

// scorecard draws the four perspectives with all their KPIs, on as many pages as it
// takes. A perspective without KPIs is shown as empty.
func (k *packing) scorecard() {
	card := &k.p.Card
	if card.Count("") == 0 {
		k.gaps = append(k.gaps, gap{"pack.section_card", "card"})
		return
	}
	rows := k.sheet().cardList(card)
	for len(rows) > 0 {
		k.page(func(s *sheet) {
			b := s.head("pack.section_card", s.say(card.Title()), s.cardNote(k.p))
			drawn, bottom := s.cardRows(b, rows)
			rows = rows[drawn:]
			if len(rows) == 0 {
				s.cardReasons(charts.Box{X: b.X, Y: bottom, W: b.W, H: b.Bottom() - bottom}, card)
			}
		})
	}
}

// cardList are the lines of the table, in their order.
func (s *sheet) cardList(card *reports.Card) []cardRow {
	var rows []cardRow
	for i := range card.Lanes {
		l := &card.Lanes[i]
		rows = append(rows, cardRow{lane: l})
		for j := range l.KPIs {
			rows = append(rows, cardRow{lane: l, kpi: &l.KPIs[j], beside: s.cardBeside(card, &l.KPIs[j])})
		}
	}
	return rows
}

// cardBeside is what a KPI is to be read beside: the KPI that would pay for it being
// driven too far, and what others reach. It is "" where nothing of it is configured.
func (s *sheet) cardBeside(card *reports.Card, k *reports.CardKPI) string {
	var said []string
	if c := card.KPI(k.Counter); c != nil && k.Counter != "" {
		said = append(said, s.sayf("pack.card_counter", reports.Args{"kpi": c.Metric, "value": s.kpiValue(c.Actual, c.Unit), "status": s.kpiStatus(c)}))
	}
	if b := k.Benchmark; b != nil {
		said = append(said, s.sayf("pack.card_benchmark", reports.Args{"value": s.kpiValue(b.Value, k.Unit), "source": b.Source, "day": b.On}))
	}
	return strings.Join(said, "  ·  ")
}

// cardNote says what the total is and how to read the table.
func (s *sheet) cardNote(p *reports.Pack) string {
	args := reports.Args{"total": reports.Share(p.Card.Total.V), "n": reports.Count(p.Card.Count("")), "day": p.AsOf}
	note := "pack.card_note"
	if !p.Card.Total.OK() {
		note = "pack.card_note_open"
	}
	said := s.sayf(note, args)
	if n := p.Card.Overdue(); n > 0 {
		said += " " + s.sayf("pack.card_overdue", reports.Args{"n": reports.Count(n)})
	}
	return said
}

// cardReasons says, under the last row, what the KPIs that are not trusted wait for.
func (s *sheet) cardReasons(b charts.Box, card *reports.Card) {
	var said []string
	for _, l := range card.Lanes {
		for _, k := range l.KPIs {
			if k.Status == "grey" && k.Because != "" {
				said = append(said, s.sayf("pack.because_"+k.Reason, reports.Args{"kpi": k.Metric, "what": k.Because}))
			}
		}
	}
	style := s.t.small().In(s.t.Colors.Muted.c())
	lines := int((b.H - 14) / (style.Size * 1.4))
	if len(said) > 0 && lines > 0 {
		s.lines(b.X, b.Y+18, b.W, strings.Join(said, " "), style, 1.4, min(3, lines))
	}
}

// cardColumns is where the columns of the table stand.
type cardColumns struct{ name, now, before, target, bar, trend, status, owner charts.Box }

func (s *sheet) cardColumns(b charts.Box) cardColumns {
	at := b.X
	take := func(share float64) charts.Box {
		w := b.W * share / 100
		box := charts.Box{X: at, W: w - 10}
		at += w
		return box
	}
	return cardColumns{name: take(20.5), now: take(9.1), before: take(9.1), target: take(9.1), bar: take(11).Inset(6, 0, 0, 0), trend: take(9.6), status: take(17), owner: take(14.6)}
}

// cardRows draws as many rows as fit and says how many, and the y below them; a
// perspective's line never stands alone at the foot.
func (s *sheet) cardRows(b charts.Box, rows []cardRow) (drawn int, bottom float64) {
	col := s.cardColumns(b)
	head := s.t.micro()
	for _, h := range []struct {
		box charts.Box
		key string
		at  charts.Align
	}{
		{col.name, "pack.card_kpi", charts.Left}, {col.now, "pack.card_now", charts.Right}, {col.before, "pack.card_before", charts.Right}, {col.target, "pack.card_target", charts.Right},
		{col.bar, "pack.card_way", charts.Left}, {col.trend, "pack.card_trend", charts.Left}, {col.status, "pack.card_status", charts.Left}, {col.owner, "pack.card_owner", charts.Left},
	} {
		x := h.box.X
		if h.at == charts.Right {
			x = h.box.Right()
		}
		s.Text(x, b.Y+head.Size, charts.Fit(s, s.word(h.key), head, h.box.W), head.At(h.at))
	}
	y := b.Y + cardHead - 12
	for i, row := range rows {
		need := row.height()
		if row.kpi == nil {
			need += cardPitch
		}
		if i > 0 && y+need > b.Bottom() {
			return i, y
		}
		if row.kpi == nil {
			s.cardLane(charts.Box{X: b.X, Y: y, W: b.W, H: cardLane}, col, row.lane)
		} else {
			s.cardKPI(charts.Box{X: b.X, Y: y, W: b.W, H: row.height()}, col, row.kpi)
			if row.beside != "" {
				small := s.t.micro()
				s.Text(col.name.X, y+cardPitch+small.Size*0.6, charts.Fit(s, row.beside, small, b.W), small)
			}
		}
		y += row.height()
	}
	return len(rows), y
}

// cardLane draws a perspective's line.
func (s *sheet) cardLane(b charts.Box, col cardColumns, l *reports.CardLane) {
	c := &s.t.Colors
	base := b.Bottom() - 6.5
	style := strong(s.t.body()).In(c.Ink.c())
	s.Text(b.X, base, charts.Fit(s, l.Title, style, col.bar.X-b.X-14), style)
	quiet := s.t.small().In(c.Muted.c())
	if len(l.KPIs) == 0 {
		s.Text(col.bar.X, base, charts.Fit(s, s.word("pack.card_no_kpi"), quiet, b.Right()-col.bar.X), quiet)
	} else {
		score := s.word("pack.card_no_score")
		if l.Score.OK() {
			score = s.sayf("pack.card_score", reports.Args{"score": reports.Share(l.Score.V)})
		}
		s.Text(col.bar.X, base, charts.Fit(s, score, quiet, col.status.X-col.bar.X-10), quiet)
		s.packStatus(col.status, base, l.Status, s.word("map.kpi_"+l.Status))
	}
	s.Draw(charts.Polyline(charts.Point{X: b.X, Y: b.Bottom()}, charts.Point{X: b.Right(), Y: b.Bottom()}), charts.Paint{Stroke: c.Ghost.c(), Width: 0.8})
}

// cardKPI draws one KPI.
func (s *sheet) cardKPI(b charts.Box, col cardColumns, k *reports.CardKPI) {
	c := &s.t.Colors
	mid := b.Y + cardPitch/2
	base := mid + s.t.Sizes.Small*0.357
	plain, quiet := s.t.small().In(c.Ink.c()), s.t.small().In(c.Muted.c())
	s.Text(col.name.X, base, charts.Fit(s, k.Metric, plain, col.name.W), plain)
	right := func(box charts.Box, text string, style charts.TextStyle) {
		s.Text(box.Right(), base, charts.Fit(s, text, style, box.W), style.At(charts.Right))
	}
	right(col.now, s.kpiValue(k.Actual, k.Unit), strong(plain))
	right(col.before, s.kpiValue(k.Previous, k.Unit), quiet)
	right(col.target, s.kpiValue(k.Target, k.Unit), quiet)
	if k.Status != "grey" {
		charts.Meter{Value: value(k.Score), Whole: 1, Behind: k.Status == "red"}.Draw(s, charts.Box{X: col.bar.X, Y: mid - 3.5, W: col.bar.W, H: 7}, s.t.charts())
	}
	charts.Spark{Values: trendValues(k.Trend)}.Draw(s, charts.Box{X: col.trend.X, Y: mid - 7, W: col.trend.W, H: 14}, s.t.charts())
	s.trendBreaks(charts.Box{X: col.trend.X, Y: mid - 8, W: col.trend.W, H: 16}, k.Trend)
	s.packStatus(col.status, base, k.Status, s.kpiStatus(k))
	s.Text(col.owner.X, base, charts.Fit(s, k.Owner, quiet, col.owner.W), quiet)
	s.rule(b.X, b.Bottom(), b.W)
}

// trendValues are the points of a trend; a single one makes no line.
func trendValues(all []reports.TrendPoint) []float64 {
	if len(all) < 2 {
		return nil
	}
	out := make([]float64, len(all))
	for i, t := range all {
		out[i] = value(t.Value)
	}
	return out
}

// trendBreaks marks where a definition changed: what is left of the mark does not
// compare with what is right of it.
func (s *sheet) trendBreaks(b charts.Box, all []reports.TrendPoint) {
	for i, t := range all {
		if t.Break && i > 0 {
			x := b.X + 2.4 + (b.W-4.8)*(float64(i)-0.5)/float64(len(all)-1)
			s.Draw(charts.Polyline(charts.Point{X: x, Y: b.Y}, charts.Point{X: x, Y: b.Bottom()}), charts.Paint{Stroke: s.t.Colors.Caution.c(), Width: 0.8, Dash: 1.6})
		}
	}
}

// kpiStatus is the status in words; of one not to be relied on, why.
func (s *sheet) kpiStatus(k *reports.CardKPI) string {
	if k.Status != "grey" {
		return s.word("map.kpi_" + k.Status)
	}
	switch k.Reason {
	case "stale", "failed_check":
		return s.word("pack.grey_" + k.Reason)
	}
	return s.word("pack.grey_no_value")
}

// packStatus draws a status by its own sign, so that it is read without colour.
func (s *sheet) packStatus(b charts.Box, base float64, status, text string) {
	signs := map[string]string{"green": "reached", "yellow": "behind", "red": "missed"}
	style := s.t.small().In(s.t.Colors.Ink.c())
	if status == "grey" {
		style = style.In(s.t.Colors.Muted.c())
	}
	s.sign(b.X+4, base-style.Size*0.36, signs[status])
	if s.Width(text, style) <= b.W-13 {
		s.Text(b.X+13, base, text, style)
		return
	}
	small := s.t.micro()
	lines := charts.Wrap(s, text, small, b.W-13, 2)
	for i, line := range lines {
		s.Text(b.X+13, base+(float64(i)-float64(len(lines)-1)/2)*8.6, line, small)
	}
}
