package delivery

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"quarterdeck/pipeline/outbox"
	"quarterdeck/reports/slack"
)

// SlackHook is an incoming webhook of Slack, which takes a message and tells nothing
// of it: no thread, no change in place, no look-up.
type SlackHook struct {
	url  string
	http *http.Client
}

// NewSlackHook makes the door.
func NewSlackHook(address string, client *http.Client) *SlackHook {
	return &SlackHook{address, client}
}

var _ Door = (*SlackHook)(nil)

// Send posts the message without its thread.
func (s *SlackHook) Send(ctx context.Context, p Parcel) (string, error) {
	if p.Message == nil {
		return "", outbox.NotSent(errors.New("an incoming webhook takes messages only"))
	}
	if err := slack.Check(*p.Message); err != nil {
		return "", outbox.NotSent(err)
	}
	alone := slack.WithoutThread(*p.Message)
	body, err := json.Marshal(struct {
		slack.Message
		UnfurlLinks bool `json:"unfurl_links"`
		UnfurlMedia bool `json:"unfurl_media"`
	}{Message: alone})
	if err != nil {
		return "", outbox.NotSent(fmt.Errorf("encode message: %w", err))
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, s.url, bytes.NewReader(body))
	if err != nil {
		return "", outbox.NotSent(errors.New("make request: the url cannot be used"))
	}
	request.Header.Set("Content-Type", "application/json")
	answer, err := s.http.Do(request)
	if err != nil {
		return "", sendError(err)
	}
	defer answer.Body.Close()
	return "", statusError(answer)
}

// Lookup cannot tell.
func (s *SlackHook) Lookup(context.Context, Parcel, time.Time) (string, error) {
	return "", errUnsearchable
}

// Check connects. Slack answers a HEAD without posting anything.
func (s *SlackHook) Check(ctx context.Context) error { return headCheck(ctx, s.http, s.url) }
