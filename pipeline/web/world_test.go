package web

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"quarterdeck/config"
	"quarterdeck/pipeline"
	"quarterdeck/pipeline/access"
	"quarterdeck/pipeline/outbox"
	"quarterdeck/pipeline/state"
)

// now is the night after the as-of day of the world.
var now = time.Date(2026, 11, 22, 7, 30, 0, 0, time.UTC)

// The people of the world and their tokens.
const (
	adminToken  = "admin-token-of-the-test-world"
	viewerToken = "viewer-token-of-the-test-world"
	csmToken    = "csm-token-of-the-test-world"
	csmOwner    = `Grace "onmouseover=alert(1)`
)

// world is a small company whose customers have names meant to break pages, with what
// connector, lake, models and reports make of it. It is built once and only read.
var world = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "quarterdeck-web-")
	if err != nil {
		return "", err
	}
	if err := writeWorld(dir); err != nil {
		return "", err
	}
	p, err := openWorld(dir)
	if err != nil {
		return "", err
	}
	ctx := context.Background()
	_, err = p.Pull(ctx, nil)
	if err == nil {
		_, err = p.Transform(ctx, pipeline.TransformOptions{})
	}
	if err == nil {
		_, err = p.QBRs(ctx, pipeline.QBROptions{Customers: []string{"C000", "C001"}})
	}
	if err == nil {
		err = happen(ctx, p)
	}
	return dir, errors.Join(err, p.Close())
})

func TestMain(m *testing.M) {
	code := m.Run()
	if dir, err := world(); err == nil {
		_ = os.RemoveAll(dir)
	}
	os.Exit(code)
}

// xss are 200 names that would run, load or close something in a careless page.
func xss() []string {
	shapes := []string{
		`<script>window.broken=1</script>%d`, `"><script src=/sink?%d></script>`, `<img src=x onerror="window.broken=%d">`, `<svg onload=window.broken=%d>`,
		`'><img src=/sink?%d>`, `</title><script>window.broken=%d</script>`, `</textarea><script>window.broken=%d</script>`, `<a href="javascript:window.broken=%d">x</a>`,
		`javascript:window.broken=%d`, `" autofocus onfocus="window.broken=%d`, `' onmouseover='window.broken=%d`, `{{.Frame}}{{printf "%d"}}`, `<!--%d`, `]]><script>window.broken=%d</script>`,
		`<style>*{background:url(/sink?%d)}</style>`, `<base href="//evil.example/%d">`, `<meta http-equiv=refresh content="0;url=/sink?%d">`, `<iframe src=/sink?%d>`, `&lt;script&gt;%d`,
		"\u202egnp.%d", "<\u0000script>window.broken=%d</script>", `<math><mtext><script>window.broken=%d`, `--><img src=/sink?%d>`, `%%3Cscript%%3E%d`, "line\u2028break%d",
	}
	var all []string
	for i := range 200 {
		all = append(all, fmt.Sprintf(strings.ReplaceAll(shapes[i%len(shapes)], "\x00", ""), i))
	}
	return all
}

func writeWorld(dir string) error {
	tables := map[string]string{
		"customers":            "customer_id,name,domain,owner,lifecycle_stage,created_on,plan\n",
		"subscription_periods": "subscription_id,customer_id,start_date,end_date,product,mrr,currency,kind,renewal_date,seats\n",
		"tickets":              "ticket_id,customer_id,created_at,priority,status,subject\n",
		"survey_responses":     "response_id,survey,kind,relationship,respondent_id,customer_id,score,scale_min,scale_max,responded_at,comment\n",
		"usage_events":         "event_id,customer_id,user_id,event,occurred_at,quantity\n",
		"goals":                "goal_id,customer_id,title,measure,unit,baseline,target,actual,due_on,owner,status\n",
		"commitments":          "commitment_id,customer_id,review,side,text,owner,due_on,status\n",
		"notes":                "note_id,customer_id,author,written_on,kind,text,pulse\n",
	}
	row := func(table string, cells ...any) {
		var quoted []string
		for _, c := range cells {
			quoted = append(quoted, `"`+strings.ReplaceAll(fmt.Sprint(c), `"`, `""`)+`"`)
		}
		tables[table] += strings.Join(quoted, ",") + "\n"
	}
	for i, name := range xss() {
		id, owner := fmt.Sprintf("C%03d", i), "Ada"
		if i%2 == 1 {
			owner = csmOwner
		}
		row("customers", id, name, fmt.Sprintf("c%d.example", i), owner, "customer", "2024-03-01", []string{"Pro", "<b>Basic"}[i/2%2])
		row("subscription_periods", "S"+id, id, "2025-0"+fmt.Sprint(1+i%9)+"-01", "", "Suite", 100+10*i, "USD", "paid", "2027-01-"+fmt.Sprint(10+i%20), 10)
		row("notes", "N"+id, id, name, "2026-11-01", "pulse", name, 1+i%5)
		if i >= 12 {
			continue
		}
		row("goals", "G"+id, id, name, name, name, 1, 9, 5, "2026-12-31", name, "on_track")
		row("commitments", "P"+id, id, "2026Q3", "us", name, name, "2026-11-30", "open")
		for k := range 24 {
			at := fmt.Sprintf("2026-%02d-%02dT10:00:00Z", 9+k%3, 1+k%20)
			row("tickets", fmt.Sprint("T", id, k), id, at, "high", "open", name)
			row("survey_responses", fmt.Sprint("R", id, k), "Relationship", "nps", "true", fmt.Sprint("r", k), id, k%12, 0, 10, at, name) // 11 is no score
			row("usage_events", fmt.Sprint("E", id, k), id, fmt.Sprint("u", k%4), "Report Run", at, 1)
		}
	}
	text := "company: {name: 'Northwind <i>', currency: USD, timezone: America/New_York}\ndata: ./data\nsegments: [plan]\nsources:\n  - name: team\n    type: files\n    tables:\n"
	for table, rows := range tables {
		if err := os.WriteFile(filepath.Join(dir, table+".csv"), []byte(rows), 0o600); err != nil {
			return err
		}
		text += fmt.Sprintf("      %s: {path: %s.csv}\n", table, table)
	}
	return os.WriteFile(filepath.Join(dir, "quarterdeck.yml"), []byte(text), 0o600)
}

