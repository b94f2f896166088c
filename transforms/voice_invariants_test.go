package transforms

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"testing"
)

// onlyPlanOf sets the mode of a random world with the dimension plan.
func onlyPlanOf(mode string) func(*Settings) {
	return func(s *Settings) { s.Metrics.NPSMode, s.Segments = mode, []Segment{{Name: "plan"}} }
}

// TestVoiceInvariants are the identities every night's marts must hold.
func TestVoiceInvariants(t *testing.T) {
	t.Parallel()
	queries := map[string]string{
		"classes add up to the voices": `SELECT * FROM marts.nps WHERE promoters + passives + detractors <> responses
			UNION ALL BY NAME SELECT * FROM marts.nps_account WHERE promoters + passives + detractors <> accounts`,
		"scores stay on their scale": `SELECT * FROM marts.nps WHERE nps NOT BETWEEN -100 AND 100 OR low < -100 OR high > 100 OR low > high OR margin < 0`,
		"no score without voices":    `SELECT * FROM marts.nps WHERE (nps IS NULL) <> (responses = 0) OR (reason = 'no_responses') <> (responses = 0)`,
		"an interval holds its adjusted score": `SELECT * FROM marts.nps WHERE responses > 0
			AND nps_score(promoters + 0.75, detractors + 0.75, responses + 3) NOT BETWEEN low AND high`,
		"fewer voices per person and account": `SELECT * FROM marts.nps WHERE respondents > answers OR accounts > respondents`,
		"segments add up to the total": `SELECT s.period_start FROM marts.nps s JOIN marts.nps a
			ON a.span = s.span AND a.period_start = s.period_start AND a.relationship = s.relationship AND a.dimension = 'all'
			WHERE s.dimension <> 'all' GROUP BY s.span, s.period_start, s.relationship
			HAVING sum(s.responses) <> max(a.responses) OR sum(s.promoters) <> max(a.promoters) OR sum(s.detractors) <> max(a.detractors)
			OR sum(s.invalid) <> max(a.invalid) OR sum(s.answers) <> max(a.answers) OR sum(s.accounts) <> max(a.accounts)`,
		"a change is of two shown scores": `SELECT * FROM marts.nps WHERE change IS NOT NULL AND (NOT shown OR NOT is_complete OR abs(nps - previous_nps - change) > 1e-9)`,
		"the earlier score is the mart's own": `SELECT * FROM marts.nps n JOIN marts.nps b ON b.span = n.span AND b.relationship = n.relationship
			AND b.dimension = n.dimension AND b.segment = n.segment AND b.period_end = n.period_start
			WHERE n.span <> 'trailing' AND n.previous_nps <> b.nps`,
		"satisfied, easy and answered": `SELECT 1 FROM marts.csat WHERE satisfied > responses OR score NOT BETWEEN low - 1e-12 AND high + 1e-12
			UNION ALL SELECT 1 FROM marts.ces WHERE very_easy > easy OR easy + hard > responses OR effort_index NOT BETWEEN -100 AND 100
			UNION ALL SELECT 1 FROM marts.survey_response_rate WHERE answered + untraceable > invitations OR response_rate NOT BETWEEN 0 AND 1`,
		"every answer is counted once": `SELECT 1 FROM (SELECT
			(SELECT sum(answers + invalid) FROM marts.nps WHERE span = 'month' AND dimension = 'all') AS counted,
			(SELECT count(*) FROM core.survey_responses WHERE kind = 'nps') AS given) WHERE counted <> given`,
	}
	names := []string{"marts.nps", "marts.nps_account", "marts.csat", "marts.ces", "marts.survey_response_rate"}
	for i, mode := range []string{"latest_per_respondent", "responses", "accounts"} {
		db := buildLanded(t, world{asOf: "2026-06-20", landed: voices(int64(10 + i)), settings: onlyPlanOf(mode)}, names...)
		for _, name := range slices.Sorted(maps.Keys(queries)) {
			if rows := show(t, db.conn, queries[name]); len(rows) > 0 {
				t.Errorf("%s: %s: %d rows, first %s", mode, name, len(rows), rows[0])
			}
		}
	}
}

