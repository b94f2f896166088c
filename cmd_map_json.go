package main

import "quarterdeck/reports"

// What map --json prints. A value nobody knows is null.
type (
	mapJSON struct {
		Company    string          `json:"company"`
		AsOf       string          `json:"as_of"`
		Goals      []goalJSON      `json:"goals"`
		Objectives []objectiveJSON `json:"objectives"`
		Links      []linkJSON      `json:"links"`
	}
	goalJSON struct {
		Goal  string `json:"goal"`
		Title string `json:"title"`
		Owner string `json:"owner"`
	}
	objectiveJSON struct {
		Objective   string    `json:"objective"`
		Title       string    `json:"title"`
		Perspective string    `json:"perspective"`
		Goal        string    `json:"goal"`
		Owner       string    `json:"owner"`
		Status      string    `json:"status"`
		Score       *float64  `json:"score"`
		KPIs        []kpiJSON `json:"kpis"`
	}
	kpiJSON struct {
		KPI      string   `json:"kpi"`
		Metric   string   `json:"metric"`
		Unit     string   `json:"unit"`
		Status   string   `json:"status"`
		Owner    string   `json:"owner"`
		Actual   *float64 `json:"actual"`
		Previous *float64 `json:"previous"`
		Target   *float64 `json:"target"`
	}
	linkJSON struct {
		From        string   `json:"from"`
		To          string   `json:"to"`
		FromMeasure string   `json:"from_measure"`
		ToMeasure   string   `json:"to_measure"`
		Expected    string   `json:"expected"`
		LagMonths   int      `json:"lag_months"`
		N           int      `json:"n"`
		Rho         *float64 `json:"rho"`
		Low         *float64 `json:"low"`
		High        *float64 `json:"high"`
		Verdict     string   `json:"verdict"`
		Reason      string   `json:"reason,omitempty"`
	}
)

func strategyJSON(s *reports.Strategy) mapJSON {
	out := mapJSON{Company: s.Company, AsOf: dayText(s.AsOf), Goals: []goalJSON{}, Objectives: []objectiveJSON{}, Links: []linkJSON{}}
	for _, g := range s.Goals {
		out.Goals = append(out.Goals, goalJSON{g.Name, g.Title, g.Owner})
	}
	for _, o := range s.Objectives {
		one := objectiveJSON{Objective: o.Name, Title: o.Title, Perspective: o.Lane, Goal: o.Aim, Owner: o.Owner, Status: o.Status, Score: valueOrNil(o.Score), KPIs: []kpiJSON{}}
		for _, k := range o.KPIs {
			one.KPIs = append(one.KPIs, kpiJSON{k.Name, k.Metric, k.Unit, k.Status, k.Owner, valueOrNil(k.Actual), valueOrNil(k.Previous), valueOrNil(k.Target)})
		}
		out.Objectives = append(out.Objectives, one)
	}
	for _, l := range s.Links {
		out.Links = append(out.Links, linkJSON{l.From, l.To, l.FromMeasure, l.ToMeasure, l.Expected, l.Lag, l.Months, valueOrNil(l.Rho), valueOrNil(l.Low), valueOrNil(l.High), l.Verdict, l.Reason})
	}
	return out
}

// valueOrNil is a number's value, or nil.
func valueOrNil(n reports.Number) *float64 {
	if !n.OK() {
		return nil
	}
	return &n.V
}
