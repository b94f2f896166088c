package pipeline

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"time"

	"quarterdeck/pipeline/lake"
	"quarterdeck/pipeline/ledger"
	"quarterdeck/transforms"
)

// NightProof is one recorded night computed again from less than is known today.
type NightProof struct {
	AsOf string `json:"as_of"`
	// KnownAt is up to when loads were used.
	KnownAt time.Time `json:"known_at,omitzero"`
	// Compared counts the values set side by side, Differing is how many customers a
	// measure was recorded of with another value. A measure that differs saw more than
	// was there: later facts, data that came late, or it is defined otherwise today.
	Compared  int            `json:"compared"`
	Differing map[string]int `json:"differing,omitempty"`
	// Why says why the night could not be computed again.
	Why string `json:"why,omitempty"`
}

// recordedNight is what a night recorded of the measures.
type recordedNight struct {
	asOf      string
	hindsight bool
	knownAt   sql.NullTime                  // where the night was published
	measures  map[string]map[string]float64 // by customer
}

// ProveNights computes up to n of the recorded nights again, each with only the loads
// that were there: those of the night, or, for one that was computed later, the first
// the lake has of every stream. What a measure had from the future is then missing.
func (p *Pipeline) ProveNights(ctx context.Context, n int) (proofs []NightProof, err error) {
	store, _, err := p.open(ctx)
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "quarterdeck-proof-")
	if err != nil {
		return nil, fmt.Errorf("prove nights: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	nights, err := p.recordedMeasures(ctx, store, dir, n)
	if err != nil {
		return nil, fmt.Errorf("read recorded nights: %w", err)
	}
	tracker := p.deps.Progress.Stage("prove")
	defer func() { tracker.Done(err) }()
	for i, night := range nights {
		proof, err := p.proveNight(ctx, store, dir, night)
		if err != nil {
			return proofs, fmt.Errorf("compute %s again: %w", night.asOf, err)
		}
		proofs = append(proofs, proof)
		tracker.Update(int64(i+1), int64(len(nights)))
	}
	return proofs, nil
}

// recordedMeasures reads what n nights knew, evenly spread from the oldest to the newest.
func (p *Pipeline) recordedMeasures(ctx context.Context, store *lake.Lake, dir string, n int) (nights []recordedNight, err error) {
	db, err := p.OpenCurrent(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	all, err := readRows(ctx, db, `SELECT CAST(h.as_of AS VARCHAR), bool_or(h.hindsight), max(p.known_at)
		FROM marts.health_nights h CROSS JOIN core.settings s LEFT JOIN marts.publications p ON p.run_id = h.run_id
		WHERE h.coverage IS NOT NULL AND h.as_of < s.as_of GROUP BY h.as_of ORDER BY 1`,
		func(r *recordedNight) []any { return []any{&r.asOf, &r.hindsight, &r.knownAt} })
	if err != nil {
		return nil, err
	}
	table, err := ownTable(store, ledger.Health)
	if err != nil {
		return nil, err
	}
	for i, night := range all {
		if i > 0 && i < len(all)-1 && i*(n-1)/(len(all)-1) == (i-1)*(n-1)/(len(all)-1) {
			continue // between two that are chosen
		}
		if len(nights) == n {
			break
		}
		known, err := transforms.LandedPairs(ctx, transforms.Options{WorkDir: dir}, table,
			"SELECT customer_id, measures FROM raw."+table.Name+" WHERE measures IS NOT NULL AND as_of = DATE '"+night.asOf+"'")
		if err != nil {
			return nil, err
		}
		night.measures = map[string]map[string]float64{}
		for customer, text := range known {
			values := map[string]float64{}
			if err := json.Unmarshal([]byte(text), &values); err != nil {
				return nil, fmt.Errorf("read what was known on %s: %w", night.asOf, err)
			}
			night.measures[customer] = values
		}
		nights = append(nights, night)
	}
	return nights, nil
}

func (p *Pipeline) proveNight(ctx context.Context, store *lake.Lake, dir string, night recordedNight) (proof NightProof, err error) {
	proof = NightProof{AsOf: night.asOf}
	from, why, err := p.leastKnowledge(store, night)
	if err != nil || why != "" {
		proof.Why = why
		return proof, err
	}
	proof.KnownAt = from.newest()
	day, err := time.ParseInLocation(time.DateOnly, night.asOf, p.location)
	if err != nil {
		return proof, err
	}
	if err := store.Verify(ctx, slices.Concat(from.loads, from.own)); err != nil {
		return proof, err
	}
	runID, err := p.newRunID()
	if err != nil {
		return proof, err
	}
	settings := p.settings(runID, day, proof.KnownAt)
	settings.LookingBack = true
	file := filepath.Join(dir, runID+".duckdb")
	_, err = transforms.BuildOnly(ctx, transforms.Options{
		Path: file, WorkDir: dir, Tables: from.tables, Settings: settings, Overrides: p.overrides(), Now: p.deps.Now, Log: p.deps.Log,
	}, transforms.Only{Models: []string{"marts.health_tonight"}})
	if err != nil {
		return proof, err
	}
	defer func() { err = errors.Join(err, ignoreMissing(os.Remove(file))) }()
	return proof, reading(ctx, file, func(db *sql.DB) error { return proof.compare(ctx, db, night) })
}

// leastKnowledge lists the loads the night may be computed from; why says that there
// are no fewer than there were.
func (p *Pipeline) leastKnowledge(store *lake.Lake, night recordedNight) (from landing, why string, err error) {
	known := knowledge{ownStreams: []string{ledger.Definitions, ledger.Figures, ledger.Renewals}}
	now, err := p.tables(store, known)
	if err != nil {
		return from, "", err
	}
	at := night.knownAt.Time
	if !night.knownAt.Valid {
		if at, err = p.firstWhole(store, now, night.asOf); err != nil {
			return from, "", err
		}
		if night.hindsight && !at.Before(now.newest()) {
			return from, "the lake has known nothing but what it knows now", nil
		}
	}
	known.data, known.mapping = at, at
	from, err = p.tables(store, known)
	var pruned *lake.PrunedError
	if errors.As(err, &pruned) {
		return from, pruned.Error(), nil
	}
	return from, "", err
}

// firstWhole is the first instant, not before the end of the day after the night, at
// which there was a load of every stream there is one of now.
func (p *Pipeline) firstWhole(store *lake.Lake, now landing, asOf string) (time.Time, error) {
	day, err := time.ParseInLocation(time.DateOnly, asOf, p.location)
	if err != nil {
		return day, err
	}
	at := day.AddDate(0, 0, 2).Add(-time.Microsecond)
	seen := map[Selector]bool{}
	for _, m := range now.loads {
		stream := Selector{m.Source, m.Stream}
		if seen[stream] {
			continue
		}
		seen[stream] = true
		loads, err := store.History(m.Source, m.Stream, time.Time{}, math.MaxInt)
		if err != nil {
			return at, err
		}
		if len(loads) > 0 && loads[0].FinishedAt.After(at) {
			at = loads[0].FinishedAt
		}
	}
	return at, nil
}

// compare sets what was recorded beside what the night computes now, over the
// customers both know.
func (proof *NightProof) compare(ctx context.Context, db *sql.DB, night recordedNight) error {
	rows, err := readRows(ctx, db, "SELECT customer_id, coalesce(measures, '{}') FROM marts.health_tonight", func(r *[2]string) []any { return []any{&r[0], &r[1]} })
	if err != nil {
		return err
	}
	for _, r := range rows {
		recorded, both := night.measures[r[0]]
		if !both {
			continue
		}
		values := map[string]float64{}
		if err := json.Unmarshal([]byte(r[1]), &values); err != nil {
			return err
		}
		for measure, was := range recorded {
			proof.Compared++
			is, known := values[measure]
			if !known || math.Abs(was-is) > 1e-6*math.Max(1, math.Abs(was)) {
				if proof.Differing == nil {
					proof.Differing = map[string]int{}
				}
				proof.Differing[measure]++
			}
		}
	}
	return nil
}
