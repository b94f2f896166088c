package pdf

import (
	"math"
	"time"

	"quarterdeck/reports"
	"quarterdeck/reports/charts"
)

// history draws the score of the nights on record with the bands, and what the team
// felt at the time.
func (s *companionSheet) history(b charts.Box) {
	nights, pulses := s.scored(), s.c.Pulses
	if len(nights)+len(pulses) == 0 {
		s.block(b, s.word("companion.history_none"), s.word("companion.history_none_note"))
		return
	}
	from, to := s.historySpan(nights, pulses)
	note := s.sayf("companion.history_note", reports.Args{"n": reports.Count(len(s.c.Nights)), "pulses": reports.Count(len(pulses)), "from": from, "to": to})
	inner := s.block(b, s.historyTitle(), note)
	chart := charts.History{
		Top: 100, Name: s.word("companion.history_score"), Opinion: s.word("companion.history_pulse"),
		Zones: []charts.HistoryZone{{To: s.c.Limits.Yellow, Name: s.word("band.red")}, {To: s.c.Limits.Green, Name: s.word("band.yellow")}, {To: 100, Name: s.word("band.green")}},
		Ticks: s.months(from, to),
	}
	at := func(day time.Time) float64 { return days(from, day) / max(1, days(from, to)) }
	version := int64(-1)
	for _, n := range nights {
		chart.Points = append(chart.Points, charts.HistoryPoint{At: at(n.On), Value: n.Score.V, Break: n.Version != version, Text: s.b.Number(math.Round(n.Score.V), 0)})
		version = n.Version
	}
	for _, p := range pulses {
		chart.Opinions = append(chart.Opinions, charts.HistoryPoint{At: at(p.On), Value: p.Score, Text: s.b.Number(math.Round(p.Score), 0)})
	}
	chart.Draw(s, inner, s.t.charts())
}

// scored are the nights with a score.
func (s *companionSheet) scored() []reports.HealthNight {
	var out []reports.HealthNight
	for _, n := range s.c.Nights {
		if n.Score.OK() {
			out = append(out, n)
		}
	}
	return out
}

// historySpan runs from the first of what is drawn to the as-of day.
func (s *companionSheet) historySpan(nights []reports.HealthNight, pulses []reports.Pulse) (from, to time.Time) {
	to = s.c.AsOf
	from = to
	if len(nights) > 0 {
		from = nights[0].On
	}
	if len(pulses) > 0 && pulses[0].On.Before(from) {
		from = pulses[0].On
	}
	return from, to
}

func days(from, to time.Time) float64 { return to.Sub(from).Hours() / 24 }

// months are the first days of the months between two days.
func (s *companionSheet) months(from, to time.Time) []charts.Tick {
	var out []charts.Tick
	for day := time.Date(from.Year(), from.Month()+1, 1, 0, 0, 0, 0, time.UTC); day.Before(to); day = day.AddDate(0, 1, 0) {
		out = append(out, charts.Tick{At: days(from, day) / max(1, days(from, to)), Label: s.b.MonthShort(day)})
	}
	return out
}

// historyTitle says how long the customer stands in its band, and what score and
// pulse make of each other.
func (s *companionSheet) historyTitle() string {
	h := s.c.Health
	if h == nil {
		return s.word("companion.history_plain")
	}
	args := reports.Args{"band": s.word("band." + h.Band), "n": reports.Count(len(s.c.Nights))}
	if h.Disagrees {
		args["pulse"] = s.b.Number(math.Round(h.Pulse.V), 0)
		return s.sayf("companion.history_disagrees", args)
	}
	on, before, turned := s.c.Turned()
	switch {
	case turned:
		args["day"], args["before"] = on, s.word("band."+before)
		return s.sayf("companion.history_turned", args)
	case len(s.c.Nights) > 1:
		args["day"] = s.c.Nights[0].On
		return s.sayf("companion.history_held", args)
	}
	return s.sayf("companion.history_first", args)
}
