package segment_test

import (
	"bytes"
	"context"
	"path/filepath"
	"testing"

	"os"

	"github.com/apache/arrow/go/v17/arrow"

	"quarterdeck/config"
	"quarterdeck/connectors"
	"quarterdeck/connectors/connectortest"
	"quarterdeck/connectors/segment"
)

// FuzzFile: every line of a file is landed or rejected, whatever stands in it.
func FuzzFile(f *testing.F) {
	f.Add([]byte(`{"messageId":"m1","type":"track","event":"Login","userId":"u","timestamp":"2026-02-01T10:00:00Z"}` + "\n"))
	f.Add([]byte(`{"messageId":"m1","type":"group","groupId":7,"traits":{"name":null}}` + "\n[]\n{\n"))
	f.Add([]byte("\xff\n\n\x00\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		if len(text) > 1<<16 {
			return
		}
		path := filepath.Join(t.TempDir(), "e.jsonl")
		if err := os.WriteFile(path, append(text, '\n'), 0o600); err != nil {
			t.Fatal(err)
		}
		source, err := segment.New(config.Source{Name: "usage", Path: path}, (&connectortest.Clock{}).Deps())
		if err != nil {
			t.Fatal(err)
		}
		for _, stream := range source.Streams() {
			rejected := int64(0)
			req := connectors.Request{Stream: stream.Name, LoadID: "01LOAD", LoadedAt: connectortest.Now(),
				Reject: func(connectors.Reject) error { rejected++; return nil }}
			got, err := source.Pull(context.Background(), req, func(arrow.Record) error { return nil })
			if err != nil {
				t.Fatalf("pull %s: %v", stream.Name, err)
			}
			lines := int64(0)
			for line := range bytes.SplitSeq(text, []byte("\n")) {
				if len(bytes.TrimSpace(line)) > 0 {
					lines++
				}
			}
			if got.Rows+rejected > lines {
				t.Fatalf("%d lines made %d rows and %d rejects", lines, got.Rows, rejected)
			}
		}
	})
}
