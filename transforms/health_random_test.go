package transforms

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand"
	"strconv"
	"strings"
	"testing"
)

// judgedWorld is a random portfolio with five attributes a to e that change within
// the last week, debts, pulses and the bands of the night before, and random
// profiles over them.
func judgedWorld(source int64) world {
	r := rand.New(rand.NewSource(source))
	customers, attributes, periods := "customer_id parent_id\n", "customer_id attribute valid_from value\n", "subscription_id customer_id start_date end_date mrr seats\n"
	invoices, notes := "invoice_id customer_id issued_on due_on paid_on amount currency status\n", "note_id customer_id author written_on kind text pulse\n"
	recorded := "as_of customer_id band plain_band gate definition_version run_id\n"
	for i := range 60 {
		id := fmt.Sprintf("c%02d", i)
		customers += id + " " + []string{"-", "c00", "c01"}[r.Intn(3)] + "\n"
		periods += fmt.Sprintf("s%s %s 202%d-0%d-01 - %d 10\n", id, id, 4+r.Intn(3), 1+r.Intn(6), 50*(1+r.Intn(9)))
		for _, name := range []string{"a", "b", "c", "d", "e"} {
			for _, day := range []string{"2026-01-01", "2026-06-16"} {
				if r.Intn(3) > 0 {
					attributes += fmt.Sprintf("%s %s %s %d\n", id, name, day, r.Intn(120)-10)
				}
			}
		}
		if r.Intn(4) == 0 {
			invoices += fmt.Sprintf("i%s %s 2026-04-01 2026-0%d-10 - 100 USD open\n", id, id, 4+r.Intn(3))
		}
		if r.Intn(2) == 0 {
			notes += fmt.Sprintf("n%s %s Ann 2026-0%d-%02d pulse - %d\n", id, id, 3+r.Intn(4), 1+r.Intn(19), 1+r.Intn(5))
		}
		bands := []string{"green", "yellow", "red", "grey"}
		recorded += fmt.Sprintf("2026-06-19 %s %s %s %s 1 r1\n", id, bands[r.Intn(4)], bands[r.Intn(4)], []string{"-", "-", "days_past_due"}[r.Intn(3)])
	}
	profiles := []HealthProfile{randomProfile(r, "young", "tenure_months < 12"), randomProfile(r, "small", "size = 'small'"), randomProfile(r, "rest", "")}
	return world{asOf: "2026-06-20", landed: map[string]string{
		"files_customers": customers, "files_customer_attributes": attributes, "files_subscription_periods": periods, "files_invoices": invoices, "files_notes": notes,
		"quarterdeck_health": recorded, "quarterdeck_nights": "as_of kpi run_id\n2026-06-19 nrr r1\n",
	}, settings: func(s *Settings) {
		s.Segments = []Segment{{Name: "size", Bands: []Band{{"small", 0}, {"large", 200}}}}
		for _, name := range []string{"a", "b", "c", "d", "e"} {
			s.Attributes = append(s.Attributes, Attribute{Source: "team", Name: name, Field: name, Type: "number"})
		}
		s.Health = Health{Pulse: DefaultPulse(), Profiles: profiles}
	}}
}

func randomProfile(r *rand.Rand, name, when string) HealthProfile {
	p := HealthProfile{Name: name, When: when, Simple: r.Intn(4) == 0}
	for i, measures := range [][]string{{"a", "b", "c"}, {"d"}, {"e"}}[:1+r.Intn(3)] {
		d := HealthDimension{Name: fmt.Sprintf("d%d", i), Group: []string{"product", "relationship"}[r.Intn(2)], Weight: float64(1 + r.Intn(5))}
		for _, measure := range measures {
			m := HealthMeasure{Measure: "attribute." + measure, Weight: float64(1+r.Intn(5)) / 2}
			switch r.Intn(3) {
			case 0:
				m.Steps = []HealthStep{{10, float64(r.Intn(100))}, {40, float64(r.Intn(100))}, {80, float64(r.Intn(100))}}
			case 1:
				m.Anchors = []Anchors{{0, 100, 0}, {12, 0, 100}, {24, 20, 80}}
			default:
				m.Anchors = []Anchors{{0, float64(r.Intn(50)), 60}}
			}
			d.Measures = append(d.Measures, m)
		}
		p.Dimensions = append(p.Dimensions, d)
	}
	limit, low := 20.0, 0.0
	p.Gates = []HealthGate{{Measure: "days_past_due", Above: &limit, Cap: 49, Reason: "late"}, {Measure: "attribute.a", Below: &low, Cap: 60, Reason: "below nothing"}}
	return p
}

