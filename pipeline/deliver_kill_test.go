package pipeline

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"

	"quarterdeck/config"
	"quarterdeck/connectors/simulator"
	"quarterdeck/connectors/simulator/world"
	"quarterdeck/pipeline/delivery"
	"quarterdeck/pipeline/outbox"
	"quarterdeck/reports/slack"
)

// processDied is the end of a process in the middle of a request.
type processDied struct{}

// wire is the way to Slack. What happens to a request is decided by its method and by
// how many of that method came before.
type wire struct {
	next  http.RoundTripper
	calls map[string]int
	fate  func(method string, call int) fate
}

type fate int

const (
	arrives fate = iota
	losesAnswer
	diesBefore
	diesAfter
)

func (w *wire) RoundTrip(r *http.Request) (*http.Response, error) {
	method := r.URL.Path[strings.LastIndexByte(r.URL.Path, '/')+1:]
	if strings.Contains(r.URL.Path, "/upload/") {
		method = "upload"
	}
	w.calls[method]++
	f := w.fate(method, w.calls[method])
	if f == diesBefore {
		panic(processDied{})
	}
	answer, err := w.next.RoundTrip(r)
	if err != nil || f == arrives {
		return answer, err
	}
	_ = answer.Body.Close()
	if f == diesAfter {
		panic(processDied{})
	}
	return nil, errors.New("connection reset by peer")
}

// office is a Slack that keeps what was posted while processes come and go.
type office struct {
	slack  *simulator.Simulator
	wire   *wire
	dir    string
	clock  *clockwork.FakeClock
	change func(*config.Config)
}

func newOffice(t *testing.T, fate func(method string, call int) fate) *office {
	t.Helper()
	o := &office{dir: t.TempDir(), clock: clockwork.NewFakeClockAt(twoInTheMorning)}
	invented := world.New(world.Options{Seed: 1, Customers: 1, Months: 1, Start: time.Date(2026, time.March, 1, 0, 0, 0, 0, time.UTC)})
	o.slack = simulator.New(invented, simulator.Options{Now: o.clock.Now})
	server := httptest.NewServer(o.slack)
	t.Cleanup(server.Close)
	o.wire = &wire{next: server.Client().Transport, calls: map[string]int{}, fate: fate}
	o.change = func(c *config.Config) {
		c.Slack = config.Slack{Token: simulator.TokenSlack, Channel: "C1", BaseURL: server.URL + simulator.PathSlack}
		c.Delivery.Destinations = []config.Destination{{Name: "files", Type: "slack", Channel: "C2"}}
	}
	return o
}

// process starts a process on the office's data folder.
func (o *office) process(t *testing.T) *bench {
	b := quick(benchIn(t, o.dir, newOutside(), o.clock, o.change))
	b.deps.HTTP = &http.Client{Transport: o.wire}
	return b
}

// lives runs one process until it ends or dies.
func lives(work func() error) (err error, died bool) {
	defer func() {
		if v := recover(); v != nil {
			if _, is := v.(processDied); !is {
				panic(v)
			}
			died = true
		}
	}()
	return work(), false
}

