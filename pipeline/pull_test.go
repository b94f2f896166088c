package pipeline

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"quarterdeck/config"
	"quarterdeck/connectors"
	"quarterdeck/connectors/rest"
)

// A source that fails in any way is reported and takes no other down; what it
// did not finish is not there, and the next pull goes on from the last good one.
func TestPullSourcesAreIndependent(t *testing.T) {
	faults := map[string]struct {
		breaks func(*outside)
		want   map[string]string // failing stream: what the error says
	}{
		"an error after some rows": {func(o *outside) { o.fail["crm.companies"] = errors.New("the answer broke off") },
			map[string]string{"crm.companies": "the answer broke off"}},
		"a host that is down": {func(o *outside) { o.fail["crm.companies"] = &rest.Error{Source: "crm", Unreachable: true} },
			map[string]string{"crm.companies": "read crm", "crm.deals": "not tried: the source is unreachable"}},
		"a panic": {func(o *outside) { o.panics["crm.deals"] = true },
			map[string]string{"crm.deals": "the connector panicked: no such field"}},
		"a source that cannot open": {func(o *outside) { o.fail["crm"] = errors.New("no token") },
			map[string]string{"crm.companies": "no token", "crm.deals": "no token"}},
	}
	for name, fault := range faults {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			b.streamsAtOnce = 1
			fault.breaks(b.outside)
			report, err := b.Pull(t.Context(), nil)
			var partial *PullError
			if !errors.As(err, &partial) || len(partial.Errs) != len(fault.want) {
				t.Fatalf("got %v, want a PullError of %d streams", err, len(fault.want))
			}
			var order []string
			for _, s := range report.Streams {
				key := s.Source + "." + s.Stream
				order = append(order, key)
				if want := fault.want[key]; want == "" && s.Error != "" || !strings.Contains(s.Error, want) {
					t.Errorf("%s: got error %q, want %q", key, s.Error, want)
				}
				newest, err := b.lake.Newest(s.Source, s.Stream)
				if err != nil || (newest == nil) != (fault.want[key] != "") {
					t.Errorf("%s: got load %v, %v", key, newest, err)
				}
			}
			if diff := cmp.Diff([]string{"crm.companies", "crm.deals", "desk.tickets"}, order); diff != "" {
				t.Errorf("order of the report (-want +got):\n%s", diff)
			}

			b.outside.fail, b.outside.panics = map[string]error{}, map[string]bool{}
			b.outside.things["desk.tickets"] = 6
			b.outside.pulled()
			report, err = b.Pull(t.Context(), nil)
			if err != nil {
				t.Fatal(err)
			}
			got := map[string]StreamReport{}
			for _, s := range report.Streams {
				got[s.Source+"."+s.Stream] = s
			}
			if s := got["desk.tickets"]; s.Rows != 2 || s.Mode != connectors.Increment {
				t.Errorf("got %d rows, %s, want the 2 new tickets", s.Rows, s.Mode)
			}
			for key := range fault.want {
				if s := got[key]; s.Mode != connectors.Full || s.Rows == 0 {
					t.Errorf("%s: got %d rows, %s, want everything", key, s.Rows, s.Mode)
				}
			}
		})
	}
}

// A source that cannot open and names no stream we know must not pass as empty.
func TestPullOfASourceWithoutStreamsFails(t *testing.T) {
	b := newBench(t, func(c *config.Config) {
		c.Sources = append(c.Sources, config.Source{Name: "odd", Type: "beta", Tables: map[string]config.Table{"no_such_table": {}}})
	})
	b.outside.fail["odd"] = errors.New("unknown table no_such_table")
	_, err := b.Pull(t.Context(), nil)
	if err == nil || !strings.Contains(err.Error(), "pull odd: ") || !strings.Contains(err.Error(), "unknown table no_such_table") {
		t.Errorf("got %v, want the source named with its error", err)
	}
}

