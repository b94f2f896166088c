package posthog

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
	defaultGroupKey = "account_id"
	// hourly is the bucket of the hour's limit.
	hourly = "hour"
	// maxAnswer bounds one page on disk.
	maxAnswer = 2 << 30
	// statusTooLong is PostHog's own status for a query it does not even begin.
	statusTooLong = 512
)

// Source is one PostHog project.
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
	cfg := rest.Config{Source: src.Name, AllowPrivateHosts: src.AllowPrivateHosts, BaseURL: base, Auth: rest.Bearer(src.Token.Reveal()), Judge: judge, Advise: advise, MaxStream: maxAnswer,
		// A project may ask 240 queries a minute and 2,400 an hour: what may come
		// at once and what comes in that time never add up to more.
		Rate:    rest.Rate{PerSecond: 2, Burst: 120},
		Buckets: map[string]rest.Rate{hourly: {PerSecond: 1200.0 / 3600, Burst: 1200}},
		// A used-up hour can mean to wait for most of it.
		Retry: rest.Retry{Failures: 8, Throttles: 90, First: 500 * time.Millisecond, Longest: time.Minute, Patience: 75 * time.Minute},
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

// regions are the app's host in the project's region; events are sent to another
// one, which answers no queries.
func regions() []config.Region {
	return []config.Region{{Name: "us", URL: "https://us.posthog.com"}, {Name: "eu", URL: "https://eu.posthog.com"}}
}

// judge gives up at once on a query that was too much: a smaller one is asked
// instead.
func judge(status int, _ http.Header, _ []byte) rest.Verdict {
	if status == http.StatusGatewayTimeout || status == statusTooLong {
		return rest.Permanent
	}
	return rest.Usual
}

// advise says what to change at PostHog.
func advise(_ rest.Request, status int, _ http.Header, _ []byte) string {
	switch status {
	case http.StatusUnauthorized, http.StatusForbidden:
		return "create a key under Settings → User → Personal API keys with the scopes query:read and project:read for this project"
	case http.StatusGatewayTimeout, statusTooLong:
		return "PostHog advises batch exports (Data pipelines → Destinations) for projects of this size"
	}
	return ""
}

// tooMuch says whether a smaller window may mend the error.
func tooMuch(err error) bool {
	var e *rest.Error
	return errors.Is(err, rest.ErrTooLarge) || errors.As(err, &e) && (e.Status == http.StatusGatewayTimeout || e.Status == statusTooLong)
}

// Streams declares what can be pulled with the usual group key.
func Streams() []connectors.Stream {
	const inProperties = "properties."
	return []connectors.Stream{{Name: "events", Key: []string{"uuid"},
		Columns: []connectors.Column{
			{Name: "uuid", Type: connectors.String},
			{Name: "event", Type: connectors.String},
			{Name: "distinct_id", Type: connectors.String, PII: true},
			{Name: "account_id", Type: connectors.String, Path: pathAccount},
			{Name: "quantity", Type: connectors.Float, Path: inProperties + "quantity"},
			{Name: "session_id", Type: connectors.String, Path: inProperties + "$session_id"},
			{Name: "occurred_at", Type: connectors.Timestamp, Path: "timestamp"},
			{Name: "received_at", Type: connectors.Timestamp, Path: "created_at"},
		}}}
}

// leftOut are properties that are not landed: where somebody was is nobody's
// business here.
func leftOut() []string {
	var paths []string
	for _, name := range []string{"$ip", "$geoip_latitude", "$geoip_longitude", "$geoip_accuracy_radius", "$geoip_postal_code"} {
		paths = append(paths, "properties."+rows.EscapeName(name))
	}
	return paths
}

// Streams implements connectors.Source.
func (s *Source) Streams() []connectors.Stream { return Streams() }

// Check asks for the project, or for one event of the last day.
func (s *Source) Check(ctx context.Context, stream string) error {
	if stream == "" {
		var page rest.Page
		_, err := s.client.JSON(ctx, rest.Request{Path: s.path("")}, &page)
		return err
	}
	now := s.now()
	q := query{order: happened, from: now.Add(-24 * time.Hour), to: now, limit: 1}
	answer, err := s.client.Download(ctx, s.request(stream, q))
	if err != nil {
		return err
	}
	return answer.Close()
}

func (s *Source) path(below string) string {
	return "/api/projects/" + url.PathEscape(s.project) + "/" + below
}
