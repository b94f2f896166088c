package rest

import (
	"errors"
	"fmt"
	"io"
	"os"
)

// spool is a temporary file without a name: nothing is left of it however the
// process ends.
type spool struct {
	file *os.File
	name string
}

func newSpool(dir string) (*spool, error) {
	f, err := os.CreateTemp(dir, "quarterdeck-export-*")
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

func (s *spool) close() error {
	err := s.file.Close()
	if s.name != "" {
		err = errors.Join(err, os.Remove(s.name))
	}
	return err
}

// fill replaces the spool's content by the answer and says how long that is.
func (s *spool) fill(a *answer, limit int64) (int64, error) {
	if _, err := s.file.Seek(0, io.SeekStart); err != nil {
		return 0, permanentError{fmt.Errorf("write spool: %w", err)}
	}
	if err := s.file.Truncate(0); err != nil {
		return 0, permanentError{fmt.Errorf("write spool: %w", err)}
	}
	n, err := io.Copy(s.file, io.LimitReader(&patient{r: a.body, extend: a.extend}, limit+1))
	var disk *os.PathError
	switch {
	case n > limit:
		return n, fmt.Errorf("%w: more than %d bytes", ErrTooLarge, limit)
	case errors.As(err, &disk):
		return n, permanentError{fmt.Errorf("write spool: %w", err)}
	case err != nil:
		return n, fmt.Errorf("read export: %w", err)
	}
	return n, nil
}

// patient gives the attempt its time again whenever enough arrived, so that a
// long export only fails when it stalls. Enough, because a server that lets
// through a byte now and then would otherwise be waited for without end.
type patient struct {
	r      io.Reader
	extend func()
	since  int
}

// enoughBytes in every Config.Timeout is what an export has to give.
const enoughBytes = 16 << 10

func (p *patient) Read(b []byte) (int, error) {
	n, err := p.r.Read(b)
	if p.since += n; p.since >= enoughBytes {
		p.since = 0
		p.extend()
	}
	return n, err
}
