package simulator

import (
	"bytes"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Fault breaks one answer.
type Fault struct {
	// Status answers with this code instead of the vendor's answer.
	Status int
	// RetryAfter is sent with Status: as seconds, or as a date with RetryDate.
	RetryAfter time.Duration
	RetryDate  bool
	// Reset closes the connection without an answer.
	Reset bool
	// Truncate sends the true answer's first bytes and then closes the connection.
	Truncate int
	// EmptyPage sends the true answer with its rows taken out, its cursor kept.
	EmptyPage bool
	// SameCursor sends the true answer with its cursor replaced by the one asked with.
	SameCursor bool
	// Slow waits so long between the header and the body.
	Slow time.Duration
}

// Faults scripts which request is broken and how. The zero value breaks none.
type Faults struct {
	mu     sync.Mutex
	script []scripted
}

type scripted struct {
	prefix string
	nth    int
	fault  Fault
}

// On breaks the n-th request (from 1) whose path is exactly path; n 0 breaks
// every one. It may be called while the simulator serves.
func (f *Faults) On(path string, n int, fault Fault) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.script = append(f.script, scripted{path, n, fault})
}

// Clear forgets all faults.
func (f *Faults) Clear() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.script = nil
}

func (f *Faults) next(path string, n int) (Fault, bool) {
	if f == nil {
		return Fault{}, false
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, s := range f.script {
		if s.prefix == path && (s.nth == 0 || s.nth == n) {
			return s.fault, true
		}
	}
	return Fault{}, false
}

// apply answers itself and reports true, or returns a writer that spoils the
// true answer when it is finished.
func (f Fault) apply(w http.ResponseWriter, r *http.Request, now time.Time) (http.ResponseWriter, bool) {
	switch {
	case f.Reset:
		panic(http.ErrAbortHandler) // net/http closes the connection and logs nothing
	case f.Status != 0:
		if f.RetryAfter > 0 && f.RetryDate {
			w.Header().Set("Retry-After", now.Add(f.RetryAfter).UTC().Format(http.TimeFormat))
		} else if f.RetryAfter > 0 {
			w.Header().Set("Retry-After", strconv.Itoa(int(f.RetryAfter/time.Second)))
		}
		reply(w, f.Status, object{"message": http.StatusText(f.Status)})
		return w, true
	default:
		return &spoiler{ResponseWriter: w, fault: f, request: r, status: http.StatusOK}, false
	}
}

// spoiler holds the true answer back until finish spoils it.
type spoiler struct {
	http.ResponseWriter
	fault   Fault
	request *http.Request
	status  int
	body    bytes.Buffer
}

func (s *spoiler) WriteHeader(status int)            { s.status = status }
func (s *spoiler) Write(p []byte) (int, error)       { return s.body.Write(p) }
func (s *spoiler) WriteString(p string) (int, error) { return s.body.WriteString(p) }

// finish sends the spoiled answer.
func (s *spoiler) finish() {
	text := s.body.Bytes()
	if s.fault.EmptyPage {
		text = withoutRows(text)
	}
	if s.fault.SameCursor {
		text = withCursor(text, s.request)
	}
	s.ResponseWriter.Header().Set("Content-Length", strconv.Itoa(len(text)))
	s.ResponseWriter.WriteHeader(s.status)
	if f, ok := s.ResponseWriter.(http.Flusher); ok && s.fault.Slow > 0 {
		f.Flush()
		select {
		case <-time.After(s.fault.Slow):
		case <-s.request.Context().Done():
			return
		}
	}
	if s.fault.Truncate > 0 && s.fault.Truncate < len(text) {
		_, _ = s.ResponseWriter.Write(text[:s.fault.Truncate])
		panic(http.ErrAbortHandler)
	}
	_, _ = s.ResponseWriter.Write(text)
}

// withoutRows empties the first array of objects.
func withoutRows(text []byte) []byte {
	start := bytes.Index(text, []byte(`":[{`))
	if start < 0 {
		return text
	}
	start += 3
	depth, quoted := 0, false
	for i := start - 1; i < len(text); i++ {
		switch c := text[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '[' || c == '{':
			depth++
		case c == ']' || c == '}':
			if depth--; depth == 0 {
				return append(append([]byte{}, text[:start]...), text[i:]...)
			}
		}
	}
	return text
}

// withCursor puts the cursor the request came with where the next one stands.
func withCursor(text []byte, r *http.Request) []byte {
	asked := ""
	for _, name := range []string{"after", "cursor", "page[after]", "start_time"} {
		if v := r.URL.Query().Get(name); v != "" {
			asked = v
			break
		}
	}
	next := regexp.MustCompile(`"(after|after_cursor)":"[^"]*"`)
	text = next.ReplaceAll(text, []byte(`"$1":"`+strings.ReplaceAll(asked, "$", "$$")+`"`))
	if asked != "" {
		text = regexp.MustCompile(`"end_time":\d+`).ReplaceAll(text, []byte(`"end_time":`+asked))
	}
	return text
}
