package pipeline

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"quarterdeck/pipeline/lake"
	"quarterdeck/pipeline/ledger"
	"quarterdeck/transforms"
)

// BackfillOptions say which past nights to compute.
type BackfillOptions struct {
	// From and To are the first and the last as-of day.
	From, To time.Time
	// Every is day (the default), week (its Sunday) or month (its last day).
	Every string
	// Again computes nights anew that a backfill computed before. A night that was
	// published is never touched.
	Again bool
}

// BackfillReport says what became of each night, oldest first.
type BackfillReport struct {
	Nights   []PastNight   `json:"nights"`
	Duration time.Duration `json:"duration"`
}

// The fates of a past night.
const (
	NightComputed  = "computed"
	NightPublished = "published" // when it was its turn; nothing was done
	NightThere     = "there"     // computed by an earlier backfill
	NightHeld      = "held"      // a check found what makes its numbers wrong
)

// PastNight is one night of a backfill.
type PastNight struct {
	AsOf  string `json:"as_of"`
	State string `json:"state"`
	// KnownAt is up to when loads were used. Hindsight: that is later than the day
	// after, because the lake does not reach back that far, for the reason in Why.
	KnownAt   time.Time `json:"known_at,omitzero"`
	Hindsight bool      `json:"hindsight,omitempty"`
	Why       string    `json:"why,omitempty"`
}

// Count is how many nights ended so.
func (r BackfillReport) Count(state string) int {
	n := 0
	for _, night := range r.Nights {
		if night.State == state {
			n++
		}
	}
	return n
}

// Backfill computes past nights and records their scorecard, health and figures,
// oldest first. What readers see stays as it is. It may be stopped at any time:
// doing it again goes on after the last night that was recorded.
func (p *Pipeline) Backfill(ctx context.Context, opts BackfillOptions) (report BackfillReport, err error) {
	days, err := p.pastDays(opts)
	if err != nil {
		return report, err
	}
	err = p.writing(ctx, "backfill", false, func() error {
		report, err = p.backfill(ctx, days, opts.Again)
		return err
	})
	return report, err
}

// pastDays lists the as-of days, oldest first.
func (p *Pipeline) pastDays(opts BackfillOptions) ([]time.Time, error) {
	last, err := p.businessDay(time.Time{})
	if err != nil {
		return nil, err
	}
	from, to := p.midnight(opts.From), p.midnight(opts.To)
	switch {
	case to.Before(from):
		return nil, &UsageError{fmt.Errorf("the last day %s is before the first %s", to.Format(time.DateOnly), from.Format(time.DateOnly))}
	case to.After(last):
		return nil, &UsageError{fmt.Errorf("%s is not over yet in %s; the last complete day is %s", to.Format(time.DateOnly), p.location, last.Format(time.DateOnly))}
	}
	var wanted func(time.Time) bool
	switch opts.Every {
	case "", "day":
		wanted = func(time.Time) bool { return true }
	case "week":
		wanted = func(day time.Time) bool { return day.Weekday() == time.Sunday }
	case "month":
		wanted = func(day time.Time) bool { return day.AddDate(0, 0, 1).Day() == 1 }
	default:
		return nil, &UsageError{fmt.Errorf("every %q is none of day, week, month", opts.Every)}
	}
	var days []time.Time
	for day := from; !day.After(to); day = day.AddDate(0, 0, 1) {
		if wanted(day) {
			days = append(days, day)
		}
	}
	if len(days) == 0 {
		return nil, &UsageError{fmt.Errorf("no %s ends between %s and %s", opts.Every, from.Format(time.DateOnly), to.Format(time.DateOnly))}
	}
	return days, nil
}

func (p *Pipeline) backfill(ctx context.Context, days []time.Time, again bool) (report BackfillReport, err error) {
	started := p.deps.Now()
	tracker := p.deps.Progress.Stage("backfill")
	defer func() { report.Duration = p.deps.Now().Sub(started); tracker.Done(err) }()
	store, _, err := p.open(ctx)
	if err != nil {
		return report, err
	}
	if err := p.makeGood(ctx, store); err != nil {
		return report, err
	}
	dir := p.path("work", "backfill")
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	recorded, err := p.recordedNights(ctx, store, dir)
	if err != nil {
		return report, err
	}
	verified := map[string]bool{}
	for i, day := range days {
		night := PastNight{AsOf: day.Format(time.DateOnly)}
		switch made := recorded[night.AsOf]; {
		case made == ledger.Made:
			night.State = NightPublished
		case made != "" && !again:
			night.State = NightThere
		default:
			if err := p.pastNight(ctx, store, dir, day, &night, verified); err != nil {
				return report, fmt.Errorf("backfill %s: %w", night.AsOf, err)
			}
		}
		report.Nights = append(report.Nights, night)
		tracker.Update(int64(i+1), int64(len(days)))
		if i%nightlyLoads == nightlyLoads-1 || i == len(days)-1 {
			if err := p.compactOwn(ctx); err != nil {
				return report, err
			}
		}
	}
	return report, nil
}

