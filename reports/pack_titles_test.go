package reports

import "testing"

// A title claims what its numbers carry and nothing more; without numbers it is empty.
func TestPackTitles(t *testing.T) {
	yes := Num
	bridge := func(start, end float64, steps ...BridgeStep) Bridge {
		return Bridge{Months: 12, Start: yes(start), End: yes(end), Steps: steps}
	}
	step := func(kind string, by float64) BridgeStep { return BridgeStep{Kind: kind, By: yes(by)} }
	auc := func(v, low, high float64) Backtest {
		return Backtest{Predictors: []Predictor{{Name: "score", AUC: Estimate{Value: yes(v), Low: yes(low), High: yes(high)}}}}
	}
	nps := func(unsure bool, low, high float64) Voice {
		return Voice{All: &SegmentNPS{Shown: true, N: 200, NPS: yes(20), Low: yes(10), High: yes(30)},
			Segments: []SegmentNPS{{Segment: "Retail", Shown: true, Unsure: unsure, NPS: yes((low + high) / 2), Low: yes(low), High: yes(high)}}}
	}
	card := func(statuses ...string) Card {
		c := Card{Lanes: make([]CardLane, 1)}
		for _, s := range statuses {
			c.Lanes[0].KPIs = append(c.Lanes[0].KPIs, CardKPI{Status: s, Metric: s})
		}
		return c
	}
	for name, tc := range map[string]struct {
		got  Sentence
		want string
	}{
		"no scorecard":                 {Card{}.Title(), ""},
		"all on target":                {card("green", "green").Title(), "pack.card_all"},
		"some on target":               {card("green", "red").Title(), "pack.card"},
		"one not trusted":              {card("green", "grey").Title(), "pack.card_some_grey"},
		"none trusted":                 {card("grey").Title(), "pack.card_grey"},
		"nothing missed":               {card("green", "yellow").Misses(), ""},
		"five missed":                  {card("red", "red", "red", "red", "red").Misses(), "pack.misses_more"},
		"no night to compare":          {Since{Moves: []KPIMove{{Move: "unknown"}}}.Title(), ""},
		"no month":                     {Bridge{}.Title(), ""},
		"up by new customers":          {bridge(100, 110, step("new", 9), step("expansion", 1)).Title(), "pack.bridge_up_new"},
		"what returned had left":       {bridge(100, 110, step("new", 5), step("expansion", 6), step("contraction", -2), step("reactivation", 40), step("churn", -39)).Title(), "pack.bridge_up_new"},
		"up although more left":        {bridge(100, 101, step("new", 5), step("churn", -6), step("expansion", 2)).Title(), "pack.bridge_up_lost"},
		"down by churn":                {bridge(100, 90, step("churn", -10)).Title(), "pack.bridge_down_lost"},
		"down by smaller contracts":    {bridge(100, 90, step("contraction", -9), step("churn", -1)).Title(), "pack.bridge_down_shrunk"},
		"held":                         {bridge(1000, 1004, step("fx", 4)).Title(), "pack.bridge_flat_fx"},
		"nothing moved":                {bridge(100, 100).Title(), "pack.bridge_still"},
		"over half a per cent moved":   {bridge(1000, 1006, step("new", 6)).Title(), "pack.bridge_up_new"},
		"no year":                      {Retention{}.Title(), ""},
		"exactly all of it":            {Retention{Points: []RetentionPoint{{NRR: yes(1), GRR: yes(0.9)}}}.Title(), "pack.retention_grow"},
		"less than all":                {Retention{Points: []RetentionPoint{{NRR: yes(0.999), GRR: yes(0.9)}}}.Title(), "pack.retention_shrink"},
		"too few to say":               {Cohorts{Ages: []int{12}, All: []Number{yes(0.9)}, Sizes: []Number{yes(19)}, Groups: make([]Cohort, 1)}.Title(), "pack.cohorts_few"},
		"enough to say":                {Cohorts{Ages: []int{12}, All: []Number{yes(0.9)}, Sizes: []Number{yes(20)}, Groups: make([]Cohort, 1)}.Title(), "pack.cohorts_kept"},
		"apart":                        {nps(false, -40, 18).Title(), "pack.voice_low"},
		"touches":                      {nps(false, -40, 20).Title(), "pack.voice_even"},
		"apart by few answers":         {nps(true, -40, 18).Title(), "pack.voice_even"},
		"above":                        {nps(false, 21, 60).Title(), "pack.voice_high"},
		"too few answers":              {Voice{All: &SegmentNPS{N: 9, NPS: yes(50)}}.Title(), ""},
		"nothing due":                  {Outlook{Due: RenewalSum{N: yes(0), ARR: yes(0)}}.Title("USD"), ""},
		"at risk":                      {Outlook{List: make([]PackRenewal, 1), Due: RenewalSum{yes(1), yes(10)}, AtRisk: RenewalSum{yes(1), yes(10)}}.Title("USD"), "pack.outlook_risk"},
		"only late ones":               {Outlook{List: make([]PackRenewal, 1), Due: RenewalSum{N: yes(0), ARR: yes(0)}, Late: RenewalSum{N: yes(1)}}.Title("USD"), "pack.outlook_late"},
		"better than a coin":           {auc(0.7, 0.51, 0.8).Title(), "pack.backtest_good"},
		"as good as a coin":            {auc(0.7, 0.5, 0.8).Title(), "pack.backtest_open"},
		"worse than a coin":            {auc(0.3, 0.2, 0.49).Title(), "pack.backtest_bad"},
		"too few lost":                 {Backtest{Reason: "too_few_lost", Predictors: []Predictor{{Name: "score"}}}.Title(), "pack.backtest_few"},
		"no night":                     {Backtest{Reason: "no_recorded_night", Predictors: []Predictor{{Name: "score"}}}.Title(), ""},
		"no alert":                     {Warnings{Told: yes(0)}.Title(), ""},
		"not judged yet":               {Warnings{Told: yes(5), Judged: yes(0)}.Title(), "pack.warnings_early"},
		"losses without one":           {Warnings{Told: yes(5), Judged: yes(5), Right: yes(5), Losses: yes(2), Missed: yes(1)}.Title(), "pack.warnings_missed"},
		"no loss known":                {Warnings{Told: yes(5), Judged: yes(5), Right: yes(5)}.Title(), "pack.warnings_right"},
		"a failed check before others": {Trust{Checks: CheckSummary{Total: 3, Failed: 1, Warned: 1}, Sources: []PackSource{{Late: true}}}.Title(), "pack.trust_failed"},
		"late before warnings":         {Trust{Checks: CheckSummary{Total: 3, Warned: 1}, Sources: []PackSource{{Late: true}}}.Title(), "pack.trust_late"},
		"all well":                     {Trust{Checks: CheckSummary{Total: 3, Passed: 3}}.Title(), "pack.trust_good"},
	} {
		if tc.got.Key != tc.want {
			t.Errorf("%s: got %q, want %q", name, tc.got.Key, tc.want)
		}
	}
}

