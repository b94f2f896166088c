package amplitude

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"time"

	"quarterdeck/config"
	"quarterdeck/connectors"
	"quarterdeck/connectors/rest"
)

const (
	exportPath      = "/api/2/export"
	defaultGroupKey = "account_id"
	// hourText is how the API spells an hour.
	hourText = "20060102T15"
	// maxArchive is somewhat more than Amplitude exports at once.
	maxArchive = 5 << 30
	// prepare is how long Amplitude may take to begin with an answer.
	prepare = 10 * time.Minute
)

// Source is one Amplitude project.
type Source struct {
	client   *rest.Client
	now      func() time.Time
	groupKey string
	start    time.Time
}

var _ connectors.Source = (*Source)(nil)

// New makes a source; it sends nothing.
func New(src config.Source, deps connectors.Deps) (*Source, error) {
	base, err := src.Address(regions())
	if err != nil {
		return nil, err
	}
	cfg := rest.Config{Source: src.Name, AllowPrivateHosts: src.AllowPrivateHosts, BaseURL: base, Auth: rest.Basic(src.APIKey.Reveal(), src.Token.Reveal()),
		Rate: rest.Rate{PerSecond: src.Rate, Burst: int(src.Rate)}, Judge: judge, Advise: advise, MaxStream: maxArchive, Timeout: prepare,
		Secrets: []string{src.APIKey.Reveal()}}
	client, err := rest.New(cfg, deps)
	if err != nil {
		return nil, err
	}
	s := &Source{client: client, now: deps.Now, groupKey: src.GroupKey}
	if s.groupKey == "" {
		s.groupKey = defaultGroupKey
	}
	if s.start, err = src.StartDay(); err != nil {
		return nil, err
	}
	return s, nil
}

// regions are where the project's data residency can be exported.
func regions() []config.Region {
	return []config.Region{{Name: "us", URL: "https://amplitude.com"}, {Name: "eu", URL: "https://analytics.eu.amplitude.com"}}
}

// judge gives up at once on a window that was too large: a smaller one is asked
// for instead.
func judge(status int, _ http.Header, _ []byte) rest.Verdict {
	if status == http.StatusGatewayTimeout {
		return rest.Permanent
	}
	return rest.Usual
}

// advise says what to change at Amplitude.
func advise(_ rest.Request, status int, _ http.Header, _ []byte) string {
	switch status {
	case http.StatusBadRequest, http.StatusGatewayTimeout:
		return "if one hour holds more than the 4 GB Amplitude exports at once, send the events to an Amazon S3 destination instead (Data → Destinations)"
	case http.StatusUnauthorized, http.StatusForbidden:
		return "api_key and token are the API key and the secret key of the project: Organization settings → Projects → (project) → General; set region if it lies in eu"
	}
	return ""
}

// tooMuch says whether a smaller window may mend the error.
func tooMuch(err error) bool {
	var e *rest.Error
	return errors.Is(err, rest.ErrTooLarge) || errors.As(err, &e) &&
		(e.Status == http.StatusBadRequest || e.Status == http.StatusGatewayTimeout || e.Status == http.StatusRequestEntityTooLarge)
}

// nothing says whether Amplitude found no events in the window.
func nothing(err error) bool {
	var e *rest.Error
	return errors.As(err, &e) && e.Status == http.StatusNotFound
}

// Streams declares what can be pulled.
func Streams() []connectors.Stream {
	return []connectors.Stream{{Name: "events", Key: []string{"event_key"},
		Columns: []connectors.Column{
			{Name: "event_key", Type: connectors.String, Path: pathKey},
			{Name: "insert_id", Type: connectors.String, Path: "$insert_id"},
			{Name: "uuid", Type: connectors.String},
			{Name: "event", Type: connectors.String, Path: "event_type"},
			{Name: "user_id", Type: connectors.String, PII: true},
			{Name: "device_id", Type: connectors.String, PII: true},
			{Name: "amplitude_id", Type: connectors.Int, PII: true},
			{Name: "session_id", Type: connectors.Int},
			{Name: "account_id", Type: connectors.String, Path: pathAccount},
			{Name: "quantity", Type: connectors.Float, Path: "event_properties.quantity"},
			{Name: "occurred_at", Type: connectors.Timestamp, Path: "event_time"},
			{Name: "received_at", Type: connectors.Timestamp, Path: "server_received_time"},
			{Name: "uploaded_at", Type: connectors.Timestamp, Path: "server_upload_time"},
		}}}
}

// leftOut are fields that are not landed: where somebody was is nobody's business here.
func leftOut() []string {
	return []string{"ip_address", "location_lat", "location_lng"}
}

// Streams implements connectors.Source.
func (s *Source) Streams() []connectors.Stream { return Streams() }

// Check asks for the newest hour there is.
func (s *Source) Check(ctx context.Context, stream string) error {
	hour := s.ready().Add(-time.Hour)
	archive, err := s.client.Download(ctx, s.request(stream, hour, hour))
	if nothing(err) || tooMuch(err) {
		return nil
	}
	if err != nil {
		return err
	}
	return archive.Close()
}

// request asks for the hours from first to last, both included.
func (s *Source) request(stream string, first, last time.Time) rest.Request {
	return rest.Request{Stream: stream, Path: exportPath, Accept: "*/*",
		Query: url.Values{"start": {first.Format(hourText)}, "end": {last.Format(hourText)}}}
}

// freshness is how long Amplitude takes until an hour's events can be exported.
const freshness = 3 * time.Hour

// ready is the end of the last hour that can be exported.
func (s *Source) ready() time.Time { return s.now().UTC().Add(-freshness).Truncate(time.Hour) }
