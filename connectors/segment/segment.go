package segment

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/valyala/fastjson"

	"quarterdeck/config"
	"quarterdeck/connectors"
	"quarterdeck/connectors/lines"
	"quarterdeck/connectors/rest/rows"
)

const defaultGroupKey = "account_id"

// Source is one configured set of files.
type Source struct {
	name     string
	pattern  string
	groupKey string
	deps     connectors.Deps
}

var _ connectors.Source = (*Source)(nil)

// New checks the pattern; it opens no file.
func New(src config.Source, deps connectors.Deps) (*Source, error) {
	if deps.Now == nil {
		return nil, errors.New("open source " + src.Name + ": no clock given")
	}
	if _, err := filepath.Match(src.Path, ""); err != nil || src.Path == "" {
		return nil, &config.Error{File: "source " + src.Name, Message: fmt.Sprintf("path %q is no pattern of files", src.Path),
			Mend: "write one such as events/*.jsonl.gz, special characters with a backslash"}
	}
	s := &Source{name: src.Name, pattern: src.Path, groupKey: src.GroupKey, deps: deps.WithDefaults()}
	if s.groupKey == "" {
		s.groupKey = defaultGroupKey
	}
	return s, nil
}

// Streams declares what can be pulled with the usual group key.
func Streams() []connectors.Stream { return streams(defaultGroupKey) }

func streams(groupKey string) []connectors.Stream {
	return []connectors.Stream{{Name: "messages", Key: []string{"message_id"},
		Columns: []connectors.Column{
			{Name: "message_id", Type: connectors.String, Path: "messageId"},
			{Name: "type", Type: connectors.String},
			{Name: "event", Type: connectors.String},
			{Name: "name", Type: connectors.String},
			{Name: "user_id", Type: connectors.String, Path: "userId", PII: true},
			{Name: "anonymous_id", Type: connectors.String, Path: "anonymousId", PII: true},
			{Name: "previous_id", Type: connectors.String, Path: "previousId", PII: true},
			{Name: "group_id", Type: connectors.String, Path: "groupId"},
			{Name: "context_group_id", Type: connectors.String, Path: "context.groupId"},
			{Name: "property_group_id", Type: connectors.String, Path: "properties." + rows.EscapeName(groupKey)},
			{Name: "quantity", Type: connectors.Float, Path: "properties.quantity"},
			{Name: "occurred_at", Type: connectors.Timestamp, Path: "timestamp"},
			{Name: "original_at", Type: connectors.Timestamp, Path: "originalTimestamp"},
			{Name: "sent_at", Type: connectors.Timestamp, Path: "sentAt"},
			{Name: "received_at", Type: connectors.Timestamp, Path: "receivedAt"},
			{Name: "traits", Type: connectors.JSON, PII: true},
		}}}
}

// leftOut are fields that are not landed: where somebody was is nobody's business
// here, and what Segment did with the message neither.
func leftOut() []string {
	return []string{"context.ip", "context.location", "integrations"}
}

// Streams implements connectors.Source.
func (s *Source) Streams() []connectors.Stream { return streams(s.groupKey) }

// Check finds the files and reads the first message of the newest.
func (s *Source) Check(_ context.Context, _ string) error {
	found, err := s.find()
	if err != nil {
		return err
	}
	newest := found[0]
	for _, f := range found {
		if f.modified.After(newest.modified) {
			newest = f
		}
	}
	return newest.check()
}

// check reads the first line.
func (f foundFile) check() (err error) {
	in, err := os.Open(f.path)
	if err != nil {
		return fmt.Errorf("read messages: %w", err)
	}
	defer func() { err = errors.Join(err, in.Close()) }()
	text, err := f.unpacked(in)
	if errors.Is(err, io.EOF) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read %s: %w", f.path, err)
	}
	line, err := lines.New(text, maxLine).Next()
	if errors.Is(err, io.EOF) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read %s: %w", f.path, err)
	}
	v, err := fastjson.ParseBytes(line)
	if err != nil {
		return fmt.Errorf("read %s:1: %s; write one message a line", f.path, notObject)
	}
	if reason := complaint(v); reason != "" {
		return fmt.Errorf("read %s:1: %s", f.path, reason)
	}
	return nil
}

// base is the folder the pattern's changing part begins in.
func (s *Source) base() string {
	dir := filepath.Dir(s.pattern)
	for strings.ContainsAny(dir, `*?[\`) {
		dir = filepath.Dir(dir)
	}
	return dir
}
