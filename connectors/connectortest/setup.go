package connectortest

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/apache/arrow/go/v17/arrow"

	"quarterdeck/connectors"
)

// Secret is the token every source of the suite is opened with; no message may
// ever hold it.
const Secret = "tok-5ecret-do-not-print"

// Now is when every pull of the suite happens.
func Now() time.Time { return time.Date(2026, 3, 1, 2, 0, 0, 0, time.UTC) }

// Clock is a clock that only sleeping moves. Its zero value stands at Now.
type Clock struct {
	mu    sync.Mutex
	slept time.Duration
	waits []time.Duration
}

// Deps hands a source this clock.
func (c *Clock) Deps() connectors.Deps {
	return connectors.Deps{Now: c.Now, Sleep: c.Sleep, Random: func() float64 { return 0.5 }}
}

// Now is Now plus everything slept.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return Now().Add(c.slept)
}

// advance moves the clock on.
func (c *Clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.slept += d
}

// Sleep returns at once.
func (c *Clock) Sleep(ctx context.Context, d time.Duration) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.slept += d
	c.waits = append(c.waits, d)
	return ctx.Err()
}

// Open starts handler on loopback and opens v's source on it.
func Open(t *testing.T, v Vendor, handler http.Handler, clock *Clock) connectors.Source {
	t.Helper()
	server := httptest.NewServer(v.withToken(handler))
	t.Cleanup(server.Close)
	cfg := v.Config
	cfg.BaseURL, cfg.Token, cfg.Rate = server.URL, Secret, 1e6
	if cfg.Name == "" {
		cfg.Name = "suite"
	}
	source, err := v.Open(cfg, clock.Deps())
	if err != nil {
		t.Fatal(err)
	}
	return source
}

// Loaded is what a pull handed over.
type Loaded struct {
	connectors.Result
	// Rows are the landed rows: column to text, nulls absent.
	Rows []map[string]string
}

// Column lists one column's values in landing order, "" for null.
func (l Loaded) Column(name string) []string {
	values := make([]string, len(l.Rows))
	for i, row := range l.Rows {
		values[i] = row[name]
	}
	return values
}

// Pull reads one stream and keeps its rows. Every batch is checked against the
// declared schema.
func Pull(ctx context.Context, t *testing.T, source connectors.Source, stream string, cursor json.RawMessage) (Loaded, error) {
	t.Helper()
	return pull(ctx, t, source, connectors.Request{Stream: stream, Cursor: cursor, LoadID: "01LOAD", LoadedAt: Now()})
}

func pull(ctx context.Context, t *testing.T, source connectors.Source, req connectors.Request) (Loaded, error) {
	t.Helper()
	var rows []map[string]string
	result, err := pullInto(ctx, t, source, req, &rows)
	return Loaded{Result: result, Rows: rows}, err
}

// pullInto is pull for who wants to see the rows while they come.
func pullInto(ctx context.Context, t *testing.T, source connectors.Source, req connectors.Request, rows *[]map[string]string) (connectors.Result, error) {
	t.Helper()
	declared, err := connectors.Find(source.Streams(), req.Stream)
	if err != nil {
		t.Fatal(err)
	}
	return source.Pull(ctx, req, func(batch arrow.Record) error {
		if !batch.Schema().Equal(connectors.Schema(declared)) {
			t.Errorf("schema of %s\n got %v\nwant %v", req.Stream, batch.Schema(), connectors.Schema(declared))
		}
		if n := batch.NumRows(); n == 0 || n > connectors.BatchRows {
			t.Errorf("batch of %d rows", n)
		}
		fresh := Texts(batch)
		for _, row := range fresh {
			checkTexts(t, declared, row)
		}
		*rows = append(*rows, fresh...)
		return nil
	})
}

// checkTexts refuses what would break a Parquet file or a query later on.
func checkTexts(t *testing.T, stream connectors.Stream, row map[string]string) {
	t.Helper()
	for name, text := range row {
		if !utf8.ValidString(text) {
			t.Errorf("%s.%s is not UTF-8: %q", stream.Name, name, text)
		}
	}
	for _, c := range append(slices.Clone(stream.Columns), connectors.Column{Name: connectors.ColumnExtra, Type: connectors.JSON}) {
		if text, there := row[c.Name]; there && c.Type == connectors.JSON && !json.Valid([]byte(text)) {
			t.Errorf("%s.%s is not JSON: %.200q", stream.Name, c.Name, text)
		}
	}
}

// MustPull is Pull for a pull that has to succeed.
func MustPull(t *testing.T, source connectors.Source, stream string, cursor json.RawMessage) Loaded {
	t.Helper()
	loaded, err := Pull(t.Context(), t, source, stream, cursor)
	if err != nil {
		t.Fatal(err)
	}
	if int64(len(loaded.Rows)) != loaded.Result.Rows {
		t.Errorf("%s: result says %d rows, %d landed", stream, loaded.Result.Rows, len(loaded.Rows))
	}
	if !json.Valid(loaded.Cursor) {
		t.Errorf("%s: cursor %q is not JSON", stream, loaded.Cursor)
	}
	return loaded
}

// Texts turns a batch into maps from column to text; nulls are absent.
func Texts(batch arrow.Record) []map[string]string {
	rows := make([]map[string]string, batch.NumRows())
	for i := range rows {
		rows[i] = map[string]string{}
		for c, field := range batch.Schema().Fields() {
			if column := batch.Column(c); column.IsValid(i) {
				rows[i][field.Name] = column.ValueStr(i)
			}
		}
	}
	return rows
}

// pages gives n pages of size records each, numbered from 1.
func (v Vendor) pages(size int) func(i int) []string {
	return func(i int) []string {
		records := make([]string, size)
		for k := range records {
			records[k] = v.Record(int64(i*size+k+1), "")
		}
		return records
	}
}

// fixed serves these pages.
func (v Vendor) fixed(pages ...[]string) http.Handler {
	return v.Serve(len(pages), func(i int) []string { return pages[i] })
}

// Members joins JSON members, leaving out empty ones.
func Members(members ...string) string {
	var kept []string
	for _, m := range members {
		if m != "" {
			kept = append(kept, m)
		}
	}
	return strings.Join(kept, ",")
}

// withToken lets requests for an access token go to v.Token and all others to next.
func (v Vendor) withToken(next http.Handler) http.Handler {
	if v.Token == nil {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == v.TokenPath {
			v.Token.ServeHTTP(w, r)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func (v Vendor) open(t *testing.T, handler http.Handler) connectors.Source {
	t.Helper()
	return Open(t, v, handler, &Clock{})
}
