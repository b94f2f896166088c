package simulator

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestRefusals(t *testing.T) {
	c := visit(t, 10, Options{})
	for _, x := range []struct {
		vendor, path string
		status       int
		says         func(map[string]any) string
		without      string
		wrong        string
	}{
		{"HubSpot", "/hubspot/crm/v3/owners", 401, func(m map[string]any) string { return text(m["category"]) }, "INVALID_AUTHENTICATION", "INVALID_AUTHENTICATION"},
		{"Stripe", "/stripe/v1/customers", 401, func(m map[string]any) string { return text(dig(m, "error", "type")) }, "invalid_request_error", "invalid_request_error"},
		{"Zendesk", "/zendesk/api/v2/satisfaction_ratings", 401, func(m map[string]any) string { return text(m["error"]) }, "Couldn't authenticate you", "Couldn't authenticate you"},
		{"Intercom", "/intercom/admins", 401, func(m map[string]any) string { return text(dig(rowsOf(m, "errors")[0], "code")) }, "unauthorized", "unauthorized"},
		{"Freshdesk", "/freshdesk/api/v2/agents", 401, func(m map[string]any) string { return text(m["code"]) }, "invalid_credentials", "invalid_credentials"},
		{"Typeform", "/typeform/forms", 401, func(m map[string]any) string { return text(m["code"]) }, "AUTHENTICATION_FAILED", "AUTHENTICATION_FAILED"},
		{"Mixpanel", "/mixpanel/api/2.0/export", 401, func(m map[string]any) string { return text(m["status"]) }, "error", "error"},
		{"Amplitude", "/amplitude/api/2/export?start=20261101T00&end=20261101T01", 401, func(m map[string]any) string { return text(dig(m, "error", "type")) }, "invalid_authentication", "invalid_authentication"},
		{"PostHog", "/posthog/api/projects/" + ProjectPostHog + "/", 401, func(m map[string]any) string { return text(m["code"]) }, "not_authenticated", "authentication_failed"},
		{"Slack", "/slack/auth.test", 200, func(m map[string]any) string { return text(m["error"]) }, "not_authed", "invalid_auth"},
	} {
		status, _, body := c.do(http.MethodGet, x.path, nil, func(r *http.Request) { r.Header.Del("Authorization") })
		if status != x.status || x.says(decode(t, body)) != x.without {
			t.Errorf("%s without credentials: got %d %s", x.vendor, status, body)
		}
		status, _, body = c.do(http.MethodGet, x.path, nil, func(r *http.Request) { r.Header.Set("Authorization", "Bearer sk_test_somebody_elses") })
		if status != x.status || x.says(decode(t, body)) != x.wrong {
			t.Errorf("%s with wrong credentials: got %d %s", x.vendor, status, body)
		}
		if strings.Contains(string(body), "sk_test_somebody_elses") {
			t.Errorf("%s repeats the whole key: %s", x.vendor, body)
		}
	}
}

func TestLimits(t *testing.T) {
	c := visit(t, 10, Options{Limits: Limits{
		PathHubSpot: {2, 10 * time.Second}, PathStripe: {1, time.Second}, PathZendesk: {5, time.Minute},
		PathZendesk + "/api/v2/incremental/": {1, time.Minute}, PathTypeform: {1, time.Second},
	}})
	for _, x := range []struct {
		path    string
		allowed int
		header  string
		value   string
		again   time.Duration
	}{
		{"/hubspot/crm/v3/owners", 2, "Retry-After", "", 10 * time.Second},
		{"/stripe/v1/products", 1, "Stripe-Rate-Limited-Reason", "global-rate", time.Second},
		{"/zendesk/api/v2/incremental/users/cursor.json?start_time=0", 1, "Retry-After", "60", time.Minute},
		{"/zendesk/api/v2/satisfaction_ratings", 5, "Retry-After", "60", time.Minute},
		{"/typeform/forms", 1, "Retry-After", "1", time.Second},
	} {
		for n := range x.allowed {
			status, header, _ := c.do(http.MethodGet, x.path, nil)
			if status != http.StatusOK {
				t.Errorf("%s: request %d got %d", x.path, n+1, status)
			}
			if left := fmt.Sprint(x.allowed - n - 1); strings.HasPrefix(x.path, PathHubSpot) && header.Get("X-HubSpot-RateLimit-Remaining") != left {
				t.Errorf("%s: got %q remaining, want %s", x.path, header.Get("X-HubSpot-RateLimit-Remaining"), left)
			}
		}
		status, header, _ := c.do(http.MethodGet, x.path, nil)
		if status != http.StatusTooManyRequests || header.Get(x.header) != x.value {
			t.Errorf("%s: one too many got %d with %s %q, want 429 with %q", x.path, status, x.header, header.Get(x.header), x.value)
		}
		c.now = c.now.Add(x.again)
		if status, _, _ := c.do(http.MethodGet, x.path, nil); status != http.StatusOK {
			t.Errorf("%s: got %d after the window turned", x.path, status)
		}
	}
}

