package web

import (
	"fmt"
	"math"
	"strings"
	"time"

	"quarterdeck/reports"
	"quarterdeck/reports/charts"
)

// Curve is one line of a chart; nil is a month without a value.
type Curve struct {
	Name   string
	Values []*float64
	Ghost  bool
}

func (c Curve) series() charts.Series {
	s := charts.Series{Name: c.Name, Ghost: c.Ghost, Values: make([]float64, len(c.Values))}
	for i, v := range c.Values {
		s.Values[i] = math.NaN()
		if v != nil {
			s.Values[i] = *v
		}
	}
	return s
}

// known counts the values there are.
func known(curves []Curve) int {
	n := 0
	for _, c := range curves {
		for _, v := range c.Values {
			if v != nil {
				n++
			}
		}
	}
	return n
}

// about says the ends of every line in words.
func about(labels []string, unit string, curves []Curve) string {
	var parts []string
	for _, c := range curves {
		from, to := -1, -1
		for i, v := range c.Values {
			if v != nil && from < 0 {
				from = i
			}
			if v != nil {
				to = i
			}
		}
		if to >= 0 {
			parts = append(parts, fmt.Sprintf("%s: %s in %s, %s in %s", c.Name, Value(c.Values[from], unit), labels[from], Value(c.Values[to], unit), labels[to]))
		}
	}
	return strings.Join(parts, "; ") + "."
}

func format(unit string) func(float64) string {
	return func(v float64) string { return Value(&v, unit) }
}

// ticks is format with the decimals an axis needs.
func ticks(unit string) func(float64) string {
	if unit == "ratio" || unit == "fraction" {
		return func(v float64) string { return number(100*v, 0) + " %" }
	}
	return func(v float64) string {
		if v == math.Trunc(v) {
			return number(v, 0)
		}
		return Value(&v, unit)
	}
}

// Amounts is a chart of amounts over time, from zero; nil when there is nothing to draw.
func Amounts(title, unit string, labels []string, curves ...Curve) *Chart {
	if known(curves) < 2 {
		return nil
	}
	line := charts.Line{Labels: labels, Format: ticks(unit), Whole: unit == "count"}
	for _, c := range curves {
		line.Series = append(line.Series, c.series())
	}
	return &Chart{Title: title, About: about(labels, unit, curves), width: half, height: 150, drawing: line}
}

// Rates is a chart of rates over time, whose axis need not start at zero; nil when
// there is nothing to draw.
func Rates(title, unit string, labels []string, fixed float64, curves ...Curve) *Chart {
	if known(curves) < 2 {
		return nil
	}
	course := charts.Course{Labels: labels, Fixed: fixed, Format: ticks(unit)}
	for _, c := range curves {
		one := c.series()
		if n := len(one.Values); n > 0 && !math.IsNaN(one.Values[n-1]) {
			one.Last = format(unit)(one.Values[n-1])
		}
		course.Series = append(course.Series, one)
	}
	return &Chart{Title: title, About: about(labels, unit, curves), width: half, height: 150, drawing: course}
}

// Wide is the chart as it stands alone on a page.
func (c *Chart) Wide() *Chart {
	if c != nil {
		c.width, c.height = whole, 190
	}
	return c
}

// Range is a value with its 95 % interval; Low and High may be nil.
type Range struct {
	Label, Note      string
	Low, Value, High *float64
}

// Ranges is a chart of values with their intervals, one row each; nil when no row
// has a value.
func Ranges(title, unit string, from, to float64, rows []Range, all *Range) *Chart {
	chart := charts.IntervalRows{From: from, To: to, Format: ticks(unit), TextTitle: "", NoteTitle: "n",
		More: func(n int) string { return fmt.Sprintf("and %d more below", n) }}
	var said []string
	for _, row := range rows {
		if row.Value == nil {
			continue
		}
		one := charts.IntervalRow{Label: row.Label, Value: *row.Value, Low: *row.Value, High: *row.Value, Text: Value(row.Value, unit), Note: row.Note}
		text := row.Label + " " + one.Text
		if row.Low != nil && row.High != nil {
			one.Low, one.High = *row.Low, *row.High
			text += fmt.Sprintf(" (%s to %s)", Value(row.Low, unit), Value(row.High, unit))
		}
		chart.Rows, said = append(chart.Rows, one), append(said, text)
	}
	if len(chart.Rows) == 0 {
		return nil
	}
	if all != nil && all.Value != nil {
		chart.Reference = &charts.Reference{At: *all.Value, Label: "all " + Value(all.Value, unit)}
	}
	return &Chart{Title: title, About: strings.Join(said, "; ") + ".", width: half, height: 52 + 24*float64(min(len(chart.Rows), 14)), drawing: chart}
}

