package pipeline

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jonboulle/clockwork"

	"quarterdeck/pipeline/state"
)

func stepStates(report RunReport) string {
	var out []string
	for _, s := range report.Steps {
		out = append(out, s.Name+" "+string(s.State))
	}
	return strings.Join(out, ", ")
}

func TestRunDoesTheNight(t *testing.T) {
	b := newBench(t)
	report, err := b.Run(t.Context(), RunOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := stepStates(report), "pull done, transform done, qbr done, pack done, digest done, deliver done, compact done"; got != want || report.State != state.Done {
		t.Errorf("got %s (%s), want %s", got, report.State, want)
	}
	if run, _, rows, _ := b.landed(t, "alpha_companies"); run != report.RunID || rows != 3 {
		t.Errorf("published are %d companies of run %s, want 3 of %s", rows, run, report.RunID)
	}
	if report.QBRs.Quarter != "2026Q3" || report.QBRs.Count(ReviewWritten) != 2 {
		t.Errorf("got %d reviews of %s, want 2 of 2026Q3", report.QBRs.Count(ReviewWritten), report.QBRs.Quarter)
	}
	if report.Digest.Delivery != "off" || len(report.Digest.Files) != 2 {
		t.Errorf("digest: got %s, %v", report.Digest.Delivery, report.Digest.Files)
	}
	runs, err := b.Runs(t.Context(), 5)
	if err != nil || len(runs) != 1 || runs[0].State != "done" || len(runs[0].Steps) != 10 {
		t.Errorf("history: got %+v, %v, want one done run of 7 steps and 3 streams", runs, err)
	}
	if current, err := b.Current(); err != nil || current.Inputs == "" || runs[0].Inputs != current.Inputs {
		t.Errorf("the history names the inputs %q, the publication %q (%v)", runs[0].Inputs, current.Inputs, err)
	}
}

// A run that failed is taken up: what was pulled is not pulled again, and when
// it is done the next run is another one.
func TestRunIsResumedAfterAFailingStep(t *testing.T) {
	b := newBench(t)
	b.outside.build = errors.New("out of memory")
	first, err := b.Run(t.Context(), RunOptions{})
	if err == nil || first.State != state.Failed || stepStates(first) != "pull done, transform failed" {
		t.Fatalf("got %v: %s", err, stepStates(first))
	}
	b.outside.pulled()
	b.outside.build = nil
	b.clock.Advance(time.Hour)
	second, err := b.Run(t.Context(), RunOptions{})
	if err != nil || !second.Resumed || second.RunID != first.RunID || second.State != state.Done {
		t.Fatalf("got %v, run %s resumed %v, want %s resumed", err, second.RunID, second.Resumed, first.RunID)
	}
	if pulls := b.outside.pulled(); len(pulls) != 0 {
		t.Errorf("pulled again: %v", pulls)
	}
	for _, s := range second.Pull.Streams {
		if !s.Skipped || s.Rows == 0 {
			t.Errorf("%s.%s: got %+v, want the report of the first attempt", s.Source, s.Stream, s)
		}
	}
	third, err := b.Run(t.Context(), RunOptions{})
	if err != nil || third.Resumed || third.RunID == first.RunID {
		t.Errorf("got %v, run %s, want a new run", err, third.RunID)
	}
	if pulls := b.outside.pulled(); len(pulls) != 3 {
		t.Errorf("pulled %v, want all three streams", pulls)
	}
}

// A process that dies anywhere leaves a run that the next one takes up.
func TestRunIsResumedAfterADeath(t *testing.T) {
	dir, world, clock := t.TempDir(), newOutside(), clockwork.NewFakeClockAt(twoInTheMorning)
	b := benchIn(t, dir, world, clock)
	hanging := make(chan struct{})
	world.block["desk.tickets"] = hanging
	ctx, cancel := context.WithCancel(t.Context())
	go func() { <-hanging; cancel() }()
	first, err := b.Run(ctx, RunOptions{})
	if !errors.Is(err, context.Canceled) || first.State != state.Failed {
		t.Fatalf("got %v, %s", err, first.State)
	}
	// Death leaves the run as running; here the end is taken back.
	if _, err := b.state.SQL().Exec("UPDATE runs SET state = 'running', finished_at = ''"); err != nil {
		t.Fatal(err)
	}
	delete(world.block, "desk.tickets")
	world.pulled()
	next := benchIn(t, dir, world, clock)
	runs, err := next.Runs(t.Context(), 5)
	if err != nil || runs[0].State != "interrupted" {
		t.Errorf("history: got %+v, %v, want an interrupted run", runs, err)
	}
	second, err := next.Run(t.Context(), RunOptions{})
	if err != nil || second.RunID != first.RunID || second.State != state.Done {
		t.Fatalf("got %v, run %s, want %s done", err, second.RunID, first.RunID)
	}
	for _, pull := range world.pulled() {
		if pull != "desk.tickets from " && !strings.HasPrefix(pull, "crm.") {
			t.Errorf("unexpected pull %s", pull)
		}
	}
	if _, _, rows, _ := next.landed(t, "beta_tickets"); rows != 4 {
		t.Errorf("%d tickets, want 4", rows)
	}
}

// A source that cannot be pulled is said so; the marts are made of what is there.
func TestRunGoesOnWithoutASource(t *testing.T) {
	b := newBench(t)
	if _, err := b.Run(t.Context(), RunOptions{}); err != nil {
		t.Fatal(err)
	}
	b.clock.Advance(24 * time.Hour)
	b.outside.fail["desk.tickets"] = errors.New("401 Unauthorized")
	b.outside.things["crm.deals"] = 5
	report, err := b.Run(t.Context(), RunOptions{})
	var partial *PullError
	if !errors.As(err, &partial) || !strings.Contains(err.Error(), "pull desk.tickets: 401 Unauthorized") {
		t.Errorf("got %v, want a PullError that names the stream", err)
	}
	if got, want := stepStates(report), "pull failed, transform done, qbr done, pack done, digest done, deliver done, compact done"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if _, asOf, rows, _ := b.landed(t, "alpha_deals"); rows != 5 || asOf != "2026-11-21" {
		t.Errorf("%d deals as of %s, want the 5 of the new night", rows, asOf)
	}

	// Once the source is back, only it is pulled, and the marts are built again.
	b.outside.fail = map[string]error{}
	b.outside.things["desk.tickets"] = 6
	b.outside.pulled()
	again, err := b.Run(t.Context(), RunOptions{})
	if err != nil || again.RunID != report.RunID {
		t.Fatalf("got %v, run %s, want %s taken up", err, again.RunID, report.RunID)
	}
	if diff := cmp.Diff([]string{"desk.tickets from 4"}, b.outside.pulled()); diff != "" {
		t.Errorf("pulls (-want +got):\n%s", diff)
	}
	if _, _, rows, _ := b.landed(t, "beta_tickets"); rows != 6 {
		t.Errorf("%d tickets, want 6", rows)
	}
	if !again.QBRs.Skipped {
		t.Error("reviews that were written already were written again")
	}
}

func TestRunStopsWhenNothingCanBePulled(t *testing.T) {
	b := newBench(t)
	b.outside.fail["crm"], b.outside.fail["desk"] = errors.New("no route to host"), errors.New("no route to host")
	report, err := b.Run(t.Context(), RunOptions{})
	if err == nil || stepStates(report) != "pull failed" {
		t.Errorf("got %v: %s, want it to stop", err, stepStates(report))
	}
}

// What was built is not built again for the same inputs.
func TestResumedRunDoesNotBuildTwice(t *testing.T) {
	b := newBench(t)
	good := b.stages.newRenderer
	b.stages.newRenderer = func() (reviewRenderer, error) { panic("fonts") }
	first, err := b.Run(t.Context(), RunOptions{})
	if err == nil || !strings.Contains(err.Error(), "qbr: it panicked: fonts") || stepStates(first) != "pull done, transform done, qbr failed, pack done, digest done, deliver done, compact done" {
		t.Fatalf("got %v: %s", err, stepStates(first))
	}
	b.stages.newRenderer = good
	second, err := b.Run(t.Context(), RunOptions{})
	if err != nil || second.RunID != first.RunID || !second.Transform.Skipped || b.outside.builds != 1 {
		t.Errorf("got %v, run %s, %d builds, want %s with one build", err, second.RunID, b.outside.builds, first.RunID)
	}
}

func TestRunHeldByACheckIsOver(t *testing.T) {
	b := newBench(t)
	b.outside.checks = blockingCheck()
	first, err := b.Run(t.Context(), RunOptions{})
	var held *HeldError
	if !errors.As(err, &held) || first.State != state.Held || stepStates(first) != "pull done, transform failed" {
		t.Fatalf("got %v, %s: %s", err, first.State, stepStates(first))
	}
	b.outside.checks = nil
	b.outside.pulled()
	second, err := b.Run(t.Context(), RunOptions{})
	if err != nil || second.RunID == first.RunID || len(b.outside.pulled()) != 3 {
		t.Errorf("got %v, run %s, want a new run that pulls what was mended", err, second.RunID)
	}
}

func TestRunAtAKnowledgeInstantPullsNothing(t *testing.T) {
	b := newBench(t)
	if _, err := b.Run(t.Context(), RunOptions{}); err != nil {
		t.Fatal(err)
	}
	b.outside.pulled()
	b.clock.Advance(time.Hour)
	report, err := b.Run(t.Context(), RunOptions{KnownAt: twoInTheMorning, AsOf: epochDay})
	if err != nil || stepStates(report) != "transform done, qbr done, pack done, digest done, deliver done" || len(b.outside.pulled()) != 0 {
		t.Errorf("got %v: %s, want no pull", err, stepStates(report))
	}
}

func TestUnknownJob(t *testing.T) {
	b := newBench(t)
	_, err := b.Run(t.Context(), RunOptions{Job: "weekly"})
	var usage *UsageError
	if !errors.As(err, &usage) || !strings.Contains(err.Error(), "nightly") {
		t.Errorf("got %v, want a usage error that names the jobs", err)
	}
}
