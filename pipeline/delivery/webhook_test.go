package delivery

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"quarterdeck/pipeline/outbox"
)

// received is what a receiver of webhooks sees.
type received struct {
	header http.Header
	body   []byte
}

// receiver answers every request with the status, or with none for 0, and gives what it got.
func receiver(t *testing.T, status int) (*httptest.Server, func() []received) {
	t.Helper()
	var mu sync.Mutex
	var all []received
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		mu.Lock()
		all = append(all, received{r.Header.Clone(), body})
		mu.Unlock()
		if status == 0 {
			panic(http.ErrAbortHandler)
		}
		w.Header().Set("Retry-After", "7")
		w.WriteHeader(status)
	}))
	server.Config.ErrorLog = nil
	t.Cleanup(server.Close)
	return server, func() []received {
		mu.Lock()
		defer mu.Unlock()
		return slices.Clone(all)
	}
}

func webhookTo(server *httptest.Server) *Webhook {
	return NewWebhook(WebhookOptions{URL: server.URL + "/hook-canary", Secret: "key-canary", HTTP: server.Client(), Now: func() time.Time { return noon }})
}

// The signature is checked by openssl, which knows nothing of us.
func TestWebhookIsSigned(t *testing.T) {
	openssl, err := exec.LookPath("openssl")
	if err != nil {
		if os.Getenv("QUARTERDECK_CI") != "" {
			t.Fatal(err)
		}
		t.Skip("no openssl")
	}
	server, all := receiver(t, http.StatusNoContent)
	sent := parcel(twoFiles())
	if _, err := webhookTo(server).Send(t.Context(), sent); err != nil || len(all()) != 1 {
		t.Fatalf("got %v, %d requests", err, len(all()))
	}
	got := all()[0]
	at := got.header.Get(HeaderTimestamp)
	if at != fmt.Sprint(noon.Unix()) || got.header.Get(HeaderKey) != sent.ID || got.header.Get(HeaderTest) != "" {
		t.Errorf("headers %v", got.header)
	}
	signed := filepath.Join(t.TempDir(), "signed")
	if err := os.WriteFile(signed, append([]byte(at+"."), got.body...), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(openssl, "dgst", "-sha256", "-hmac", "key-canary", "-r", signed).Output()
	if err != nil {
		t.Fatal(err)
	}
	want, _, _ := strings.Cut(string(out), " ")
	if sig := got.header.Get(HeaderSignature); sig != "sha256="+want {
		t.Errorf("signature %s, want %s", sig, want)
	}
	var body struct {
		ID, Kind string
		Files    []struct{ Name, SHA256, Content string }
	}
	if err := json.Unmarshal(got.body, &body); err != nil || body.ID != sent.ID || body.Kind != "qbr" || len(body.Files) != 1 {
		t.Fatalf("got %+v, %v, want the review alone", body, err)
	}
	content, err := base64.StdEncoding.DecodeString(body.Files[0].Content)
	if sum := sha256.Sum256(content); err != nil || fmt.Sprintf("%x", sum) != body.Files[0].SHA256 || string(content) != "%PDF-1.7 Acme" {
		t.Errorf("content %q, %v", content, err)
	}
}

func TestWebhookOutcomes(t *testing.T) {
	for status, want := range map[int]struct {
		sent, later bool
		after       time.Duration
	}{
		200: {true, false, 0}, 202: {true, false, 0}, 302: {false, false, 0}, 400: {false, false, 0}, 410: {false, false, 0},
		408: {false, true, 0}, 429: {false, true, 7 * time.Second}, 500: {false, true, 0}, 503: {false, true, 0}, 0: {false, true, 0},
	} {
		t.Run(fmt.Sprint(status), func(t *testing.T) {
			server, _ := receiver(t, status)
			server.Client().CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
			_, err := webhookTo(server).Send(t.Context(), parcel(twoFiles()))
			var later *LaterError
			if (err == nil) != want.sent || err != nil && !outbox.IsNotSent(err) || errors.As(err, &later) != want.later {
				t.Errorf("got %v, later %v", err, later)
			}
			if later != nil && later.After != want.after {
				t.Errorf("wait %s, want %s", later.After, want.after)
			}
			if err != nil && strings.Contains(err.Error(), "canary") {
				t.Errorf("the address is in %v", err)
			}
		})
	}
}

// An incoming webhook of Slack cannot be asked, so only a refusal says that nothing
// was posted.
func TestSlackHookOutcomes(t *testing.T) {
	for status, want := range map[int]struct{ sent, notSent bool }{200: {true, false}, 403: {false, true}, 429: {false, true}, 500: {false, false}, 0: {false, false}} {
		t.Run(fmt.Sprint(status), func(t *testing.T) {
			server, all := receiver(t, status)
			p := Parcel{Item: Item{Kind: "failure", Key: "1", Message: notice(t)}}
			_, err := NewSlackHook(server.URL+"/services/hook-canary", server.Client()).Send(t.Context(), p)
			if (err == nil) != want.sent || err != nil && outbox.IsNotSent(err) != want.notSent {
				t.Errorf("got %v", err)
			}
			if err != nil && strings.Contains(err.Error(), "canary") {
				t.Errorf("the address is in %v", err)
			}
			var body struct {
				Text   string
				Blocks []json.RawMessage
				Thread json.RawMessage
			}
			if err := json.Unmarshal(all()[0].body, &body); err != nil || body.Text == "" || len(body.Blocks) == 0 || body.Thread != nil {
				t.Errorf("posted %s, %v", all()[0].body, err)
			}
			if strings.Contains(string(all()[0].body), "<!channel>") {
				t.Errorf("a mention got through: %s", all()[0].body)
			}
		})
	}
}
