package kill

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	randv2 "math/rand/v2"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"sync/atomic"
	"testing"
	"text/template"
	"time"

	"quarterdeck/config"
	"quarterdeck/connectors/simulator"
	"quarterdeck/connectors/simulator/world"
	"quarterdeck/pipeline"
	"quarterdeck/pipeline/logs"
)

// killedNight is the variable that makes this test's binary the program that is
// killed: a folder and the instant its clock begins at.
const killedNight = "QUARTERDECK_TEST_NIGHT"

// TestMain runs one night when it is asked to, as 'quarterdeck run' would, but for
// the clock: it begins at the night's two o'clock.
func TestMain(m *testing.M) {
	if dir := os.Getenv(killedNight); dir != "" {
		if err := night(dir, os.Getenv(killedNight+"_AT")); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func night(dir, at string) error {
	began := time.Now()
	base, err := time.Parse(time.RFC3339Nano, at)
	if err != nil {
		return err
	}
	cfg, err := config.Load(filepath.Join(dir, "quarterdeck.yml"), os.LookupEnv)
	if err != nil {
		return err
	}
	p, err := pipeline.New(cfg, pipeline.Deps{Now: func() time.Time { return base.Add(time.Since(began)) }, Entropy: rand.Reader,
		Log: logs.New(os.Stderr, logs.JSON, slog.LevelInfo)})
	if err != nil {
		return err
	}
	_, err = p.Run(context.Background(), pipeline.RunOptions{Job: "nightly", ScheduledAt: base.Truncate(time.Hour)})
	return errors.Join(err, p.Close())
}

// town is the company's systems, which live on while the program dies. Their clock
// stands at the night's two o'clock.
type town struct {
	*simulator.Simulator
	server *httptest.Server
	clock  atomic.Int64
	losses map[string][]int // by path: which requests
	dir    string
	start  string
}

// newTown raises it for nights to come. With losses, Slack carries three of ten
// requests that change something out and loses the answer, and loses one of ten
// itself.
func newTown(t *testing.T, dir string, night time.Time, losses bool) *town {
	t.Helper()
	start := night.AddDate(0, -12, 0)
	start = time.Date(start.Year(), start.Month(), 1, 0, 0, 0, 0, time.UTC)
	town := &town{dir: dir, start: start.Format(time.DateOnly), losses: map[string][]int{}}
	town.clock.Store(night.UnixNano())
	faults := &simulator.Faults{}
	if losses {
		dice := randv2.New(randv2.NewPCG(1, 9))
		for _, method := range []string{"chat.postMessage", "chat.update", "files.completeUploadExternal"} {
			path := simulator.PathSlack + "/" + method
			for n := 1; n <= 2000; n++ {
				roll := dice.Float64()
				if roll >= 0.4 {
					continue
				}
				fault := simulator.Fault{Truncate: 1} // it is there, and nobody is told
				if roll < 0.1 {
					fault = simulator.Fault{Reset: true} // it never arrived
				}
				faults.On(path, n, fault)
				town.losses[path] = append(town.losses[path], n)
			}
		}
	}
	town.Simulator = simulator.New(world.New(world.Options{Seed: 3, Customers: 14, Start: start, Months: 30}),
		simulator.Options{Now: func() time.Time { return time.Unix(0, town.clock.Load()).UTC() }, Faults: faults})
	town.server = httptest.NewServer(town.Simulator)
	t.Cleanup(town.server.Close)
	town.settle(t, night)
	return town
}

// settle turns the clock to a night and writes the company's own files as of then.
func (w *town) settle(t *testing.T, night time.Time) {
	t.Helper()
	w.clock.Store(night.UnixNano())
	files := w.TeamFiles()
	for name, text := range files {
		write(t, filepath.Join(w.dir, "team", name+".csv"), text)
	}
	layout, err := template.New("demo.yml").Option("missingkey=error").Parse(config.Demo)
	if err != nil {
		t.Fatal(err)
	}
	var text bytes.Buffer
	err = layout.Execute(&text, map[string]any{
		"Company": "Northwind Cloud", "Timezone": "America/New_York", "Base": w.server.URL, "Start": w.start,
		"Tables": slices.Sorted(maps.Keys(files)),
		"Login": map[string]string{
			"HubSpot": simulator.TokenHubSpot, "Stripe": simulator.TokenStripe, "Zendesk": simulator.TokenZendesk,
			"ZendeskEmail": simulator.EmailZendesk, "Typeform": simulator.TokenTypeform, "Slack": simulator.TokenSlack,
			"Mixpanel": simulator.SecretMixpanel, "MixpanelUser": simulator.UserMixpanel, "MixpanelProject": simulator.ProjectMixpanel,
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	assessments := bytes.ReplaceAll(bytes.ReplaceAll([]byte(config.DemoAssessments), []byte("{{.First}}"), []byte(w.start)), []byte("{{.Second}}"), []byte("2026-06-01"))
	write(t, filepath.Join(w.dir, "assessments.yml"), assessments)
	write(t, filepath.Join(w.dir, "quarterdeck.yml"), text.Bytes())
}

// lost is how many requests to Slack, or answers to them, got lost so far.
func (w *town) lost() (n int) {
	for path, asked := range w.Requests() {
		for _, at := range w.losses[path] {
			if at <= asked {
				n++
			}
		}
	}
	return n
}

func write(t *testing.T, path string, data []byte) {
	t.Helper()
	if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o750), os.WriteFile(path, data, 0o600)); err != nil {
		t.Fatal(err)
	}
}