// TestHealthInvariants are the identities every night's health must hold.
func TestHealthInvariants(t *testing.T) {
	t.Parallel()
	queries := map[string]string{
		"scores are between 0 and 100":                    "SELECT customer_id FROM marts.health WHERE score NOT BETWEEN 0 AND 100 OR measured_score NOT BETWEEN 0 AND 100",
		"grey where, and only where, too little is known": "SELECT h.customer_id FROM marts.health h, core.settings s WHERE (h.band = 'grey') <> (h.coverage < s.health_min_coverage)",
		"contributions add up": `SELECT h.customer_id, h.score, i.total FROM marts.health h
			JOIN (SELECT customer_id, sum(contribution) AS total FROM marts.health_inputs GROUP BY 1) i USING (customer_id)
			WHERE h.score IS NOT NULL AND NOT abs(i.total + (1 - h.pulse_weight) * (h.measured_score - h.weighted_score) + (h.score - h.ungated_score) - h.score) < 1e-6`,
		"dimensions add up to the same": `SELECT customer_id FROM (SELECT customer_id, sum(contribution) AS c FROM marts.health_inputs GROUP BY 1)
			JOIN (SELECT customer_id, sum(contribution) AS d FROM marts.health_dimensions GROUP BY 1) USING (customer_id) WHERE NOT abs(c - d) < 1e-6`,
		"groups of dimensions add up to the same": `SELECT customer_id FROM (SELECT customer_id, sum(contribution) AS c FROM marts.health_groups GROUP BY 1)
			JOIN (SELECT customer_id, sum(contribution) AS d FROM marts.health_dimensions GROUP BY 1) USING (customer_id) WHERE NOT abs(c - d) < 1e-6`,
		"moves add up to the change": `SELECT h.customer_id FROM marts.health h LEFT JOIN (SELECT customer_id, sum(change) AS change FROM marts.health_moves GROUP BY 1) m USING (customer_id)
			WHERE abs(h.score - h.previous_score - coalesce(m.change, 0)) > 1e-6 OR (m.change IS NOT NULL AND (h.score IS NULL OR h.previous_score IS NULL))`,
		"a gate holds at once": "SELECT customer_id FROM marts.health WHERE gate = 'days_past_due' AND (score > 49 OR band NOT IN ('red', 'grey'))",
		"hysteresis stays between the night before and the plain band": `SELECT h.customer_id FROM marts.health h JOIN raw.quarterdeck_health b USING (customer_id)
			WHERE h.gate IS NULL AND b.gate IS NULL AND h.band <> 'grey' AND b.band <> 'grey'
			AND band_level(h.band) NOT BETWEEN least(band_level(b.band), band_level(h.plain_band)) AND greatest(band_level(b.band), band_level(h.plain_band))`,
		"far beyond a limit no band is held": `SELECT h.customer_id FROM marts.health h JOIN raw.quarterdeck_health b USING (customer_id)
			WHERE h.gate IS NULL AND (h.score >= 78 AND h.band <> 'green' OR h.score <= 47 AND h.band <> 'red')`,
		"groups keep the money": `SELECT 1 FROM (SELECT sum(mrr) AS m FROM marts.health_parents), (SELECT sum(c.mrr) AS m FROM marts.health JOIN marts.customers c USING (customer_id)
			WHERE c.parent_id IS NOT NULL OR customer_id IN (SELECT p.parent_id FROM marts.health_parents p)) k(n) WHERE m <> n`,
	}
	names := []string{"marts.health", "marts.health_inputs", "marts.health_dimensions", "marts.health_moves", "marts.health_parents", "marts.health_groups"}
	for source := range int64(4) {
		db := buildLanded(t, judgedWorld(source), names...)
		for name, query := range queries {
			if rows := show(t, db.conn, query); len(rows) > 0 {
				t.Errorf("%d: %s: %d rows, first %s", source, name, len(rows), rows[0])
			}
		}
	}
}

// TestHealthAgreesWithAnotherReckoning scores every customer again, in another
// language, from what the night recorded to have known.
func TestHealthAgreesWithAnotherReckoning(t *testing.T) {
	t.Parallel()
	judged := 0
	for source := range int64(4) {
		w := judgedWorld(source)
		var s Settings
		w.settings(&s)
		db := buildLanded(t, w, "marts.health_tonight", "marts.health")
		rows := show(t, db.conn, "SELECT h.customer_id, h.profile, h.measures, coalesce(CAST(h.score AS VARCHAR), '-'), coalesce(days_between(m.pulse_on, h.as_of), -1) FROM marts.health_tonight h JOIN marts.health m USING (customer_id) ORDER BY 1")
		for _, row := range rows {
			f := strings.Fields(row)
			known := map[string]float64{}
			if err := json.Unmarshal([]byte(strings.Trim(f[2], "'")), &known); err != nil {
				t.Fatal(err, f)
			}
			age, _ := strconv.Atoi(f[4])
			want := "-"
			if score, scored := reckon(s.Health, f[1], known, age); scored {
				judged++
				got, err := strconv.ParseFloat(f[3], 64)
				if err == nil && math.Abs(got-score) < 1e-6 {
					continue
				}
				want = fmt.Sprint(score)
			}
			if f[3] != want {
				t.Errorf("%d: %s by %s of %v is %s, want %s", source, f[0], f[1], known, f[3], want)
			}
		}
	}
	if judged < 100 {
		t.Errorf("only %d scores were compared", judged)
	}
}

