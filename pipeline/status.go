package pipeline

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"quarterdeck/pipeline/batch"
	"quarterdeck/pipeline/outbox"
	"quarterdeck/pipeline/state"
)

// Status is how the program does as a whole: what a person wants to know in the
// morning, and a monitor every minute.
type Status struct {
	At time.Time `json:"at"`
	// OK is set when nothing is late and nothing failed.
	OK       bool             `json:"ok"`
	Problems []Problem        `json:"problems"`
	Jobs     []JobStatus      `json:"jobs"`
	Marts    *PublicationInfo `json:"publication,omitempty"`
	Reviews  *ReviewsInfo     `json:"reviews,omitempty"`
	// Deliveries are those of the outbox, by state.
	Deliveries map[string]int64 `json:"deliveries"`
	Sources    []SourceAge      `json:"sources"`
	Disk       DiskInfo         `json:"disk"`
}

// ProblemKind is a short name that stays the same; the runbook has an entry for each.
type ProblemKind string

// The kinds of problems.
const (
	ProblemLate            ProblemKind = "late"
	ProblemFailed          ProblemKind = "failed"
	ProblemHeld            ProblemKind = "held"
	ProblemNothing         ProblemKind = "nothing-published"
	ProblemSourceFailing   ProblemKind = "source-failing"
	ProblemSourceStale     ProblemKind = "source-stale"
	ProblemReviewFailed    ProblemKind = "review-failed"
	ProblemDeliveryFailed  ProblemKind = "delivery-failed"
	ProblemDeliveryUnknown ProblemKind = "delivery-unknown"
	ProblemDisk            ProblemKind = "disk-low"
)

// ProblemKinds lists all there are.
func ProblemKinds() []ProblemKind {
	return []ProblemKind{ProblemLate, ProblemFailed, ProblemHeld, ProblemNothing, ProblemSourceFailing, ProblemSourceStale,
		ProblemReviewFailed, ProblemDeliveryFailed, ProblemDeliveryUnknown, ProblemDisk}
}

// Problem is one thing that is late or failed.
type Problem struct {
	Kind ProblemKind `json:"kind"`
	// Of is the job, stream or kind of delivery.
	Of   string `json:"of,omitempty"`
	What string `json:"what"`
	// Since is when it began, where that is known.
	Since time.Time `json:"since,omitzero"`
	Mend  string    `json:"mend"`
}

// PublicationInfo is what readers see.
type PublicationInfo struct {
	RunID         string    `json:"run_id"`
	AsOf          string    `json:"as_of"`
	PublishedAt   time.Time `json:"published_at"`
	AgeSeconds    int64     `json:"age_seconds"`
	HeldCustomers int       `json:"held_customers"`
	// Findings are the checks that found something, by severity.
	Findings map[string]int `json:"findings"`
	Checks   int            `json:"checks"`
	Bytes    int64          `json:"bytes"`

	knownAt time.Time
}

// ReviewsInfo is the batch of the last complete quarter.
type ReviewsInfo struct {
	Quarter  string `json:"quarter"`
	Written  int    `json:"written"`
	Held     int    `json:"held"`
	Internal int    `json:"internal"`
	Failed   int    `json:"failed"`
}

// Status tells how everything stands. It reads state.db, the lake's manifests and the
// descriptions of publications, and opens no marts: it is cheap, and works while a
// run is under way.
func (p *Pipeline) Status(ctx context.Context) (Status, error) {
	s := Status{At: p.deps.Now().UTC(), Problems: []Problem{}, Deliveries: map[string]int64{}}
	_, db, err := p.open(ctx)
	if err != nil {
		return s, err
	}
	if s.Marts, err = p.publicationInfo(s.At); err != nil {
		return s, err
	}
	if s.Jobs, err = p.jobStatuses(ctx, db, s.At); err != nil {
		return s, err
	}
	if s.Sources, err = p.sourceAges(ctx, s); err != nil {
		return s, err
	}
	if s.Reviews, err = p.reviewsInfo(s.Marts); err != nil {
		return s, err
	}
	if err := s.deliveries(ctx, db); err != nil {
		return s, err
	}
	if s.Disk, err = p.disk(s.Marts); err != nil {
		return s, err
	}
	s.judge()
	return s, nil
}

