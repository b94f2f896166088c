package zendesk

import (
	"errors"
	"net/url"
	"strconv"
	"time"

	"github.com/valyala/fastjson"

	"quarterdeck/connectors/rest"
)

const (
	exportPageSize = 1000
	// overlap of two loads by the time-based export, which cuts at whole seconds.
	overlap = 60 * time.Second
	// fresh is the last minute, which the exports refuse to be asked about.
	fresh = time.Minute
)

// cursorExport reads an export that remembers its own place: it never repeats
// or misses a row, so the next load goes on at the last cursor it gave.
func (p *pull) cursorExport(path string, extra map[string]string) (cursor, error) {
	query := url.Values{"per_page": {strconv.Itoa(exportPageSize)}}
	for k, v := range extra {
		query.Set(k, v)
	}
	at := p.at
	if at.After == "" {
		query.Set("start_time", p.beginning())
	} else {
		query.Set("cursor", at.After)
	}
	tokens := p.client.NewCursors(p.request(path, query))
	for {
		root, err := p.get(path, query)
		if err != nil {
			return at, err
		}
		for _, v := range root.GetArray(p.stream.Name) {
			if err := p.land(v); err != nil {
				return at, err
			}
		}
		p.writer.EndPage()
		after := string(root.GetStringBytes("after_cursor"))
		if after != "" {
			at.After = after
		}
		// Only this ends the export: a page without rows does not.
		if root.GetBool("end_of_stream") {
			return at, nil
		}
		if err := tokens.Next(after); err != nil {
			return at, err
		}
		if err := p.writer.Checkpoint(p.mode, at, p.window); err != nil {
			return at, err
		}
		query.Del("start_time")
		query.Set("cursor", after)
	}
}

// beginning is where a first load starts.
func (p *pull) beginning() string {
	if p.start.IsZero() {
		return "0"
	}
	return unix(p.start)
}

// timeExport reads an export whose pages follow each other by time. A page
// begins with the rows of the second the last one ended in, and may give them again.
func (p *pull) timeExport(path string) (cursor, error) {
	at := p.at
	start := p.beginning()
	if at.Since > 0 {
		p.window.From = time.Unix(at.Since, 0).UTC().Add(-overlap)
		start = unix(earlier(p.window.From, p.window.To.Add(-fresh)))
	}
	tokens := p.client.NewCursors(p.request(path, nil))
	last := map[rowVersion]bool{}
	for {
		if err := tokens.Next(start); err != nil {
			return at, err
		}
		root, err := p.get(path, url.Values{"per_page": {strconv.Itoa(exportPageSize)}, "start_time": {start}})
		if err != nil {
			return at, err
		}
		page := map[rowVersion]bool{}
		for _, v := range root.GetArray(p.stream.Name) {
			version := versionOf(v)
			page[version] = true
			if last[version] {
				continue
			}
			if err := p.land(v); err != nil {
				return at, err
			}
		}
		p.writer.EndPage()
		end := root.GetInt64("end_time")
		if end > 0 {
			at.Since = min(end, p.window.To.Unix())
		}
		if ended(root, len(page)) {
			return at, nil
		}
		if err := p.writer.Checkpoint(p.mode, at, p.window); err != nil {
			return at, err
		}
		if end == 0 {
			return at, p.client.Fail(p.request(path, nil), errors.New("more rows are promised but no end_time is given"))
		}
		last, start = page, strconv.FormatInt(end, 10)
	}
}

// ended is told by end_of_stream; older answers leave it out and end with a
// page that is not full.
func ended(root *fastjson.Value, rows int) bool {
	if flag := root.Get("end_of_stream"); flag != nil {
		return flag.Type() == fastjson.TypeTrue
	}
	return rows < exportPageSize
}

// rowVersion tells one version of a row from another.
type rowVersion struct {
	id      int64
	changed string
}

func versionOf(v *fastjson.Value) rowVersion {
	changed := v.GetStringBytes("updated_at")
	if changed == nil {
		changed = v.GetStringBytes("time")
	}
	return rowVersion{id: v.GetInt64("id"), changed: string(changed)}
}

func (p *pull) request(path string, query url.Values) rest.Request {
	return rest.Request{Stream: p.stream.Name, Path: path, Query: query, Bucket: exportBucket}
}

func (p *pull) get(path string, query url.Values) (*fastjson.Value, error) {
	return p.client.JSON(p.ctx, p.request(path, query), &p.page)
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}
