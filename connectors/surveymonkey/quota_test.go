package surveymonkey_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"quarterdeck/connectors"
	"quarterdeck/connectors/connectortest"
)

// TestDayQuotaContinuesNextNight: 3 surveys of 250 responses are 1 + 9 requests;
// with 4 a day the pull takes four nights, waits for none of them and loses and
// repeats nothing but the minute it looks back.
func TestDayQuotaContinuesNextNight(t *testing.T) {
	a := newAccount()
	a.perDay = 4
	for _, id := range []string{"11", "12", "13"} {
		a.survey(id, 250)
	}
	source := a.open(t)
	var nights []connectortest.Loaded
	var cursor []byte
	for range 10 {
		before := a.clock.Now()
		night := connectortest.MustPull(t, source, "responses", cursor)
		if waited := a.clock.Now().Sub(before); waited > time.Minute {
			t.Fatalf("the pull waited %s for the next day", waited)
		}
		nights, cursor = append(nights, night), night.Cursor
		if night.Unfinished == "" {
			break
		}
		if !strings.Contains(night.Unfinished, "daily quota") || !strings.Contains(night.Unfinished, "continues next night") {
			t.Errorf("unfinished: %s", night.Unfinished)
		}
		sleepTo(t, a.clock, 24*time.Hour)
	}
	if len(nights) != 4 || nights[0].Mode != connectors.Full || nights[1].Mode != connectors.Increment {
		t.Errorf("%d nights, the first %s, the second %s", len(nights), nights[0].Mode, nights[1].Mode)
	}
	if diff := cmp.Diff(everyID(a), ids(nights...)); diff != "" {
		t.Error(diff)
	}
	if want := `"next"`; strings.Contains(string(cursor), want) {
		t.Errorf("after the last night the cursor is %s", cursor)
	}
}

// TestMinuteQuotaIsWaitedFor: the seconds stand in a header of the vendor's own.
func TestMinuteQuotaIsWaitedFor(t *testing.T) {
	a := newAccount()
	a.survey("11", 3)
	refused := false
	clock := a.clock
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.Contains(r.URL.Path, "bulk") && !refused {
			refused = true
			w.Header().Set("X-Ratelimit-App-Global-Minute-Remaining", "0")
			w.Header().Set("X-Ratelimit-App-Global-Minute-Reset", "42")
			w.Header().Set("X-Ratelimit-App-Global-Day-Remaining", "300")
			refuse(w, http.StatusTooManyRequests, "1040", "Too many requests were made, try again later.")
			return
		}
		a.ServeHTTP(w, r)
	})
	before := clock.Now()
	got := connectortest.MustPull(t, connectortest.Open(t, vendor(), handler, clock), "responses", nil)
	if waited := clock.Now().Sub(before); waited < 42*time.Second || waited > 50*time.Second || got.Unfinished != "" || len(got.Rows) != 3 {
		t.Errorf("waited %s, unfinished %q, %d rows", waited, got.Unfinished, len(got.Rows))
	}
}

// TestWeeklyRepair buries what was deleted, when the day has requests enough; a
// repair that runs into the quota must not bury what it has not read.
func TestWeeklyRepair(t *testing.T) {
	a := newAccount()
	a.perDay = 500
	m := a.survey("11", 250)
	source := a.open(t)
	cursor := connectortest.MustPull(t, source, "responses", nil).Cursor
	m.answers = m.answers[1:]
	sleepTo(t, a.clock, 7*24*time.Hour)
	a.perDay = 5 // 1 for the list leaves 4; 3 pages are more than half
	thrifty := connectortest.MustPull(t, source, "responses", cursor)
	if thrifty.Mode != connectors.Increment {
		t.Errorf("a repair that takes most of the day was made: %s", thrifty.Mode)
	}
	a.perDay = 500
	repaired := connectortest.MustPull(t, source, "responses", cursor)
	if diff := cmp.Diff(everyID(a), ids(repaired)); diff != "" || repaired.Mode != connectors.Full {
		t.Error(repaired.Mode, diff)
	}
	sleepTo(t, a.clock, 7*24*time.Hour)
	pages := 0
	a.before = func(int) {
		if pages++; pages == 2 {
			a.perDay = 1
		}
	}
	broken := connectortest.MustPull(t, source, "responses", repaired.Cursor)
	if broken.Mode != connectors.Increment || broken.Unfinished == "" {
		t.Errorf("a repair without its end is %s, unfinished %q", broken.Mode, broken.Unfinished)
	}
	var was, is struct {
		Surveys map[string]time.Time
		FullAt  time.Time `json:"full_at"`
	}
	unmarshal(t, repaired.Cursor, &was)
	unmarshal(t, broken.Cursor, &is)
	if diff := cmp.Diff(was, is); diff != "" {
		t.Errorf("the broken repair moved the cursor\n%s", diff)
	}
}

func TestSurveysStopAtTheQuotaToo(t *testing.T) {
	a := newAccount()
	a.perDay = 2
	a.survey("11", 0)
	a.survey("12", 0)
	source := a.open(t)
	first := connectortest.MustPull(t, source, "surveys", nil)
	sleepTo(t, a.clock, 24*time.Hour)
	second := connectortest.MustPull(t, source, "surveys", first.Cursor)
	if first.Unfinished == "" || second.Unfinished != "" || second.Mode != connectors.Increment {
		t.Errorf("unfinished %q then %q, %s", first.Unfinished, second.Unfinished, second.Mode)
	}
	if diff := cmp.Diff([]string{"11", "12"}, append(first.Column("id"), second.Column("id")...)); diff != "" {
		t.Error(diff)
	}
}
