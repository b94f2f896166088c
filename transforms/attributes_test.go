package transforms

import (
	"strings"
	"testing"
)

// typedWorld is a CRM and a customer file whose attributes have types.
func typedWorld() world {
	return world{
		settings: func(s *Settings) {
			s.Attributes = []Attribute{
				{Source: "crm", Name: "employees", Field: "numberofemployees", Type: "number"},
				{Source: "crm", Name: "renewed", Field: "last_renewal", Type: "date"},
				{Source: "crm", Name: "reference", Field: "is_reference", Type: "flag"},
				{Source: "crm", Name: "tier", Field: "cs_tier", Type: "text"},
				{Source: "crm", Name: "misspelt", Field: "industrie", Type: "text"},
				{Source: "team", Name: "employees", Field: "Head count", Type: "number"},
			}
			s.Segments = []Segment{
				{Name: "headcount", Attribute: "employees", Bands: []Band{{"small", 1}, {"mid", 100}, {"large", 1000}}},
				{Name: "tier"},
				{Name: "size", Bands: []Band{{"small", 0}, {"mid", 500}}},
			}
		},
		// The first company grew: 90 from 2025-03-01, 99.5 from the 10th, 100 from
		// the 20th of June at night in New York (the 21st in UTC), then a typing error.
		landed: map[string]string{
			"hubspot_companies": `
			id   name  created_at            attributes  attribute_history
			900  Acme  '2024-03-01 17:00:00' '{"employees":"1,200","renewed":"1735689600000","reference":"true","tier":"gold"}' '{"employees":[{"value":"1,200","timestamp":"2025-12-01T17:00:00Z"},{"value":"100","timestamp":"2025-06-21T03:00:00Z"},{"value":"99.5","timestamp":"2025-03-10T17:00:00Z"},{"value":"90","timestamp":"2025-03-01T17:00:00Z"}]}'
			901  Beta  '2024-03-01 17:00:00' '{"employees":"2.5e3","renewed":"2025-06-30","reference":"No","tier":"7"}' -
			902  Gamma '2024-03-01 17:00:00' '{"employees":"0","renewed":"2025-07-01T03:30:00.000+0000","reference":"perhaps"}' -
			903  Delta '2024-03-01 17:00:00' - -`,
			"files_customers": `
			customer_id  created_on  _extra
			K1           2025-02-01  '{"Head count":"450","tier":"silver"}'`,
		},
	}
}

func TestAttributesHaveTypes(t *testing.T) {
	t.Parallel()
	db := buildLanded(t, typedWorld(), "core.customers")
	diff(t, show(t, db.conn, `SELECT customer_id, attribute, valid_from, value, value_number, value_date, value_flag
		FROM core.customer_attributes WHERE valid_to IS NULL ORDER BY 1, 2`), lines(`
		900  employees  2025-12-01  1,200                         -       -           -
		900  reference  2024-03-01  true                          -       -           true
		900  renewed    2024-03-01  1735689600000                 -       2025-01-01  -
		900  tier       2024-03-01  gold                          -       -           -
		901  employees  2024-03-01  2.5e3                         2500.0  -           -
		901  reference  2024-03-01  No                            -       -           false
		901  renewed    2024-03-01  2025-06-30                    -       2025-06-30  -
		901  tier       2024-03-01  7                             -       -           -
		902  employees  2024-03-01  0                             0.0     -           -
		902  reference  2024-03-01  perhaps                       -       -           -
		902  renewed    2024-03-01  2025-07-01T03:30:00.000+0000  -       2025-06-30  -
		K1   employees  2025-02-01  450                           450.0   -           -
		K1   tier       2025-02-01  silver                        -       -           -`))
	diff(t, show(t, db.conn, "SELECT attributes FROM core.customers ORDER BY customer_id"), []string{
		`{"employees":null,"reference":true,"renewed":"2025-01-01","tier":"gold"}`,
		`{"employees":2500,"reference":false,"renewed":"2025-06-30","tier":"7"}`,
		`{"employees":0,"reference":null,"renewed":"2025-06-30"}`,
		`{}`,
		`{"employees":450,"tier":"silver"}`,
	})
}

// TestBandsOfAnAttribute: a band holds from its lower bound to the next one; a
// customer changes band on the day its number crosses a bound.
func TestBandsOfAnAttribute(t *testing.T) {
	t.Parallel()
	db := buildLanded(t, typedWorld(), "core.segments")
	diff(t, show(t, db.conn, "SELECT customer_id, segment, valid_from, valid_to FROM core.segments WHERE dimension = 'headcount' ORDER BY customer_id, valid_from"), lines(`
		900  (none)  1900-01-01  2025-03-01
		900  small   2025-03-01  2025-06-20
		900  mid     2025-06-20  2025-12-01
		900  (none)  2025-12-01  -
		901  (none)  1900-01-01  2024-03-01
		901  large   2024-03-01  -
		902  (none)  1900-01-01  -
		903  (none)  1900-01-01  -
		K1   (none)  1900-01-01  2025-02-01
		K1   mid     2025-02-01  -`))
	diff(t, show(t, db.conn, "SELECT dimension, kind, attribute FROM core.segment_dimensions ORDER BY 1"), lines(`
		headcount  attribute_band  employees
		size       band            -
		tier       attribute       tier`))
}

// TestRetentionGoesByTheBandAtTheStart: Acme pays 100 all of 2025 and is lost on
// 1 August. It was small when July began with 90 employees until it had 100 on
// the 20th of June, so the loss is one of the band mid.
func TestRetentionGoesByTheBandAtTheStart(t *testing.T) {
	t.Parallel()
	w := typedWorld()
	w.landed["files_subscription_periods"] = `
		subscription_id  customer_id  start_date  end_date    mrr  currency  kind
		s1               900          2025-01-01  2025-08-01  100  usd       paid
		s2               901          2025-01-01  -           300  usd       paid`
	db := buildLanded(t, w, "marts.retention")
	query := "SELECT period_start, segment, start_customers, lost_customers, start_mrr FROM marts.retention WHERE dimension = 'headcount' AND span = 'month' AND start_customers > 0 AND period_start IN ('2025-06-01', '2025-07-01', '2025-08-01', '2025-09-01') ORDER BY 1, 2"
	diff(t, show(t, db.conn, query), lines(`
		2025-06-01  large  1  0  300.000000
		2025-06-01  small  1  0  100.000000
		2025-07-01  large  1  0  300.000000
		2025-07-01  mid    1  0  100.000000
		2025-08-01  large  1  0  300.000000
		2025-08-01  mid    1  1  100.000000
		2025-09-01  large  1  0  300.000000`))
}

func TestValuesThatDoNotFitAreReported(t *testing.T) {
	t.Parallel()
	opts := typedWorld().options(t)
	report, err := Build(t.Context(), opts)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, c := range report.Failing() {
		if strings.Contains(c.Name, "attribute") {
			got = append(got, c.String())
		}
	}
	diff(t, got, []string{
		`attribute_values (warn): 2 of 16: employees (no number at 1 customers: 900 "1,200"), reference (no flag at 1 customers: 902 "perhaps")`,
		"empty_attributes (warn): 1 of 6: misspelt (field industrie of crm)",
	})
}
