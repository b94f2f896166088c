package transforms

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Landed is a landed record behind an evidence row.
type Landed struct {
	Stream string `json:"stream"`
	// Key is the record's id at the source.
	Key      string    `json:"key"`
	LoadID   string    `json:"load_id"`
	LoadedAt time.Time `json:"loaded_at"`
	// Link leads to the record at the vendor; whoever knows the accounts fills it in.
	Link string `json:"link,omitempty"`
}

// recordStreams says which streams hold the records of a kind, whatever the
// vendor calls them. Usage events are counted in crowds and traced by their
// stream alone.
func recordStreams() map[string][]string {
	return map[string][]string{
		"subscription":      {"subscriptions", "subscription_periods"},
		"invoice":           {"invoices"},
		"ticket":            {"tickets", "conversations"},
		"survey_response":   {"responses", "survey_responses", "satisfaction_ratings", "conversations"},
		"survey_invitation": {"survey_invitations"},
		"opportunity":       {"opportunities", "deals"},
		"customer":          {"companies", "accounts", "customers", "organizations"},
		"onboarding_step":   {"onboarding_steps"},
		"goal":              {"goals"},
		"commitment":        {"commitments"},
	}
}

// recordKey is the expression of a landed row's id. A period has the id of what
// it is a period of.
func (t Table) recordKey() string {
	key := t.Key
	if strings.HasSuffix(t.Name, "_subscription_periods") {
		key = key[:1]
	}
	parts := make([]string, len(key))
	for i, column := range key {
		parts[i] = fmt.Sprintf("CAST(r.%q AS VARCHAR)", column)
	}
	return strings.Join(parts, " || '/' || ")
}

// candidatesSQL lists the ids a record may have at its source, the likeliest
// first: our id of it may have the source before it and a part's name after it,
// and a customer is known by the ids of its records.
const candidatesSQL = `CREATE OR REPLACE TABLE metrics.evidence_ids AS
WITH ids AS (
  SELECT DISTINCT source, record, record_id,
    CASE WHEN starts_with(record_id, source || '/') THEN substr(record_id, length(source) + 2) ELSE record_id END AS bare
  FROM metrics.evidence_rows WHERE record_id IS NOT NULL AND source IS NOT NULL
)
SELECT source, record, record_id, record_id AS candidate, 1 AS place FROM ids
UNION ALL
SELECT source, record, record_id, bare, 2 FROM ids
UNION ALL
SELECT source, record, record_id, regexp_replace(bare, '/[^/]*$', ''), 3 FROM ids
UNION ALL
SELECT i.source, i.record, i.record_id, k.source_id, 4
FROM ids i JOIN core.identity k ON k.customer_id = i.record_id AND k.source = i.source
WHERE i.record = 'customer' AND k.kind IN ('company', 'billing_customer')`

// evidenceID names a record as an evidence row does.
type evidenceID struct{ source, record, id string }

// trace finds the landed records behind the rows.
func (e *Explainer) trace(ctx context.Context, rows []EvidenceRow) error {
	if err := e.db.exec(ctx, candidatesSQL); err != nil {
		return fmt.Errorf("trace records: %w", err)
	}
	found := map[evidenceID][]Landed{}
	for record, streams := range recordStreams() {
		for _, t := range e.opts.Tables {
			_, stream, _ := strings.Cut(t.Name, "_")
			if !t.hasFiles() || !slices.Contains(streams, stream) {
				continue
			}
			if err := e.traceIn(ctx, t, record, stream, found); err != nil {
				return fmt.Errorf("trace records in %s: %w", t.Name, err)
			}
		}
	}
	for i, row := range rows {
		rows[i].Landed = found[evidenceID{row.Source, row.Record, row.RecordID}]
		slices.SortFunc(rows[i].Landed, func(a, b Landed) int {
			return strings.Compare(a.Stream+"\x00"+a.Key+"\x00"+a.LoadID, b.Stream+"\x00"+b.Key+"\x00"+b.LoadID)
		})
	}
	return nil
}

func (e *Explainer) traceIn(ctx context.Context, t Table, record, stream string, found map[evidenceID][]Landed) error {
	rows, err := e.db.conn.QueryContext(ctx, fmt.Sprintf(`SELECT source, record_id, candidate, load_id, loaded_at FROM (
SELECT i.source, i.record_id, i.candidate, i.place, min(i.place) OVER (PARTITION BY i.source, i.record_id) AS best,
    r._load_id AS load_id, r._loaded_at AS loaded_at
FROM metrics.evidence_ids i
JOIN raw.%s r ON r._source = i.source AND %s = i.candidate
WHERE i.record = %s
) WHERE place = best GROUP BY ALL`, t.Name, t.recordKey(), literal(record)))
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var id evidenceID
		one := Landed{Stream: stream}
		if err := rows.Scan(&id.source, &id.id, &one.Key, &one.LoadID, &one.LoadedAt); err != nil {
			return err
		}
		id.record = record
		found[id] = append(found[id], one)
	}
	return rows.Err()
}