// publicationInfo describes the current publication; nil without one.
func (p *Pipeline) publicationInfo(now time.Time) (*PublicationInfo, error) {
	current, err := p.Current()
	if errors.Is(err, ErrNothingPublished) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	info := &PublicationInfo{RunID: current.RunID, AsOf: current.AsOf, PublishedAt: current.PublishedAt, Checks: current.Checks,
		AgeSeconds: int64(now.Sub(current.PublishedAt).Seconds()), HeldCustomers: len(current.HeldCustomers),
		Findings: map[string]int{}, knownAt: current.KnownAt}
	for _, f := range current.Findings {
		info.Findings[f.Severity]++
	}
	info.Bytes, err = fileSize(p.path("published", current.RunID+".duckdb"))
	return info, err
}

func (p *Pipeline) reviewsInfo(marts *PublicationInfo) (*ReviewsInfo, error) {
	if marts == nil {
		return nil, nil
	}
	due, err := p.dueBatch()
	if err != nil || due.Quarter == "" {
		return nil, err
	}
	return &ReviewsInfo{Quarter: due.Quarter, Written: due.Count(batch.Written), Held: due.Count(batch.Held),
		Internal: due.Count(batch.Internal), Failed: due.Count(batch.Failed)}, nil
}

// deliveries counts the outbox, and finds what of it needs somebody.
func (s *Status) deliveries(ctx context.Context, db *state.DB) error {
	counts, err := db.CountDeliveries(ctx)
	if err != nil {
		return err
	}
	for _, c := range counts {
		s.Deliveries[c.State] += c.N
		what := fmt.Sprintf("%d of kind %s", c.N, c.Of)
		switch outbox.State(c.State) {
		case outbox.Failed:
			s.find(ProblemDeliveryFailed, c.Of, what+" could not be delivered", time.Time{}, "the next run tries again; 'quarterdeck deliveries --state failed' says why")
		case outbox.Unknown:
			s.find(ProblemDeliveryUnknown, c.Of, what+" may or may not have arrived", time.Time{}, "look at the channel, then 'quarterdeck deliveries resolve'")
		}
	}
	return nil
}

func (s *Status) find(kind ProblemKind, of, what string, since time.Time, mend string) {
	s.Problems = append(s.Problems, Problem{Kind: kind, Of: of, What: what, Since: since, Mend: mend})
}

// judge adds what follows from the parts, the worst first.
func (s *Status) judge() {
	for _, j := range s.Jobs {
		s.judgeJob(j)
	}
	if s.Marts == nil && len(s.Problems) == 0 { // else they say why
		s.find(ProblemNothing, "", "nothing is published yet", time.Time{}, "start the first night with 'quarterdeck run'")
	}
	for _, source := range s.Sources {
		s.judgeSource(source)
	}
	if r := s.Reviews; r != nil && r.Failed > 0 {
		s.find(ProblemReviewFailed, r.Quarter, fmt.Sprintf("%d reviews of %s could not be drawn", r.Failed, r.Quarter), time.Time{},
			"'quarterdeck deliveries' and the batch's manifest name them; 'quarterdeck run' draws only those anew")
	}
	if d := s.Disk; d.Low {
		s.find(ProblemDisk, "", fmt.Sprintf("%d MB are free, a night may need %d MB", d.FreeBytes>>20, d.NeededBytes>>20), time.Time{}, "free space where the data folder is")
	}
	rank := func(p Problem) int { return slices.Index(ProblemKinds(), p.Kind) }
	slices.SortStableFunc(s.Problems, func(x, y Problem) int { return cmp.Compare(rank(x), rank(y)) })
	s.OK = len(s.Problems) == 0
}
