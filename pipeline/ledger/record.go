package ledger

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"quarterdeck/pipeline/lake"
)

// Publication is what is recorded of one, beside what its marts say.
type Publication struct {
	AsOf        string // YYYY-MM-DD
	KnownAt     time.Time
	PublishedAt time.Time
	// Settings and Models (path to text) are what it was made with, as JSON.
	Settings, Models json.RawMessage
	Program          string
}

// figureColumns are those a figure has in every table.
const figureColumns = "figure_id, metric, span, period_start, period_end, dimension, segment, customer_id"

// How a night was made: it was published when it was its turn, or computed by a
// look back.
const (
	Made     = "published"
	Computed = "computed"
)

// Night records the day the marts are of: definitions not recorded yet, figures
// that are new or say otherwise, the scorecard, every customer's health and the
// renewals that come up. The scorecard comes last: a day that has one is whole.
func (w Writer) Night(ctx context.Context, asOf, made string) error {
	for _, part := range []struct {
		stream, query string
		args          []any
	}{
		{Definitions, "SELECT metric, CAST(version AS BIGINT) AS version, valid_from, definition, settings, text_hash, recorded_at FROM marts.definition_versions WHERE run_id = ?", []any{w.RunID}},
		{Figures, "SELECT " + figureColumns + ", value, reason, CAST(? AS DATE) AS as_of, CAST(? AS VARCHAR) AS made FROM marts.figure_changes ORDER BY figure_id", []any{asOf, made}},
		{Restatements, "SELECT * EXCLUDE (run_id) FROM marts.restatements WHERE run_id = ? ORDER BY figure_id", []any{w.RunID}},
		{Health, "SELECT * EXCLUDE (run_id) FROM marts.health_tonight ORDER BY customer_id", nil},
		{Alerts, "SELECT as_of, customer_id, rule, kind, state, since, reason, owner, mrr, money, is_true, over_nights, known_on, sent_on, was_published, closed_on, ended FROM marts.alerts ORDER BY customer_id, rule", nil},
		{Renewals, "SELECT as_of, customer_id, renewal_date, arr, band, probability, state FROM marts.renewals ORDER BY customer_id, renewal_date", nil},
		{Nights, "SELECT as_of, kpi, actual, score, status, definition_version, hindsight, CAST(? AS VARCHAR) AS made FROM marts.scorecard_nights WHERE as_of = CAST(? AS DATE) ORDER BY kpi", []any{made, asOf}},
	} {
		if part.stream == Restatements && made != Made {
			continue // what nobody was told cannot be restated
		}
		if err := w.Copy(ctx, part.stream, part.query, part.args...); err != nil {
			return err
		}
	}
	return nil
}

// Published records a night and then the publication itself, which says that the
// rest is there.
func (w Writer) Published(ctx context.Context, p Publication) error {
	if err := w.Night(ctx, p.AsOf, Made); err != nil {
		return err
	}
	day, err := time.Parse(time.DateOnly, p.AsOf)
	if err != nil {
		return fmt.Errorf("record %s: %w", Publications, err)
	}
	cursor, err := json.Marshal(mark{RunID: w.RunID, PublishedAt: p.PublishedAt.UTC()})
	if err != nil {
		return fmt.Errorf("record %s: %w", Publications, err)
	}
	return w.Add(Publications, map[string]any{
		"as_of": day, "known_at": p.KnownAt.UTC(), "published_at": p.PublishedAt.UTC(),
		"settings": string(p.Settings), "models": string(p.Models), "program": p.Program,
	}, cursor)
}

// mark is the cursor of publications: the last one that was recorded.
type mark struct {
	RunID       string    `json:"run_id"`
	PublishedAt time.Time `json:"published_at"`
}

// Recorded tells whether what was published at the instant is recorded whole.
func Recorded(store *lake.Lake, publishedAt time.Time) (bool, error) {
	newest, err := store.Newest(Source, Publications)
	if err != nil || newest == nil {
		return false, err
	}
	var last mark
	if err := json.Unmarshal(newest.Cursor, &last); err != nil {
		return false, fmt.Errorf("read the record of publications: %w", err)
	}
	return !publishedAt.After(last.PublishedAt), nil
}
