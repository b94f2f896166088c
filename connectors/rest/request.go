package rest

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/url"
)

// Request asks for one page, one export or one file.
type Request struct {
	// Stream is named in errors.
	Stream string
	// Method is GET when empty.
	Method string
	// Path is escaped and follows the base URL.
	Path  string
	Query url.Values
	// Body is sent when not nil.
	Body []byte
	// ContentType is what Body is; empty means JSON.
	ContentType string
	// Accept is what is asked for; empty means JSON.
	Accept string
	// Header is sent besides Config.Header.
	Header map[string]string
	// Bucket names a limit of Config.Buckets that also applies.
	Bucket string
	// Whole, when not nil, is asked whether a download arrived whole. An error of
	// it makes the download a failed attempt like any other.
	Whole func(*Download) error

	// link is the whole URL of a request made by Follow.
	link string
}

func (r Request) method() string {
	if r.Method == "" {
		return http.MethodGet
	}
	return r.Method
}

const jsonType = "application/json"

func (c *Client) build(ctx context.Context, req Request) (*http.Request, error) {
	var body io.Reader
	if req.Body != nil {
		body = bytes.NewReader(req.Body)
	}
	r, err := http.NewRequestWithContext(ctx, req.method(), c.target(req), body)
	if err != nil {
		return nil, err
	}
	r.Header.Set("Accept", or(req.Accept, jsonType))
	// Asked for here and not left to net/http, so that the size of what came over
	// the line is known.
	r.Header.Set("Accept-Encoding", "gzip")
	r.Header.Set("User-Agent", "quarterdeck")
	for _, header := range []map[string]string{c.cfg.Header, req.Header} {
		for k, v := range header {
			r.Header.Set(k, v)
		}
	}
	if req.Body != nil {
		r.Header.Set("Content-Type", or(req.ContentType, jsonType))
	}
	return r, c.cfg.Auth.apply(ctx, c.http, r)
}

func or(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}
