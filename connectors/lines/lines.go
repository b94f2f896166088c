// Package lines reads text line by line in bounded memory.
package lines

import (
	"bufio"
	"bytes"
	"errors"
	"io"
)

// ErrTooLong comes with the beginning of a line that is longer than allowed.
var ErrTooLong = errors.New("the line is longer than allowed")

// Reader gives the lines of a text that are not empty.
type Reader struct {
	in     *bufio.Reader
	limit  int
	line   []byte
	number int
	whole  bool
}

// New reads r; no line may have more than limit bytes.
func New(r io.Reader, limit int) *Reader {
	return &Reader{in: bufio.NewReaderSize(r, 64<<10), limit: limit, whole: true}
}

// Next is the next line without the blanks around it, valid until Next is called
// again. After a line that was too long it goes on with the one behind it. At
// the end it gives io.EOF.
func (r *Reader) Next() ([]byte, error) {
	for {
		line, err := r.read()
		if err == nil {
			if line = bytes.TrimSpace(line); len(line) == 0 {
				continue
			}
		}
		return line, err
	}
}

// Number is the number of the line last given, from 1.
func (r *Reader) Number() int { return r.number }

// Whole says whether the line last given was ended by a line feed.
func (r *Reader) Whole() bool { return r.whole }

// read gives the next line, empty or not.
func (r *Reader) read() ([]byte, error) {
	part, err := r.in.ReadSlice('\n')
	if err != nil && len(part) == 0 {
		return nil, err
	}
	r.number++
	if err == nil && len(part) <= r.limit {
		r.whole = true
		return part, nil // most lines fit the buffer
	}
	r.line = r.line[:0]
	long := false
	for {
		if long = long || len(r.line)+len(part) > r.limit; !long {
			r.line = append(r.line, part...)
		} else if len(r.line) == 0 {
			r.line = append(r.line, part[:min(len(part), r.limit)]...)
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			break
		}
		part, err = r.in.ReadSlice('\n')
	}
	r.whole = err == nil
	switch {
	case err != nil && !errors.Is(err, io.EOF):
		return r.line, err
	case long:
		return r.line, ErrTooLong
	}
	return r.line, nil
}
