package transforms

import (
	"fmt"
	"testing"
)

func TestTodaysSegments(t *testing.T) {
	t.Parallel()
	s := testSettings(t, "")
	s.Attributes = []Attribute{{Source: "crm", Name: "plan", Field: "plan"}, {Source: "crm", Name: "owner", Field: "hubspot_owner_id"}}
	s.Segments = []Segment{
		{Name: "plan"},
		{Name: "history", Expression: "CASE WHEN plan = 'A' THEN lower(owner) ELSE domain END"},
		{Name: "stage", Expression: "CASE WHEN plan = 'A' AND Lifecycle_Stage IN ('customer') THEN owner_email ELSE lifecycle_stage END", At: "quarterdeck.yml:4"},
		{Name: "broken", Expression: "CASE"},
	}
	found, err := TodaysSegments(t.Context(), s)
	if err != nil || len(found) != 1 {
		t.Fatalf("found %v, error %v", found, err)
	}
	got := fmt.Sprint(found[0].At, " ", found[0].Subject, ": ", found[0].Err)
	want := "quarterdeck.yml:4 segment stage: it reads lifecycle_stage, owner_email, of which only today's value is known, so customers count in the past as what they are now"
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}
