package qualtrics_test

import (
	"archive/zip"
	"encoding/json"
	"io"
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
	"quarterdeck/connectors/qualtrics"
)

func ids(l ...connectortest.Loaded) []string {
	var all []string
	for _, one := range l {
		all = append(all, one.Column("response_id")...)
	}
	slices.Sort(all)
	return all
}

func sleep(t *testing.T, clock *connectortest.Clock, d time.Duration) {
	t.Helper()
	if err := clock.Sleep(t.Context(), d); err != nil {
		t.Fatal(err)
	}
}

// TestWindowsMeet: the end of a load, five minutes before the pull, is the start
// of the next; a response recorded at that very instant is in exactly one.
func TestWindowsMeet(t *testing.T) {
	a := newAccount()
	a.survey("SV_1", "2026-03-01T01:54:59Z", "2026-03-01T01:55:00Z", "2026-03-01T01:59:00Z")
	source := a.open(t)
	first := connectortest.MustPull(t, source, "responses", nil)
	sleep(t, a.clock, 24*time.Hour)
	second := connectortest.MustPull(t, source, "responses", first.Cursor)
	if diff := cmp.Diff([][]string{{"1-0"}, {"1-1", "1-2"}}, [][]string{ids(first), ids(second)}); diff != "" {
		t.Error(diff)
	}
	if first.Mode != connectors.Full || second.Mode != connectors.Increment {
		t.Errorf("modes %s, %s", first.Mode, second.Mode)
	}
	want := []order{{Survey: "SV_1", Format: "ndjson", End: "2026-03-01T01:55:00Z"},
		{Survey: "SV_1", Format: "ndjson", Start: "2026-03-01T01:55:00Z", End: "2026-03-02T01:55:00Z"}}
	if diff := cmp.Diff(want, a.orders); diff != "" {
		t.Error(diff)
	}
}

// TestPercentIsNoSign: an export says 100 % before its file is there.
func TestPercentIsNoSign(t *testing.T) {
	a := newAccount()
	a.polls = 6
	a.survey("SV_1", "2026-02-01T00:00:00Z")
	before := a.clock.Now()
	got := connectortest.MustPull(t, a.open(t), "responses", nil)
	// 1 + 2 + 4 + 8 + 15 + 15 seconds.
	if waited := a.clock.Now().Sub(before); len(got.Rows) != 1 || waited != 45*time.Second {
		t.Errorf("%d rows after %s", len(got.Rows), waited)
	}
}

func TestExportThatNeverEnds(t *testing.T) {
	a := newAccount()
	a.polls = 1 << 30
	a.survey("SV_1")
	before := a.clock.Now()
	_, err := connectortest.Pull(t.Context(), t, a.open(t), "responses", nil)
	if err == nil || !strings.Contains(err.Error(), "still \"inProgress\" after 30m0s") {
		t.Error(err)
	}
	if waited := a.clock.Now().Sub(before); waited > 31*time.Minute {
		t.Errorf("waited %s", waited)
	}
}

func TestFailedExportSaysWhy(t *testing.T) {
	for failed, want := range map[string]string{
		`{"status":"failed","error":{"errorCode":"ERR_5","errorMessage":"Survey is locked"}}`: "the export failed: ERR_5: Survey is locked",
		`{"status":"failed","percentComplete":100}`:                                           "the export failed: no reason given",
		`{"status":"complete","fileId":null}`:                                                 "complete but has no file",
	} {
		a := newAccount()
		a.failed = failed
		a.survey("SV_1")
		_, err := connectortest.Pull(t.Context(), t, a.open(t), "responses", nil)
		if err == nil || !strings.Contains(err.Error(), want) || len(a.orders) != 1 {
			t.Errorf("after %d exports: %v, want %s", len(a.orders), err, want)
		}
	}
}

// TestTooLargeAnExport is asked for in windows; none is left out between them.
func TestTooLargeAnExport(t *testing.T) {
	a := newAccount()
	a.most = 3
	m := a.survey("SV_1")
	for i := range 40 {
		m.recorded = append(m.recorded, instant("2025-11-01T00:00:00Z").Add(time.Duration(i)*37*time.Hour))
	}
	got := connectortest.MustPull(t, a.open(t), "responses", nil)
	if n := len(slices.Compact(ids(got))); n != 40 || len(got.Rows) != 40 {
		t.Errorf("%d rows, %d different, want 40", len(got.Rows), n)
	}
	if len(a.orders) > 150 {
		t.Errorf("%d exports", len(a.orders))
	}
}

