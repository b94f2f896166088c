package mixpanel

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"time"

	"quarterdeck/config"
	"quarterdeck/connectors"
	"quarterdeck/connectors/rest"
	"quarterdeck/connectors/rest/rows"
)

const (
	exportPath      = "/api/2.0/export"
	defaultGroupKey = "account_id"
	// hourly is the bucket of the limit that counts.
	hourly = "hour"
)

// Source is one Mixpanel project.
type Source struct {
	client   *rest.Client
	now      func() time.Time
	project  string
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
	cfg := rest.Config{Source: src.Name, AllowPrivateHosts: src.AllowPrivateHosts, BaseURL: base, Auth: rest.Basic(src.Username, src.Token.Reveal()), Judge: judge, Advise: advise,
		// Sixty queries an hour and three a second: what may come at once and
		// what comes in an hour never add up to more.
		Rate:    rest.Rate{PerSecond: 3, Burst: 3},
		Buckets: map[string]rest.Rate{hourly: {PerSecond: 40.0 / 3600, Burst: 20}},
		// A used-up hour can mean to wait for most of it.
		Retry: rest.Retry{Failures: 8, Throttles: 90, First: 500 * time.Millisecond, Longest: 2 * time.Minute, Patience: 75 * time.Minute},
	}
	if src.Rate > 0 {
		cfg.Rate, cfg.Buckets = rest.Rate{PerSecond: src.Rate, Burst: int(src.Rate)}, nil
	}
	client, err := rest.New(cfg, deps)
	if err != nil {
		return nil, err
	}
	s := &Source{client: client, now: deps.Now, project: src.ProjectID, groupKey: src.GroupKey}
	if s.groupKey == "" {
		s.groupKey = defaultGroupKey
	}
	if s.start, err = src.StartDay(); err != nil {
		return nil, err
	}
	return s, nil
}

// regions are where the data of a project in each can be exported.
func regions() []config.Region {
	return []config.Region{{Name: "us", URL: "https://data.mixpanel.com"}, {Name: "eu", URL: "https://data-eu.mixpanel.com"}, {Name: "in", URL: "https://data-in.mixpanel.com"}}
}

// judge gives up at once on an export that took too long: fewer days are asked
// for instead.
func judge(status int, _ http.Header, _ []byte) rest.Verdict {
	if status == http.StatusGatewayTimeout || status == http.StatusRequestEntityTooLarge {
		return rest.Permanent
	}
	return rest.Usual
}

// advise says what to change in Mixpanel.
func advise(_ rest.Request, status int, _ http.Header, _ []byte) string {
	switch status {
	case http.StatusUnauthorized:
		return "username and token are those of a service account: Organization Settings → Service Accounts; set region if the project's data lies in eu or in"
	case http.StatusForbidden:
		return "give the service account the role Consumer on the project, and compare project_id with Project Settings → Overview"
	}
	return ""
}

func tooMuch(err error) bool {
	var e *rest.Error
	return errors.Is(err, rest.ErrTooLarge) ||
		errors.As(err, &e) && (e.Status == http.StatusGatewayTimeout || e.Status == http.StatusRequestEntityTooLarge)
}

// Streams declares what can be pulled with the usual group key.
func Streams() []connectors.Stream { return streams(defaultGroupKey) }

func streams(groupKey string) []connectors.Stream {
	const inProperties = "properties."
	return []connectors.Stream{{Name: "events", Key: []string{"event", "distinct_id", "occurred_at", "insert_id"},
		Columns: []connectors.Column{
			{Name: "event", Type: connectors.String},
			{Name: "distinct_id", Type: connectors.String, Path: inProperties + "distinct_id", PII: true},
			{Name: "occurred_at", Type: connectors.Timestamp, Path: inProperties + "time"},
			{Name: "insert_id", Type: connectors.String, Path: inProperties + "$insert_id"},
			{Name: "account_id", Type: connectors.String, Path: inProperties + rows.EscapeName(groupKey)},
			{Name: "quantity", Type: connectors.Float, Path: inProperties + "quantity"},
			{Name: "processed_at", Type: connectors.Millis, Path: inProperties + "mp_processing_time_ms"},
		}}}
}

// Streams implements connectors.Source.
func (s *Source) Streams() []connectors.Stream { return streams(s.groupKey) }

// Check asks for at most one event of yesterday.
func (s *Source) Check(ctx context.Context, stream string) error {
	yesterday := day(s.now()).AddDate(0, 0, -1)
	query := s.query(yesterday, yesterday)
	query.Set("limit", "1")
	return s.client.Lines(ctx, rest.Request{Stream: stream, Path: exportPath, Query: query, Bucket: hourly}, func([]byte) error { return nil })
}

func (s *Source) query(first, last time.Time) url.Values {
	return url.Values{"project_id": {s.project}, "time_in_ms": {"true"},
		"from_date": {first.Format(time.DateOnly)}, "to_date": {last.Format(time.DateOnly)}}
}

func day(t time.Time) time.Time { return t.UTC().Truncate(24 * time.Hour) }
