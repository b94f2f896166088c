package pipeline

import (
	"cmp"
	"context"
	"fmt"
	"time"
)

// staleHours is the age at which a stream is stale where its source says none.
const staleHours = 12

// SourceAge is how old what a source gave is, and which of its streams are in trouble.
type SourceAge struct {
	Name string `json:"name"`
	Type string `json:"type"`
	// NewestLoad is its newest load, OldestLoad the newest load of the stream that is
	// furthest behind; zero before the first.
	NewestLoad time.Time `json:"newest_load,omitzero"`
	OldestLoad time.Time `json:"oldest_load,omitzero"`
	// LagSeconds is the age of OldestLoad.
	LagSeconds int64 `json:"lag_seconds,omitempty"`
	// Stale streams were older than the source's limit when the marts were computed.
	Stale []string `json:"stale,omitempty"`
	// Failing streams could not be pulled the last time it was tried.
	Failing []FailingStream `json:"failing,omitempty"`
}

// FailingStream is a stream whose last attempt failed.
type FailingStream struct {
	Stream string    `json:"stream"`
	Since  time.Time `json:"since"`
	Last   time.Time `json:"last_attempt"`
	Error  string    `json:"error"`
}

// sourceAges looks at every configured source. Whether a stream is stale is judged at
// the instant the published marts speak of: between two nights everything grows older.
func (p *Pipeline) sourceAges(ctx context.Context, s Status) ([]SourceAge, error) {
	store, db, err := p.open(ctx)
	if err != nil {
		return nil, err
	}
	attempts, err := attempts(ctx, db)
	if err != nil {
		return nil, err
	}
	judged := s.At
	if s.Marts != nil {
		judged = s.Marts.knownAt
	}
	all := []SourceAge{}
	for _, source := range p.cfg.Sources {
		age := SourceAge{Name: source.Name, Type: source.Type}
		limit := time.Duration(cmp.Or(source.Freshness.WarnHours, staleHours) * float64(time.Hour))
		for _, stream := range p.declared(source) {
			one, err := p.streamStatus(store, source, stream)
			if err != nil {
				return nil, err
			}
			one.attempted(attempts[Selector{source.Name, stream.Name}])
			age.add(one, judged.Add(-limit))
		}
		if !age.OldestLoad.IsZero() {
			age.LagSeconds = int64(s.At.Sub(age.OldestLoad).Seconds())
		}
		all = append(all, age)
	}
	return all, nil
}

// add takes a stream in; one loaded before limit is stale.
func (a *SourceAge) add(one StreamStatus, limit time.Time) {
	if loaded := one.LastLoaded; !loaded.IsZero() {
		if loaded.After(a.NewestLoad) {
			a.NewestLoad = loaded
		}
		if a.OldestLoad.IsZero() || loaded.Before(a.OldestLoad) {
			a.OldestLoad = loaded
		}
		if loaded.Before(limit) {
			a.Stale = append(a.Stale, one.Name)
		}
	}
	if one.LastError != "" {
		a.Failing = append(a.Failing, FailingStream{Stream: one.Name, Since: one.FailingSince, Last: one.LastAttempt, Error: one.LastError})
	}
}

func (s *Status) judgeSource(a SourceAge) {
	if n := len(a.Failing); n > 0 {
		first := a.Failing[0]
		for _, f := range a.Failing {
			if f.Since.Before(first.Since) {
				first = f
			}
		}
		s.find(ProblemSourceFailing, a.Name, fmt.Sprintf("%d streams of %s could not be pulled; %s: %s", n, a.Name, first.Stream, first.Error),
			first.Since, "'quarterdeck check --connect' says what the source answers")
	}
	if n := len(a.Stale); n > 0 {
		s.find(ProblemSourceStale, a.Name, fmt.Sprintf("%d streams of %s are stale in the published marts, as %s", n, a.Name, a.Stale[0]),
			a.OldestLoad, "'quarterdeck sources' says when each was pulled last; 'quarterdeck run' pulls them")
	}
}
