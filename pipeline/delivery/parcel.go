package delivery

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path"
	"slices"
	"time"

	"quarterdeck/pipeline/outbox"
	"quarterdeck/reports/slack"
)

// Item is one thing to be delivered, as the outbox keeps it.
type Item struct {
	// Kind and Key name it, as in the outbox.
	Kind string `json:"kind"`
	Key  string `json:"key"`
	// Title says in a line what it is.
	Title string `json:"title"`
	// CustomerID and Customer are whose it is, Owner who looks after the customer;
	// empty where it is about many.
	CustomerID string `json:"customer_id,omitempty"`
	Customer   string `json:"customer,omitempty"`
	Owner      string `json:"owner,omitempty"`
	AsOf       string `json:"as_of,omitempty"`
	RunID      string `json:"run_id,omitempty"`
	// To are e-mail addresses; other places have their own.
	To []string `json:"to,omitempty"`
	// Message is what is to be read, nil for files alone.
	Message *slack.Message `json:"message,omitempty"`
	Files   []File         `json:"files,omitempty"`
}

// File is a file of an item.
type File struct {
	// Path is from the data folder, with forward slashes.
	Path   string `json:"path"`
	SHA256 string `json:"sha256"`
	Bytes  int    `json:"bytes"`
	// Beside is what it is to the main file, as its picture or its receipts; empty for
	// the main file itself.
	Beside string `json:"beside,omitempty"`
}

// Name is the file's own name.
func (f File) Name() string { return path.Base(f.Path) }

// Main are the files without what lies beside them.
func (i Item) Main() []File {
	return slices.DeleteFunc(slices.Clone(i.Files), func(f File) bool { return f.Beside != "" })
}

// Text is the item's message to be read aloud; empty without one.
func (i Item) Text() string {
	if i.Message == nil {
		return ""
	}
	return slack.Preview(*i.Message)
}

// Encode is the item as the outbox keeps it, and Decode reads that.
func (i Item) Encode() ([]byte, error) {
	data, err := json.Marshal(i)
	if err != nil {
		return nil, fmt.Errorf("encode %s %s: %w", i.Kind, i.Key, err)
	}
	return data, nil
}

// Decode reads what Encode wrote.
func Decode(data []byte) (i Item, err error) {
	if err := json.Unmarshal(data, &i); err != nil {
		return i, fmt.Errorf("decode item: %w", err)
	}
	return i, nil
}

// Parcel is an item on its way.
type Parcel struct {
	Item
	// ID is the same for every try.
	ID string
	// At is when it is sent.
	At time.Time
	// Read gives the bytes of one of its files; it fails where they are not those
	// the item was made of.
	Read func(File) ([]byte, error)
	// Note keeps what the other side calls a part of it, until it is there, and
	// Progress is what a former try kept.
	Note     func(ctx context.Context, progress string) error
	Progress string
}

// Door is one place.
type Door interface {
	// Send and Lookup are those of outbox.Sender.
	Send(ctx context.Context, p Parcel) (ref string, err error)
	Lookup(ctx context.Context, p Parcel, since time.Time) (ref string, err error)
	// Check makes one cheap call that proves the place is there and lets us in. It
	// sends nothing.
	Check(ctx context.Context) error
}

// LaterError is an error that a later try may not have.
type LaterError struct {
	// After is how long the other side asked to wait, or 0.
	After time.Duration
	// Down is set where nobody can be reached, so that the next parcel need not try.
	Down bool
	Err  error
}

// Error is the error's own text.
func (e *LaterError) Error() string { return e.Err.Error() }

// Unwrap gives the cause.
func (e *LaterError) Unwrap() error { return e.Err }

// later marks an error as one after which the parcel is surely not there, and that
// may pass.
func later(after time.Duration, down bool, err error) error {
	return outbox.NotSent(&LaterError{After: after, Down: down, Err: err})
}

// errUnsearchable is why a lost answer leaves a parcel unknown.
var errUnsearchable = errors.New("this kind of destination cannot be asked what arrived")