// A process that dies between any two steps of an upload, or an answer that is lost,
// shows no file twice and loses none: a hundred deaths.
func TestUploadsSurviveDeathBetweenTheirSteps(t *testing.T) {
	steps := []string{"files.getUploadURLExternal", "upload", "files.completeUploadExternal"}
	var plan map[string]fate // for the next request of each method
	o := newOffice(t, func(method string, _ int) fate {
		f := plan[method]
		delete(plan, method)
		return f
	})
	b := o.process(t)
	deaths := 0
	for i := range 100 {
		plan = map[string]fate{steps[i%3]: []fate{diesBefore, diesAfter}[i/3%2]}
		if i%5 == 0 {
			plan["files.info"] = losesAnswer // and the look-up after it is no easier
		}
		item := upload(t, b, i)
		for range 4 {
			err, died := lives(func() error { return sendUpload(t.Context(), b, item) })
			if died {
				deaths++
				_ = b.Close()
				b = o.process(t)
				continue
			}
			if err == nil {
				break
			}
		}
	}
	if deaths != 100 {
		t.Errorf("it died %d times, want 100", deaths)
	}
	shown := map[string]int{}
	for _, f := range o.slack.Files() {
		if f.Shares > 0 {
			shown[f.Name] += f.Shares
			if f.Channel != "C2" || string(f.Content) != "%PDF "+f.Name {
				t.Errorf("%s in %s holds %q", f.Name, f.Channel, f.Content)
			}
		}
	}
	if len(shown) != 100 {
		t.Errorf("%d files are seen, want 100", len(shown))
	}
	for name, times := range shown {
		if times != 1 {
			t.Errorf("%s was shown %d times", name, times)
		}
	}
}

// upload puts a file into the data folder and makes an item of it.
func upload(t *testing.T, b *bench, i int) delivery.Item {
	t.Helper()
	name := fmt.Sprintf("review-%03d.pdf", i)
	data := []byte("%PDF " + name)
	if err := os.MkdirAll(b.path("reports"), 0o750); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(b.path("reports"), name), data, 0o600); err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(data)
	return delivery.Item{Kind: kindPack, Key: fmt.Sprint(i), Title: name,
		Files: []delivery.File{{Path: "reports/" + name, SHA256: hex.EncodeToString(sum[:]), Bytes: len(data)}}}
}

func sendUpload(ctx context.Context, b *bench, item delivery.Item) error {
	box, err := b.outbox(ctx)
	if err != nil {
		return err
	}
	door, shut, err := b.door(ctx, b.cfg.Delivery.Destinations[0], false)
	if err != nil {
		return err
	}
	body, err := item.Encode()
	if err != nil {
		return err
	}
	_, err = box.Deliver(ctx, outbox.Message{Kind: item.Kind, Channel: "files", Key: item.Key, Body: body},
		&doorSender{p: b.Pipeline, box: box, door: door, at: b.deps.Now()})
	return errors.Join(err, shut())
}

// Two hundred messages to a Slack that loses three answers of ten after it took the
// message, while the process dies fifty times: each is there once.
func TestPostsSurviveLostAnswersAndDeaths(t *testing.T) {
	deaths := 0
	o := newOffice(t, func(method string, call int) fate {
		switch {
		case method != "chat.postMessage":
			return arrives
		case call%10 < 3:
			return losesAnswer
		case call%2 == 0 && deaths < 50:
			deaths++
			return []fate{diesBefore, diesAfter}[deaths%2]
		}
		return arrives
	})
	b := o.process(t)
	message, err := slack.ComposeFailure(slack.Failure{Company: "Acme", Job: "nightly", AsOf: epochDay, Stage: "pull", Cause: "x"})
	if err != nil {
		t.Fatal(err)
	}
	for i := range 200 {
		key := fmt.Sprint(i)
		for range 5 {
			err, died := lives(func() error {
				_, _, err := b.deliver(t.Context(), kindFailure, key, slack.Post{Message: message})
				return err
			})
			if died {
				_ = b.Close()
				b = o.process(t)
			} else if err == nil {
				break
			}
		}
	}
	if deaths != 50 {
		t.Errorf("it died %d times, want 50", deaths)
	}
	there := map[string]int{}
	for _, m := range o.slack.Messages() {
		_, key, _ := bytes.Cut(m.Metadata, []byte(`"key":"failure `))
		key, _, _ = bytes.Cut(key, []byte(`"`))
		there[string(key)]++
	}
	for i := range 200 {
		if n := there[fmt.Sprint(i)]; n != 1 {
			t.Errorf("message %d is there %d times", i, n)
		}
	}
	if n := len(o.slack.Messages()); n != 200 {
		t.Errorf("%d messages, want 200", n)
	}
}
