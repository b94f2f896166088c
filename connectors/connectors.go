// Package connectors defines what a source of records is: which streams it
// declares and how one pull of a stream hands Arrow batches over.
//
// A vendor lives in a package of its own (connectors/hubspot, …) and implements
// Source. The paged HTTP engine all of them share is connectors/rest; the one
// list of vendors is connectors/all.
package connectors

import (
	"context"
	"encoding/json"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
)

// Source is one configured account at one vendor. Its streams may be pulled at
// the same time, each by one goroutine.
type Source interface {
	// Streams lists the declared streams in the order they are pulled.
	Streams() []Stream
	// Check makes one cheap authenticated call and reports why it fails. stream
	// names the stream the call should ask for, so that a missing scope shows;
	// empty asks for whatever tells best that the credentials are right.
	Check(ctx context.Context, stream string) error
	// Pull reads one stream from where req.Cursor stands and hands every batch
	// to sink. The batch belongs to Pull: sink must not keep it after it
	// returns. When sink fails, Pull stops and returns that error. The Result
	// is only meaningful when the error is nil; the caller makes the rows
	// durable before it stores Result.Cursor.
	Pull(ctx context.Context, req Request, sink Sink) (Result, error)
}

// Sink receives one batch of at most BatchRows rows, shaped as Schema(stream).
type Sink func(batch arrow.Record) error

// BatchRows is the greatest number of rows in one batch.
const BatchRows = 8192

// Request asks for one stream.
type Request struct {
	Stream string
	// Cursor is the Result.Cursor of the stream's newest load; nil asks for everything.
	Cursor json.RawMessage
	// LoadID and LoadedAt are written into every row.
	LoadID   string
	LoadedAt time.Time
	// Progress, when not nil, is told the total rows so far after each page.
	Progress func(rows int64)
	// Reject, when not nil, is handed every record that cannot be landed. An
	// error of it ends the pull. Pulls that are given none only count them.
	Reject func(Reject) error
	// Checkpoint, when not nil, may be called by Pull wherever everything handed
	// to the sink so far is complete up to r.Cursor: a pull that is killed later
	// is taken up there. It may make the rows durable at once, and says to which
	// load the rows that follow belong.
	Checkpoint func(r Result) (Load, error)
}

// Load names the load a row belongs to.
type Load struct {
	ID string
	At time.Time
}

// Reject is a record that could not be landed.
type Reject struct {
	// Place says where it stood, such as goals.csv:3 or page 2, record 14.
	Place string
	// Reason says what is wrong with it, in words.
	Reason string
	// Record is the record as it came, valid until Reject returns.
	Record []byte
}

// Result says what a pull covered.
type Result struct {
	// Cursor is opaque to all but its stream.
	Cursor json.RawMessage
	Mode   Mode
	// Window is the frozen time window the pull covers; zero where the stream has none.
	Window Window
	Rows   int64
	Pages  int
	// Invalid counts values that did not fit their column's type; they are kept in _extra.
	Invalid int64
	// Rejected counts the records that were handed to Request.Reject.
	Rejected int64
	// Live is how many live records the vendor itself counts in the stream at
	// the end of the pull; nil where it cannot say.
	Live *int64
	// Unfinished says, in words, why the pull stopped before its end without
	// having failed, such as a used-up daily quota. Cursor then resumes it.
	Unfinished string
}

// Mode says how a load relates to the ones before it.
type Mode string

const (
	// Full replaces everything known of the stream: a key that is not in it is gone.
	Full Mode = "full"
	// Increment adds newer versions and tombstones to what is known.
	Increment Mode = "increment"
)

// Window is half-open: From is in, To is out.
type Window struct {
	From time.Time `json:"from,omitzero"`
	To   time.Time `json:"to,omitzero"`
}
