package simulator

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"quarterdeck/connectors/simulator/world"
)

// mixpanel routes the raw export.
func (s *Simulator) mixpanel() *http.ServeMux {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /api/2.0/export", s.export)
	return mux
}

func mixpanelError(w http.ResponseWriter, status int, message string) {
	reply(w, status, object{"request": "/api/2.0/export", "error": message, "status": "error"})
}

// export streams the events of whole UTC days, both ends included, one JSON
// object a line. Events the tracker has not received by now are absent.
func (s *Simulator) export(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	if p := q.Get("project_id"); p != "" && p != ProjectMixpanel {
		mixpanelError(w, http.StatusForbidden, "Unauthorized, insufficient permissions for project "+p)
		return
	}
	from, errFrom := time.Parse(time.DateOnly, q.Get("from_date"))
	to, errTo := time.Parse(time.DateOnly, q.Get("to_date"))
	if errFrom != nil || errTo != nil || to.Before(from) {
		mixpanelError(w, http.StatusBadRequest, "from_date and to_date must be dates, from_date not after to_date")
		return
	}
	now := s.now()
	if from.After(now) {
		mixpanelError(w, http.StatusBadRequest, "from_date cannot be later than today")
		return
	}
	var wanted []string
	if text := q.Get("event"); text != "" {
		if err := json.Unmarshal([]byte(text), &wanted); err != nil {
			mixpanelError(w, http.StatusBadRequest, "event must be a JSON array of names")
			return
		}
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	var out io.Writer = w
	if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		w.Header().Set("Content-Encoding", "gzip")
		// Loopback has bandwidth to spare: the format is gzip's, the time is not.
		zipped, err := gzip.NewWriterLevel(w, gzip.NoCompression)
		if err != nil {
			mixpanelError(w, http.StatusInternalServerError, err.Error())
			return
		}
		defer zipped.Close()
		out = zipped
	}
	lines := bufio.NewWriterSize(out, 64<<10)
	defer lines.Flush()
	s.writeEvents(lines, from, to, wanted, q.Get("time_in_ms") == "true", now)
}

func (s *Simulator) writeEvents(lines *bufio.Writer, from, to time.Time, wanted []string, inMillis bool, now time.Time) {
	line := make([]byte, 0, 512)
	for day := from; !day.After(to) && !day.After(now); day = day.AddDate(0, 0, 1) {
		s.world.UsesOn(day, func(u world.Use) {
			if u.At.After(now) || u.Processed.After(now) || len(wanted) > 0 && !slices.Contains(wanted, u.Feature.Event) {
				return
			}
			line = s.appendUse(line[:0], u, inMillis)
			// A failed write means the client left; the remaining ones fail too.
			_, _ = lines.Write(line)
		})
	}
}

// appendUse writes one event. Names and addresses hold nothing JSON escapes.
func (s *Simulator) appendUse(b []byte, u world.Use, inMillis bool) []byte {
	at := u.At.Unix()
	if inMillis {
		at = u.At.UnixMilli()
	}
	b = append(b, `{"event":"`...)
	b = append(b, u.Feature.Event...)
	b = append(b, `","properties":{"time":`...)
	b = strconv.AppendInt(b, at, 10)
	b = append(b, `,"distinct_id":"`...)
	b = append(b, u.Person.Email...)
	b = append(b, `","$insert_id":"`...)
	b = strconv.AppendUint(b, u.InsertID, 36)
	b = append(b, `","mp_processing_time_ms":`...)
	b = strconv.AppendInt(b, u.Processed.UnixMilli(), 10)
	if id := s.usageAccount(u); id != "" {
		b = append(b, `,"account_id":"`...)
		b = append(b, id...)
		b = append(b, '"')
	}
	b = append(b, `,"quantity":`...)
	b = strconv.AppendInt(b, int64(u.Quantity), 10)
	b = append(b, `,"feature":"`...)
	b = append(b, u.Feature.Name...)
	return append(b, "\"}}\n"...)
}
