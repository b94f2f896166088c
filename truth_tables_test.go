package main

import "quarterdeck/connectors/simulator/truth"

// truthTables lists what the simulator keeps books of, as the marts show it.
func truthTables(book *truth.Book) []truthTable {
	return []truthTable{
		mrrMonthlyTruth(book), movementsTruth(book), bridgeTruth(book), retentionTruth(book), cohortsTruth(book), cohortSegmentsTruth(book), tierMigrationTruth(book), npsTruth(book),
		supportTruth(book), csatTruth(book), responseRateTruth(book), ticketsTruth(book), usageTruth(book), healthTruth(book), healthInputsTruth(book), renewalsTruth(book),
	}
}

func mrrMonthlyTruth(book *truth.Book) truthTable {
	table := truthTable{name: "mrr_monthly", keys: 2, columns: []string{"month", "customer_id", "mrr", "paying"}, where: "mrr > 0"}
	for _, r := range book.MRRMonthly() {
		table.rows = append(table.rows, []any{r.Month, r.CustomerID, r.MRR, r.Paying})
	}
	return table
}

func movementsTruth(book *truth.Book) truthTable {
	table := truthTable{name: "mrr_movements", keys: 4, columns: []string{"month", "dimension", "segment", "movement", "amount", "customers"}}
	for _, r := range book.Movements() {
		table.rows = append(table.rows, []any{r.Month, r.Dimension, r.Segment, r.Movement, r.Amount, r.Customers})
	}
	return table
}

func bridgeTruth(book *truth.Book) truthTable {
	table := truthTable{name: "mrr_bridge", keys: 3, columns: []string{"month", "dimension", "segment",
		"start_mrr", "opening", "new", "reactivation", "expansion", "contraction", "churn", "fx", "transfer_in", "transfer_out", "end_mrr",
		"start_customers", "opening_customers", "new_customers", "reactivated_customers", "churned_customers",
		"transferred_in_customers", "transferred_out_customers", "end_customers"}}
	for _, r := range book.Bridge() {
		table.rows = append(table.rows, []any{r.Month, r.Dimension, r.Segment,
			r.StartMRR, r.Opening, r.New, r.Reactivation, r.Expansion, r.Contraction, r.Churn, r.FX, r.TransferIn, r.TransferOut, r.EndMRR,
			r.StartCustomers, r.OpeningCustomers, r.NewCustomers, r.ReactivatedCustomers, r.ChurnedCustomers,
			r.TransferredInCustomers, r.TransferredOutCustomers, r.EndCustomers})
	}
	return table
}

func retentionTruth(book *truth.Book) truthTable {
	table := truthTable{name: "retention", keys: 5, columns: []string{"period_start", "period_end", "span", "dimension", "segment",
		"start_customers", "lost_customers", "logo_churn", "logo_churn_low", "logo_churn_high", "start_mrr", "grr", "nrr", "reason"}}
	for _, r := range book.Retention() {
		table.rows = append(table.rows, []any{r.PeriodStart, r.PeriodEnd, r.Span, r.Dimension, r.Segment,
			r.StartCustomers, r.LostCustomers, r.LogoChurn, r.LogoChurnLow, r.LogoChurnHigh, r.StartMRR, r.GRR, r.NRR, r.Reason})
	}
	return table
}

func cohortsTruth(book *truth.Book) truthTable {
	table := truthTable{name: "cohorts", keys: 2, columns: []string{"cohort_month", "month_number", "cohort_size", "retained_customers", "customer_retention",
		"cohort_mrr", "retained_mrr", "kept_mrr", "net_retention", "gross_retention", "first_paid_size", "first_paid_retained"}}
	for _, r := range book.Cohorts() {
		if r.Dimension == truth.All {
			table.rows = append(table.rows, []any{r.CohortMonth, r.MonthNumber, r.Size, known(r.Retained), r.CustomerRetention,
				r.MRR, known(r.RetainedMRR), known(r.KeptMRR), r.NetRetention, r.GrossRetention, r.FirstPaidSize, known(r.FirstPaidRetained)})
		}
	}
	return table
}

func cohortSegmentsTruth(book *truth.Book) truthTable {
	table := truthTable{name: "cohorts_by_segment", keys: 4, columns: []string{"cohort_month", "month_number", "dimension", "segment", "cohort_size",
		"retained_customers", "cohort_mrr", "net_retention", "gross_retention"}}
	for _, r := range book.Cohorts() {
		if r.Size > 0 {
			table.rows = append(table.rows, []any{r.CohortMonth, r.MonthNumber, r.Dimension, r.Segment, r.Size,
				known(r.Retained), r.MRR, r.NetRetention, r.GrossRetention})
		}
	}
	return table
}

func tierMigrationTruth(book *truth.Book) truthTable {
	table := truthTable{name: "tier_migration", keys: 6, columns: []string{"period_start", "period_end", "span", "basis", "from_tier", "to_tier",
		"customers", "start_mrr", "end_mrr"}}
	for _, r := range book.TierMoves() {
		table.rows = append(table.rows, []any{r.PeriodStart, r.PeriodEnd, r.Span, r.Basis, r.From, r.To, r.Customers, r.StartMRR, r.EndMRR})
	}
	return table
}

// known is a value, or nothing where nobody knows it yet.
func known[T any](value *T) any {
	if value == nil {
		return nil
	}
	return *value
}