// Night is a health score of a day; Break says that it does not go on from the one before.
type Night struct {
	On    time.Time
	Score float64
	Break bool
}

// HealthCourse is a chart of a customer's score with the bands behind it; nil for
// fewer than two nights.
func HealthCourse(nights, pulses []Night, yellow, green float64) *Chart {
	if len(nights)+len(pulses) < 2 || len(nights) == 0 {
		return nil
	}
	from, to := nights[0].On, nights[len(nights)-1].On
	if len(pulses) > 0 && pulses[0].On.Before(from) {
		from = pulses[0].On
	}
	length := math.Max(1, to.Sub(from).Hours())
	place := func(all []Night) (out []charts.HistoryPoint) {
		for _, n := range all {
			at := math.Min(1, n.On.Sub(from).Hours()/length)
			out = append(out, charts.HistoryPoint{At: at, Value: n.Score, Break: n.Break, Text: number(n.Score, 0)})
		}
		return out
	}
	history := charts.History{Points: place(nights), Opinions: place(pulses), Top: 100, Name: "score", Opinion: "pulse",
		Zones: []charts.HistoryZone{{To: yellow, Name: "red"}, {To: green, Name: "yellow"}, {To: 100, Name: "green"}}}
	for day := time.Date(from.Year(), from.Month()+1, 1, 0, 0, 0, 0, time.UTC); day.Before(to); day = day.AddDate(0, 1, 0) {
		history.Ticks = append(history.Ticks, charts.Tick{At: day.Sub(from).Hours() / length, Label: day.Format("Jan 2006")})
	}
	last := nights[len(nights)-1]
	text := fmt.Sprintf("%s on %s, %s on %s.", number(nights[0].Score, 0), Day(nights[0].On), number(last.Score, 0), Day(last.On))
	return &Chart{Title: "Health score over time", About: text, width: half, height: 160, drawing: history}
}

// StrategyMap draws objectives by perspective with the links between them; nil
// without objectives.
func StrategyMap(s *reports.Strategy) *Chart {
	if len(s.Objectives) == 0 {
		return nil
	}
	chart := charts.Map{TooMany: "There are too many objectives and links for a legible map; they are listed below."}
	lanes, nodes := map[string]int{}, map[string]int{}
	for i, l := range s.Lanes {
		lanes[l.Name] = i
		chart.Lanes = append(chart.Lanes, l.Title)
	}
	looks := map[string]charts.NodeLook{"green": charts.Good, "yellow": charts.Near, "red": charts.Bad, "grey": charts.Unknown}
	var said []string
	for i, o := range s.Objectives {
		nodes[o.Name] = i
		note := o.Status
		if o.Score.OK() {
			note += " " + number(100*o.Score.V, 0)
		}
		chart.Nodes = append(chart.Nodes, charts.MapNode{Lane: lanes[o.Lane], Title: o.Title, Note: note, Look: looks[o.Status]})
		said = append(said, o.Title+" "+note)
	}
	verdicts := map[string]charts.LinkLook{"agrees": charts.Confirmed, "opposite": charts.Contrary, "no_support": charts.Unbacked, "arithmetic": charts.Exact}
	for i, l := range s.Links {
		sign := "+"
		if l.Expected == "minus" {
			sign = "−"
		}
		chart.Links = append(chart.Links, charts.MapLink{From: nodes[l.From], To: nodes[l.To], Label: fmt.Sprintf("%d %s", i+1, sign), Look: verdicts[l.Verdict]})
	}
	return &Chart{Title: "Strategy map", About: "Objectives from the outcome down to what enables it: " + strings.Join(said, "; ") + ". The links are listed below.",
		width: whole, height: 90*float64(max(1, len(s.Lanes))) + 20, drawing: chart}
}
