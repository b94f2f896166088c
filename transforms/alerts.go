package transforms

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Alerts are the rules of what somebody has to be told of, and how much of it.
type Alerts struct {
	// DailyBudget is how many go out in a night at most.
	DailyBudget int `json:"daily_budget"`
	// CoolDownDays is how long a closed alert stays closed; CloseAfterNights is for how
	// many nights in a row a rule is over before it closes.
	CoolDownDays     int         `json:"cool_down_days"`
	CloseAfterNights int         `json:"close_after_nights"`
	Rules            []AlertRule `json:"rules,omitempty"`
}

// AlertRule opens an alert for a customer where When is true, and closes it where
// Until is; without Until, where When is false. Both, and Money, are SQL over
// metrics.signals and the customers' attributes.
type AlertRule struct {
	Rule   string `json:"rule"`
	Kind   string `json:"kind"` // risk or expansion
	When   string `json:"when"`
	Until  string `json:"until,omitempty"`
	Reason string `json:"reason"` // expressions in braces stand for their values
	Action string `json:"action"`
	Owner  string `json:"owner,omitempty"` // empty is the customer's own
	Money  string `json:"money"`
	// At are the places of the expressions in the configuration, by their keys.
	At map[string]string `json:"-"`
}

// alertCanon are the runner's tables of the rules.
func alertCanon() []CanonicalTable {
	return []CanonicalTable{
		{Name: "alert_limits", Key: []string{"daily_budget"}, Columns: columns("daily_budget BIGINT, cool_down_days BIGINT, close_after_nights BIGINT")},
		{Name: "alert_rules", Key: []string{"rule"}, Columns: columns("rule VARCHAR, place BIGINT, kind VARCHAR, action VARCHAR, owner VARCHAR")},
	}
}

// alertRows fills the tables of alertCanon.
func (s Settings) alertRows() map[string][][]string {
	a := s.Alerts
	rows := map[string][][]string{"alert_limits": {{strconv.Itoa(a.DailyBudget), strconv.Itoa(a.CoolDownDays), strconv.Itoa(a.CloseAfterNights)}}}
	for i, r := range a.Rules {
		rows["alert_rules"] = append(rows["alert_rules"], []string{literal(r.Rule), strconv.Itoa(i + 1), literal(r.Kind), literal(r.Action), literal(r.Owner)})
	}
	return rows
}

// alertScope is what a rule may read: signals go before attributes of their name.
func (s Settings) alertScope() scope {
	reads := scope{mend: "add another under the source's attributes"}
	for _, g := range signals() {
		reads.columns = append(reads.columns, Column{Name: g.name, Type: g.duckDB()})
	}
	types := s.expressionAttributes()
	for _, name := range sortedKeys(types) {
		if !slices.Contains(reads.names(), name) {
			reads.columns = append(reads.columns, Column{Name: name, Type: attributeColumn(types[name]).Type})
		}
	}
	return reads
}

// alertExpressions are those of all rules.
func (s Settings) alertExpressions() []expression {
	var all []expression
	for _, r := range s.Alerts.Rules {
		drop := func(s *Settings) {
			s.Alerts.Rules = slices.DeleteFunc(slices.Clone(s.Alerts.Rules), func(one AlertRule) bool { return one.Rule == r.Rule })
		}
		add := func(key, text, gives, example string) {
			all = append(all, expression{at: r.At[key], subject: "alert rule " + r.Rule + ", " + key, text: text, scope: s.alertScope(), gives: gives, example: example, drop: drop})
		}
		add("when", r.When, "BOOLEAN", "usage_change <= -0.4")
		if r.Until != "" {
			add("until", r.Until, "BOOLEAN", "usage_change > -0.3")
		}
		add("money", r.Money, "DOUBLE", "mrr")
		for _, part := range braced.FindAllStringSubmatch(r.Reason, -1) {
			add("reason", part[1], "VARCHAR", "{usage_change}")
		}
	}
	return all
}

// braced finds the expressions a reason has in braces.
var braced = regexp.MustCompile(`\{([^{}]*)\}`)

