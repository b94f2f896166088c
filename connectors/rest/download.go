package rest

import (
	"context"
	"fmt"
	"io"
	"net/http"
)

// Download is a file a vendor gave, kept on disk until Close. It has no name
// there, so that nothing is left of it however the process ends.
type Download struct {
	spool  *spool
	size   int64
	header http.Header
}

var _ io.ReaderAt = (*Download)(nil)

// Download asks for a file of any size and kind. The answer is kept on disk
// until it has arrived as long as the server said; where a format tells more
// about that, Request.Whole checks it. A file cut short is asked for again. The
// caller closes what it got.
func (c *Client) Download(ctx context.Context, req Request) (*Download, error) {
	spool, err := newSpool(c.deps.TempDir)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", name(c.cfg.Source, req.Stream), err)
	}
	d := &Download{spool: spool}
	err = c.do(ctx, req, func(a *answer) error {
		if d.size, err = spool.fill(a, c.cfg.MaxStream); err != nil {
			return err
		}
		d.header = a.Header
		if req.Whole == nil {
			return nil
		}
		return req.Whole(d)
	})
	if err != nil {
		d.Close()
		return nil, err
	}
	return d, nil
}

// ReadAt implements io.ReaderAt.
func (d *Download) ReadAt(p []byte, at int64) (int, error) { return d.spool.file.ReadAt(p, at) }

// Size is the file's length in bytes, decompressed.
func (d *Download) Size() int64 { return d.size }

// Header is the header of the answer.
func (d *Download) Header() http.Header { return d.header }

// Reader reads the file from its beginning; readers do not disturb each other.
func (d *Download) Reader() io.Reader { return io.NewSectionReader(d, 0, d.size) }

// Close frees the disk.
func (d *Download) Close() error { return d.spool.close() }