func TestPullSelection(t *testing.T) {
	tests := map[string]struct {
		selectors []Selector
		want      []string
		wantUsage string
	}{
		"everything":     {nil, []string{"crm.companies from ", "crm.deals from ", "desk.tickets from "}, ""},
		"a source":       {[]Selector{{"crm", ""}}, []string{"crm.companies from ", "crm.deals from "}, ""},
		"a stream":       {[]Selector{{"crm", "deals"}}, []string{"crm.deals from "}, ""},
		"both":           {[]Selector{{"crm", "deals"}, {"crm", ""}}, []string{"crm.companies from ", "crm.deals from "}, ""},
		"unknown source": {[]Selector{{"erp", ""}}, nil, `no source is called "erp"`},
		"unknown stream": {[]Selector{{"crm", "dials"}}, nil, "it has [companies deals]"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			_, err := b.Pull(t.Context(), test.selectors)
			var usage *UsageError
			if errors.As(err, &usage) != (test.wantUsage != "") || err != nil && !strings.Contains(err.Error(), test.wantUsage) {
				t.Errorf("got error %v, want %q", err, test.wantUsage)
			}
			if diff := cmp.Diff(test.want, b.outside.pulled()); diff != "" {
				t.Errorf("pulls (-want +got):\n%s", diff)
			}
		})
	}
}

