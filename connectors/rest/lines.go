package rest

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"

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
		if _, err := spool.fill(a, c.cfg.MaxStream); err != nil {
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