// TestMonthlyRepair exports everything again and so sees what was deleted and edited.
func TestMonthlyRepair(t *testing.T) {
	a := newAccount()
	m := a.survey("SV_1", "2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z")
	source := a.open(t)
	cursor := connectortest.MustPull(t, source, "responses", nil).Cursor
	m.recorded = m.recorded[:1]
	sleep(t, a.clock, 29*24*time.Hour)
	night := connectortest.MustPull(t, source, "responses", cursor)
	sleep(t, a.clock, 24*time.Hour)
	repair := connectortest.MustPull(t, source, "responses", night.Cursor)
	if night.Mode != connectors.Increment || len(night.Rows) != 0 || repair.Mode != connectors.Full {
		t.Errorf("night %s with %d rows, repair %s", night.Mode, len(night.Rows), repair.Mode)
	}
	if diff := cmp.Diff([]string{"1-0"}, ids(repair)); diff != "" {
		t.Error(diff)
	}
}

func TestKilledPullIsTakenUp(t *testing.T) {
	a := newAccount()
	a.survey("SV_1", "2026-01-01T00:00:00Z")
	a.survey("SV_2", "2026-01-01T00:00:00Z")
	source := a.open(t)
	var marks []connectors.Result
	req := connectors.Request{Stream: "responses", LoadID: "1", LoadedAt: connectortest.Now(),
		Checkpoint: func(r connectors.Result) (connectors.Load, error) {
			marks = append(marks, r)
			return connectors.Load{ID: "1", At: connectortest.Now()}, nil
		}}
	if _, err := source.Pull(t.Context(), req, func(arrow.Record) error { return nil }); err != nil {
		t.Fatal(err)
	}
	if len(marks) != 2 || marks[0].Mode != connectors.Full {
		t.Fatalf("checkpoints %v", marks)
	}
	rest := connectortest.MustPull(t, source, "responses", marks[0].Cursor)
	if diff := cmp.Diff([]string{"2-0"}, ids(rest)); diff != "" || rest.Mode != connectors.Increment {
		t.Error(rest.Mode, diff)
	}
}

// TestGroupKey: another one asks for everything again, because the lake has the
// accounts of the old one.
func TestGroupKey(t *testing.T) {
	a := newAccount()
	a.survey("SV_1", "2026-01-01T00:00:00Z")
	first := connectortest.MustPull(t, a.open(t), "responses", nil)
	v := vendor()
	v.Config = config.Source{GroupKey: "company"}
	second := connectortest.MustPull(t, connectortest.Open(t, v, a.handler(), a.clock), "responses", first.Cursor)
	if row := second.Rows[0]; second.Mode != connectors.Full || row["account_id"] != "C-7" || row["finished"] != "true" || row["_extra"] != "" {
		t.Errorf("%s %v", second.Mode, row)
	}
}

func TestSurveys(t *testing.T) {
	a := newAccount()
	a.survey("SV_1")
	a.survey("SV_2")
	a.forbidden["SV_2"] = true
	source := a.open(t)
	first := connectortest.MustPull(t, source, "surveys", nil)
	if row := first.Rows[0]; row["name"] != "N" || row["is_active"] != "true" || row["questions"] != `{"QID1":{"QuestionType":"MC","Selector":"NPS"}}` || row["_extra"] != "" {
		t.Errorf("%v", row)
	}
	if row := first.Rows[1]; row["id"] != "SV_2" || row["questions"] != "" {
		t.Errorf("%v", row)
	}
	a.surveys = append(a.surveys[1:], &made{id: "SV_3", modified: "2026-02-01T00:00:00Z"})
	a.definitions = nil
	second := connectortest.MustPull(t, source, "surveys", first.Cursor)
	if diff := cmp.Diff([]string{"SV_3"}, a.definitions); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"SV_3 false", "SV_1 true"}, []string{second.Rows[0]["id"] + " " + second.Rows[0]["_deleted"], second.Rows[1]["id"] + " " + second.Rows[1]["_deleted"]}); diff != "" {
		t.Error(diff)
	}
}