// The whole pack's message is MRR only where it moved through some months, and the
// scorecard only where most of it can be trusted.
func TestPackHeadline(t *testing.T) {
	kpis := func(green, grey int) Card {
		l := CardLane{}
		for range green {
			l.KPIs = append(l.KPIs, CardKPI{Status: "green"})
		}
		for range grey {
			l.KPIs = append(l.KPIs, CardKPI{Status: "grey"})
		}
		return Card{Lanes: []CardLane{l}}
	}
	bridge := func(months int, end float64) Bridge { return Bridge{Months: months, Start: Num(100), End: Num(end)} }
	for name, tc := range map[string]struct {
		pack Pack
		want string
	}{
		"nothing":             {Pack{}, "pack.headline_none"},
		"twelve months up":    {Pack{Card: kpis(2, 1), Bridge: bridge(12, 120)}, "pack.headline_up"},
		"twelve months down":  {Pack{Card: kpis(2, 1), Bridge: bridge(12, 80)}, "pack.headline_down"},
		"twelve months still": {Pack{Card: kpis(2, 1), Bridge: bridge(12, 100)}, "pack.headline_flat"},
		"two months":          {Pack{Card: kpis(2, 1), Bridge: bridge(2, 120)}, "pack.headline_card"},
		"no month":            {Pack{Card: kpis(2, 1)}, "pack.headline_card"},
		"most not trusted":    {Pack{Card: kpis(1, 2), Bridge: bridge(12, 120)}, "pack.card_some_grey"},
	} {
		if got := tc.pack.Headline().Key; got != tc.want {
			t.Errorf("%s: got %q, want %q", name, got, tc.want)
		}
	}
}