// alertModel is the model that asks every rule of every customer.
func (s Settings) alertModel() (*model, error) {
	text := `-- grain: one row per customer paying at the as-of day and rule of the alerts
-- key: customer_id, rule
-- sorted: no
-- meaning: is_true opens an alert, is_over closes it; both are null where what the
--   rule asks is not known. reason is written with the numbers of the day.
` + s.alertSQL()
	m, err := parseModel("metrics", "alerts of the config/alert_conditions.sql", text)
	if err != nil {
		return nil, fmt.Errorf("read alert rules: %w", err)
	}
	return m, nil
}

func (s Settings) alertSQL() string {
	rules := s.Alerts.Rules
	if len(rules) == 0 {
		rules = []AlertRule{{When: "FALSE", Money: "mrr"}} // no customer has a rule without a name
	}
	var asked []string
	for _, r := range rules {
		over := "NOT (" + r.When + "\n)"
		if r.Until != "" {
			over = r.Until
		}
		owner := "owner"
		if r.Owner != "" {
			owner = literal(r.Owner)
		}
		asked = append(asked, fmt.Sprintf(`SELECT
  customer_id, %s AS rule, %s AS kind,
  TRY(CAST((
%s
) AS BOOLEAN)) AS is_true,
  TRY(CAST((
%s
) AS BOOLEAN)) AS is_over,
  %s AS reason,
  CAST(round(mrr, 6) AS DECIMAL(18, 6)) AS mrr,
  TRY(CAST(round((
%s
), 6) AS DECIMAL(18, 6))) AS money,
  %s AS owner
FROM inputs%s`, literal(r.Rule), literal(r.Kind), r.When, over, s.reasonSQL(r), r.Money, owner, map[bool]string{true: "\nWHERE FALSE"}[r.Rule == ""]))
	}
	return "WITH inputs AS (\n" + s.alertInputs() + "\n)\n" + strings.Join(asked, "\nUNION ALL\n")
}

// reasonSQL is SQL that writes a rule's reason.
func (s Settings) reasonSQL(r AlertRule) string {
	var parts []string
	from := 0
	for _, at := range braced.FindAllStringSubmatchIndex(r.Reason, -1) {
		parts = append(parts, literal(r.Reason[from:at[0]]), "coalesce("+writtenValue(r.Reason[at[2]:at[3]])+", 'unknown')")
		from = at[1]
	}
	return strings.Join(append(parts, literal(r.Reason[from:])), " || ")
}

// writtenValue writes a signal as its unit wants it, anything else as it comes.
func writtenValue(expression string) string {
	name := strings.ToLower(strings.TrimSpace(expression))
	for _, g := range signals() {
		if g.name == name {
			return g.written()
		}
	}
	return "TRY(CAST((" + expression + "\n) AS VARCHAR))"
}

// alertInputs gives what rules may read, with the attributes they mention.
func (s Settings) alertInputs() string {
	var all strings.Builder
	for _, r := range s.Alerts.Rules {
		all.WriteString(" " + strings.ToLower(blankLiterals(r.When+"\n"+r.Until+"\n"+r.Money)+" "+r.Reason))
	}
	words := regexp.MustCompile(`[a-z_][a-z0-9_]*`).FindAllString(all.String(), -1)
	types := s.expressionAttributes()
	selected, joins := "  SELECT g.*", ""
	for i, name := range sortedKeys(types) {
		if !slices.Contains(words, name) || slices.ContainsFunc(signals(), func(g signal) bool { return g.name == name }) {
			continue
		}
		selected += fmt.Sprintf(", a%d.%s AS %q", i, attributeColumn(types[name]).Name, name)
		joins += fmt.Sprintf("\n  LEFT JOIN core.customer_attributes a%[1]d\n    ON a%[1]d.customer_id = g.customer_id AND a%[1]d.attribute = %[2]s AND a%[1]d.valid_from <= s.as_of AND coalesce(a%[1]d.valid_to, DATE '9999-12-31') > s.as_of",
			i, literal(name))
	}
	return selected + "\n  FROM metrics.signals g\n  CROSS JOIN core.settings s" + joins
}
