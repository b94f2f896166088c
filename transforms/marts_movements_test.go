package transforms

import "testing"

// The portfolio of the movement chapter: December 31 to January 31.
const decemberToJanuary = `
	A    2025-06-01 -          100 USD
	B.1  2025-06-01 2026-01-15 100 USD
	B.2  2026-01-15 -          150 USD
	C.1  2025-06-01 -          120 USD
	C.2  2025-06-01 2026-01-20  80 USD
	D    2025-06-01 2026-01-10  50 USD
	E    2026-01-12 -           80 USD
	F.1  2025-06-01 2025-10-20  60 USD
	F.2  2026-01-05 -           60 USD
	G    2025-06-01 -            0 USD
	H.1  2025-06-01 2026-01-05 100 USD
	H.2  2026-01-20 -          100 USD
	J    2026-01-03 2026-01-25  70 USD`

const everybodyIsOnGrowth = "A Growth\nB Growth\nC Growth\nD Growth\nE Growth\nF Growth\nG Growth\nH Growth\nJ Growth"

func TestMovementsOfOneMonth(t *testing.T) {
	t.Parallel()
	db := buildFrom(t, portfolio(t, "2025-06-01", "2026-01-31", everybodyIsOnGrowth, decemberToJanuary), "marts.mrr_bridge", "marts.mrr_movements", "marts.mrr_monthly")
	january := " FROM marts.mrr_bridge WHERE month = DATE '2026-01-01' AND dimension = 'all'"

	t.Run("MOV-01", func(t *testing.T) {
		diff(t, show(t, db, "SELECT start_mrr, new, reactivation, expansion, contraction, churn, end_mrr"+january), lines(`
			550.000000 80.000000 60.000000 50.000000 80.000000 50.000000 610.000000`))
		diff(t, show(t, db, "SELECT movement, amount, customers FROM marts.mrr_movements WHERE month = DATE '2026-01-01' AND dimension = 'all' ORDER BY 1"), lines(`
			churn 50.000000 1
			contraction 80.000000 1
			expansion 50.000000 1
			new 80.000000 1
			reactivation 60.000000 1`))
	})
	t.Run("MOV-02", func(t *testing.T) {
		diff(t, show(t, db, "SELECT start_customers, new_customers, reactivated_customers, churned_customers, end_customers, round(arpa, 6)"+january),
			lines("5 1 1 1 6 101.666667"))
		diff(t, show(t, db, "SELECT arpa FROM marts.mrr_bridge WHERE month = DATE '2025-12-01' AND dimension = 'all'"), lines("110.0"))
	})
	t.Run("MOV-03", func(t *testing.T) {
		diff(t, show(t, db, "SELECT round(quick_ratio, 6)"+january), lines("1.461538"))
	})
	t.Run("MOV-04", func(t *testing.T) {
		diff(t, show(t, db, "SELECT in_and_out_customers, left_and_returned_customers"+january), lines("1 1"))
		diff(t, show(t, db, "SELECT sum(in_and_out_customers + left_and_returned_customers) FROM marts.mrr_bridge WHERE month < DATE '2026-01-01' AND dimension = 'all'"),
			lines("0"))
	})
	t.Run("MOV-11", func(t *testing.T) {
		diff(t, show(t, db, "SELECT start_mrr, opening, new, end_mrr, opening_customers FROM marts.mrr_bridge WHERE month = DATE '2025-06-01' AND dimension = 'all'"),
			lines("0.000000 610.000000 0.000000 610.000000 6"))
	})
	t.Run("free customers have MRR 0 and do not pay", func(t *testing.T) {
		diff(t, show(t, db, "SELECT mrr, paying FROM marts.mrr_monthly WHERE customer_id = 'G' AND month = DATE '2026-01-01'"), lines("0.000000 false"))
	})
}

// movements prints the movements of a case from a month on.
func movements(t *testing.T, db querier, segment, from string) []string {
	t.Helper()
	return show(t, db, "SELECT strftime(month, '%m'), movement, round(amount, 2), customers FROM marts.mrr_movements "+
		"WHERE dimension = 'plan' AND segment = "+literal(segment)+" AND month >= DATE "+literal(from)+" ORDER BY month, movement")
}

