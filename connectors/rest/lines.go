package rest

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/valyala/fastjson"
)

// Lines asks for an export of one JSON value a line and calls each for every
// line that is not empty. The export is first kept on disk, so each sees either
// a whole export or nothing: an export that was cut short is asked for again,
// and memory holds no more than one line.
func (c *Client) Lines(ctx context.Context, req Request, each func(line []byte) error) error {
	spool, err := newSpool(c.deps.TempDir)
	if err != nil {
		return fmt.Errorf("read %s: %w", name(c.cfg.Source, req.Stream), err)
	}
	defer spool.close()
	err = c.do(ctx, req, func(a *answer) error {
		if err := spool.fill(&patient{r: a.body, extend: a.extend}, c.cfg.MaxStream); err != nil {
			return err
		}
		return spool.lines(c.cfg.MaxLine, nil)
	})
	if err != nil {
		return err
	}
	return spool.lines(c.cfg.MaxLine, func(line []byte) error {
		if err := ctx.Err(); err != nil {
			return c.ended(req, err)
		}
		return each(line)
	})
}

// patient gives the attempt its time again whenever something arrived, so that
// a long export only fails when it stalls.
type patient struct {
	r      io.Reader
	extend func()
}

func (p *patient) Read(b []byte) (int, error) {
	n, err := p.r.Read(b)
	if n > 0 {
		p.extend()
	}
	return n, err
}

// spool is a temporary file without a name: nothing is left of it however the
// process ends.
type spool struct {
	file *os.File
	name string
}

func newSpool(dir string) (*spool, error) {
	f, err := os.CreateTemp(dir, "quarterdeck-export-*.jsonl")
	if err != nil {
		return nil, fmt.Errorf("create spool: %w", err)
	}
	s := &spool{file: f}
	if os.Remove(f.Name()) != nil {
		// Where an open file cannot be removed, close does it.
		s.name = f.Name()
	}
	return s, nil
}

func (s *spool) close() {
	s.file.Close()
	if s.name != "" {
		os.Remove(s.name)
	}
}

// fill replaces the spool's content by r.
func (s *spool) fill(r io.Reader, limit int64) error {
	if _, err := s.file.Seek(0, io.SeekStart); err != nil {
		return permanentError{fmt.Errorf("write spool: %w", err)}
	}
	if err := s.file.Truncate(0); err != nil {
		return permanentError{fmt.Errorf("write spool: %w", err)}
	}
	n, err := io.Copy(s.file, io.LimitReader(r, limit+1))
	switch {
	case n > limit:
		return fmt.Errorf("%w: more than %d bytes", ErrTooLarge, limit)
	case err != nil:
		return fmt.Errorf("read export: %w", err)
	}
	return nil
}

// lines calls each for every line. Without each it checks that no line is too
// long and that the last one is whole.
func (s *spool) lines(limit int64, each func([]byte) error) error {
	if _, err := s.file.Seek(0, io.SeekStart); err != nil {
		return permanentError{fmt.Errorf("read spool: %w", err)}
	}
	scanner := bufio.NewScanner(s.file)
	scanner.Buffer(make([]byte, 0, 64<<10), int(limit))
	var last []byte
	for scanner.Scan() {
		line := bytes.TrimSpace(scanner.Bytes())
		if len(line) == 0 {
			continue
		}
		if each == nil {
			last = append(last[:0], line...)
		} else if err := each(line); err != nil {
			return err
		}
	}
	if err := scanner.Err(); errors.Is(err, bufio.ErrTooLong) {
		return fmt.Errorf("%w: a line of more than %d bytes", ErrTooLarge, limit)
	} else if err != nil {
		return permanentError{fmt.Errorf("read spool: %w", err)}
	}
	if each == nil && len(last) > 0 && fastjson.ValidateBytes(last) != nil {
		return errors.New("export ends in the middle of a line")
	}
	return nil
}