func TestFaults(t *testing.T) {
	faults := &Faults{}
	c := visit(t, 20, Options{Faults: faults})
	const path = "/hubspot/crm/v3/objects/companies"
	n := 0
	ask := func(f Fault) (int, http.Header, []byte) {
		n = c.sim.Requests()[path]
		faults.On(path, n+1, f)
		return c.do(http.MethodGet, path+"?limit=5&after=18200040000", nil)
	}
	healthy, _, whole := c.do(http.MethodGet, path+"?limit=5&after=18200040000", nil)
	if healthy != http.StatusOK {
		t.Fatalf("got %d before any fault", healthy)
	}
	if status, header, _ := ask(Fault{Status: 429, RetryAfter: 7 * time.Second}); status != 429 || header.Get("Retry-After") != "7" {
		t.Errorf("429 in seconds: got %d, %q", status, header.Get("Retry-After"))
	}
	if status, header, _ := ask(Fault{Status: 429, RetryAfter: time.Minute, RetryDate: true}); status != 429 || header.Get("Retry-After") != night.Add(time.Minute).Format(http.TimeFormat) {
		t.Errorf("429 with a date: got %d, %q", status, header.Get("Retry-After"))
	}
	if status, header, _ := ask(Fault{Status: 503}); status != 503 || header.Get("Retry-After") != "" {
		t.Errorf("503: got %d, %q", status, header.Get("Retry-After"))
	}
	if _, _, body := ask(Fault{EmptyPage: true}); len(rowsOf(decode(t, body), "results")) != 0 || dig(decode(t, body), "paging", "next", "after") != dig(decode(t, whole), "paging", "next", "after") {
		t.Errorf("empty page: got %s", body)
	}
	if _, _, body := ask(Fault{SameCursor: true}); dig(decode(t, body), "paging", "next", "after") != "18200040000" {
		t.Errorf("same cursor: got %v", dig(decode(t, body), "paging", "next", "after"))
	}
	if _, _, body := ask(Fault{Slow: time.Millisecond}); !bytes.Equal(body, whole) {
		t.Error("a slow answer differs from a quick one")
	}
	if status, _, body := c.do(http.MethodGet, path+"?limit=5&after=18200040000", nil); status != http.StatusOK || !bytes.Equal(body, whole) {
		t.Error("the request after the faults is still broken")
	}
	faults.On(path, 0, Fault{Status: 500})
	for range 2 {
		if status, _, _ := c.do(http.MethodGet, path, nil); status != 500 {
			t.Errorf("every request: got %d, want 500", status)
		}
	}
	faults.Clear()
	if status, _, _ := c.do(http.MethodGet, path, nil); status != http.StatusOK {
		t.Errorf("after clearing: got %d", status)
	}
}

// TestBrokenConnections: the client sees an error, never a short answer that looks whole.
func TestBrokenConnections(t *testing.T) {
	faults := &Faults{}
	c := visit(t, 20, Options{Faults: faults})
	for name, fault := range map[string]Fault{"reset": {Reset: true}, "truncated": {Truncate: 100}} {
		for path, vendorPath := range map[string]string{"/typeform/forms/XbRx9aPq/responses": "", "/mixpanel/api/2.0/export": "?from_date=2026-10-01&to_date=2026-10-07"} {
			faults.On(path, c.sim.Requests()[path]+1, fault)
			r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, c.srv.URL+path+vendorPath, nil)
			if err != nil {
				t.Fatal(err)
			}
			login(r)
			// Without keep-alive the client has no reason to try again by itself.
			r.Close = true
			answer, err := c.srv.Client().Do(r)
			if err == nil {
				_, err = io.ReadAll(answer.Body)
				err = errors.Join(err, answer.Body.Close())
			}
			if err == nil || errors.Is(err, context.Canceled) {
				t.Errorf("%s %s: got %v, want a broken connection", name, path, err)
			}
		}
	}
}

func TestSlackMessages(t *testing.T) {
	c := visit(t, 10, Options{})
	blocks := []any{map[string]any{"type": "header", "text": map[string]any{"type": "plain_text", "text": "Morning"}}}
	meta := map[string]any{"event_type": "digest", "event_payload": map[string]any{"key": "2026-11-21"}}
	sent := c.post("/slack/chat.postMessage", map[string]any{"channel": "C0TEST", "text": "hello", "blocks": blocks, "metadata": meta})
	if sent["ok"] != true {
		t.Fatalf("post: got %v", sent)
	}
	ts := text(sent["ts"])
	inThread := c.post("/slack/chat.postMessage", map[string]any{"channel": "C0TEST", "text": "more", "thread_ts": ts})
	form := url.Values{"channel": {"C0TEST"}, "limit": {"10"}, "include_all_metadata": {"true"}, "token": {TokenSlack}}
	answer, err := c.srv.Client().PostForm(c.srv.URL+"/slack/conversations.history", form)
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(answer.Body)
	if err := errors.Join(err, answer.Body.Close()); err != nil {
		t.Fatal(err)
	}
	found := rowsOf(decode(t, body), "messages")
	if len(found) != 1 || dig(found[0], "metadata", "event_payload", "key") != "2026-11-21" {
		t.Fatalf("history by form: got %s", body)
	}
	if replies := rowsOf(c.post("/slack/conversations.replies", map[string]any{"channel": "C0TEST", "ts": ts}), "messages"); len(replies) != 2 || replies[1]["ts"] != inThread["ts"] {
		t.Errorf("thread: got %v", replies)
	}
	c.post("/slack/chat.update", map[string]any{"channel": "C0TEST", "ts": ts, "text": "hello again"})
	got := c.sim.Messages()
	if len(got) != 2 || got[0].Text != "hello again" || !got[0].Edited || got[1].ThreadTS != ts {
		t.Errorf("kept messages: %+v", got)
	}
}

