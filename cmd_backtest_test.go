package main

import (
	"bytes"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"quarterdeck/pipeline"
)

func number(v float64) *float64 { return &v }

func yes(v bool) *bool { return &v }

func TestPrintBacktest(t *testing.T) {
	group := pipeline.BacktestGroup{Horizon: 60, Kind: "all", Accounts: "all", Knowledge: "hindsight"}
	untouched, renewals := group, group
	untouched.Accounts, renewals.Kind = "untouched", "renewal"
	row := func(g pipeline.BacktestGroup, predictor string, lost, kept int, auc, low, high *float64, reason string) pipeline.BacktestRow {
		return pipeline.BacktestRow{BacktestGroup: g, Predictor: predictor, Events: lost, Others: kept, AUC: auc, Low: low, High: high, Reason: reason}
	}
	score := row(group, "score", 23, 140, number(0.812), number(0.724), number(0.881), "")
	score.PrecisionRed, score.PrecisionLow, score.PrecisionTop = number(0.5), number(0.31), number(0.69)
	score.RecallRed, score.RecallLow, score.RecallTop, score.AlreadyKnown = number(0.61), number(0.4), number(0.79), 2
	report := pipeline.BacktestReport{AsOf: "2026-11-21", Kept: 310, Lost: 1042, Nights: 47, Hindsight: 46, FirstNight: "2026-01-04", MinEvents: 10,
		Tests: []pipeline.BacktestRow{
			score, row(group, "usage", 23, 131, number(0.64), number(0.53), number(0.74), ""),
			row(group, "last_quarter", 4, 140, nil, nil, nil, "too_few_lost"), row(group, "pulse", 0, 0, nil, nil, nil, "nothing_said"),
			row(untouched, "score", 20, 90, nil, nil, nil, "looks_ahead"), row(renewals, "score", 9, 9, number(1), number(1), number(1), ""),
		},
		Bands: []pipeline.BacktestBand{
			{BacktestGroup: group, Band: "red", Customers: 28, Lost: 14, LostShare: number(0.5), IsOrdered: yes(true)},
			{BacktestGroup: group, Band: "grey", IsOrdered: yes(true)},
			{BacktestGroup: group, Band: "green", Customers: 1100, Lost: 4, LostShare: number(0.0036), IsOrdered: yes(true)},
		},
		Leads: []pipeline.WarningLead{{Span: "trailing", Lost: 25, Seen: 23, Warned: 14, LeadDays: number(41)}, {Span: "quarter", Lost: 9, Seen: 9}},
	}
	var out bytes.Buffer
	if err := printBacktest(&out, report, "all"); err != nil {
		t.Fatal(err)
	}
	printProofs(&out, []pipeline.NightProof{
		{AsOf: "2026-01-04", Why: "the lake has known nothing but what it knows now"},
		{AsOf: "2026-06-28", Compared: 1200, KnownAt: time.Date(2026, 6, 29, 7, 0, 0, 0, time.UTC)},
		{AsOf: "2026-11-20", Compared: 1200, Differing: map[string]int{"nps": 1, "csat": 12}},
	})
	want := `As of 2026-11-21 310 kept and 1,042 lost; 47 nights recorded since 2026-01-04, 46 with hindsight

60 days before, with hindsight: nights computed later, which may know what came in since
FORECAST BY                        LOST  KEPT  AUC   95 %
health score                       23    140   0.81  0.72 to 0.88
usage trend alone                  23    131   0.64  0.53 to 0.74
last quarter's rate                4     140   -     too few lost: at least 10 are needed
team's pulse                       0     0     -     not recorded by these nights
health score, accounts left alone  20    90    -     refused: a measure of it must have known the outcome
Of those in red 50 % (31 to 69 %) were lost; of the lost 61 % (40 to 79 %) had been red.
Left out: 2 outcomes known by then already, such as notice given.
Lost by band: red 50 % of 28, green 0 % of 1,100 (in order)

In twelve months 25 lost; of 23 seen before, 14 had turned red before giving notice, half of them at least 41 days before

Nights computed again from the loads that were there:
  2026-01-04  not possible: the lake has known nothing but what it knows now
  2026-06-28  the same: 1,200 values, known by 2026-06-29 07:00 UTC
  2026-11-20  OTHERWISE: csat of 12 customers, nps of 1 customer; they saw the future, or data that came late
`
	if d := cmp.Diff(want, out.String()); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

// Without a night before an outcome it says how to get one.
func TestPrintBacktestWithoutHistory(t *testing.T) {
	var out bytes.Buffer
	err := printBacktest(&out, pipeline.BacktestReport{AsOf: "2026-11-21", Kept: 3, Lost: 1, Nights: 1, FirstNight: "2026-11-21", Tests: []pipeline.BacktestRow{
		{BacktestGroup: pipeline.BacktestGroup{Horizon: 30, Kind: "all", Accounts: "all", Knowledge: "as_known"}, Predictor: "score", Reason: "no_recorded_night"},
	}}, "all")
	want := `As of 2026-11-21 3 kept and 1 lost; 1 night recorded since 2026-11-21, 0 with hindsight

No night is recorded 30 to 98 days before any of these outcomes. Every published night is
recorded; past ones are computed by 'quarterdeck backfill FROM TO --every week', with
hindsight where the lake does not reach back that far. They count from the next run on.
`
	if d := cmp.Diff(want, out.String()); d != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, d)
	}
}

func TestPrintWhatIf(t *testing.T) {
	group := pipeline.BacktestGroup{Horizon: 90, Kind: "all", Accounts: "all", Knowledge: "as_known"}
	var out bytes.Buffer
	err := printWhatIf(&out, pipeline.WhatIfReport{AsOf: "2026-11-21", Scores: 1200, Nights: 50, NightsWithout: 3,
		Bands:     []pipeline.BandChange{{Band: "green", CustomersBefore: 1200, CustomersAfter: 1199, MRRBefore: 10000.5, MRRAfter: 9000.5}, {Band: "red", CustomersAfter: 1, MRRAfter: 1000}},
		Customers: []pipeline.CustomerChange{{CustomerID: "7", Name: "Beta", MRR: number(1000), BandBefore: "green", BandAfter: "red", ScoreBefore: number(80.04)}},
		Alerts:    []pipeline.AlertChange{{CustomerID: "7", Name: "Beta", Rule: "usage_drop", Change: "opens", Reason: "usage fell", MRR: number(1000)}},
		Backtest: []pipeline.BacktestChange{{BacktestGroup: group, OrderedBefore: yes(false), OrderedAfter: yes(true),
			Before: pipeline.BacktestRow{Events: 12, Others: 80, Reason: "too_few_lost"},
			After:  pipeline.BacktestRow{AUC: number(0.8), Low: number(0.7), High: number(0.9)}}}})
	want := `As of 2026-11-21, 1,200 scores of customers would change, 1 their band

BAND   CUSTOMERS  THEN   MRR       THEN     CHANGE
green  1,200      1,199  10,000.5  9,000.5  -1,000
red    0          1      0         1,000    1,000

CUSTOMER  ID  MRR    BAND          SCORE
Beta      7   1,000  green -> red  80.0 -> -

ALERT  RULE        CUSTOMER  MRR    REASON
opens  usage_drop  Beta      1,000  usage fell

BACK-TEST  NIGHTS    LOST  KEPT  AUC           THEN                 BANDS IN ORDER
90 days    as known  12    80    too few lost  0.80 (0.70 to 0.90)  no -> yes
3 of 50 nights did not record what was known and could not be scored anew
`
	if d := cmp.Diff(want, out.String()); d != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, d)
	}
}