// Rows landed before a column was declared lack it, so the stream is pulled anew.
func TestNewColumnsPullEverythingAgain(t *testing.T) {
	b := newBench(t)
	if _, err := b.Pull(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	b.outside.columns["deals"] = []connectors.Column{{Name: "amount", Type: connectors.Decimal}}
	b.outside.pulled()
	if _, err := b.Pull(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	want := []string{"crm.companies from 3", "crm.deals from ", "desk.tickets from 4"}
	if diff := cmp.Diff(want, b.outside.pulled()); diff != "" {
		t.Errorf("pulls (-want +got):\n%s", diff)
	}
}

func TestStoppedPullLeavesNothingHalf(t *testing.T) {
	b := newBench(t)
	b.streamsAtOnce = 1
	hanging := make(chan struct{})
	b.outside.block["crm.companies"] = hanging
	ctx, cancel := context.WithCancel(t.Context())
	go func() { <-hanging; cancel() }()
	if _, err := b.Pull(ctx, []Selector{{"crm", ""}}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want it canceled", err)
	}
	if pulls := b.outside.pulled(); len(pulls) != 1 {
		t.Errorf("got %v, want no stream begun after the stop", pulls)
	}
	status, err := b.Sources(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range status[0].Streams {
		if s.Loads != 0 {
			t.Errorf("%s has %d loads, want none", s.Name, s.Loads)
		}
	}
}

func TestSources(t *testing.T) {
	b := newBench(t)
	if _, err := b.Pull(t.Context(), []Selector{{"crm", ""}}); err != nil {
		t.Fatal(err)
	}
	b.outside.things["crm.deals"] = 7
	b.clock.Advance(time.Hour)
	if _, err := b.Pull(t.Context(), []Selector{{"crm", "deals"}}); err != nil {
		t.Fatal(err)
	}
	b.clock.Advance(90 * time.Minute)
	got, err := b.Sources(t.Context())
	everything := NextPull{What: "everything"}
	want := []SourceStatus{
		{Name: "crm", Type: "alpha", Streams: []StreamStatus{
			{Name: "companies", LastLoaded: twoInTheMorning, LagSeconds: 9000, Mode: connectors.Full, Rows: 3, Loads: 1,
				LastAttempt: twoInTheMorning, Cursor: json.RawMessage("3"), Next: NextPull{What: "changes"}},
			{Name: "deals", LastLoaded: twoInTheMorning.Add(time.Hour), LagSeconds: 5400, Mode: connectors.Increment, Rows: 5, Loads: 2,
				LastAttempt: twoInTheMorning.Add(time.Hour), Cursor: json.RawMessage("7"), Next: NextPull{What: "changes"}},
		}},
		{Name: "desk", Type: "beta", Streams: []StreamStatus{{Name: "tickets", Next: everything}}},
	}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("sources (-want +got):\n%s, error %v", diff, err)
	}
}

// What went wrong with the last pull, and what the next one asks for.
func TestSourcesTellWhatIsMissing(t *testing.T) {
	b := newBench(t)
	b.checkpointRows = 10
	o := b.outside
	o.things["crm.deals"], o.page["crm.deals"], o.unfinished["crm.deals"], o.live["crm.deals"] = 100, 50, 50, 99
	o.rejected["crm.deals"] = map[int]string{7: "odd"}
	if _, err := b.Pull(t.Context(), []Selector{{"crm", ""}}); err != nil {
		t.Fatal(err)
	}
	o.columns["companies"] = []connectors.Column{{Name: "amount", Type: connectors.Decimal}}
	got, err := b.Sources(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	companies, deals := got[0].Streams[0], got[0].Streams[1]
	if diff := cmp.Diff(NextPull{What: "everything", Why: "its columns changed"}, companies.Next); diff != "" {
		t.Errorf("next pull (-want +got):\n%s", diff)
	}
	if deals.Next.What != "rest" || *deals.VendorRows != 99 || deals.Rejected != 1 || !strings.HasPrefix(deals.Unfinished, "the daily quota is used up") {
		t.Errorf("got %+v", deals)
	}
	if lines := readRejects(t, deals.RejectFile); len(lines) != 1 {
		t.Errorf("the reject file has %v", lines)
	}
}

func TestCursorInstant(t *testing.T) {
	for cursor, want := range map[string]string{
		`{"since": 1789700160}`: "2026-09-18T02:56:00Z",
		`{"forms": {"a": "2026-09-19T05:42:22Z", "b": "2026-09-11T00:42:08.5+02:00", "c": null}}`: "2026-09-10T22:42:08Z",
		`{"day": "2026-09-25", "start": "2024-04-01"}`:                                            "2026-09-25T00:00:00Z",
		`{"after": "MTc5MDMxNTQz"}`:                                                               "0001-01-01T00:00:00Z",
		`12`:                                                                                      "0001-01-01T00:00:00Z",
		``:                                                                                        "0001-01-01T00:00:00Z",
	} {
		if got := cursorInstant(json.RawMessage(cursor)).Format(time.RFC3339); got != want {
			t.Errorf("%s: got %s, want %s", cursor, got, want)
		}
	}
}

func TestBusinessDay(t *testing.T) {
	b := newBench(t)
	newYork := b.location
	tests := map[string]struct {
		now, asOf time.Time
		want      string
	}{
		"at night":                       {twoInTheMorning, time.Time{}, "2026-11-20"},
		"when it is tomorrow in UTC":     {time.Date(2026, 11, 21, 3, 0, 0, 0, time.UTC), time.Time{}, "2026-11-19"},
		"the day after the clock change": {time.Date(2026, 11, 2, 5, 30, 0, 0, time.UTC), time.Time{}, "2026-11-01"},
		"given, in another zone":         {twoInTheMorning, time.Date(2026, 10, 31, 0, 0, 0, 0, time.UTC), "2026-10-31"},
		"today":                          {twoInTheMorning, time.Date(2026, 11, 21, 0, 0, 0, 0, newYork), "2026-11-21"},
		"in the future":                  {twoInTheMorning, time.Date(2026, 11, 22, 0, 0, 0, 0, newYork), ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			b.deps.Now = func() time.Time { return test.now }
			got, err := b.businessDay(test.asOf)
			if test.want == "" {
				var usage *UsageError
				if !errors.As(err, &usage) {
					t.Errorf("got %s, %v, want a usage error", got, err)
				}
				return
			}
			if err != nil || got.Format(time.DateOnly) != test.want || got.Hour() != 0 || got.Location() != newYork {
				t.Errorf("got %s, %v, want midnight of %s", got, err, test.want)
			}
		})
	}
}

func TestWrongTimeZone(t *testing.T) {
	_, err := New(&config.Config{Company: config.Company{Timezone: "Mars/Olympus"}}, Deps{Now: time.Now, Entropy: strings.NewReader("")})
	var usage *UsageError
	if !errors.As(err, &usage) {
		t.Errorf("got %v, want a usage error", err)
	}
}