func TestMovementCases(t *testing.T) {
	t.Parallel()
	db := buildFrom(t, portfolio(t, "2026-01-01", "2026-07-31", `
		A    MOV-05
		B    MOV-06
		C    MOV-07
		D    MOV-08
		P    MOV-10
		Q    MOV-10
		U    MRR-14
		V    MRR-15
		W    MRR-16
		X    MRR-24
		Y    MRR-25
		Z    never-saw-a-month-end`, `
		A.1  2026-01-01 2026-03-10   100 USD
		A.2  2026-03-10 2026-03-20   150 USD
		A.3  2026-03-20 -            100 USD
		B.1  2026-01-01 2026-03-10   100 USD
		B.2  2026-03-10 -            100 USD
		C.1  2026-01-01 2026-04-15    60 USD
		C.2  2026-01-01 2026-03-15    40 USD
		D.1  2026-01-01 2026-05-31   100 USD
		D.2  2026-06-05 -            100 USD
		P    2026-01-01 2026-03-15  1000 USD
		Q    2026-01-01 -          10000 USD
		U.1  2026-03-01 2026-03-15     0 USD
		U.2  2026-03-15 -            100 USD
		V.1  2026-01-01 2026-05-10   100 USD
		V.2  2026-05-10 -              0 USD
		W.1  2026-01-01 2026-06-01   100 USD
		W.2  2026-06-01 2026-07-15     0 USD
		W.3  2026-07-15 -            100 USD
		X    2026-07-01 -            100 USD
		Y.1  2026-01-01 2026-05-01   100 USD
		Y.2  2026-05-01 -            200 USD
		Z.1  2026-02-03 2026-02-10    40 USD
		Z.2  2026-04-10 -             40 USD`), "marts.mrr_movements")
	cases := []struct{ id, from, want string }{
		{"MOV-05", "2026-02-01", ""},
		{"MOV-06", "2026-02-01", ""},
		{"MOV-07", "2026-02-01", "03 contraction 40.00 1\n04 churn 60.00 1"},
		{"MOV-08", "2026-02-01", "05 churn 100.00 1\n06 reactivation 100.00 1"},
		{"MOV-10", "2026-02-01", "03 churn 1000.00 1"},
		{"MRR-14", "2026-02-01", "03 new 100.00 1"},
		{"MRR-15", "2026-02-01", "05 churn 100.00 1"},
		{"MRR-16", "2026-02-01", "06 churn 100.00 1\n07 reactivation 100.00 1"},
		{"MRR-24", "2026-02-01", "07 new 100.00 1"},
		{"MRR-25", "2026-02-01", "05 expansion 100.00 1"},
		{"never-saw-a-month-end", "2026-01-01", "04 reactivation 40.00 1"},
	}
	for _, c := range cases {
		t.Run(c.id, func(t *testing.T) {
			diff(t, movements(t, db, c.id, c.from), lines(c.want))
		})
	}
}

func TestTransfersBetweenSegments(t *testing.T) {
	t.Parallel()
	db := buildFrom(t, portfolio(t, "2026-02-01", "2026-05-31", `
		A  SMB 2026-03-10 Mid
		B  SMB 2026-03-10 Mid
		C  SMB 2026-03-10 Mid`, `
		A    2026-02-01 -          100 USD
		B.1  2026-02-01 2026-03-20  50 USD
		B.2  2026-03-20 -           70 USD
		C    2026-02-01 2026-03-20  30 USD`), "marts.mrr_bridge")
	march := "SELECT segment, start_mrr, transfer_out, transfer_in, expansion, churn, end_mrr, start_customers, churned_customers, " +
		"transferred_in_customers, end_customers FROM marts.mrr_bridge WHERE month = DATE '2026-03-01' ORDER BY segment"
	t.Run("MOV-09", func(t *testing.T) {
		diff(t, show(t, db, march), lines(`
			Mid   0.000000   0.000000 150.000000 20.000000  0.000000 170.000000 0 0 2 2
			SMB 180.000000 150.000000   0.000000  0.000000 30.000000   0.000000 3 1 0 0
			all 180.000000   0.000000   0.000000 20.000000 30.000000 170.000000 3 1 0 2`))
	})
}

func TestBandsMoveWithMRR(t *testing.T) {
	t.Parallel()
	s := portfolio(t, "2026-01-01", "2026-03-31", "A -\nB -\nC -", `
		A.1  2026-01-01 2026-02-10  400 USD
		A.2  2026-02-10 -           600 USD
		B    2026-02-10 2026-03-10  700 USD
		C    2026-01-01 -           500 USD`)
	delete(s.tables, "core.segments")
	s.settings = func(s *Settings) {
		s.Segments = []Segment{{Name: "size", Bands: []Band{{"small", 0}, {"mid", 500}}}}
	}
	db := buildFrom(t, s, "marts.mrr_bridge", "marts.mrr_movements")
	diff(t, show(t, db, "SELECT strftime(month, '%m'), segment, movement, round(amount, 2) FROM marts.mrr_movements WHERE dimension = 'size' ORDER BY ALL"), lines(`
		01 mid   opening      500.00
		01 small opening      400.00
		02 mid   expansion    200.00
		02 mid   new          700.00
		02 mid   transfer_in  400.00
		02 small transfer_out 400.00
		03 mid   churn        700.00`))
}

func TestEverybodyLeaves(t *testing.T) {
	t.Parallel()
	db := buildFrom(t, portfolio(t, "2026-01-01", "2026-03-31", "A Growth", "A 2026-01-01 2026-02-10 100 USD"), "marts.mrr_bridge", "marts.retention")
	t.Run("MOV-12", func(t *testing.T) {
		diff(t, show(t, db, "SELECT strftime(month, '%m'), start_mrr, churn, end_mrr, end_customers, arpa, quick_ratio FROM marts.mrr_bridge WHERE dimension = 'all' ORDER BY month"), lines(`
			01   0.000000   0.000000 100.000000 1 100.0 -
			02 100.000000 100.000000   0.000000 0     - 0.0
			03   0.000000   0.000000   0.000000 0     - -`))
		diff(t, show(t, db, "SELECT logo_churn, grr, nrr, reason FROM marts.retention WHERE span = 'month' AND dimension = 'all' ORDER BY period_start"), lines(`
			-   -   -   no_start_customers
			1.0 0.0 0.0 small_sample
			-   -   -   no_start_customers`))
	})
}

