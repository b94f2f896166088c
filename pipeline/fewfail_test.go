package pipeline

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"

	"quarterdeck/pipeline/batch"
	"quarterdeck/reports"
	"quarterdeck/reports/pdf"
)

// stuckRenderer draws every customer but some, for whom it hangs until all others are
// drawn and then fails.
type stuckRenderer struct {
	drawFake
	mu     sync.Mutex
	bad    []string
	left   int
	others chan struct{} // closed when no other is left
	drawn  []string
}

func (r *stuckRenderer) Render(w io.Writer, q *reports.QBR) (pdf.Result, error) {
	if slices.Contains(r.bad, q.Customer.ID) {
		r.note(q.Customer.ID, 0)
		<-r.others
		return pdf.Result{}, errors.New("no glyph for U+FFFF")
	}
	defer r.note(q.Customer.ID, 1)
	return r.drawFake.Render(w, q)
}

func (r *stuckRenderer) note(id string, less int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.drawn = append(r.drawn, id)
	if r.left -= less; less > 0 && r.left == 0 {
		close(r.others)
	}
}

// Three of 200 customers hang for as long as there is any other to be drawn, and then
// fail: the 197 are written all the same, the run names the three, and the next run
// draws only those.
func TestThreeOfManyDelayNobody(t *testing.T) {
	b := newBench(t)
	b.customers = nil
	for i := range 200 {
		b.customers = append(b.customers, reports.Customer{ID: fmt.Sprintf("c%03d", i), Name: fmt.Sprintf("Customer %d", i)})
	}
	bad := []string{"c000", "c001", "c150"}
	renderer := &stuckRenderer{bad: bad, left: 197, others: make(chan struct{})}
	b.stages.newRenderer = func() (reviewRenderer, error) { return renderer, nil }
	first, err := b.Run(t.Context(), RunOptions{})
	if err == nil || first.QBRs.Count(ReviewWritten) != 197 || first.QBRs.Count(ReviewFailed) != 3 {
		t.Fatalf("got %v, %d written, %d failed", err, first.QBRs.Count(ReviewWritten), first.QBRs.Count(ReviewFailed))
	}
	for _, id := range bad {
		if !strings.Contains(err.Error(), "write review of "+id) {
			t.Errorf("the run does not name %s: %v", id, err)
		}
	}
	if first.Digest == nil || len(first.Digest.Text) == 0 {
		t.Error("the digest did not follow")
	}
	before, err := batch.Read(first.QBRs.Dir)
	if err != nil {
		t.Fatal(err)
	}
	renderer.drawn, renderer.bad = nil, nil
	again, err := b.Run(t.Context(), RunOptions{})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(renderer.drawn)
	if !again.Resumed || !slices.Equal(renderer.drawn, bad) {
		t.Errorf("resumed %v, drew %v, want only %v", again.Resumed, renderer.drawn, bad)
	}
	after, err := batch.Read(first.QBRs.Dir)
	if err != nil || after.Count(ReviewWritten) != 200 {
		t.Fatalf("%d written, %v", after.Count(ReviewWritten), err)
	}
	for _, r := range before.Reviews {
		if now := after.Of(r.CustomerID); r.State == ReviewWritten && (now.SHA256 != r.SHA256 || now.File != r.File || now.Version != r.Version) {
			t.Errorf("the review of %s changed", r.CustomerID)
		}
	}
	b.wantProblems(t, "after the second run")
}
