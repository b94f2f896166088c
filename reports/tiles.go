package reports

// Tile is one of the three figures of the first page, under its heading:
// business, experience or performance value.
type Tile struct {
	Heading string // wording key
	Figure  Sentence
	Label   Sentence
	Change  Sentence
	Way     int // −1 down, 0 steady or unknown, +1 up: for the arrow
	// One of these may be set, for the small picture under the figure.
	Spark []float64 // by week, NaN where a value is missing
	Range *Range
	Part  Number // share of the whole
}

// Range is a score with its 95 % interval.
type Range struct{ Low, Value, High float64 }

// Tiles are the figures for which there are facts.
func (q *QBR) Tiles() []Tile {
	var out []Tile
	for _, tile := range []func() (Tile, bool){q.businessTile, q.experienceTile, q.performanceTile} {
		if t, ok := tile(); ok {
			out = append(out, t)
		}
	}
	return out
}

func (q *QBR) businessTile() (Tile, bool) {
	now, before := q.Usage.Events()
	if now.OK() && now.V > 0 {
		t := Tile{Heading: "tile.business", Figure: Say("figure.count", Args{"n": now.Count()}), Label: Say("tile.events", nil)}
		for _, w := range q.Usage.Weeks {
			t.Spark = append(t.Spark, w.Events.Plot())
		}
		t.Change, t.Way = q.change(now, before)
		return t, true
	}
	goals := q.GoalCount()
	if goals.Total.V == 0 {
		return Tile{}, false
	}
	return Tile{
		Heading: "tile.business",
		Figure:  Say("figure.of", Args{"a": goals.Good.Count(), "b": goals.Total.Count()}),
		Label:   Say("tile.goals", nil),
		Part:    goals.Good.Over(goals.Total),
	}, true
}

func (q *QBR) experienceTile() (Tile, bool) {
	switch s := q.Support; {
	case q.NPS != nil && q.NPS.Shown:
		return Tile{
			Heading: "tile.experience",
			Figure:  Say("figure.points", Args{"n": q.NPS.Score.Points()}),
			Label:   Say("tile.nps", Args{"n": q.NPS.Responses.Count()}),
			Change:  q.VoiceNote(),
			Range:   &Range{q.NPS.Low.V, q.NPS.Score.V, q.NPS.High.V},
		}, true
	case s != nil && s.TargetFrom.OK() && s.TargetFrom.V >= decidedFrom:
		return Tile{
			Heading: "tile.experience",
			Figure:  Say("figure.share", Args{"n": s.Attainment().Share()}),
			Label:   Say("tile.target", nil),
			Change:  Say("tile.target_of", Args{"met": s.TargetMet.Count(), "n": s.TargetFrom.Count()}),
			Part:    s.Attainment(),
		}, true
	case s != nil && s.FirstReply.OK():
		return Tile{
			Heading: "tile.experience",
			Figure:  Say("figure.minutes", Args{"n": s.FirstReply.Minutes()}),
			Label:   Say("tile.reply", nil),
		}, true
	}
	return Tile{}, false
}

func (q *QBR) performanceTile() (Tile, bool) {
	now, then := q.Usage.levels()
	if !now.OK() {
		return Tile{}, false
	}
	t := Tile{Heading: "tile.performance", Figure: Say("figure.count", Args{"n": now.Count()}), Label: Say("tile.active", Args{"n": now.Count()})}
	for _, w := range q.Usage.Weeks {
		t.Spark = append(t.Spark, w.Active.Plot())
	}
	way, change := q.Usage.trend()
	args := Args{"change": change.Rise(), "month": Month(q.Period.Start), "then": then.Count()}
	if way != alone {
		t.Change = Say("since."+string(way), args)
	}
	t.Way = way.sign()
	return t, true
}

// change says how a total stands to the quarter before.
func (q *QBR) change(now, before Number) (Sentence, int) {
	way, change := compare(now, before)
	if way == alone || way == few || q.First {
		return Sentence{}, 0
	}
	return Say("quarter."+string(way), Args{"change": change.Named(Say("receipt.actions_change", nil)).Rise()}), way.sign()
}

func (d direction) sign() int {
	switch d {
	case up:
		return 1
	case down:
		return -1
	}
	return 0
}