// reckon scores by a profile what is known of a customer.
func reckon(h Health, name string, known map[string]float64, pulseAge int) (score float64, scored bool) {
	var p HealthProfile
	for _, one := range h.Profiles {
		if one.Name == name {
			p = one
		}
	}
	sum, present, covered, all, poorest := 0.0, 0.0, 0.0, 0.0, 101.0
	for _, d := range p.Dimensions {
		points, here, every := 0.0, 0.0, 0.0
		for _, m := range d.Measures {
			every += m.Weight
			if x, ok := known[m.Measure]; ok {
				one := scoreOf(m, x, known["tenure_months"])
				points, here, poorest = points+one*m.Weight, here+m.Weight, min(poorest, one)
			}
		}
		all += d.Weight
		covered += d.Weight * here / every
		if here > 0 {
			sum, present = sum+d.Weight*points/here, present+d.Weight
		}
	}
	if covered/all < 0.5-1e-9 {
		return 0, false
	}
	score = sum / present
	if p.Simple {
		score = map[bool]float64{true: 100, false: 60}[poorest >= 75]
		if poorest < 50 {
			score = 40
		}
	}
	if pulse, noted := known["pulse"]; noted && pulseAge < 90 {
		weight := 0.2 * (1 - float64(pulseAge)/90)
		score = (1-weight)*score + weight*(pulse-1)*25
	}
	for _, g := range p.Gates {
		if x, ok := known[g.Measure]; ok && (g.Above != nil && x > *g.Above || g.Below != nil && x < *g.Below) {
			score = min(score, g.Cap)
		}
	}
	return score, true
}

func scoreOf(m HealthMeasure, x, tenure float64) float64 {
	if m.Steps != nil {
		score := m.Steps[0].Score
		for _, s := range m.Steps {
			if x >= s.At {
				score = s.Score
			}
		}
		return score
	}
	a := m.Anchors[0]
	for _, one := range m.Anchors {
		if tenure >= float64(one.FromMonth) {
			a = one
		}
	}
	return 100 * min(1, max(0, (x-a.Worst)/(a.Best-a.Worst)))
}

// TestHealthFiguresAddUp asks every kind of health figure for its evidence.
func TestHealthFiguresAddUp(t *testing.T) {
	t.Parallel()
	metrics := []string{"health_score", "health_measure", "health_dimension", "health_change", "portfolio_quality", "health_group_score"}
	e := explainer(t, judgedWorld(7), metrics...)
	moved := 0
	for _, metric := range metrics {
		ids := show(t, e.db.conn, "SELECT figure_id FROM marts.figures WHERE metric = "+literal(metric)+" ORDER BY hash(figure_id) LIMIT 25")
		if len(ids) == 0 {
			t.Errorf("%s: no figures", metric)
		}
		for _, id := range ids {
			got, err := e.Explain(t.Context(), id)
			if err != nil || !got.AddsUp() {
				t.Fatalf("%s: %v, its evidence does not add up: %+v", id, err, got)
			}
			for _, row := range got.Rows {
				if metric == "health_score" && strings.HasSuffix(row.Detail, " in a week") {
					moved++
				}
			}
		}
	}
	if moved == 0 {
		t.Error("nothing says what moved a score in a week")
	}
}

// TestOtherWeightsAreNoChangeOfTheCustomer: the bands of a night by other profiles
// neither hold back tonight's nor count as those of a week ago.
func TestOtherWeightsAreNoChangeOfTheCustomer(t *testing.T) {
	t.Parallel()
	const bands = "SELECT customer_id, band, plain_band, previous_band, band_since FROM marts.health ORDER BY 1"
	w := judgedWorld(5)
	w.landed["quarterdeck_health"] = strings.ReplaceAll(w.landed["quarterdeck_health"], " 1 r1", " 7 r1")
	other := show(t, buildLanded(t, w, "marts.health").conn, bands)
	delete(w.landed, "quarterdeck_health")
	diff(t, other, show(t, buildLanded(t, w, "marts.health").conn, bands))
}

// TestHealthDoesNotGoByTheOrderOfRows: nor by the number of threads.
func TestHealthDoesNotGoByTheOrderOfRows(t *testing.T) {
	t.Parallel()
	const all = "SELECT * FROM marts.health_tonight ORDER BY ALL"
	w := judgedWorld(3)
	want := show(t, buildLanded(t, w, "marts.health_tonight").conn, all)
	w.shuffle, w.threads = 5, 3
	diff(t, show(t, buildLanded(t, w, "marts.health_tonight").conn, all), want)
}
