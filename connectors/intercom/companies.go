package intercom

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/valyala/fastjson"

	"quarterdeck/connectors"
	"quarterdeck/connectors/rest"
)

const (
	// scrollIdle is how long an unused scroll lives, with some room.
	scrollIdle = 65 * time.Second
	// scrollTries is how often a scroll is begun again before the pull fails.
	scrollTries = 12
)

// companies scrolls through all companies into a file and lands them from there:
// landing can take longer than a scroll lives.
func (p *pull) companies() error {
	p.mode, p.at = connectors.Full, cursor{}
	spool, err := newSpool(p.deps.TempDir)
	if err != nil {
		return err
	}
	defer spool.close()
	for try := 1; ; try++ {
		err := p.scroll(spool)
		if err == nil {
			break
		}
		wait, again := restart(err)
		if !again || try == scrollTries {
			return err
		}
		p.log.Info("the scroll has to begin again", "stream", p.stream.Name, "try", try, "wait", wait, "error", err)
		if err := p.scroller.Sleep(p.ctx, wait); err != nil {
			return fmt.Errorf("read %s: %w", p.stream.Name, err)
		}
	}
	return spool.each(func(page *fastjson.Value) error {
		for _, v := range page.GetArray() {
			if err := p.writer.Add(v, false); err != nil {
				return err
			}
		}
		p.writer.EndPage()
		return nil
	})
}

// restart says whether a scroll that failed may begin again, and when: a failed
// one stays open until its minute is over, and so does one of somebody else.
func restart(err error) (time.Duration, bool) {
	var e *rest.Error
	if !errors.As(err, &e) {
		return 0, false
	}
	// An expired scroll is one Intercom no longer finds.
	exists := e.Status == http.StatusBadRequest && strings.Contains(e.Body, "scroll_exists")
	return scrollIdle, exists || e.Status == http.StatusNotFound || !e.Permanent
}

// scroll fills the spool with every page of one scroll. An empty page ends it.
func (p *pull) scroll(into *spool) error {
	if err := into.reset(); err != nil {
		return err
	}
	req := rest.Request{Stream: p.stream.Name, Path: "/companies/scroll"}
	for {
		root, err := p.scroller.JSON(p.ctx, req, &p.page)
		if err != nil {
			return err
		}
		data := root.Get("data")
		if len(data.GetArray()) == 0 {
			return nil
		}
		if err := into.write(data); err != nil {
			return err
		}
		token := text(root, "scroll_param")
		if token == "" {
			return p.scroller.Fail(req, errors.New("a scroll with companies has no scroll_param to go on with"))
		}
		req.Query = url.Values{"scroll_param": {token}}
	}
}

// spool is a temporary file of pages, one a line, that leaves no name behind.
type spool struct {
	file *os.File
	name string
	w    *bufio.Writer
}

func newSpool(dir string) (*spool, error) {
	f, err := os.CreateTemp(dir, "quarterdeck-scroll-*.jsonl")
	if err != nil {
		return nil, fmt.Errorf("create spool: %w", err)
	}
	s := &spool{file: f, w: bufio.NewWriter(f)}
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

func (s *spool) reset() error {
	if _, err := s.file.Seek(0, 0); err != nil {
		return fmt.Errorf("write spool: %w", err)
	}
	if err := s.file.Truncate(0); err != nil {
		return fmt.Errorf("write spool: %w", err)
	}
	s.w.Reset(s.file)
	return nil
}

func (s *spool) write(page *fastjson.Value) error {
	// The parser lets a bare line break in a text pass, which would end the line.
	line := bytes.ReplaceAll(page.MarshalTo(nil), []byte{'\n'}, []byte{' '})
	if _, err := s.w.Write(append(line, '\n')); err != nil {
		return fmt.Errorf("write spool: %w", err)
	}
	return nil
}

// each reads the pages back.
func (s *spool) each(use func(page *fastjson.Value) error) error {
	if err := s.w.Flush(); err != nil {
		return fmt.Errorf("write spool: %w", err)
	}
	if _, err := s.file.Seek(0, 0); err != nil {
		return fmt.Errorf("read spool: %w", err)
	}
	lines := bufio.NewScanner(s.file)
	lines.Buffer(make([]byte, 0, 64<<10), rest.DefaultMaxPage)
	var parser fastjson.Parser
	for lines.Scan() {
		page, err := parser.ParseBytes(lines.Bytes())
		if err != nil {
			return fmt.Errorf("read spool: %w", err)
		}
		if err := use(page); err != nil {
			return err
		}
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("read spool: %w", err)
	}
	return nil
}
