package transforms

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

// expressionSettings are settings with one expression and the attributes plan (a
// dimension), employees (a number) and since (a day).
func expressionSettings(t *testing.T, expression string) Settings {
	s := testSettings(t, "")
	s.Attributes = []Attribute{{Source: "crm", Name: "employees", Field: "e", Type: "number"}, {Source: "crm", Name: "since", Field: "s", Type: "date"}}
	s.Segments = append(s.Segments, Segment{Name: "motion", Expression: expression, At: "q.yml:7:17"})
	return s
}

func TestExpressionsThatMayBeUsed(t *testing.T) {
	t.Parallel()
	for _, expression := range []string{
		"CASE WHEN employees > 100 AND lower(plan) = 'x' THEN 'a' ELSE 'b' END",
		"CASE plan WHEN 'core.settings' THEN 1 END",
		"Plan || ' / ' || OWNER",
		"coalesce(nullif(trim(domain), ''), 'no domain') -- a remark",
		"CAST(employees AS INTEGER) % 2",
		"TRY_CAST(plan AS INTEGER)",
		"plan IN ('a', 'b') AND plan NOT LIKE 'x%' OR name IS NULL",
		"employees BETWEEN 1 AND 10",
		"date_part('year', since)",
		"extract(year FROM created_on) + 1",
		"since >= DATE '2026-01-01' - INTERVAL 3 MONTH",
		`"name"`,
		"regexp_matches(domain, '\\.de$')",
		"-employees",
		"/* by size */ greatest(employees, 1)",
		"round(employees / 3, 1)",
	} {
		problems, err := checkExpressions(t.Context(), expressionSettings(t, expression))
		if err != nil || len(problems) > 0 {
			t.Errorf("%s: %v %v", expression, err, problems)
		}
	}
}

func TestExpressionsThatMayNot(t *testing.T) {
	t.Parallel()
	for expression, want := range map[string]string{
		"employes > 1":                     "there is no column or attribute employes; it may read employees, plan, since, customer_id, name, ",
		"core.settings.as_of":              "there is no column or attribute core.settings.as_of",
		"attributes":                       "there is no column or attribute attributes",
		"motion":                           "there is no column or attribute motion",
		"size":                             "there is no column or attribute size",
		"current_date":                     "there is no column or attribute current_date",
		"(SELECT 1)":                       "it contains a subquery",
		"plan IN (SELECT a FROM core.x)":   "it contains a subquery",
		"EXISTS (FROM read_csv('/x'))":     "it contains a subquery",
		"sum(employees) OVER ()":           "it contains a window",
		"sum(employees)":                   "function sum cannot be used here",
		"count(*)":                         "function count_star cannot be used here",
		"COLUMNS(*)":                       "it contains a star",
		"?":                                "it contains a parameter",
		"list_transform([1], lambda x: x)": "cannot be used here",
		"random()":                         "function random cannot be used here",
		"now()":                            "function now cannot be used here",
		"today()":                          "function today cannot be used here",
		"getenv('HOME')":                   "function getenv cannot be used here",
		"current_setting('threads')":       "function current_setting cannot be used here",
		"nextval('s')":                     "function nextval cannot be used here",
		"UNNEST([1, 2])":                   "function unnest cannot be used here",
		"lower(plan":                       "syntax error",
		"plan) AS a, (name":                "this is not one expression",
		"plan; DROP TABLE core.customers":  "syntax error",
		"plan FROM core.customers":         "syntax error",
		"":                                 "",
		"lower(plan, 1)":                   "Binder Error",
		"plan = 'a' + 1 DAY":               "syntax error",
		"date_part('year', plan)":          "Binder Error",
	} {
		problems, err := checkExpressions(t.Context(), expressionSettings(t, expression))
		if err != nil {
			t.Fatal(err)
		}
		if want == "" {
			if len(problems) > 0 {
				t.Errorf("%s: %v", expression, problems)
			}
			continue
		}
		if len(problems) != 1 || !strings.Contains(problems[0].err.Error(), want) || !strings.HasPrefix(problems[0].err.Error(), "q.yml:7:17: segment motion: ") {
			t.Errorf("%s: %v, want %s", expression, problems, want)
		}
	}
}

