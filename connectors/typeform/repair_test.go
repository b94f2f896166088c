package typeform_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/google/go-cmp/cmp"

	"quarterdeck/config"
	"quarterdeck/connectors"
	"quarterdeck/connectors/connectortest"
	"quarterdeck/connectors/rest"
)

// TestDeletedResponsesGoWithTheWeeklyRepair: Typeform tells nobody of a deletion.
func TestDeletedResponsesGoWithTheWeeklyRepair(t *testing.T) {
	a := &account{forms: []string{"f1"}, answers: map[string][]string{
		"f1": {`{"token":"b","submitted_at":"2026-02-20T10:00:00Z"}`, `{"token":"a","submitted_at":"2026-02-01T10:00:00Z"}`},
	}}
	clock := &connectortest.Clock{}
	source := connectortest.Open(t, vendor(), a.handler(), clock)
	cursor := connectortest.MustPull(t, source, "responses", nil).Cursor
	a.answers["f1"] = a.answers["f1"][:1]
	sleep(t, clock, 6*24*time.Hour)
	night := connectortest.MustPull(t, source, "responses", cursor)
	if night.Mode != connectors.Increment || !strings.Contains(a.queries[len(a.queries)-1], "since=") {
		t.Errorf("six days later: mode %s, asked %s", night.Mode, a.queries[len(a.queries)-1])
	}
	sleep(t, clock, 24*time.Hour)
	repaired := connectortest.MustPull(t, source, "responses", night.Cursor)
	if diff := cmp.Diff([]string{"f1/b"}, keys(repaired)); diff != "" || repaired.Mode != connectors.Full {
		t.Error(repaired.Mode, diff)
	}
	if strings.Contains(a.queries[len(a.queries)-1], "since=") {
		t.Errorf("the repair asked only for %s", a.queries[len(a.queries)-1])
	}
	next := connectortest.MustPull(t, source, "responses", repaired.Cursor)
	if next.Mode != connectors.Increment {
		t.Errorf("the night after the repair is %s", next.Mode)
	}
}

func sleep(t *testing.T, clock *connectortest.Clock, d time.Duration) {
	t.Helper()
	if err := clock.Sleep(t.Context(), d); err != nil {
		t.Fatal(err)
	}
}

// TestKilledPullIsTakenUp resumes at every checkpoint and must end with all rows
// and the same cursor.
func TestKilledPullIsTakenUp(t *testing.T) {
	a := &account{forms: []string{"f1", "f2", "f3"}, answers: map[string][]string{
		"f1": {`{"token":"a","submitted_at":"2026-02-20T10:00:00Z"}`},
		"f3": {`{"token":"c","submitted_at":"2026-02-21T10:00:00Z"}`},
	}}
	source := a.open(t)
	var marks []connectors.Result
	req := connectors.Request{Stream: "responses", LoadID: "1", LoadedAt: connectortest.Now(),
		Checkpoint: func(r connectors.Result) (connectors.Load, error) {
			marks = append(marks, r)
			return connectors.Load{ID: "1", At: connectortest.Now()}, nil
		}}
	whole, err := source.Pull(t.Context(), req, func(arrow.Record) error { return nil })
	if err != nil || len(marks) != 3 {
		t.Fatalf("%d checkpoints, %v", len(marks), err)
	}
	for _, mark := range marks {
		rest := connectortest.MustPull(t, source, "responses", mark.Cursor)
		if rest.Mode != connectors.Increment || string(rest.Cursor) != string(whole.Cursor) {
			t.Errorf("resumed at %s: mode %s, cursor %s, want increment, %s", mark.Cursor, rest.Mode, rest.Cursor, whole.Cursor)
		}
	}
}

func TestGroupKey(t *testing.T) {
	a := &account{forms: []string{"f1"}, answers: map[string][]string{
		"f1": {`{"token":"a","submitted_at":"2026-02-20T10:00:00Z","hidden":{"company":"C-7","account_id":"wrong"}}`, `{"token":"b","submitted_at":"2026-02-20T10:00:00Z"}`},
	}}
	v := vendor()
	v.Config = config.Source{GroupKey: "company"}
	got := connectortest.MustPull(t, connectortest.Open(t, v, a.handler(), &connectortest.Clock{}), "responses", nil)
	if diff := cmp.Diff([]string{"C-7", ""}, got.Column("account_id")); diff != "" {
		t.Error(diff)
	}
}

// TestFormsOutOfReach: a form the token may not read is left out, but neither is
// one that was read before forgotten silently, nor a token good for nothing taken
// for an empty account.
func TestFormsOutOfReach(t *testing.T) {
	a := &account{forms: []string{"f1", "f2"}, answers: map[string][]string{"f2": {`{"token":"a","submitted_at":"2026-02-20T10:00:00Z"}`}},
		forbidden: map[string]bool{"f1": true}}
	source := a.open(t)
	first := connectortest.MustPull(t, source, "responses", nil)
	if diff := cmp.Diff([]string{"f2/a"}, keys(first)); diff != "" {
		t.Error(diff)
	}
	a.forbidden["f2"] = true
	for name, cursor := range map[string][]byte{"read before": first.Cursor, "nothing readable": nil} {
		_, err := connectortest.Pull(t.Context(), t, source, "responses", cursor)
		var e *rest.Error
		if !errors.As(err, &e) || e.Status != http.StatusForbidden || !strings.Contains(err.Error(), "responses:read") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestCheckAsksForTheStream(t *testing.T) {
	a := &account{forms: []string{"f1"}, forbidden: map[string]bool{"f1": true}}
	source := a.open(t)
	if err := source.Check(t.Context(), "forms"); err != nil {
		t.Error(err)
	}
	if err := source.Check(t.Context(), "responses"); err == nil || !strings.Contains(err.Error(), "responses:read") {
		t.Errorf("a token without responses:read passed: %v", err)
	}
}

// TestFormDeletedMeanwhile: it was listed, and is gone when it is read.
func TestFormDeletedMeanwhile(t *testing.T) {
	a := &account{forms: []string{"f1", "f2"}, gone: map[string]bool{"f1": true},
		answers: map[string][]string{"f2": {`{"token":"a","submitted_at":"2026-02-20T10:00:00Z"}`}}}
	source := a.open(t)
	if diff := cmp.Diff([]string{"f2/a"}, keys(connectortest.MustPull(t, source, "responses", nil))); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"f2"}, connectortest.MustPull(t, source, "forms", nil).Column("id")); diff != "" {
		t.Error(diff)
	}
}
