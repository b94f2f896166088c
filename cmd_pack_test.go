package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"quarterdeck/pipeline"
)

// The pack lies in the data folder, is what the command says of it, and comes out the
// same when it is written again; that of a past day lies apart.
func TestPackVerb(t *testing.T) {
	path := strategyCompany(t)
	p := program{t: t}
	var report pipeline.PackReport
	decode(t, p.must("pack", "--json", "--config", path), &report)
	if want := filepath.Join(filepath.Dir(path), "data", "reports", "pack", "Leadership_pack_2026-01-31.pdf"); report.File != want || report.AsOf != "2026-01-31" {
		t.Fatalf("got %+v, want the file %s", report, want)
	}
	written, err := os.ReadFile(report.File)
	if err != nil || !bytes.HasPrefix(written, []byte("%PDF-")) {
		t.Fatalf("the pack is no PDF: %v, %.20q", err, written)
	}
	if sum := sha256.Sum256(written); hex.EncodeToString(sum[:]) != report.SHA256 || report.Pages < 8 || report.DocumentID == "" {
		t.Errorf("got %+v, and the file has the sum %x", report, sum)
	}
	out := filepath.Join(t.TempDir(), "board.pdf")
	if said := p.must("pack", "--out", out, "--config", path); !strings.Contains(said, "leadership pack as of 2026-01-31") || !strings.Contains(said, out) {
		t.Errorf("the command says %q", said)
	}
	if again, err := os.ReadFile(out); err != nil || !bytes.Equal(again, written) {
		t.Errorf("the same day gives another pack: %v", err)
	}
	var past pipeline.PackReport
	decode(t, p.must("pack", "--json", "--as-of", "2025-06-30", "--config", path), &past)
	if past.AsOf != "2025-06-30" || filepath.Base(filepath.Dir(past.File)) != "pack-past" || past.DocumentID == report.DocumentID {
		t.Errorf("the pack of a past day is %+v", past)
	}
}
