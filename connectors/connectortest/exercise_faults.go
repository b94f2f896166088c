package connectortest

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"quarterdeck/connectors/rest"
)

// status answers everything with code and body.
func status(code int, body string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(code)
		w.Write([]byte(body))
	})
}

// onceEach answers every request with fault first and lets the same request,
// sent again, through.
func onceEach(fault http.HandlerFunc, next http.Handler) http.Handler {
	var mu sync.Mutex
	failed := false
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		failed = !failed
		fail := failed
		mu.Unlock()
		if fail {
			fault(w, r)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// counted counts requests.
type counted struct {
	http.Handler
	mu sync.Mutex
	n  int
}

func (c *counted) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c.mu.Lock()
	c.n++
	c.mu.Unlock()
	c.Handler.ServeHTTP(w, r)
}

func wantDenied(t *testing.T, err error) {
	t.Helper()
	var e *rest.Error
	if !errors.As(err, &e) || !e.Permanent || !e.Denied {
		t.Fatalf("got %#v, want a permanent, denied *rest.Error", err)
	}
	text := err.Error()
	if !strings.Contains(text, "check token of source") && !strings.Contains(text, "check credentials of source") || strings.Contains(text, Secret) {
		t.Errorf("message: %s", text)
	}
}

func exerciseWrongToken(t *testing.T, v Vendor) {
	// Some vendors repeat what they were sent.
	requests := &counted{Handler: status(http.StatusUnauthorized, `{"message":"no such token `+Secret+`"}`)}
	_, err := Pull(t.Context(), t, v.open(t, requests), v.Stream, nil)
	wantDenied(t, err)
	if !strings.Contains(err.Error(), "suite."+v.Stream) {
		t.Errorf("message does not name source and stream: %v", err)
	}
	// A fetched token may have run out, so a new one is tried once.
	if most := 1 + v.tokens(); requests.n < 1 || requests.n > most {
		t.Errorf("%d requests with a wrong token, want at most %d", requests.n, most)
	}
}

func (v Vendor) tokens() int {
	if v.Token == nil {
		return 0
	}
	return 1
}

// wantSurvived checks that a load met by faults is the load without them.
func (v Vendor) wantSurvived(t *testing.T, fault http.HandlerFunc) {
	t.Helper()
	got := MustPull(t, v.open(t, onceEach(fault, v.Serve(3, v.pages(4)))), v.Stream, nil)
	v.wantKeys(t, got, 12)
}

func exerciseServerErrors(t *testing.T, v Vendor) {
	for _, code := range []int{500, 502, 503, 504} {
		v.wantSurvived(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(code) })
	}
}

func exerciseBrokenForGood(t *testing.T, v Vendor) {
	requests := &counted{Handler: status(http.StatusInternalServerError, "")}
	_, err := Pull(t.Context(), t, v.open(t, requests), v.Stream, nil)
	var e *rest.Error
	if !errors.As(err, &e) || e.Permanent || e.Stream != v.Stream || e.Path == "" {
		t.Errorf("got %#v, want a temporary *rest.Error naming stream and path", err)
	}
	if requests.n < 2 || requests.n > 20 {
		t.Errorf("%d attempts", requests.n)
	}
}

func exerciseReset(t *testing.T, v Vendor) {
	v.wantSurvived(t, func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
}

// exerciseTruncated cuts every answer in half, once with the connection broken
// and once ending as if all were well.
func exerciseTruncated(t *testing.T, v Vendor) {
	whole := v.Serve(3, v.pages(4))
	v.wantSurvived(t, func(w http.ResponseWriter, r *http.Request) {
		half := halfOf(whole, r)
		w.Write(half)
		w.(http.Flusher).Flush()
		panic(http.ErrAbortHandler)
	})
	v.wantSurvived(t, func(w http.ResponseWriter, r *http.Request) { w.Write(halfOf(whole, r)) })
}

func halfOf(h http.Handler, r *http.Request) []byte {
	recorder := httptest.NewRecorder()
	h.ServeHTTP(recorder, r)
	body := recorder.Body.Bytes()
	return body[:len(body)/2]
}
