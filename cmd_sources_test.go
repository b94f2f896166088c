package main

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"quarterdeck/connectors"
	"quarterdeck/pipeline"
)

func TestStreamRow(t *testing.T) {
	live, vendor := int64(1_234_567), int64(1_234_570)
	got := streamRow(pipeline.StreamStatus{
		Name: "tickets", LastLoaded: time.Date(2026, 9, 25, 6, 1, 2, 0, time.UTC), LagSeconds: 90_000, Mode: connectors.Increment,
		Rows: 12_345, LiveRows: &live, VendorRows: &vendor, Rejected: 3,
		Next: pipeline.NextPull{What: "changes", Since: time.Date(2026, 9, 24, 17, 30, 5, 0, time.UTC)},
	})
	want := []string{"  tickets", "09-25 06:01", "1d 1h", "incr", "12,345", "1,234,567/1,234,570", "3", "since 2026-09-24 17:30"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("row (-want +got):\n%s", diff)
	}
	never := streamRow(pipeline.StreamStatus{Name: "goals", Next: pipeline.NextPull{What: "everything"}})
	if diff := cmp.Diff([]string{"  goals", "never", "", "", "", "", "", "everything"}, never); diff != "" {
		t.Errorf("row of a stream never pulled (-want +got):\n%s", diff)
	}
}

func TestStreamNotes(t *testing.T) {
	got := streamNotes("crm.deals", pipeline.StreamStatus{LastError: "answered 401",
		LastAttempt: time.Date(2026, 9, 25, 6, 1, 2, 0, time.UTC), FailingSince: time.Date(2026, 9, 24, 6, 0, 0, 0, time.UTC), Unfinished: "the quota is used up", Rejected: 2, RejectFile: "data/x.jsonl", Invalid: 1000,
		Next: pipeline.NextPull{What: "everything", Why: "its columns changed"}})
	want := []string{
		"crm.deals: failing since 2026-09-24 06:00:00Z, last tried 2026-09-25 06:01:02Z: answered 401",
		"crm.deals: unfinished: the quota is used up",
		"crm.deals: 2 records were rejected: data/x.jsonl",
		"crm.deals: 1,000 values fitted no column; they are in _extra",
		"crm.deals: the next pull asks for everything: its columns changed",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("notes (-want +got):\n%s", diff)
	}
}
