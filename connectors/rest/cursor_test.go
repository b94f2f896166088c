package rest_test

import (
	"testing"
	"time"

	"quarterdeck/connectors/rest"
)

func TestCursors(t *testing.T) {
	tokens := open(t, newWorld(), rest.Config{BaseURL: "https://x.test"}).NewCursors(rest.Request{Stream: "deals", Path: "/v1/deals"})
	for _, token := range []string{"a", "b", "c"} {
		if err := tokens.Next(token); err != nil {
			t.Fatal(err)
		}
	}
	for _, token := range []string{"a", "c", ""} {
		if err := tokens.Next(token); !rest.IsPermanent(err) {
			t.Errorf("Next(%q) = %v", token, err)
		}
	}
}

func TestWatermark(t *testing.T) {
	at := func(h int) time.Time { return time.Date(2026, 3, 1, h, 0, 0, 0, time.UTC) }
	mark := rest.NewWatermark(at(1), at(10))
	for _, step := range []struct {
		text string
		want time.Time
	}{
		{"2026-03-01T00:30:00Z", at(1)}, {"2026-03-01T03:00:00Z", at(3)}, {"2026-03-01T02:00:00Z", at(3)},
		{"", at(3)}, {"soon", at(3)}, {"2026-03-01T09:00:00+02:00", at(7)}, {"2027-01-01T00:00:00Z", at(10)},
	} {
		mark.SeenText([]byte(step.text))
		if !mark.Time().Equal(step.want) {
			t.Errorf("after %q: %s, want %s", step.text, mark.Time(), step.want)
		}
	}
}
