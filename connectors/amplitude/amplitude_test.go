package amplitude_test

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/google/go-cmp/cmp"

	"quarterdeck/config"
	"quarterdeck/connectors"
	"quarterdeck/connectors/amplitude"
	"quarterdeck/connectors/connectortest"
)

func openAt(t *testing.T, src config.Source, handler http.HandlerFunc) connectors.Source {
	t.Helper()
	v := vendor()
	v.Config = src
	return connectortest.Open(t, v, handler, &connectortest.Clock{})
}

// noData answers as Amplitude does where there are no events.
func noData(w http.ResponseWriter, _ *http.Request) {
	http.Error(w, "Raw data files were not found.", http.StatusNotFound)
}

func answer(w http.ResponseWriter, lines ...string) {
	archive := zip.NewWriter(w)
	pack(archive, "1/1_x#0.json.gz", lines...)
	archive.Close()
}

// TestWindows: hours, both ends included, up to those that are surely there.
func TestWindows(t *testing.T) {
	cases := []struct {
		name, start, cursor string
		mode                connectors.Mode
		want                []string
		end                 string
	}{
		{"first load", "2026-02-28", "", connectors.Full, []string{"20260228T00 20260228T22"}, "20260228T23"},
		{"longer and longer", "2026-02-21", "", connectors.Full, []string{"20260221T00 20260221T23", "20260222T00 20260223T23", "20260224T00 20260227T23", "20260228T00 20260228T22"}, "20260228T23"},
		{"the next night", "2026-01-01", `{"hour":"20260227T23","group_key":"account_id","start":"2026-01-01"}`, connectors.Increment, []string{"20260227T23 20260228T22"}, "20260228T23"},
		{"at once again", "2026-01-01", `{"hour":"20260228T23","group_key":"account_id","start":"2026-01-01"}`, connectors.Increment, nil, "20260228T23"},
		{"the clock went back", "2026-01-01", `{"hour":"20260301T10","group_key":"account_id","start":"2026-01-01"}`, connectors.Increment, nil, "20260301T10"},
		{"another group key", "2026-02-28", `{"hour":"20260228T23","group_key":"org","start":"2026-02-28"}`, connectors.Full, []string{"20260228T00 20260228T22"}, "20260228T23"},
		{"an earlier start", "2026-02-28", `{"hour":"20260228T23","group_key":"account_id","start":"2026-03-01"}`, connectors.Full, []string{"20260228T00 20260228T22"}, "20260228T23"},
		{"nothing yet", "2026-03-05", "", connectors.Full, nil, "20260305T00"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			var asked []string
			source := openAt(t, config.Source{APIKey: "k", Start: c.start}, func(w http.ResponseWriter, r *http.Request) {
				asked = append(asked, r.URL.Query().Get("start")+" "+r.URL.Query().Get("end"))
				if user, password, _ := r.BasicAuth(); user != "k" || password != connectortest.Secret {
					t.Errorf("asked as %s", user)
				}
				noData(w, r)
			})
			got := connectortest.MustPull(t, source, "events", []byte(c.cursor))
			if diff := cmp.Diff(c.want, asked); diff != "" {
				t.Error(diff)
			}
			if got.Mode != c.mode || !strings.HasPrefix(string(got.Cursor), `{"hour":"`+c.end+`"`) {
				t.Errorf("%s, cursor %s", got.Mode, got.Cursor)
			}
		})
	}
}