// recordedNights are the as-of days of the record and how each was made.
func (p *Pipeline) recordedNights(ctx context.Context, store *lake.Lake, dir string) (map[string]string, error) {
	table, err := ownTable(store, ledger.Nights)
	if err != nil {
		return nil, err
	}
	return transforms.LandedPairs(ctx, transforms.Options{WorkDir: dir}, table,
		"SELECT CAST(as_of AS VARCHAR), max_by(made, _load_id) FROM raw."+table.Name+" GROUP BY as_of")
}

// pastNight computes one night and records it.
func (p *Pipeline) pastNight(ctx context.Context, store *lake.Lake, dir string, day time.Time, night *PastNight, verified map[string]bool) (err error) {
	from, err := p.pastKnowledge(store, day, night)
	if err != nil {
		return err
	}
	if err := verifyNew(ctx, store, from, verified); err != nil {
		return err
	}
	runID, err := p.newRunID()
	if err != nil {
		return err
	}
	settings := p.settings(runID, day, night.KnownAt)
	settings.LookingBack = true
	file := filepath.Join(dir, runID+".duckdb")
	result, err := transforms.BuildOnly(ctx, transforms.Options{
		Path: file, WorkDir: dir, Tables: from.tables, Settings: settings, Overrides: p.overrides(), Now: p.deps.Now, Log: p.deps.Log,
	}, transforms.Only{Models: []string{"marts.scorecard_nights", "marts.health_tonight", "marts.alerts", "marts.renewals", "marts.figure_changes", "marts.definition_versions"}})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, ignoreMissing(os.Remove(file))) }()
	if blocking := result.Blocking(); len(blocking) > 0 {
		night.State, night.Why = NightHeld, blocking[0].String()
		p.deps.Log.WarnContext(ctx, "a past night is held by a check", "as_of", night.AsOf, "check", night.Why)
		return nil
	}
	marts, err := transforms.OpenReadOnly(ctx, file)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, marts.Close()) }()
	w := ledger.Writer{Lake: store, Marts: marts, RunID: runID, RecordedAt: p.deps.Now()}
	if err := w.Night(ctx, night.AsOf, ledger.Computed); err != nil {
		return err
	}
	night.State = NightComputed
	p.deps.Log.InfoContext(ctx, "computed a past night", "as_of", night.AsOf, "known_at", night.KnownAt, "hindsight", night.Hindsight)
	return nil
}

// pastKnowledge lists what the night could know: the loads finished by the end of
// the day after. Where the lake does not reach back that far, it is all there is.
func (p *Pipeline) pastKnowledge(store *lake.Lake, day time.Time, night *PastNight) (landing, error) {
	morrow := day.AddDate(0, 0, 2)
	known := knowledge{ownStreams: []string{ledger.Definitions, ledger.Figures, ledger.Nights, ledger.Health, ledger.Renewals, ledger.Alerts}}
	then := known
	then.data, then.mapping = morrow.Add(-time.Microsecond), morrow.Add(-time.Microsecond)
	now, err := p.tables(store, known)
	if err != nil {
		return now, err
	}
	if len(now.loads) == 0 {
		return now, errors.New("the lake is empty: run 'quarterdeck pull' first")
	}
	from, err := p.tables(store, then)
	var pruned *lake.PrunedError
	switch {
	case errors.As(err, &pruned):
		night.Why = pruned.Error()
	case err != nil:
		return from, err
	default:
		night.Why = missing(now, from)
	}
	if night.Why != "" {
		from = now
	}
	night.KnownAt = from.newest()
	night.Hindsight = !night.KnownAt.Before(morrow)
	if !night.Hindsight {
		night.Why = ""
	}
	return from, nil
}

// missing names the first stream of which there are loads now and were none then.
func missing(now, then landing) string {
	had := map[Selector]bool{}
	for _, m := range then.loads {
		had[Selector{m.Source, m.Stream}] = true
	}
	for _, m := range now.loads {
		if !had[Selector{m.Source, m.Stream}] {
			return fmt.Sprintf("%s.%s was not pulled yet", m.Source, m.Stream)
		}
	}
	return ""
}

// verifyNew reads again the loads that were not read by an earlier night.
func verifyNew(ctx context.Context, store *lake.Lake, from landing, verified map[string]bool) error {
	var fresh []*lake.Manifest
	for _, loads := range [][]*lake.Manifest{from.loads, from.own} {
		for _, m := range loads {
			key := m.Source + "/" + m.Stream + "/" + m.LoadID
			if !verified[key] {
				verified[key] = true
				fresh = append(fresh, m)
			}
		}
	}
	return store.Verify(ctx, fresh)
}
