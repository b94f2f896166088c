package pipeline

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"quarterdeck/reports/pdf"
)

// The night writes the pack of its day, says its sum, and the digest names it.
func TestNightWritesThePack(t *testing.T) {
	b := newBench(t)
	report, err := b.Run(t.Context(), RunOptions{})
	if err != nil {
		t.Fatal(err)
	}
	want := filepath.Join(b.path("reports", "pack"), "Leadership_pack_"+report.AsOf+".pdf")
	if report.Pack == nil || report.Pack.File != want || report.Pack.DocumentID != "PACK" || report.Pack.RunID != report.RunID {
		t.Fatalf("got %+v, want the file %s", report.Pack, want)
	}
	written, err := os.ReadFile(want)
	if err != nil {
		t.Fatal(err)
	}
	if sum := sha256.Sum256(written); hex.EncodeToString(sum[:]) != report.Pack.SHA256 || len(written) != report.Pack.Bytes {
		t.Errorf("the file has other bytes than %s, %d", report.Pack.SHA256, report.Pack.Bytes)
	}
	if name := "leadership pack: reports/pack/Leadership_pack_" + report.AsOf + ".pdf"; !strings.Contains(report.Digest.Text, name) {
		t.Errorf("the digest does not say %q:\n%s", name, report.Digest.Text)
	}
}

// A pack that cannot be drawn fails the run, and the digest goes out without it.
func TestBrokenPackDoesNotStopTheDigest(t *testing.T) {
	b := newBench(t)
	b.stages.writePack = func(context.Context, *sql.DB, io.Writer) (pdf.Result, error) {
		return pdf.Result{}, errors.New("no fonts")
	}
	report, err := b.Run(t.Context(), RunOptions{})
	if err == nil || !strings.Contains(err.Error(), "pack: no fonts") {
		t.Fatalf("got %v, want the pack's error", err)
	}
	if got, want := stepStates(report), "pull done, transform done, qbr done, pack failed, digest done, deliver done, compact done"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if strings.Contains(report.Digest.Text, "leadership pack") {
		t.Errorf("the digest names a pack that is not there:\n%s", report.Digest.Text)
	}
	if _, err := os.Stat(b.path("reports", "pack")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("half a pack is left: %v", err)
	}
}

// The pack goes where it is asked to, and what is looked back at lies apart from what
// readers were shown.
func TestWherePacksLie(t *testing.T) {
	b := newBench(t)
	if _, err := b.Run(t.Context(), RunOptions{}); err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(t.TempDir(), "board", "pack.pdf")
	report, err := b.Pack(t.Context(), PackOptions{Out: out})
	if err != nil || report.File != out {
		t.Fatalf("got %s, %v, want %s", report.File, err, out)
	}
	if _, err := os.Stat(out); err != nil {
		t.Error(err)
	}
	if now, past := b.packFile("2026-11-21", true), b.packFile("2026-11-21", false); now == past || filepath.Dir(past) != b.path("reports", "pack-past") {
		t.Errorf("packs lie in %s and %s", now, past)
	}
}