// TestNPSAgreesWithAPersonByPersonCount counts the months of a random world again
// in every mode, from its text.
func TestNPSAgreesWithAPersonByPersonCount(t *testing.T) {
	t.Parallel()
	landed := voices(4)
	want := countVoices(textRows(landed["files_survey_responses"])[1:])
	for _, mode := range []string{"latest_per_respondent", "responses", "accounts"} {
		db := buildLanded(t, world{asOf: "2026-06-30", landed: landed, settings: onlyPlanOf(mode)}, "marts.nps")
		got := show(t, db.conn, `SELECT strftime(period_start, '%Y-%m'), promoters, passives, detractors FROM marts.nps
			WHERE span = 'month' AND relationship AND dimension = 'all' AND responses > 0 ORDER BY 1`)
		diff(t, got, want[mode])
	}
}

// answer is a line of the random world, latest the newest of a person.
type answer struct {
	id, person, customer, day string
	score                     int
}

// countVoices is the oracle: per mode, promoters, passives and detractors of each month.
func countVoices(rows [][]string) map[string][]string {
	months := map[string][]answer{}
	for _, f := range rows {
		score, err := strconv.Atoi(f[6])
		if f[2] != "nps" || f[3] != "true" || err != nil || score < 0 || score > 10 {
			continue
		}
		one := answer{id: f[0], person: f[4], customer: f[5], day: f[9], score: score}
		if f[4] == nullField {
			one.person = f[0]
		}
		if one.customer == "nobody" {
			one.customer = ""
		}
		months[f[9][:7]] = append(months[f[9][:7]], one)
	}
	counts := map[string][]string{}
	for _, month := range slices.Sorted(maps.Keys(months)) {
		latest := map[string]answer{}
		var every, last, accounts [3]int
		for _, a := range months[month] {
			every[class(float64(a.score))]++
			if old, seen := latest[a.person]; !seen || a.day+a.id > old.day+old.id {
				latest[a.person] = a
			}
		}
		scores := map[string][]int{}
		for _, a := range latest {
			last[class(float64(a.score))]++
			if a.customer != "" {
				scores[a.customer] = append(scores[a.customer], a.score)
			}
		}
		for _, given := range scores {
			sum := 0
			for _, score := range given {
				sum += score
			}
			accounts[class(float64(sum)/float64(len(given)))]++
		}
		for mode, n := range map[string][3]int{"responses": every, "latest_per_respondent": last, "accounts": accounts} {
			counts[mode] = append(counts[mode], fmt.Sprintf("%s  %d  %d  %d", month, n[0], n[1], n[2]))
		}
	}
	return counts
}

func class(score float64) int {
	switch {
	case score >= 9:
		return 0
	case score >= 7:
		return 1
	default:
		return 2
	}
}

func TestOrderOfAnswersDoesNotMatter(t *testing.T) {
	t.Parallel()
	const all = `SELECT span, period_start, relationship, dimension, segment, responses, nps, low, high, reason, change, accounts, nps_by_account FROM marts.nps
		UNION ALL SELECT span, period_start, relationship, dimension, segment, responses, score, low, high, reason, change, satisfied, mean FROM marts.csat
		UNION ALL SELECT span, period_start, relationship, dimension, segment, responses, score, low, high, reason, change, easy, mean FROM marts.ces
		UNION ALL SELECT span, period_start, relationship, dimension, segment, invitations, response_rate, low, high, reason, NULL, answered, NULL FROM marts.survey_response_rate
		ORDER BY ALL`
	names := []string{"marts.nps", "marts.csat", "marts.ces", "marts.survey_response_rate"}
	w := world{asOf: "2026-06-20", landed: voices(7), settings: onlyPlanOf("latest_per_respondent")}
	inOrder := show(t, buildLanded(t, w, names...).conn, all)
	w.shuffle = 3
	diff(t, show(t, buildLanded(t, w, names...).conn, all), inOrder)
}