func TestExchangeRatesMoveApart(t *testing.T) {
	t.Parallel()
	db := buildFrom(t, portfolio(t, "2026-01-01", "2026-02-28", "A MRR-26\nB MRR-27\nC MRR-28\nD new\nE two-currencies", `
		A.1  2026-01-01 2026-02-10  100 EUR
		A.2  2026-02-10 -           150 EUR
		B    2026-01-01 -           100 EUR
		C    2026-01-01 2026-02-10  100 EUR
		D    2026-02-10 -           100 EUR
		E.1  2026-01-01 2026-02-10  110 USD
		E.2  2026-02-10 -           100 EUR`, "EUR 2026-01-01 1.10", "EUR 2026-02-01 1.20"), "marts.mrr_bridge")
	diff(t, show(t, db, "SELECT segment, start_mrr, new, expansion, contraction, churn, fx, end_mrr FROM marts.mrr_bridge WHERE month = DATE '2026-02-01' AND dimension = 'plan' ORDER BY segment"), lines(`
		MRR-26 110.000000 0.000000 55.000000 0.000000 0.000000 15.000000 180.000000
		MRR-27 110.000000 0.000000 0.000000 0.000000 0.000000 10.000000 120.000000
		MRR-28 110.000000 0.000000 0.000000 0.000000 110.000000 0.000000 0.000000
		new 0.000000 120.000000 0.000000 0.000000 0.000000 0.000000 120.000000
		two-currencies 110.000000 0.000000 0.000000 0.000000 0.000000 10.000000 120.000000`))
}

func TestMissingRateIsNoGuess(t *testing.T) {
	t.Parallel()
	db := buildFrom(t, portfolio(t, "2026-01-01", "2026-03-31", "A Growth\nB Growth", `
		A  2026-01-01 -  100 EUR
		B  2026-01-01 -   50 USD`, "EUR 2026-01-01 1.10", "EUR 2026-03-01 1.20"), "marts.mrr_bridge", "marts.mrr_monthly")
	diff(t, show(t, db, "SELECT customer_id, mrr, paying FROM marts.mrr_monthly WHERE month = DATE '2026-02-01' ORDER BY 1"), lines(`
		A - true
		B 50.000000 true`))
	diff(t, show(t, db, "SELECT strftime(month, '%m'), start_mrr, churn, new, end_mrr FROM marts.mrr_bridge WHERE dimension = 'all' ORDER BY month"), lines(`
		01  0.000000 0.000000 0.000000 50.000000
		02 50.000000 0.000000 0.000000 50.000000
		03 50.000000 0.000000 0.000000 50.000000`))
}

func TestNothingIsKnownAfterTheAsOfDay(t *testing.T) {
	t.Parallel()
	periods := `
		A  2026-01-01 2026-02-20  100 USD
		B  2026-02-18 -            40 USD`
	db := buildFrom(t, portfolio(t, "2026-01-01", "2026-02-15", "A Growth\nB Growth", periods), "marts.mrr_bridge", "marts.mrr_monthly", "marts.retention")
	diff(t, show(t, db, "SELECT month, end_mrr, churn, new, is_complete FROM marts.mrr_bridge WHERE dimension = 'all' ORDER BY 1"), lines(`
		2026-01-01 100.000000 0.000000 0.000000 true
		2026-02-01 100.000000 0.000000 0.000000 false`))
	diff(t, show(t, db, "SELECT period_start FROM marts.retention WHERE dimension = 'all' AND span = 'month'"), lines("2026-01-01"))
}

// TestLinksAreFollowed: through a chain from each link's day on, and never in a circle.
func TestLinksAreFollowed(t *testing.T) {
	t.Parallel()
	s := portfolio(t, "2026-01-01", "2026-04-30", "P -\nQ -\nR -\nX -\nY -\nZ -", `
		P  2026-01-01 - 10 USD
		X  2026-01-01 - 10 USD
		Z  2026-01-01 - 10 USD`)
	delete(s.tables, "core.segments")
	s.tables["core.account_links"] = `
		from_id to_id   kind   valid_from
		P       Q       merge  2026-02-10
		Q       R       merge  2026-03-10
		X       Y       merge  -
		Y       X       merge  -
		Z       nobody  merge  -
		Z       R       parent -`
	db := buildFrom(t, s, "metrics.customer_units")
	diff(t, show(t, db, "SELECT strftime(month, '%m'), customer_id, unit_id FROM metrics.customer_units ORDER BY ALL"), lines(`
		01 P P
		01 X X
		01 Z Z
		02 P Q
		02 X X
		02 Z Z
		03 P R
		03 X X
		03 Z Z
		04 P R
		04 X X
		04 Z Z`))
}
