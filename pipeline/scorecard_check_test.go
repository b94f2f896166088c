package pipeline

import (
	"strings"
	"testing"

	"quarterdeck/config"
)

// scorecardBench has a configuration of these lines and no sources.
func scorecardBench(t *testing.T, text string) *bench {
	t.Helper()
	cfg, err := config.Parse("q.yml", []byte("company: {name: A}\nsources: [{name: f, type: files, tables: {goals: {path: g.csv}}}]\n"+text), nil)
	if err != nil {
		t.Fatal(err)
	}
	b := newBench(t, func(c *config.Config) {
		c.Sources, c.Scorecard, c.Perspectives, c.Goals, c.Objectives, c.Metrics = nil, cfg.Scorecard, cfg.Perspectives, cfg.Goals, cfg.Objectives, cfg.Metrics
		c.ScorecardLimits = cfg.ScorecardLimits
	})
	b.deps.Connectors = everyConnector{}
	return b
}

func printFindings(found []Finding) string {
	var out []string
	for _, f := range found {
		out = append(out, f.Severity+": "+f.Where+": "+f.What)
	}
	return strings.Join(out, "\n")
}

func TestCheckOfTheScorecard(t *testing.T) {
	off := func(names string) string {
		var text strings.Builder
		for _, name := range strings.Fields(names) {
			text.WriteString("  - {kpi: " + name + ", off: true}\n")
		}
		return text.String()
	}
	own := func(name, rest string) string {
		return "  - {kpi: " + name + ", metric: mau, span: day, objective: timely_help, unit: count, direction: up, target: 10, floor: 0, owner: Kim, kind: leading" + rest + "}\n"
	}
	for _, c := range []struct{ name, text, want string }{
		{"the default scorecard", "", ""},
		{"S89 thirteen KPIs", "scorecard:\n  - {kpi: proactive_share}\n",
			"warn: scorecard: the scorecard has 13 KPIs, more than 12; too many dilute the focus"},
		{"S11 six of eight in one perspective", "scorecard:\n" + off("nrr mrr_growth nps csat health_green_share health_coverage match_rate") + own("a", "") + own("b", "") + own("c", "") +
			"  - {kpi: survey_response_rate}\n  - {kpi: grr, off: true}\n  - {kpi: renewal_rate_value}\n  - {kpi: logo_churn, off: true}\n  - {kpi: logo_retention, off: true}\n",
			"warn: perspectives: perspective customer has no KPI\nwarn: scorecard: perspective internal has 6 of 8 KPIs, more than 40 %"},
		{"S11 half of the weight in one perspective", "scorecard:\n  - {kpi: nrr, weight: 10}\n", "warn: scorecard: perspective financial has 57 % of the weight, more than 40 %"},
		{"S15 all lagging", "scorecard_limits: {most_share: 1}\nscorecard:\n" + off("health_green_share first_reply_p50 sla_attainment reopen_rate health_coverage match_rate"),
			"warn: perspectives: perspective internal has no KPI\nwarn: perspectives: perspective learning has no KPI\n" +
				"warn: scorecard: every KPI of the scorecard is lagging: it tells what happened, and warns of nothing"},
		{"S12 an overdue review", "scorecard:\n  - {kpi: nps, review_by: 2020-01-31}\n", "warn: q.yml:4:5: KPI nps was to be reviewed by 2020-01-31"},
		{"S22 nobody answers for it", "scorecard:\n  - {kpi: users, metric: mau, span: day, objective: timely_help, unit: count, direction: up, target: 10, floor: 0}\n  - {kpi: reopen_rate, off: true}\n",
			"warn: q.yml:4:5: KPI users has no owner"},
		{"S01 three perspectives", "scorecard_limits: {most_share: 1}\nperspectives: [{perspective: financial}, {perspective: customer}, {perspective: internal}]\n",
			"warn: perspectives: there is no perspective learning"},
		{"S02 an objective nobody measures", "objectives:\n  - {objective: skills, title: People know the product, perspective: learning, goal: customer_value, owner: Kim}\n",
			"warn: q.yml:4:5: no KPI measures objective skills"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := printFindings(scorecardBench(t, c.text).checkScorecard(t.Context())); got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}

// Every built-in KPI can be named alone, and has a figure.
func TestBuiltInKPIsNeedNothing(t *testing.T) {
	text := "scorecard_limits: {many_kpis: 25, most_share: 1}\nscorecard:\n"
	for _, name := range strings.Fields("logo_retention renewal_rate_value mrr_at_risk proactive_share onboarding_completion time_to_value survey_response_rate") {
		if _, known := config.BuiltinKPI(name); !known {
			t.Errorf("%s is not built in", name)
		}
		text += "  - {kpi: " + name + "}\n"
	}
	found, err := scorecardBench(t, text).Check(t.Context())
	if got := printFindings(found); got != "" || err != nil {
		t.Errorf("got %s, %v, want nothing", got, err)
	}
}

// A KPI that can never have a value is found where the configuration has it.
func TestCheckOfKPIsWithoutAFigure(t *testing.T) {
	found, err := scorecardBench(t, `scorecard:
  - {kpi: csat, metric: joy}
  - {kpi: nrr, span: trailing}
  - {kpi: nps, metric: health_score, span: day}
`).Check(t.Context())
	want := `error: q.yml:4:5: KPI csat: there is no metric "joy"
error: q.yml:5:5: KPI nrr: metric nrr has no figure of all customers with span trailing
error: q.yml:6:5: KPI nps: metric health_score has no figure of all customers`
	if got := printFindings(found); got != want || err != nil {
		t.Errorf("got\n%s\n%v, want\n%s", got, err, want)
	}
}
