package rest

import (
	"bufio"
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
)

// answer is one response with its body decompressed.
type answer struct {
	*http.Response
	body io.Reader
	// extend gives the answer its whole time again.
	extend func()
}

// decompressed is the body without its encoding. An empty body is empty in any.
func decompressed(resp *http.Response) (io.Reader, error) {
	if resp.Uncompressed || !strings.EqualFold(resp.Header.Get("Content-Encoding"), "gzip") {
		return resp.Body, nil
	}
	in := &counting{r: resp.Body}
	buffered := bufio.NewReader(in)
	if _, err := buffered.Peek(1); err == io.EOF {
		return buffered, nil
	}
	r, err := gzip.NewReader(buffered)
	if err != nil {
		return nil, fmt.Errorf("decompress answer: %w", err)
	}
	return &inflating{r: r, in: in}, nil
}

type counting struct {
	r io.Reader
	n int64
}

func (c *counting) Read(b []byte) (int, error) {
	n, err := c.r.Read(b)
	c.n += int64(n)
	return n, err
}

// inflating stops what is a bomb and no export. Exports of events shrink to a
// thirtieth or so; deflate could make a thousandth of nothing at all.
type inflating struct {
	r   io.Reader
	in  *counting
	out int64
}

const (
	mostInflation = 200
	// harmless is how much may come out of however little.
	harmless = 64 << 20
)

func (i *inflating) Read(b []byte) (int, error) {
	n, err := i.r.Read(b)
	if i.out += int64(n); i.out > harmless && i.out > mostInflation*i.in.n {
		return n, fmt.Errorf("%w: %d bytes decompress to more than %d", ErrTooLarge, i.in.n, i.out)
	}
	return n, err
}

// readAll appends all of r to buf, at most limit bytes.
func readAll(buf []byte, r io.Reader, limit int64) ([]byte, error) {
	for {
		if len(buf) == cap(buf) {
			// Doubled, not grown as append does: of a great page the heap then holds
			// at most one copy that is half as long.
			buf = slices.Grow(buf, max(smallest, int(min(int64(len(buf)), limit+1-int64(len(buf))))))
		}
		n, err := r.Read(buf[len(buf):cap(buf)])
		buf = buf[:len(buf)+n]
		if int64(len(buf)) > limit {
			return buf, fmt.Errorf("%w: more than %d bytes", ErrTooLarge, limit)
		}
		if err == io.EOF {
			return buf, nil
		}
		if err != nil {
			return buf, fmt.Errorf("read answer: %w", err)
		}
	}
}

// smallest is the first buffer of a page.
const smallest = 32 << 10