func TestSurveysOutOfReach(t *testing.T) {
	a := newAccount()
	a.survey("SV_1", "2026-01-01T00:00:00Z")
	a.survey("SV_2", "2026-01-01T00:00:00Z")
	a.survey("SV_3", "2026-01-01T00:00:00Z")
	a.forbidden["SV_1"], a.gone["SV_3"] = true, true
	source := a.open(t)
	first := connectortest.MustPull(t, source, "responses", nil)
	if diff := cmp.Diff([]string{"2-0"}, ids(first)); diff != "" {
		t.Error(diff)
	}
	sleep(t, a.clock, 24*time.Hour)
	a.forbidden["SV_2"] = true
	for name, cursor := range map[string]json.RawMessage{"read before": first.Cursor, "nothing readable": nil} {
		if _, err := connectortest.Pull(t.Context(), t, source, "responses", cursor); err == nil || !strings.Contains(err.Error(), "Access API") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := source.Check(t.Context(), "responses"); err == nil {
		t.Error("a token that may export nothing passed its check")
	}
	if err := source.Check(t.Context(), "surveys"); err != nil {
		t.Error(err)
	}
}

// TestLinesThatAreNoResponse are rejected with their place, and do not stop the others.
func TestLinesThatAreNoResponse(t *testing.T) {
	v := vendor()
	source := connectortest.Open(t, v, v.Serve(1, func(int) []string {
		return []string{record(1, ""), `{"responseId":`, `[]`, `{"values":{}}`, record(2, "")}
	}), &connectortest.Clock{})
	var rejected []string
	var landed []string
	req := connectors.Request{Stream: "responses", LoadID: "1", LoadedAt: connectortest.Now(), Reject: func(r connectors.Reject) error {
		rejected = append(rejected, r.Place+": "+r.Reason)
		return nil
	}}
	result, err := source.Pull(t.Context(), req, func(b arrow.Record) error {
		for _, row := range connectortest.Texts(b) {
			landed = append(landed, row["response_id"])
		}
		return nil
	})
	if err != nil || result.Rejected != 3 || len(rejected) != 3 || rejected[0] != "survey SV_1, NPS-0.ndjson, line 2: the line is not JSON" {
		t.Errorf("%v, %d rejected: %q", err, result.Rejected, rejected)
	}
	if diff := cmp.Diff([]string{"R_1", "R_2"}, landed); diff != "" {
		t.Error(diff)
	}
}

// TestExportsThatUnpackWithoutEnd: a small zip can hold more than any disk.
func TestExportsThatUnpackWithoutEnd(t *testing.T) {
	v := vendor()
	whole := v.Serve(1, func(int) []string { return nil })
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.HasSuffix(r.URL.Path, "/file") {
			whole.ServeHTTP(w, r)
			return
		}
		archive := zip.NewWriter(w)
		file, err := archive.Create("N.ndjson")
		if err != nil {
			return
		}
		blank := strings.Repeat(" ", 1<<20) + "\n"
		for range 80 {
			io.WriteString(file, blank)
		}
		archive.Close()
	})
	_, err := connectortest.Pull(t.Context(), t, connectortest.Open(t, v, handler, &connectortest.Clock{}), "responses", nil)
	if err == nil || !strings.Contains(err.Error(), "unpacks to more than") {
		t.Error(err)
	}
}

func TestDataCenter(t *testing.T) {
	for _, bad := range []string{"", "https://fra1", "fra1/../x"} {
		if _, err := qualtrics.New(config.Source{Name: "q", Subdomain: bad}, (&connectortest.Clock{}).Deps()); err == nil {
			t.Errorf("%q is no data center", bad)
		}
	}
	for _, good := range []string{"fra1", "acme.ca1", "fra1.qualtrics.com"} {
		if _, err := qualtrics.New(config.Source{Name: "q", Subdomain: good}, (&connectortest.Clock{}).Deps()); err != nil {
			t.Error(err)
		}
	}
}
