package surveymonkey_test

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/google/go-cmp/cmp"

	"quarterdeck/config"
	"quarterdeck/connectors"
	"quarterdeck/connectors/connectortest"
	"quarterdeck/connectors/rest"
	"quarterdeck/connectors/surveymonkey"
)

// ids are the distinct responses landed.
func ids(l ...connectortest.Loaded) []string {
	var all []string
	for _, one := range l {
		all = append(all, one.Column("response_id")...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

func everyID(a *account) []string {
	var all []string
	for _, m := range a.surveys {
		for _, one := range m.answers {
			all = append(all, one.id)
		}
	}
	slices.Sort(all)
	return all
}

func sleepTo(t *testing.T, clock *connectortest.Clock, d time.Duration) {
	t.Helper()
	if err := clock.Sleep(t.Context(), d); err != nil {
		t.Fatal(err)
	}
}

// TestMovingResponsesAreNotLost: while the pages are read, a response of the
// first is deleted (or changed), so that all behind it move one place forward.
func TestMovingResponsesAreNotLost(t *testing.T) {
	for name, move := range map[string]func(*made){
		"deleted": func(m *made) { m.answers = slices.Delete(m.answers, 5, 6) },
		"changed": func(m *made) { m.answers[5].changed = connectortest.Now().Add(time.Hour) },
	} {
		for name2, prepare := range map[string]func(*made){
			"a second apart": func(*made) {},
			"all at once": func(m *made) {
				for i := range m.answers {
					m.answers[i].changed = m.answers[0].changed
				}
			},
		} {
			t.Run(name+", "+name2, func(t *testing.T) {
				a := newAccount()
				m := a.survey("11", 250)
				prepare(m)
				asked := 0
				a.before = func(int) {
					if asked++; asked == 3 || asked == 5 {
						move(m)
					}
				}
				got := connectortest.MustPull(t, a.open(t), "responses", nil)
				missing := slices.DeleteFunc(everyID(a), func(id string) bool { return slices.Contains(ids(got), id) })
				if len(missing) > 0 {
					t.Errorf("lost %v", missing)
				}
			})
		}
	}
}

// TestResponsesThatNeverStandStillAreAnError: all were changed in one second, and
// more of that second come for ever.
func TestResponsesThatNeverStandStillAreAnError(t *testing.T) {
	a := newAccount()
	m := a.survey("11", 250)
	for i := range m.answers {
		m.answers[i].changed = m.answers[0].changed
	}
	a.before = func(int) {
		m.answers = append(m.answers, answer{id: fmt.Sprintf("0-%d", len(m.answers)), changed: m.answers[0].changed})
	}
	_, err := connectortest.Pull(t.Context(), t, a.open(t), "responses", nil)
	if err == nil || !strings.Contains(err.Error(), "stand still") || len(a.asked) > 60 {
		t.Errorf("after %d requests: %v", len(a.asked), err)
	}
}

// TestIncrement asks from a minute before the newest change of each survey, and
// sees a partial response become complete.
func TestIncrement(t *testing.T) {
	a := newAccount()
	m := a.survey("11", 2)
	a.survey("12", 0)
	source := a.open(t)
	first := connectortest.MustPull(t, source, "responses", nil)
	if *first.Live != 2 {
		t.Errorf("live = %d", *first.Live)
	}
	m.answers[0].changed = time.Date(2026, 2, 1, 10, 0, 1, 0, time.UTC) // the second the cursor stands at
	a.asked = nil
	second := connectortest.MustPull(t, source, "responses", first.Cursor)
	if diff := cmp.Diff([]string{"11-0", "11-1"}, ids(second)); diff != "" || second.Mode != connectors.Increment {
		t.Error(second.Mode, diff)
	}
	if want := "start_modified_at=2026-02-01T09%3A59%3A01"; !strings.Contains(a.asked[1], want) || strings.Contains(a.asked[2], "start_modified_at") {
		t.Errorf("asked %v, want %s for the first survey only", a.asked, want)
	}
}

// TestDatesAheadOfTheClock: one response dated two days ahead must not hide those
// of the days between.
func TestDatesAheadOfTheClock(t *testing.T) {
	a := newAccount()
	m := a.survey("11", 1)
	m.answers[0].changed = connectortest.Now().Add(48 * time.Hour)
	source := a.open(t)
	first := connectortest.MustPull(t, source, "responses", nil)
	m.answers = append(m.answers, answer{id: "11-between", changed: connectortest.Now().Add(time.Hour)})
	sleepTo(t, a.clock, 24*time.Hour)
	second := connectortest.MustPull(t, source, "responses", first.Cursor)
	if diff := cmp.Diff(everyID(a), ids(first, second)); diff != "" {
		t.Error(diff)
	}
}

// TestKilledPullIsTakenUp resumes at every checkpoint: what follows must be all
// the rest.
func TestKilledPullIsTakenUp(t *testing.T) {
	a := newAccount()
	a.survey("11", 250)
	a.survey("12", 120)
	source := a.open(t)
	type mark struct {
		at     connectors.Result
		landed int
	}
	var marks []mark
	var landed []string
	req := connectors.Request{Stream: "responses", LoadID: "1", LoadedAt: connectortest.Now(),
		Checkpoint: func(r connectors.Result) (connectors.Load, error) {
			marks = append(marks, mark{r, len(landed)})
			return connectors.Load{ID: "1", At: connectortest.Now()}, nil
		}}
	_, err := source.Pull(t.Context(), req, func(b arrow.Record) error {
		for _, row := range connectortest.Texts(b) {
			landed = append(landed, row["response_id"])
		}
		return nil
	})
	if err != nil || len(marks) < 4 {
		t.Fatalf("%d checkpoints, %v", len(marks), err)
	}
	for _, m := range marks {
		rest := connectortest.MustPull(t, source, "responses", m.at.Cursor)
		all := append(slices.Clone(landed[:m.landed]), rest.Column("response_id")...)
		slices.Sort(all)
		if diff := cmp.Diff(everyID(a), slices.Compact(all)); diff != "" || rest.Mode != connectors.Increment {
			t.Errorf("resumed at %s as %s:\n%s", m.at.Cursor, rest.Mode, diff)
		}
	}
}

// TestUnsortedPagesMoveNoCursor: were the order not what was asked for, a pull
// stopped in mid-survey must not claim what it has not read.
func TestUnsortedPagesMoveNoCursor(t *testing.T) {
	a := newAccount()
	a.perDay, a.unsorted = 2, true
	a.survey("11", 250)
	source := a.open(t)
	first := connectortest.MustPull(t, source, "responses", nil)
	a.perDay = 0
	second := connectortest.MustPull(t, source, "responses", first.Cursor)
	if diff := cmp.Diff(everyID(a), ids(first, second)); diff != "" {
		t.Errorf("cursor %s\n%s", first.Cursor, diff)
	}
}

// TestSurveys: details are asked for once, again when the survey changes, and a
// survey that is no longer listed is buried.
func TestSurveys(t *testing.T) {
	a := newAccount()
	a.survey("11", 0)
	a.survey("12", 0)
	source := a.open(t)
	first := connectortest.MustPull(t, source, "surveys", nil)
	if row := first.Rows[0]; first.Mode != connectors.Full || row["title"] != "T" || row["pages"] != `[{"id":"1","questions":[]}]` || row["_extra"] != "" ||
		!strings.HasPrefix(row["modified_at"], "2026-01-01") {
		t.Errorf("%s %v", first.Mode, row)
	}
	a.surveys[0].modified = "2026-02-28T12:00:00"
	a.surveys = append(a.surveys[:1], &made{id: "13", modified: "2026-02-28T12:00:00"})
	a.asked = nil
	second := connectortest.MustPull(t, source, "surveys", first.Cursor)
	if diff := cmp.Diff([]string{"11 false", "13 false", "12 true"}, both(second, "id", "_deleted")); diff != "" {
		t.Error(diff)
	}
	if *second.Live != 2 || second.Mode != connectors.Increment {
		t.Errorf("live %d, mode %s", *second.Live, second.Mode)
	}
	if third := connectortest.MustPull(t, source, "surveys", second.Cursor); len(third.Rows) != 0 {
		t.Errorf("nothing changed, yet %v", third.Rows)
	}
}

// TestSurveyChangedTwiceInAMinute: the list gives the time of a change without
// telling two of one minute apart.
func TestSurveyChangedTwiceInAMinute(t *testing.T) {
	a := newAccount()
	a.survey("11", 0).modified = connectortest.Now().Format("2006-01-02T15:04:05")
	source := a.open(t)
	first := connectortest.MustPull(t, source, "surveys", nil)
	second := connectortest.MustPull(t, source, "surveys", first.Cursor)
	sleepTo(t, a.clock, time.Hour)
	third := connectortest.MustPull(t, source, "surveys", second.Cursor)
	fourth := connectortest.MustPull(t, source, "surveys", third.Cursor)
	if len(second.Rows) != 1 || len(third.Rows) != 1 || len(fourth.Rows) != 0 {
		t.Errorf("read again %d, %d, %d times, want 1, 1, 0", len(second.Rows), len(third.Rows), len(fourth.Rows))
	}
}

func TestGroupKey(t *testing.T) {
	answer := `{"id":"1","survey_id":"1","date_modified":"2026-02-01T10:03:00+00:00","custom_value":"V","custom_variables":{"acct":"A"}}`
	for key, want := range map[string]string{"acct": "A", "custom_value": "V", "": ""} {
		v := vendor()
		v.Config = config.Source{GroupKey: key}
		handler := withSurvey(func(w http.ResponseWriter, _ *http.Request) { writeData(w, []string{answer}, "") })
		got := connectortest.MustPull(t, connectortest.Open(t, v, handler, &connectortest.Clock{}), "responses", nil)
		if got.Rows[0]["account_id"] != want {
			t.Errorf("group_key %q: account %q, want %q", key, got.Rows[0]["account_id"], want)
		}
	}
}

// TestRefusals: the vendor's number tells whether a refusal is about one survey
// or about the token.
func TestRefusals(t *testing.T) {
	for number, mend := range map[string]string{"1014": "View Response Details", "1015": "paid plan", "1018": "region"} {
		a := newAccount()
		a.survey("11", 1)
		a.survey("12", 1)
		a.forbidden["11"] = number
		_, err := connectortest.Pull(t.Context(), t, a.open(t), "responses", nil)
		var e *rest.Error
		if !errors.As(err, &e) || !strings.Contains(err.Error(), mend) {
			t.Errorf("%s: %v", number, err)
		}
	}
	a := newAccount()
	a.survey("11", 1)
	a.survey("12", 1)
	a.forbidden["11"] = "1016"
	source := a.open(t)
	got := connectortest.MustPull(t, source, "responses", nil)
	if diff := cmp.Diff([]string{"12-0"}, ids(got)); diff != "" {
		t.Error(diff)
	}
	a.forbidden["12"] = "1016"
	for name, cursor := range map[string][]byte{"read before": got.Cursor, "nothing readable": nil} {
		if _, err := connectortest.Pull(t.Context(), t, source, "responses", cursor); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	if err := source.Check(t.Context(), "responses"); err == nil {
		t.Error("a token that may read no responses passed its check")
	}
	if err := source.Check(t.Context(), "surveys"); err != nil {
		t.Error(err)
	}
}

func TestSurveyDeletedMeanwhile(t *testing.T) {
	a := newAccount()
	a.survey("11", 1)
	a.survey("12", 1)
	a.gone["11"] = true
	if diff := cmp.Diff([]string{"12-0"}, ids(connectortest.MustPull(t, a.open(t), "responses", nil))); diff != "" {
		t.Error(diff)
	}
}

func TestUnknownRegion(t *testing.T) {
	_, err := surveymonkey.New(config.Source{Name: "s", Region: "mars"}, (&connectortest.Clock{}).Deps())
	if err == nil || !strings.Contains(err.Error(), "us, eu, ca") {
		t.Error(err)
	}
}

func both(l connectortest.Loaded, first, second string) []string {
	var all []string
	for _, row := range l.Rows {
		all = append(all, row[first]+" "+row[second])
	}
	return all
}