func TestSlackRefuses(t *testing.T) {
	c := visit(t, 10, Options{})
	section := func(n int) map[string]any {
		return map[string]any{"type": "section", "text": map[string]any{"type": "mrkdwn", "text": strings.Repeat("ä", n)}}
	}
	header := func(n int, kind string) map[string]any {
		return map[string]any{"type": "header", "text": map[string]any{"type": kind, "text": strings.Repeat("x", n)}}
	}
	many := func(n int) []any {
		out := make([]any, n)
		for i := range out {
			out[i] = map[string]any{"type": "divider"}
		}
		return out
	}
	for _, x := range []struct {
		name   string
		blocks []any
		want   string
	}{
		{"fifty blocks", many(50), ""}, {"fifty-one blocks", many(51), "invalid_blocks"},
		{"section of 3000", []any{section(3000)}, ""}, {"section of 3001", []any{section(3001)}, "invalid_blocks"}, {"empty section", []any{section(0)}, "invalid_blocks"},
		{"header of 150", []any{header(150, "plain_text")}, ""}, {"header of 151", []any{header(151, "plain_text")}, "invalid_blocks"},
		{"header in mrkdwn", []any{header(5, "mrkdwn")}, "invalid_blocks"}, {"unknown block", []any{map[string]any{"type": "banner"}}, "invalid_blocks"},
		{"context without elements", []any{map[string]any{"type": "context", "elements": []any{}}}, "invalid_blocks"},
		{"one id twice", []any{map[string]any{"type": "divider", "block_id": "a"}, map[string]any{"type": "divider", "block_id": "a"}}, "invalid_blocks"},
		{"image without alt text", []any{map[string]any{"type": "image", "image_url": "https://x.example/a.png"}}, "invalid_blocks"},
	} {
		got := c.post("/slack/chat.postMessage", map[string]any{"channel": "C0TEST", "text": "t", "blocks": x.blocks})
		if text(got["error"]) != x.want {
			t.Errorf("%s: got %v, want error %q", x.name, got, x.want)
		}
	}
	for name, args := range map[string]map[string]any{
		"no_text": {"channel": "C0TEST"}, "channel_not_found": {"channel": "nowhere", "text": "x"}, "thread_not_found": {"channel": "C0TEST", "text": "x", "thread_ts": "1.0"},
		"invalid_metadata_format": {"channel": "C0TEST", "text": "x", "metadata": map[string]any{"event_type": "a"}},
	} {
		if got := c.post("/slack/chat.postMessage", args); got["error"] != name {
			t.Errorf("got %v, want %s", got, name)
		}
	}
}

func TestSlackFiles(t *testing.T) {
	c := visit(t, 10, Options{})
	content := []byte("%PDF-1.7 not really")
	place := c.post("/slack/files.getUploadURLExternal", map[string]any{"filename": "qbr.pdf", "length": fmt.Sprint(len(content))})
	var form bytes.Buffer
	parts := multipart.NewWriter(&form)
	part, err := parts.CreateFormFile("file", "qbr.pdf")
	if err == nil {
		_, err = part.Write(content)
	}
	if err := errors.Join(err, parts.Close()); err != nil {
		t.Fatal(err)
	}
	answer, err := c.srv.Client().Post(text(place["upload_url"]), parts.FormDataContentType(), &form)
	if err != nil {
		t.Fatal(err)
	}
	if err := answer.Body.Close(); err != nil || answer.StatusCode != http.StatusOK {
		t.Fatalf("upload: got %d, %v", answer.StatusCode, err)
	}
	files, err := json.Marshal([]any{map[string]any{"id": place["file_id"], "title": "Review"}})
	if err != nil {
		t.Fatal(err)
	}
	done := c.post("/slack/files.completeUploadExternal", map[string]any{"files": string(files), "channel_id": "C0TEST"})
	want := []File{{ID: text(place["file_id"]), Name: "qbr.pdf", Title: "Review", Channel: "C0TEST", Content: content, Complete: true, Shares: 1}}
	if diff := cmp.Diff(c.sim.Files(), want); diff != "" || done["ok"] != true {
		t.Errorf("kept files (-got +want):\n%s\nanswer %v", diff, done)
	}
}
