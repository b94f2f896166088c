package segment

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/valyala/fastjson"

	"quarterdeck/connectors"
	"quarterdeck/connectors/lines"
	"quarterdeck/connectors/rest/rows"
)

const (
	// maxLine is the longest message; Segment itself takes 32 KB.
	maxLine = 8 << 20
	// checkpointBytes is how much of the files is read between two checkpoints:
	// the cursor names every file, so it is not written after each.
	checkpointBytes = 256 << 20
	// cancelEvery is how many lines are read between two looks at the context.
	cancelEvery = 1024
)

// cursor is every file as it was read, and the group key it was read with:
// another one needs all files again.
type cursor struct {
	GroupKey string           `json:"group_key"`
	Files    map[string]known `json:"files"`
}

// pull is one pull of the messages.
type pull struct {
	*Source
	w      *rows.Writer
	mode   connectors.Mode
	before cursor
	after  cursor
	parser fastjson.Parser
	unsafe int64 // bytes read since the last checkpoint
}

// Pull implements connectors.Source.
func (s *Source) Pull(ctx context.Context, req connectors.Request, sink connectors.Sink) (connectors.Result, error) {
	stream, err := connectors.Find(s.Streams(), req.Stream)
	if err != nil {
		return connectors.Result{}, err
	}
	p := &pull{Source: s, mode: connectors.Full, after: cursor{GroupKey: s.groupKey, Files: map[string]known{}}}
	if len(req.Cursor) > 0 {
		if err := json.Unmarshal(req.Cursor, &p.before); err != nil {
			return connectors.Result{}, fmt.Errorf("read cursor of %s: %w", stream.Name, err)
		}
		if p.before.GroupKey == s.groupKey {
			p.mode = connectors.Increment
		} else {
			p.before = cursor{}
		}
	}
	files, err := s.find()
	if err != nil {
		return connectors.Result{}, err
	}
	if p.w, err = rows.New(stream, req, sink, leftOut()...); err != nil {
		return connectors.Result{}, err
	}
	defer p.w.Release()
	for _, f := range files {
		if err := p.file(ctx, f); err != nil {
			return connectors.Result{}, err
		}
	}
	return p.w.Finish(p.mode, p.after, connectors.Window{})
}

// file reads a file that is new or has changed and notes it in the cursor.
func (p *pull) file(ctx context.Context, f foundFile) error {
	now := p.deps.Now()
	fresh := now.Sub(f.modified) < settles
	before, seen := p.before.Files[f.name]
	if seen {
		same, err := f.unchanged(before)
		if err != nil {
			return err
		}
		if same {
			before.Modified, before.Fresh = f.modified, fresh
			p.after.Files[f.name] = before
			return nil
		}
	}
	writing, err := f.beingWritten(now)
	if err != nil {
		return err
	}
	if writing {
		p.deps.Log.InfoContext(ctx, "file is still being written, left for the next load", "source", p.name, "file", f.path)
		if seen {
			p.after.Files[f.name] = before
		}
		return nil
	}
	read, err := p.read(ctx, f)
	if err != nil {
		return err
	}
	read.Fresh = fresh
	p.after.Files[f.name] = read
	p.w.EndPage()
	return p.checkpoint(read.Size)
}

func (p *pull) checkpoint(size int64) error {
	if p.unsafe += size; p.unsafe < checkpointBytes {
		return nil
	}
	p.unsafe = 0
	return p.w.Checkpoint(p.mode, p.upToHere(), connectors.Window{})
}

// upToHere is a cursor of the files read so far and of those known before that
// are still to come.
func (p *pull) upToHere() cursor {
	at := cursor{GroupKey: p.groupKey, Files: map[string]known{}}
	for name, f := range p.before.Files {
		at.Files[name] = f
	}
	for name, f := range p.after.Files {
		at.Files[name] = f
	}
	return at
}

// read lands a file and says what was read of it.
func (p *pull) read(ctx context.Context, f foundFile) (k known, err error) {
	in, err := os.Open(f.path)
	if err != nil {
		return known{}, fmt.Errorf("read messages: %w", err)
	}
	defer func() { err = errors.Join(err, in.Close()) }()
	digest := sha256.New()
	raw := &counted{Reader: io.TeeReader(io.LimitReader(in, f.size), digest)}
	if err := p.lines(ctx, f, raw); err != nil {
		return known{}, err
	}
	// What follows the compressed data belongs to the file too.
	if _, err := io.Copy(io.Discard, raw); err != nil {
		return known{}, fmt.Errorf("read %s: %w", f.path, err)
	}
	return known{Size: raw.n, Modified: f.modified, SHA256: spellSum(digest)}, nil
}

type counted struct {
	io.Reader
	n int64
}

func (c *counted) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	c.n += int64(n)
	return n, err
}

// lines lands the messages of a file. What is wrong with one is told and does
// not stop the others; a file that ends too early ends with a reject.
func (p *pull) lines(ctx context.Context, f foundFile, raw io.Reader) error {
	text, err := f.unpacked(raw)
	if err != nil {
		if f.size == 0 {
			return nil
		}
		return p.w.Reject(f.path+":1", "the file is not whole gzip: "+err.Error(), nil)
	}
	in := lines.New(text, maxLine)
	for {
		line, err := in.Next()
		switch {
		case err == nil:
			err = p.line(ctx, f, in, line)
		case errors.Is(err, io.EOF):
			return nil
		case errors.Is(err, lines.ErrTooLong):
			err = p.reject(f, in, err.Error(), line)
		case f.zipped():
			return p.reject(f, in, "the file is not whole gzip: "+err.Error(), line)
		default:
			return fmt.Errorf("read %s:%d: %w", f.path, in.Number(), err)
		}
		if err != nil {
			return err
		}
	}
}

// line lands one message.
func (p *pull) line(ctx context.Context, f foundFile, in *lines.Reader, line []byte) error {
	if in.Number()%cancelEvery == 0 && ctx.Err() != nil {
		return fmt.Errorf("read %s: %w", f.path, ctx.Err())
	}
	v, err := p.parser.ParseBytes(line)
	switch {
	case err != nil && !in.Whole():
		return p.reject(f, in, "the file ends in the middle of the line", line)
	case err != nil:
		return p.reject(f, in, notObject, line)
	}
	if reason := complaint(v); reason != "" {
		return p.reject(f, in, reason, line)
	}
	return p.w.Add(v, false)
}

func (p *pull) reject(f foundFile, in *lines.Reader, reason string, line []byte) error {
	return p.w.Reject(fmt.Sprintf("%s:%d", f.path, in.Number()), reason, line)
}
