package transforms

// ownTables are the program's own record, as the pipeline declares it.
func ownTables() []Table {
	made := ", recorded_at TIMESTAMP, run_id VARCHAR"
	figure := "figure_id VARCHAR, metric VARCHAR, span VARCHAR, period_start DATE, period_end DATE, dimension VARCHAR, segment VARCHAR, customer_id VARCHAR"
	tables := []Table{
		landed("quarterdeck_definitions", "metric, version", "", "metric VARCHAR, version BIGINT, valid_from DATE, definition VARCHAR, settings VARCHAR, text_hash VARCHAR"+made),
		landed("quarterdeck_figures", "figure_id, as_of, run_id", "", figure+", value DOUBLE, reason VARCHAR, as_of DATE, made VARCHAR"+made),
		landed("quarterdeck_nights", "as_of, kpi", "", "as_of DATE, kpi VARCHAR, actual DOUBLE, score DOUBLE, status VARCHAR, definition_version BIGINT, hindsight BOOLEAN, made VARCHAR"+made),
		landed("quarterdeck_health", "as_of, customer_id", "", "as_of DATE, customer_id VARCHAR, score DOUBLE, band VARCHAR, mrr DECIMAL(18,6), hindsight BOOLEAN, "+
			"profile VARCHAR, plain_band VARCHAR, band_since DATE, ungated_score DOUBLE, coverage DOUBLE, gate VARCHAR, pulse DOUBLE, measures VARCHAR, seen VARCHAR, definition_version BIGINT"+made),
		landed("quarterdeck_alerts", "as_of, customer_id, rule", "", "as_of DATE, customer_id VARCHAR, rule VARCHAR, kind VARCHAR, state VARCHAR, since DATE, reason VARCHAR, owner VARCHAR, "+
			"mrr DECIMAL(18,6), money DECIMAL(18,6), is_true BOOLEAN, over_nights BIGINT, known_on DATE, sent_on DATE, was_published BOOLEAN, closed_on DATE, ended VARCHAR"+made),
		landed("quarterdeck_renewals", "as_of, customer_id, renewal_date", "", "as_of DATE, customer_id VARCHAR, renewal_date DATE, arr DECIMAL(18,6), band VARCHAR, probability DOUBLE, state VARCHAR"+made),
		landed("quarterdeck_restatements", "figure_id, run_id", "", figure+", published_as_of DATE, published_value DECIMAL(18,6), value DECIMAL(18,6), change DECIMAL(18,6), "+
			"late_data DECIMAL(18,6), new_mapping DECIMAL(18,6), later_facts DECIMAL(18,6), new_definition DECIMAL(18,6), reason VARCHAR, restated_on DATE"+made),
		landed("quarterdeck_publications", "run_id", "", "as_of DATE, known_at TIMESTAMP, published_at TIMESTAMP, settings VARCHAR, models VARCHAR, program VARCHAR"+made),
	}
	for i := range tables {
		tables[i].Own = true
	}
	return tables
}