// TestTooLargeWindowsAreHalved: both of Amplitude's answers to a window that is
// too large lead to smaller ones, and every hour still comes once.
func TestTooLargeWindowsAreHalved(t *testing.T) {
	for _, status := range []int{http.StatusBadRequest, http.StatusGatewayTimeout} {
		var hours, marks []string
		source := openAt(t, config.Source{APIKey: "k", Start: "2026-02-26"}, func(w http.ResponseWriter, r *http.Request) {
			first, _ := time.Parse("20060102T15", r.URL.Query().Get("start"))
			last, _ := time.Parse("20060102T15", r.URL.Query().Get("end"))
			if busy := first.Day() == 27; busy && last.Sub(first) >= 3*time.Hour || last.Sub(first) >= 36*time.Hour {
				http.Error(w, "The file size is larger than 4GB", status)
				return
			}
			var lines []string
			for at := first; !at.After(last); at = at.Add(time.Hour) {
				lines = append(lines, fmt.Sprintf(`{"uuid":%q,"event_type":"e","event_time":"2026-02-26T00:00:00Z"}`, at.Format("02T15")))
			}
			answer(w, lines...)
		})
		_, err := source.Pull(t.Context(), connectors.Request{Stream: "events", LoadID: "01", LoadedAt: connectortest.Now(),
			Checkpoint: func(r connectors.Result) (connectors.Load, error) {
				marks = append(marks, fmt.Sprintf("%s %d", r.Cursor[9:20], r.Rows))
				return connectors.Load{ID: "01", At: connectortest.Now()}, nil
			}}, func(batch arrow.Record) error {
			for _, row := range connectortest.Texts(batch) {
				hours = append(hours, row["uuid"])
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		var want []string
		for at := time.Date(2026, 2, 26, 0, 0, 0, 0, time.UTC); at.Before(time.Date(2026, 2, 28, 23, 0, 0, 0, time.UTC)); at = at.Add(time.Hour) {
			want = append(want, at.Format("02T15"))
		}
		if diff := cmp.Diff(want, hours); diff != "" {
			t.Errorf("%d: hours (-want +got)\n%s", status, diff)
		}
		if len(marks) < 5 || marks[0] != "20260227T00 24" || marks[len(marks)-1] != "20260228T23 71" {
			t.Errorf("%d: checkpoints %v", status, marks)
		}
	}
}

// TestOneHourTooLarge: an hour that stays too large is an error that says which
// and what to do, and nothing is landed by guess.
func TestOneHourTooLarge(t *testing.T) {
	requests := 0
	source := openAt(t, config.Source{APIKey: "k", Start: "2026-02-28"}, func(w http.ResponseWriter, _ *http.Request) {
		requests++
		http.Error(w, "The file size is larger than 4GB", http.StatusBadRequest)
	})
	_, err := connectortest.Pull(t.Context(), t, source, "events", nil)
	if err == nil || !strings.Contains(err.Error(), "1h0m0s from 2026-02-28 00:00") || !strings.Contains(err.Error(), "larger than 4GB") || !strings.Contains(err.Error(), "Amazon S3") {
		t.Errorf("got %v", err)
	}
	if requests > 10 {
		t.Errorf("%d requests", requests)
	}
}

// TestEvent: the fields of the vendor's documentation, in both spellings of an
// instant, and the duplicates of a sender that tried again.
func TestEvent(t *testing.T) {
	source := openAt(t, config.Source{APIKey: "k", Start: "2026-02-28", GroupKey: "org.id"}, func(w http.ResponseWriter, _ *http.Request) {
		answer(w,
			`{"server_received_time":"2026-02-28 10:00:05.500000","app":100,"device_id":"d-1","$insert_id":"i-1","uuid":"u-1","user_id":"u@x.test","amplitude_id":356896327755,"session_id":1396381378123,"event_type":"Report Run","event_time":"2026-02-28 10:00:00.123000","server_upload_time":"2026-02-28 10:00:06.000000","ip_address":"203.0.113.9","groups":{"org.id":["A-1","A-2"]},"event_properties":{"quantity":2.5,"plan":"pro"},"user_properties":{"org.id":"U"}}`,
			`{"device_id":"d-1","$insert_id":"i-1","uuid":"u-2","event_type":"Report Run","event_time":"2026-02-28T10:00:00.123Z"}`,
			`{"device_id":"d-2","$insert_id":"i-1","uuid":"u-3","event_type":"Report Run","event_time":"2026-02-28T12:00:00.123+02:00"}`,
			`{"$insert_id":null,"uuid":"u-4","event_type":"session_start","event_time":"2026-02-28T10:00:00Z"}`)
	})
	got := connectortest.MustPull(t, source, "events", nil)
	if diff := cmp.Diff([]string{"d-1|i-1", "d-1|i-1", "d-2|i-1", "u-4"}, got.Column("event_key")); diff != "" {
		t.Errorf("keys (-want +got)\n%s", diff)
	}
	for i := range 3 {
		if at := strings.Replace(got.Rows[i]["occurred_at"], "T", " ", 1); !strings.HasPrefix(at, "2026-02-28 10:00:00.123") {
			t.Errorf("row %d occurred at %s", i, at)
		}
	}
	for column, want := range map[string]string{"event": "Report Run", "insert_id": "i-1", "uuid": "u-1", "user_id": "u@x.test", "device_id": "d-1",
		"amplitude_id": "356896327755", "session_id": "1396381378123", "account_id": "A-1", "quantity": "2.5",
		"_extra": `{"app":100,"groups":{"org.id":["A-1","A-2"]},"user_properties":{"org.id":"U"},"event_properties":{"plan":"pro"}}`} {
		if have := got.Rows[0][column]; have != want {
			t.Errorf("%s = %q, want %q", column, have, want)
		}
	}
	if got.Invalid != 0 {
		t.Errorf("%d values did not fit", got.Invalid)
	}
}

// TestAccount: the first place that names an account counts.
func TestAccount(t *testing.T) {
	all := []string{`"groups":{"account_id":"G"}`, `"group_properties":{"company":{"Acme":{"name":"x","account_id":17}}}`,
		`"event_properties":{"account_id":"E"}`, `"user_properties":{"account_id":"U"}`}
	want := []string{"G", "17", "E", "U", ""}
	source := openAt(t, config.Source{APIKey: "k", Start: "2026-02-28"}, func(w http.ResponseWriter, _ *http.Request) {
		var lines []string
		for i := range want {
			lines = append(lines, "{"+strings.Join(append([]string{fmt.Sprintf(`"uuid":"u%d"`, i)}, all[i:]...), ",")+"}")
		}
		answer(w, append(lines, `{"uuid":"u9","groups":{"account_id":[]},"group_properties":[],"event_properties":{"account_id":""},"user_properties":{"account_id":{"a":1}}}`)...)
	})
	if diff := cmp.Diff(append(want, ""), connectortest.MustPull(t, source, "events", nil).Column("account_id")); diff != "" {
		t.Error(diff)
	}
}

// TestBadLines: what is no event is rejected with its place; the rest lands.
func TestBadLines(t *testing.T) {
	source := openAt(t, config.Source{APIKey: "k", Start: "2026-02-28"}, func(w http.ResponseWriter, _ *http.Request) {
		answer(w, `{"uuid":"u1"}`, `{"uuid":`, `[]`, `{"event_type":"x"}`, strings.Repeat(" ", 17<<20)+"x", `{"uuid":"u2"}`)
	})
	var rejects []string
	rows := 0
	result, err := source.Pull(t.Context(), connectors.Request{Stream: "events", LoadID: "01", LoadedAt: connectortest.Now(),
		Reject: func(r connectors.Reject) error { rejects = append(rejects, r.Place+" "+r.Reason); return nil },
	}, func(batch arrow.Record) error { rows += int(batch.NumRows()); return nil })
	if err != nil || rows != 2 || result.Rejected != 4 {
		t.Fatalf("%d rows, %d rejected: %v", rows, result.Rejected, err)
	}
	want := []string{"1/1_x#0.json.gz:2 the line is not a JSON object", "1/1_x#0.json.gz:3 the line is not a JSON object",
		"1/1_x#0.json.gz:4 it has neither $insert_id nor uuid", "1/1_x#0.json.gz:5 the line is longer than allowed"}
	if diff := cmp.Diff(want, rejects); diff != "" {
		t.Error(diff)
	}
}

// TestBombs: archives made to fill memory or disk end in an error soon.
func TestBombs(t *testing.T) {
	t.Run("content", func(t *testing.T) {
		source := openAt(t, config.Source{APIKey: "k", Start: "2026-02-28"}, func(w http.ResponseWriter, _ *http.Request) {
			archive := zip.NewWriter(w)
			file, _ := archive.Create("1/zeros.json")
			line := []byte(`{"uuid":"` + strings.Repeat("x", 1<<20) + "\"}\n")
			for range 80 {
				file.Write(line)
			}
			archive.Close()
		})
		if _, err := connectortest.Pull(t.Context(), t, source, "events", nil); err == nil || !strings.Contains(err.Error(), "400 times its size") {
			t.Errorf("got %v", err)
		}
	})
	t.Run("members", func(t *testing.T) {
		source := openAt(t, config.Source{APIKey: "k", Start: "2026-02-28"}, func(w http.ResponseWriter, _ *http.Request) {
			archive := zip.NewWriter(w)
			for i := range 2500 {
				if _, err := archive.CreateHeader(&zip.FileHeader{Name: fmt.Sprint(i), Comment: strings.Repeat("c", 4000)}); err != nil {
					return // the client left
				}
			}
			archive.Close()
		})
		_, err := connectortest.Pull(t.Context(), t, source, "events", nil)
		if err == nil || !strings.Contains(err.Error(), "a list of members of 1") {
			t.Errorf("got %v", err)
		}
	})
}

// TestDamagedMember: a member whose content does not fit its checksum fails the
// load instead of landing half of it as if all were well.
func TestDamagedMember(t *testing.T) {
	source := openAt(t, config.Source{APIKey: "k", Start: "2026-02-28"}, func(w http.ResponseWriter, _ *http.Request) {
		var text strings.Builder
		archive := zip.NewWriter(&text)
		pack(archive, "1/1_x#0.json.gz", `{"uuid":"u1"}`, `{"uuid":"u2"}`)
		archive.Close()
		damaged := []byte(text.String())
		damaged[60] ^= 0xff
		w.Write(damaged)
	})
	if _, err := connectortest.Pull(t.Context(), t, source, "events", nil); err == nil || !strings.Contains(err.Error(), "1/1_x#0.json.gz") {
		t.Errorf("got %v", err)
	}
}

func TestCheck(t *testing.T) {
	for status, want := range map[int]string{404: "", 200: "", 400: "", 504: "", 403: "secret key of the project: Organization settings"} {
		source := openAt(t, config.Source{APIKey: "k", Start: "2026-02-28"}, func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Query().Get("start") != "20260228T22" || r.URL.Query().Get("end") != "20260228T22" {
				t.Errorf("asked for %s", r.URL.RawQuery)
			}
			w.WriteHeader(status)
			io.WriteString(w, "x")
		})
		if err := source.Check(t.Context(), ""); (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%d: %v", status, err)
		}
	}
}

func TestConfig(t *testing.T) {
	deps := (&connectortest.Clock{}).Deps()
	for want, src := range map[string]config.Source{
		"start of source usage": {Start: "soon"}, "region \"mars\" is not one of us, eu": {Start: "2026-01-01", Region: "mars"},
	} {
		src.Name = "usage"
		if _, err := amplitude.New(src, deps); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
	if _, err := amplitude.New(config.Source{Name: "usage", Start: "2026-01-01", Region: "eu"}, deps); err != nil {
		t.Error(err)
	}
	if _, err := connectortest.Pull(t.Context(), t, openAt(t, config.Source{Start: "2026-02-28"}, noData), "events", []byte(`{"hour":"x"}`)); err == nil || errors.Is(err, io.EOF) {
		t.Errorf("a broken cursor: %v", err)
	}
}