// TestBuildRefusesAnExpression: the night ends before anything is computed, and a
// validation tells of it and of what else is wrong.
func TestBuildRefusesAnExpression(t *testing.T) {
	t.Parallel()
	w := world{landed: map[string]string{"files_customers": "customer_id\nA"}, settings: func(s *Settings) {
		s.Segments = []Segment{{Name: "plan"}, {Name: "motion", Expression: "bogus", At: "q.yml:7:17"}}
	}}
	var refused *ExpressionError
	if _, err := Build(t.Context(), w.options(t)); !errors.As(err, &refused) || refused.Subject != "segment motion" {
		t.Errorf("build: %v, want a refused segment", err)
	}
	err := Validate(t.Context(), w.options(t))
	if joined, ok := err.(interface{ Unwrap() []error }); !ok || len(joined.Unwrap()) != 1 || !errors.As(err, &refused) {
		t.Errorf("validate: %v, want the segment alone", err)
	}
}

// TestValuesThatCannotBeComputed are (none), and the night goes on.
func TestValuesThatCannotBeComputed(t *testing.T) {
	t.Parallel()
	landed := map[string]string{"files_customers": "customer_id _extra\nA '{\"seats\":\"12\"}'\nB '{\"seats\":\"many\"}'\nC -"}
	db := buildLanded(t, world{landed: landed, settings: func(s *Settings) {
		s.Attributes = []Attribute{{Source: "team", Name: "seats", Field: "seats", Type: "text"}}
		s.Segments = []Segment{{Name: "licences", Expression: "CASE WHEN CAST(seats AS INTEGER) > 10 THEN 'many' ELSE 'few' END"}}
	}}, "core.segments")
	diff(t, show(t, db.conn, "SELECT customer_id, segment, valid_from, valid_to FROM core.segments ORDER BY 1"), lines(`
		A many   1900-01-01 -
		B (none) 1900-01-01 -
		C few    1900-01-01 -`))
}

// TestAnExpressionOfAnAttributeIsTheAttribute: the same spans, day by day, whatever
// the history, and customers without a value are (none) in both.
func TestAnExpressionOfAnAttributeIsTheAttribute(t *testing.T) {
	t.Parallel()
	for source := range int64(3) {
		landed := voices(source)
		landed["files_customer_attributes"] += "c01 plan 2026-02-01 -\nc02 plan 2026-03-01 late\nc03 size 2026-01-01 big\n"
		landed["files_customers"] += "c99 'Nobody knows'\n"
		db := buildLanded(t, world{asOf: "2026-06-20", landed: landed, settings: func(s *Settings) {
			s.Segments = []Segment{{Name: "plan"}, {Name: "same", Expression: "Plan"}, {Name: "both", Expression: "plan || coalesce(size, '')"}, {Name: "size"}}
		}}, "core.segments")
		spans := "SELECT customer_id, segment, valid_from, valid_to FROM core.segments WHERE dimension = '%s' ORDER BY ALL"
		want := show(t, db.conn, fmt.Sprintf(spans, "plan"))
		if len(want) < 14 {
			t.Fatalf("%d spans prove little", len(want))
		}
		diff(t, show(t, db.conn, fmt.Sprintf(spans, "same")), want)
		diff(t, show(t, db.conn, `SELECT customer_id, dimension FROM (
			SELECT *, lead(valid_from) OVER (PARTITION BY customer_id, dimension ORDER BY valid_from) AS next, min(valid_from) OVER (PARTITION BY customer_id, dimension) AS first
			FROM core.segments) WHERE valid_to IS DISTINCT FROM next OR first <> DATE '1900-01-01'`), []string{})
	}
}

// A number would be true wherever it is not 0, so a condition has to compare it.
func TestConditionsAreTrueOrFalse(t *testing.T) {
	t.Parallel()
	for when, want := range map[string]string{
		"usage_change":               "it is neither true nor false but DOUBLE; compare it with something, such as usage_change <= -0.4",
		"usage_change < 0":           "",
		"usage_change < 0 OR NULL":   "",
		"coalesce(mrr > 100, FALSE)": "",
	} {
		s := testSettings(t, "")
		s.Alerts.Rules = []AlertRule{{Rule: "mine", Kind: "risk", When: when, Money: "mrr", Reason: "so", At: map[string]string{}}}
		problems, err := checkExpressions(t.Context(), s)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		if len(problems) > 0 {
			got = problems[0].err.Err.Error() + "; " + problems[0].err.Mend
		}
		if got != want {
			t.Errorf("%s: got %q, want %q", when, got, want)
		}
	}
}
