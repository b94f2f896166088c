package simulator

import (
	"bufio"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"quarterdeck/connectors/simulator/world"
)

// segmentSettled is how old the files are that WriteSegmentFiles leaves.
const segmentSettled = time.Hour

// WriteSegmentFiles writes what the product has sent by now into dir, as a
// Segment destination archives it: one file of JSON lines for every month of
// receipt. The current month's grows from call to call; those before it are
// gzipped and stay as they are.
func (s *Simulator) WriteSegmentFiles(dir string) error {
	now := s.now()
	for from := s.world.Start; !from.After(now); from = from.AddDate(0, 1, 0) {
		to := from.AddDate(0, 1, 0)
		path := filepath.Join(dir, "events-"+from.Format("2006-01")+".jsonl")
		if to.After(now) {
			if err := s.writeSegmentFile(path, from, to, false); err != nil {
				return err
			}
			continue
		}
		if _, err := os.Stat(path + ".gz"); err == nil {
			continue
		}
		if err := s.writeSegmentFile(path+".gz", from, to, true); err != nil {
			return err
		}
		if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	return nil
}

func (s *Simulator) writeSegmentFile(path string, from, to time.Time, zip bool) (err error) {
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	defer func() {
		err = errors.Join(err, file.Close())
		if err == nil {
			at := s.now().Add(-segmentSettled)
			err = os.Chtimes(path, at, at)
		}
	}()
	var out io.Writer = file
	if zip {
		zipped := gzip.NewWriter(file)
		defer func() { err = errors.Join(err, zipped.Close()) }()
		out = zipped
	}
	lines := bufio.NewWriter(out)
	s.writeSegment(lines, from, to)
	return lines.Flush()
}

// writeSegment writes the messages received in [from, to). A failed write shows
// when the writer is flushed.
func (s *Simulator) writeSegment(lines *bufio.Writer, from, to time.Time) {
	line, greeted := make([]byte, 0, 1024), map[string]bool{}
	s.received(from, to, func(u world.Use) {
		if !greeted[u.Person.Email] {
			greeted[u.Person.Email] = true
			_, _ = lines.Write(s.appendGreeting(line[:0], u))
		}
		line = s.appendTrack(line[:0], u)
		_, _ = lines.Write(line)
		if sentTwice(u) {
			_, _ = lines.Write(line)
		}
	})
}

// The three ways in which products tell Segment the account of an event.
const (
	inContext = iota
	byGroupCall
	inProperty
)

func segmentWay(u world.Use) int {
	if u.Account == nil {
		return inContext
	}
	return u.Account.Index % 3
}

// appendGreeting writes what a product sends when a user comes for the first
// time in a while: a page seen before the login, the login, and, where it sends
// group calls, the account.
func (s *Simulator) appendGreeting(b []byte, u world.Use) []byte {
	anonymous := nameUUID("browser of " + u.Person.Email)
	head := func(b []byte, n uint64, kind string) []byte {
		b = fmt.Appendf(b, `{"type":%q,"messageId":"ajs-%s-%d","anonymousId":%q,`, kind, strconv.FormatUint(u.InsertID, 36), n, anonymous)
		return appendSegmentTimes(b, u)
	}
	b = append(head(b, 1, "page"), `,"userId":null,"name":"Home","properties":{"path":"/"},"context":{}}`+"\n"...)
	b = fmt.Appendf(head(b, 2, "identify"), `,"userId":%q,"traits":{"email":%q},"context":{}}`+"\n", u.Person.Email, u.Person.Email)
	if id := s.usageAccount(u); id != "" && segmentWay(u) == byGroupCall {
		b = fmt.Appendf(head(b, 3, "group"), `,"userId":%q,"groupId":%q,"traits":{"employees":"52"},"context":{}}`+"\n", u.Person.Email, id)
	}
	return b
}

func appendSegmentTimes(b []byte, u world.Use) []byte {
	return fmt.Appendf(b, `"timestamp":%q,"originalTimestamp":%q,"sentAt":%q,"receivedAt":%q,"version":2`,
		millis(u.At), millis(u.At.Add(-time.Second)), millis(u.Processed.Add(-time.Second)), millis(u.Processed))
}

func (s *Simulator) appendTrack(b []byte, u world.Use) []byte {
	b = fmt.Appendf(b, `{"type":"track","event":%q,"messageId":"ajs-%s","userId":%q,"anonymousId":null,`,
		u.Feature.Event, strconv.FormatUint(u.InsertID, 36), u.Person.Email)
	b = appendSegmentTimes(b, u)
	id, way := s.usageAccount(u), segmentWay(u)
	b = fmt.Appendf(b, `,"properties":{"quantity":%d,"feature":%q`, u.Quantity, u.Feature.Name)
	if id != "" && way == inProperty {
		b = fmt.Appendf(b, `,%q:%q`, GroupKey, id)
	}
	b = append(b, `},"context":{"library":{"name":"analytics.js","version":"next-1.70.0"}`...)
	if id != "" && way == inContext {
		b = fmt.Appendf(b, `,"groupId":%q`, id)
	}
	return append(b, "},\"integrations\":{}}\n"...)
}
