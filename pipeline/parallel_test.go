package pipeline

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"quarterdeck/config"
	"quarterdeck/connectors/rest"
)

// wide is a bench with a source of nine streams beside the usual ones.
func wide(t *testing.T) *bench {
	t.Helper()
	b := newBench(t, func(c *config.Config) { c.Sources = append(c.Sources, config.Source{Name: "wide", Type: "delta"}) })
	for i := range 9 {
		b.outside.things[fmt.Sprintf("wide.stream%d", i)] = 10 + i
	}
	return b
}

// Four streams of a source are pulled at the same time, never more; the reports
// keep the order of the declaration.
func TestStreamsOfOneSourceSideBySide(t *testing.T) {
	b := wide(t)
	b.outside.gate = make(chan struct{})
	b.outside.entered = make(chan string, 100)
	go func() {
		for four := 0; four < streamsAtOnce; {
			if <-b.outside.entered == "wide" {
				four++
			}
		}
		close(b.outside.gate) // none may go on before four have begun
	}()
	report, err := b.Pull(t.Context(), []Selector{{"wide", ""}})
	if err != nil {
		t.Fatal(err)
	}
	if got := b.outside.most["wide"]; got != streamsAtOnce {
		t.Errorf("%d streams were pulled at the same time, want %d", got, streamsAtOnce)
	}
	for i, s := range report.Streams {
		if want := fmt.Sprintf("stream%d", i); s.Stream != want || s.Rows != int64(10+i) {
			t.Errorf("report %d is of %s with %d rows, want %s with %d", i, s.Stream, s.Rows, want, 10+i)
		}
	}
	if len(report.Streams) != 9 {
		t.Errorf("got %d reports, want 9", len(report.Streams))
	}
}

// A host that is down fails the streams under way and lets no other begin.
func TestUnreachableSourceStopsTheRestOfItsStreams(t *testing.T) {
	b := wide(t)
	for i := range 9 {
		b.outside.fail[fmt.Sprintf("wide.stream%d", i)] = &rest.Error{Source: "wide", Unreachable: true}
	}
	report, err := b.Pull(t.Context(), nil)
	var partial *PullError
	if !errors.As(err, &partial) || len(partial.Errs) != 9 {
		t.Fatalf("got %v, want nine failed streams", err)
	}
	tried := slices.DeleteFunc(b.outside.pulled(), func(s string) bool { return !strings.HasPrefix(s, "wide.") })
	if len(tried) < 1 || len(tried) > streamsAtOnce {
		t.Errorf("%d streams were tried, want 1 to %d: %v", len(tried), streamsAtOnce, tried)
	}
	untried := 0
	for _, s := range report.Streams {
		if strings.Contains(s.Error, "not tried") {
			untried++
		}
	}
	if untried != 9-len(tried) {
		t.Errorf("%d streams are said not to have been tried, want %d", untried, 9-len(tried))
	}
	if diff := cmp.Diff([]string{"wide"}, report.FailedSources()); diff != "" {
		t.Errorf("failed sources (-want +got):\n%s", diff)
	}
}
