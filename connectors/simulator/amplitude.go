package simulator

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"quarterdeck/connectors/simulator/world"
)

const (
	amplitudeHour = "20060102T15"
	// amplitudeDelay is how long an hour's events take to be exportable.
	amplitudeDelay = 2 * time.Hour
	// amplitudeMember is how many events one file of an export holds.
	amplitudeMember = 500
)

// amplitude routes the export.
func (s *Simulator) amplitude() *http.ServeMux {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /api/2/export", s.amplitudeExport)
	return mux
}

// amplitudeExport answers with the events whose upload lies in whole hours, both
// included: a zip of gzipped files of one event a line, several for busy hours.
// Hours that ended less than two hours ago are not there yet.
func (s *Simulator) amplitudeExport(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	from, errFrom := time.Parse(amplitudeHour, q.Get("start"))
	last, errLast := time.Parse(amplitudeHour, q.Get("end"))
	if errFrom != nil || errLast != nil || last.Before(from) {
		http.Error(w, "Invalid start or end date", http.StatusBadRequest)
		return
	}
	if last.Sub(from) >= 365*24*time.Hour {
		http.Error(w, "The maximum time range is 365 days", http.StatusBadRequest)
		return
	}
	to := last.Add(time.Hour)
	if ready := s.now().Add(-amplitudeDelay).Truncate(time.Hour); to.After(ready) {
		to = ready
	}
	hours := s.amplitudeHours(from, to)
	if len(hours) == 0 {
		http.Error(w, "Raw data files were not found.", http.StatusNotFound)
		return
	}
	archive, err := zipHours(from, to, hours)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/zip")
	w.Header().Set("Content-Length", strconv.Itoa(len(archive)))
	_, _ = w.Write(archive) // a client that left needs no answer
}

// amplitudeHours sorts the lines of [from, to) by the hour of their upload.
func (s *Simulator) amplitudeHours(from, to time.Time) map[time.Time][][]byte {
	hours := map[time.Time][][]byte{}
	s.received(from, to, func(u world.Use) {
		hour := u.Processed.Truncate(time.Hour)
		hours[hour] = append(hours[hour], s.appendAmplitude(nil, u, 0))
		if sentTwice(u) {
			hours[hour] = append(hours[hour], s.appendAmplitude(nil, u, 1))
		}
	})
	return hours
}

func zipHours(from, to time.Time, hours map[time.Time][][]byte) ([]byte, error) {
	var out bytes.Buffer
	archive := zip.NewWriter(&out)
	zipped, err := gzip.NewWriterLevel(nil, gzip.BestSpeed)
	if err != nil {
		return nil, err
	}
	for hour := from; hour.Before(to); hour = hour.Add(time.Hour) {
		for n, lines := 0, hours[hour]; len(lines) > 0; n++ {
			part := lines[:min(amplitudeMember, len(lines))]
			lines = lines[len(part):]
			name := fmt.Sprintf("%s/%s_%s#%d.json.gz", ProjectAmplitude, ProjectAmplitude, hour.Format("2006-01-02_15"), n)
			// The members are compressed already; so is the vendor's archive stored.
			file, err := archive.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store})
			if err != nil {
				return nil, err
			}
			zipped.Reset(file)
			for _, line := range part {
				if _, err := zipped.Write(line); err != nil {
					return nil, err
				}
			}
			if err := zipped.Close(); err != nil {
				return nil, err
			}
		}
	}
	if err := archive.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// amplitudeTime spells an instant as the exported files do: no T and no zone.
func amplitudeTime(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05.000000") }

// appendAmplitude writes one event. copy is 0 but for what was sent again.
func (s *Simulator) appendAmplitude(b []byte, u world.Use, copy uint64) []byte {
	device := nameUUID("device of " + u.Person.Email)
	b = fmt.Appendf(b, `{"$insert_id":%q,"$schema":12,"amplitude_id":%d,"app":%s,"city":null,"client_event_time":%q,"data":{"group_ids":{}},"device_id":%q,`,
		strconv.FormatUint(u.InsertID, 36), u.InsertID>>12, ProjectAmplitude, amplitudeTime(u.At), device)
	b = fmt.Appendf(b, `"event_id":%d,"event_properties":{"quantity":%d,"feature":%q},"event_time":%q,"event_type":%q,"group_properties":{},`,
		u.InsertID%1000, u.Quantity, u.Feature.Name, amplitudeTime(u.At), u.Feature.Event)
	if id := s.usageAccount(u); id != "" {
		b = fmt.Appendf(b, `"groups":{%q:[%q]},`, GroupKey, id)
	} else {
		b = append(b, `"groups":{},`...)
	}
	b = fmt.Appendf(b, `"ip_address":"203.0.113.7","library":"amplitude-ts/2.11.1","platform":"Web","processed_time":%q,"server_received_time":%q,"server_upload_time":%q,`,
		amplitudeTime(u.Processed.Add(time.Second)), amplitudeTime(u.Processed), amplitudeTime(u.Processed))
	return fmt.Appendf(b, `"session_id":%d,"user_id":%q,"user_properties":{},"uuid":%q}`+"\n",
		u.At.UnixMilli(), u.Person.Email, eventUUID(u, copy))
}