// happen fills the history: a night that went well, one that failed, and deliveries
// of every fate.
func happen(ctx context.Context, p *pipeline.Pipeline) error {
	db, err := p.State(ctx)
	if err != nil {
		return err
	}
	for i, as := range []state.RunState{state.Done, state.Failed} {
		id := []string{"01M7XYVYRDK9CGGAZNQC6X8C3A", "01M810VYRDK9CGGAZNQC6X8C3B"}[i]
		run, _, err := db.BeginRun(ctx, id, state.Identity{Job: "nightly", AsOf: fmt.Sprintf("2026-11-%d", 20+i)}, "hash")
		if err != nil {
			return err
		}
		for _, s := range []state.Step{{Step: "pull", State: state.StepDone}, {Step: "pull", Item: "team.customers", State: state.StepDone, Rows: 200},
			{Step: "transform", State: state.StepFailed, Error: xss()[0]}} {
			s.StartedAt, s.FinishedAt = now.Add(-time.Hour), now.Add(-time.Minute)
			if err := db.SaveStep(ctx, run.ID, s); err != nil {
				return err
			}
		}
		if err := db.EndRun(ctx, run.ID, as, xss()[i]); err != nil {
			return err
		}
	}
	log, err := p.RunLog("01M810VYRDK9CGGAZNQC6X8C3B")
	if err == nil {
		err = os.MkdirAll(filepath.Dir(log), 0o750)
	}
	if err == nil {
		err = os.WriteFile(log, []byte(strings.Join(xss(), "\n")), 0o600)
	}
	box := outbox.New(db, outbox.Options{Now: func() time.Time { return now }, Sleep: func(context.Context, time.Duration) error { return nil }})
	for i, answer := range []error{nil, outbox.NotSent(errors.New(xss()[1])), errors.New(xss()[2])} {
		m := outbox.Message{Kind: "digest", Channel: xss()[3], Key: fmt.Sprintf("2026-11-%d", 18+i), CustomerID: "C001"}
		_, _ = box.Deliver(ctx, m, sender{answer})
	}
	return err
}

// sender answers every message the same way, and cannot be asked for one.
type sender struct{ answer error }

func (s sender) Send(context.Context, outbox.Message) (string, error) { return "ref", s.answer }

func (s sender) Lookup(context.Context, outbox.Message, time.Time) (string, error) {
	return "", errors.New("the history cannot be read")
}

func openWorld(dir string) (*pipeline.Pipeline, error) {
	cfg, err := config.Load(filepath.Join(dir, "quarterdeck.yml"), func(string) (string, bool) { return "", false })
	if err != nil {
		return nil, err
	}
	return pipeline.New(cfg, pipeline.Deps{Now: func() time.Time { return now }, Entropy: rand.Reader})
}

// visitWorld serves a copy of the world behind its door; without tokens everybody on
// this machine is admin.
func visitWorld(t testing.TB, tokens ...config.TokenHolder) (address string, site *Site, dir string) {
	t.Helper()
	built, err := world()
	if err != nil {
		t.Fatal(err)
	}
	dir = t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(built)); err != nil {
		t.Fatal(err)
	}
	p, err := openWorld(dir)
	if err != nil {
		t.Fatal(err)
	}
	site, address = serve(t, p, tokens...)
	return address, site, dir
}

// serve shows a data folder until the test ends.
func serve(t testing.TB, p *pipeline.Pipeline, tokens ...config.TokenHolder) (*Site, string) {
	t.Helper()
	audit, err := p.Auditor(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelWarn}))
	clock := func() time.Time { return now }
	site, err := New(Options{Pipeline: p, Now: clock, Log: log, Audit: audit, Jobs: config.Jobs()})
	if err != nil {
		t.Fatal(err)
	}
	guard, err := access.Guard(access.Options{Serve: config.Serve{Address: "127.0.0.1:0", Tokens: tokens}, Audit: audit, Now: clock, Entropy: rand.Reader, Log: log})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(guard(site))
	t.Cleanup(func() {
		server.Close()
		if err := errors.Join(site.Close(), p.Close()); err != nil {
			t.Error(err)
		}
	})
	return site, server.URL
}

// people are the three kinds of them.
func people() []config.TokenHolder {
	return []config.TokenHolder{{Name: "root", Token: adminToken, Role: "admin"}, {Name: "eve", Token: viewerToken, Role: "viewer"},
		{Name: "grace", Token: csmToken, Role: "csm", Owner: csmOwner}}
}

// ask sends a request as somebody; "" is nobody.
func ask(t testing.TB, method, address, token string, form ...string) (*http.Response, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, address, strings.NewReader(strings.Join(form, "&")))
	if err != nil {
		t.Fatal(err)
	}
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	answer, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer, string(body)
}
