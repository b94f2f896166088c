package pipeline

import (
	"context"
	"errors"
	"path"
	"strings"
	"time"

	"quarterdeck/pipeline/delivery"
	"quarterdeck/pipeline/outbox"
	"quarterdeck/reports/slack"
)

var _ delivery.Door = (*slackFiles)(nil)

// Send brings the files to Slack, notes what Slack calls them, and only then shows
// them. Until the last step nobody sees anything, so any error before it leaves
// nothing to wonder about.
func (s *slackFiles) Send(ctx context.Context, p delivery.Parcel) (string, error) {
	upload := slack.Upload{Channel: s.channel}
	for _, f := range p.Files {
		if f.Beside != "" && path.Ext(f.Path) != ".png" {
			continue
		}
		data, err := p.Read(f)
		if err != nil {
			return "", outbox.NotSent(err)
		}
		one := slack.UploadFile{Name: f.Name(), Title: p.Title, Data: data}
		if f.Beside != "" {
			one.Alt = "Picture of the first page of " + p.Title
		}
		upload.Files = append(upload.Files, one)
	}
	if len(upload.Files) == 0 {
		return "", outbox.NotSent(errors.New("there is no file to upload"))
	}
	if s.thread != nil {
		var err error
		if upload.Thread, err = s.thread(ctx, p.Item); err != nil {
			return "", slackNotSent(err)
		}
	}
	ids, err := s.client.Prepare(ctx, upload)
	if err != nil {
		return "", slackNotSent(err)
	}
	ref := strings.Join(ids, " ")
	if err := p.Note(ctx, ref); err != nil {
		return "", outbox.NotSent(err)
	}
	if err := s.client.Share(ctx, upload, ids); err != nil {
		if slack.OutcomeOf(err) == slack.Ambiguous {
			return "", err
		}
		return "", slackNotSent(err)
	}
	return ref, nil
}

// slackNotSent marks an error of Slack after which nothing is seen.
func slackNotSent(err error) error {
	var refused *slack.Error
	if errors.As(err, &refused) && refused.Outcome == slack.Temporary {
		return outbox.NotSent(&delivery.LaterError{After: refused.RetryAfter, Err: err})
	}
	return outbox.NotSent(err)
}

// Lookup asks for the files a former try noted. All of them are shown by one step, so
// the first tells of all.
func (s *slackFiles) Lookup(ctx context.Context, p delivery.Parcel, _ time.Time) (string, error) {
	if p.Progress == "" {
		return "", outbox.ErrAbsent // it never came to the step that shows them
	}
	first, _, _ := strings.Cut(p.Progress, " ")
	seen, err := s.client.Shared(ctx, s.channel, first)
	if err != nil {
		return "", err
	}
	if !seen {
		return "", outbox.ErrAbsent
	}
	return p.Progress, nil
}

// Check proves the token.
func (s *slackFiles) Check(ctx context.Context) error { return s.client.Check(ctx) }
