package pipeline

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"quarterdeck/reports"
	"quarterdeck/reports/pdf"
)

// PackOptions say of which day to write the leadership pack, and where to.
type PackOptions struct {
	// Out is the file to write; empty means reports/pack of the data folder.
	Out string
	// Clocks say of which day and with which knowledge; zero means the publication.
	Clocks Clocks
}

// PackReport is a leadership pack that was written.
type PackReport struct {
	AsOf       string        `json:"as_of"`
	RunID      string        `json:"run_id"`
	File       string        `json:"file"`
	DocumentID string        `json:"document_id"`
	Pages      int           `json:"pages"`
	Bytes      int           `json:"bytes"`
	SHA256     string        `json:"sha256"`
	Warnings   []string      `json:"warnings,omitempty"`
	Duration   time.Duration `json:"-"`
}

// packWriter draws the pack of the marts.
type packWriter func(ctx context.Context, db *sql.DB, w io.Writer) (pdf.Result, error)

// Pack writes the leadership pack from the published marts, or those of a past day.
func (p *Pipeline) Pack(ctx context.Context, opts PackOptions) (report PackReport, err error) {
	err = p.writing(ctx, "pack", false, func() error {
		report, err = p.pack(ctx, opts)
		return err
	})
	return report, err
}

func (p *Pipeline) pack(ctx context.Context, opts PackOptions) (report PackReport, err error) {
	started := p.deps.Now()
	tracker := p.deps.Progress.Stage("pack")
	defer func() { report.Duration = p.deps.Now().Sub(started); tracker.Done(err) }()
	marts, err := p.Marts(ctx, opts.Clocks)
	if err != nil {
		return report, err
	}
	defer func() { err = errors.Join(err, marts.Close()) }()
	report = PackReport{AsOf: marts.Publication.AsOf, RunID: marts.Publication.RunID, File: opts.Out}
	if report.File == "" {
		report.File = p.packFile(report.AsOf, marts.Current)
	}
	var out bytes.Buffer
	result, err := p.stages.writePack(ctx, marts.DB, &out)
	if err != nil {
		return report, err
	}
	if err := writeFile(report.File, out.Bytes()); err != nil {
		return report, err
	}
	sum := sha256.Sum256(out.Bytes())
	report.DocumentID, report.Pages, report.Bytes = result.DocumentID, result.Pages, out.Len()
	report.SHA256, report.Warnings = hex.EncodeToString(sum[:]), result.Warnings
	p.deps.Log.InfoContext(ctx, "wrote leadership pack", "as_of", report.AsOf, "file", report.File, "pages", report.Pages)
	return report, nil
}

// packFile is where the pack of a day lies. What is computed of a past day for the
// moment lies apart, for it is not what readers were shown.
func (p *Pipeline) packFile(asOf string, current bool) string {
	name := "Leadership_pack_" + asOf + ".pdf"
	if !current {
		return p.path("reports", "pack-past", name)
	}
	return p.path("reports", "pack", name)
}

// writtenPack names the pack of a day inside the data folder; empty when there is none.
func (p *Pipeline) writtenPack(asOf string) string {
	file := p.packFile(asOf, true)
	if _, err := os.Stat(file); err != nil {
		return "" // the message goes out without it
	}
	return "reports/pack/" + filepath.Base(file)
}

// drawPack reads the marts and draws the pack in the company's brand.
func (p *Pipeline) drawPack(ctx context.Context, db *sql.DB, w io.Writer) (pdf.Result, error) {
	facts, err := reports.ReadPack(ctx, db)
	if err != nil {
		return pdf.Result{}, err
	}
	renderer, err := p.internalRenderer()
	if err != nil {
		return pdf.Result{}, fmt.Errorf("draw leadership pack: %w", err)
	}
	return renderer.Pack(w, facts)
}