func npsTruth(book *truth.Book) truthTable {
	table := truthTable{name: "nps", keys: 6, columns: []string{"period_start", "period_end", "span", "relationship", "dimension", "segment",
		"responses", "promoters", "passives", "detractors", "invalid", "nps", "margin", "low", "high", "shown", "reason"}}
	for _, r := range book.NPS() {
		table.rows = append(table.rows, []any{r.PeriodStart, r.PeriodEnd, r.Span, r.Relationship, r.Dimension, r.Segment,
			r.Responses, r.Promoters, r.Passives, r.Detractors, r.Invalid, r.NPS, r.Margin, r.Low, r.High, r.Shown, r.Reason})
	}
	return table
}

func supportTruth(book *truth.Book) truthTable {
	table := truthTable{name: "support", keys: 5, columns: []string{"period_start", "period_end", "span", "dimension", "segment",
		"created", "solved", "backlog", "first_reply_minutes_p50", "first_reply_minutes_p90",
		"full_resolution_minutes_p50", "full_resolution_minutes_p90",
		"first_reply_minutes_p50_business", "first_reply_minutes_p90_business",
		"full_resolution_minutes_p50_business", "full_resolution_minutes_p90_business",
		"reopen_rate", "sla_attainment", "sla_met", "sla_decided", "backlog_start", "reopened", "solved_events", "requester_wait_minutes_p50"}}
	for _, r := range book.Support() {
		table.rows = append(table.rows, []any{r.PeriodStart, r.PeriodEnd, r.Span, r.Dimension, r.Segment,
			r.Created, r.Solved, r.Backlog, r.FirstReplyMinutesP50, r.FirstReplyMinutesP90,
			r.FullResolutionMinutesP50, r.FullResolutionMinutesP90, r.FirstReplyBusinessP50, r.FirstReplyBusinessP90,
			r.FullResolutionBusinessP50, r.FullResolutionBusinessP90, r.ReopenRate, r.SLAAttainment, r.SLAMet, r.SLADecided,
			r.BacklogStart, r.Reopened, r.SolvedEvents, r.RequesterWaitP50})
	}
	return table
}

func usageTruth(book *truth.Book) truthTable {
	table := truthTable{name: "usage", keys: 2, columns: []string{"as_of", "customer_id",
		"dau", "wau", "mau", "stickiness", "active_days", "seats", "seat_utilisation", "adoption_breadth", "trend"}}
	for _, r := range book.Usage() {
		table.rows = append(table.rows, []any{r.AsOf, r.CustomerID, r.DAU, r.WAU, r.MAU, r.Stickiness, r.ActiveDays, r.Seats,
			r.SeatUtilisation, r.AdoptionBreadth, r.Trend})
	}
	return table
}

func healthTruth(book *truth.Book) truthTable {
	table := truthTable{name: "health", keys: 2, columns: []string{"as_of", "customer_id",
		"score", "band", "coverage", "gate", "previous_band", "previous_score"}}
	for _, r := range book.Health() {
		table.rows = append(table.rows, []any{r.AsOf, r.CustomerID, r.Score, r.Band, r.Coverage, r.Gate, r.PreviousBand, r.PreviousScore})
	}
	return table
}

func healthInputsTruth(book *truth.Book) truthTable {
	table := truthTable{name: "health_inputs", keys: 3, columns: []string{"as_of", "customer_id", "measure", "value", "score", "weight"}}
	for _, r := range book.Health() {
		for _, input := range r.Inputs {
			table.rows = append(table.rows, []any{r.AsOf, r.CustomerID, input.Measure, input.Value, input.Score, input.Weight})
		}
	}
	return table
}

func renewalsTruth(book *truth.Book) truthTable {
	table := truthTable{name: "renewals", keys: 3, columns: []string{"as_of", "customer_id", "renewal_date",
		"days", "arr", "band", "probability", "forecast", "state"}}
	for _, r := range book.Renewals() {
		table.rows = append(table.rows, []any{r.AsOf, r.CustomerID, r.RenewalDate, r.Days, r.ARR, r.Band, r.Probability, r.Forecast, r.State})
	}
	return table
}

func csatTruth(book *truth.Book) truthTable {
	table := truthTable{name: "csat", keys: 5, columns: []string{"period_start", "period_end", "span", "dimension", "segment",
		"responses", "satisfied", "score"}, where: "NOT relationship"}
	for _, r := range book.CSAT() {
		table.rows = append(table.rows, []any{r.PeriodStart, r.PeriodEnd, r.Span, r.Dimension, r.Segment, r.Responses, r.Satisfied, r.Score})
	}
	return table
}

func responseRateTruth(book *truth.Book) truthTable {
	table := truthTable{name: "survey_response_rate", keys: 5, columns: []string{"period_start", "period_end", "span", "dimension", "segment",
		"invitations", "answered", "response_rate"}, where: "kind = 'csat' AND NOT relationship AND invitations > 0"}
	for _, r := range book.ResponseRates() {
		table.rows = append(table.rows, []any{r.PeriodStart, r.PeriodEnd, r.Span, r.Dimension, r.Segment, r.Invitations, r.Answered, r.Rate})
	}
	return table
}

func ticketsTruth(book *truth.Book) truthTable {
	table := truthTable{name: "tickets", keys: 1, columns: []string{"ticket_id", "customer_id", "priority", "first_reply_minutes",
		"full_resolution_minutes", "solved_at IS NOT NULL", "solved_at IS NOT NULL AND reopens > 0", "sla"}}
	for _, r := range book.Tickets() {
		table.rows = append(table.rows, []any{r.TicketID, r.CustomerID, r.Priority, r.FirstReplyMinutes, r.FullResolutionMinutes,
			r.Solved, r.Reopened, r.SLA})
	}
	return table
}
