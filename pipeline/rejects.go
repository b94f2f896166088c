package pipeline

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"quarterdeck/config"
	"quarterdeck/connectors"
)

const (
	// keptRejectFiles is how many reject files a stream keeps.
	keptRejectFiles = 20
	// rejectedRecordBytes is the most of a rejected record that is written down.
	rejectedRecordBytes = 64 << 10
	// reasonBytes is the most of the first reason that an error repeats.
	reasonBytes = 300
	// hopelessRejects is from how many rejects on a pull may be given up early.
	hopelessRejects = 1000
	// fewestJudged is what a small increment is judged as: a night that brings
	// ten records must not fail for one, and fail again every night after.
	fewestJudged = 100
)

// rejectLine is one line of a reject file.
type rejectLine struct {
	Place  string    `json:"place"`
	Reason string    `json:"reason"`
	Record string    `json:"record"`
	Stream string    `json:"stream"`
	LoadID string    `json:"load_id"`
	At     time.Time `json:"at"`
}

// rejects writes down what one pull of a stream could not land, a file for each
// load, which is made with the first reject and stays whatever becomes of the load.
type rejects struct {
	dir, source, stream string
	limit               float64 // share of the records that may be rejected
	now                 func() time.Time

	count int64
	first string // place and reason of the first
	path  string // of the file written to, or written last
	load  string // whose file it is
	file  *os.File
	out   *bufio.Writer
}

func (p *Pipeline) newRejects(source config.Source, stream string) *rejects {
	r := &rejects{dir: p.path("rejects", source.Name, stream), source: source.Name, stream: stream,
		limit: config.DefaultMaxRejects, now: p.deps.Now}
	if source.MaxRejects != nil {
		r.limit = *source.MaxRejects
	}
	return r
}

// rejectFile is where the rejects of a load lie, relative to the data folder.
func rejectFile(source, stream, load string) string {
	return filepath.Join("rejects", source, stream, load+".jsonl")
}

// add writes down one record that belongs to the load.
func (r *rejects) add(load string, one connectors.Reject) error {
	if r.count++; r.count == 1 {
		r.first = one.Place + ": " + strings.ToValidUTF8(one.Reason[:min(len(one.Reason), reasonBytes)], "")
	}
	if r.file == nil || r.load != load {
		if err := errors.Join(r.close(), r.create(load)); err != nil {
			return err
		}
	}
	line, err := json.Marshal(rejectLine{Place: one.Place, Reason: one.Reason, Record: cut(one.Record), Stream: r.stream, LoadID: load, At: r.now().UTC()})
	if err != nil {
		return fmt.Errorf("write %s: %w", r.path, err)
	}
	if _, err := r.out.Write(append(line, '\n')); err != nil {
		return fmt.Errorf("write %s: %w", r.path, err)
	}
	return nil
}

// cut is the record as text, shortened with a mark where it is very long.
func cut(record []byte) string {
	if len(record) <= rejectedRecordBytes {
		return string(record)
	}
	end := rejectedRecordBytes
	for end > rejectedRecordBytes-utf8.UTFMax && !utf8.RuneStart(record[end]) {
		end--
	}
	return fmt.Sprintf("%s… (cut here; it has %d bytes)", record[:end], len(record))
}

// create begins the load's file and takes away the stream's oldest ones.
func (r *rejects) create(load string) error {
	if err := os.MkdirAll(r.dir, 0o750); err != nil {
		return fmt.Errorf("write rejects: %w", err)
	}
	earlier, err := filepath.Glob(filepath.Join(r.dir, "*.jsonl"))
	if err != nil {
		return fmt.Errorf("write rejects: %w", err)
	}
	slices.Sort(earlier) // load ids: oldest first
	for _, name := range earlier[:max(0, len(earlier)-(keptRejectFiles-1))] {
		if err := ignoreMissing(os.Remove(name)); err != nil {
			return fmt.Errorf("write rejects: %w", err)
		}
	}
	r.path, r.load = filepath.Join(r.dir, load+".jsonl"), load
	if r.file, err = os.OpenFile(r.path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o640); err != nil {
		return fmt.Errorf("write rejects: %w", err)
	}
	r.out = bufio.NewWriter(r.file)
	return nil
}

// close makes the file durable. It may be called again.
func (r *rejects) close() error {
	if r.file == nil {
		return nil
	}
	err := errors.Join(r.out.Flush(), r.file.Sync(), r.file.Close())
	r.file = nil
	if err != nil {
		return fmt.Errorf("write %s: %w", r.path, err)
	}
	return nil
}

// judge fails when more than the allowed share of the pull's records was rejected.
func (r *rejects) judge(rows int64, mode connectors.Mode) error {
	of := rows + r.count
	if mode == connectors.Increment {
		of = max(of, fewestJudged)
	}
	if r.count == 0 || float64(r.count) <= r.limit*float64(of) {
		return nil
	}
	return &RejectsError{Source: r.source, Rejected: r.count, Records: rows + r.count, Limit: r.limit, File: r.path, First: r.first}
}

// hopeless is judge in the middle of a pull: it fails once far more was rejected
// than landed. atLeast is how many rows there are, of which some may be on their way.
func (r *rejects) hopeless(atLeast int64) error {
	rows := atLeast + connectors.BatchRows
	if r.count <= hopelessRejects || r.count <= rows {
		return nil
	}
	return r.judge(rows, connectors.Full)
}

// RejectsError says that too many records of a stream could not be landed.
type RejectsError struct {
	Source            string
	Rejected, Records int64
	// Limit is the share that is allowed.
	Limit float64
	// File has the records with the reason of each; First is the first of them.
	File, First string
}

// Error names the count, the share, the limit, the first reason, the file and what to do.
func (e *RejectsError) Error() string {
	return fmt.Sprintf("%d of %d records were rejected (%s), more than max_rejects allows (%s), so the load is not used; the first: %s; "+
		"%s has each with its reason: mend them at the source and pull again, or raise max_rejects of source %s to do without them",
		e.Rejected, e.Records, percent(float64(e.Rejected)/float64(e.Records)), percent(e.Limit), e.First, e.File, e.Source)
}

func percent(share float64) string {
	text := strings.TrimSuffix(fmt.Sprintf("%.1f", 100*share), ".0")
	return text + " %"
}
