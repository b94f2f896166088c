package pipeline

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"path/filepath"
	"slices"
	"time"

	"quarterdeck/pipeline/batch"
	"quarterdeck/reports"
	"quarterdeck/reports/slack"
)

// DigestOptions say what to do with the digest.
type DigestOptions struct {
	// DryRun composes and stores the message and sends nothing.
	DryRun bool
	// Test posts it to the test channel, as a message of its own every time.
	Test bool
	// Clocks say of which day and with which knowledge; zero means the publication.
	// Only what readers see is stored and sent.
	Clocks Clocks
}

// DigestReport is the day's message and its fate.
type DigestReport struct {
	AsOf  string `json:"as_of"`
	RunID string `json:"run_id"`
	// Text is the message to be read aloud, Message as Slack gets it.
	Text    string          `json:"text"`
	Message json.RawMessage `json:"message"`
	// Files are where both are stored.
	Files []string `json:"files"`
	// Delivery is sent, edited, removed (by somebody, after it was sent), off (no
	// Slack token), dry-run, failed or unknown.
	Delivery string        `json:"delivery"`
	Channel  string        `json:"channel,omitempty"`
	Ref      string        `json:"ref,omitempty"` // Slack's name for the message
	Duration time.Duration `json:"duration"`
}

// The fates of a digest that the outbox does not name.
const (
	deliveryOff    = "off"
	deliveryDryRun = "dry-run"
	deliveryEdited = "edited"
	// deliveryRemoved: posted earlier, and taken out of the channel by somebody.
	deliveryRemoved = "removed"
)

// Digest composes the message about the published marts, stores it, and sends it
// to Slack. Of one business date one message is ever posted: a later one changes
// it in place.
func (p *Pipeline) Digest(ctx context.Context, opts DigestOptions) (report DigestReport, err error) {
	err = p.writing(ctx, "digest", false, func() error {
		report, err = p.digest(ctx, opts)
		return err
	})
	return report, err
}

func (p *Pipeline) digest(ctx context.Context, opts DigestOptions) (report DigestReport, err error) {
	started := p.deps.Now()
	tracker := p.deps.Progress.Stage("digest")
	defer func() { report.Duration = p.deps.Now().Sub(started); tracker.Done(err) }()
	if err := p.sendable(opts); err != nil {
		return report, err
	}
	marts, err := p.Marts(ctx, opts.Clocks)
	if err != nil {
		return report, err
	}
	defer func() { err = errors.Join(err, marts.Close()) }()
	current := marts.Publication
	report = DigestReport{AsOf: current.AsOf, RunID: current.RunID, Channel: p.cfg.Slack.Channel}
	message, err := p.compose(ctx, current, marts.DB)
	if err != nil {
		return report, err
	}
	if !marts.Current {
		report.Delivery = deliveryDryRun
		return report, report.describe(message)
	}
	if err := p.storeDigest(&report, message); err != nil {
		return report, err
	}
	switch {
	case opts.DryRun:
		report.Delivery = deliveryDryRun
		return report, nil
	case p.cfg.Slack.Token == "":
		report.Delivery = deliveryOff
		p.deps.Log.InfoContext(ctx, "digest not sent: no slack token is configured", "stored", report.Files)
		return report, nil
	}
	post, key := slack.Post{RunID: current.RunID, AsOf: current.AsOf, Message: message}, current.AsOf
	if opts.Test {
		post.Channel, key = p.cfg.Slack.TestChannel, p.testKey(key)
		report.Channel = post.Channel
	}
	report.Delivery, report.Ref, err = p.deliver(ctx, kindDigest, key, post)
	p.deps.Log.InfoContext(ctx, "digest", "as_of", report.AsOf, "delivery", report.Delivery, "channel", report.Channel, "ref", report.Ref)
	return report, err
}

// sendable refuses to send what readers cannot look up in the marts.
func (p *Pipeline) sendable(opts DigestOptions) error {
	if opts.Test && p.cfg.Slack.TestChannel == "" {
		return &UsageError{errors.New("there is no test channel: add slack.test_channel")}
	}
	if opts.DryRun || opts.Clocks == (Clocks{}) {
		return nil
	}
	found, err := p.publicationOf(opts.Clocks)
	if err != nil {
		return err
	}
	if current, err := p.Current(); err != nil || found != nil && found.RunID == current.RunID {
		return err
	}
	return &UsageError{errors.New("the day asked for is not what readers see: look at its digest with --dry-run, or publish it first with 'quarterdeck transform --as-of DATE'")}
}

// compose writes the message about the day's facts.
func (p *Pipeline) compose(ctx context.Context, current Publication, db *sql.DB) (message slack.Message, err error) {
	facts, err := p.digestFacts(ctx, current, db)
	if err != nil {
		return message, err
	}
	return slack.Compose(facts)
}

// digestFacts reads the day's facts. Nothing but the publication and the written
// reviews enter, so the same publication gives the same message.
func (p *Pipeline) digestFacts(ctx context.Context, current Publication, db *sql.DB) (*reports.Digest, error) {
	period, asOf, err := p.quarter("", current)
	if err != nil {
		return nil, err
	}
	delivery, err := p.qbrDelivery(period)
	if err != nil {
		return nil, err
	}
	return p.stages.readDigest(ctx, db, reports.DigestOptions{
		Company: p.cfg.Company.Name, Currency: p.cfg.Company.Currency, AsOf: asOf, RunID: current.RunID,
		At: current.KnownAt.In(p.location), RenewalWindowDays: p.cfg.Metrics.RenewalWindowDays,
		QBRs: delivery, Files: filesOf(delivery), Pack: p.writtenPack(current.AsOf), NextRun: p.nextRun(current.KnownAt),
	})
}

func (p *Pipeline) qbrDelivery(period reports.Period) (reports.QBRDelivery, error) {
	written, err := batch.Read(p.path("reports", period.String()))
	if err != nil || written.Quarter == "" {
		return reports.QBRDelivery{}, err
	}
	delivery := reports.QBRDelivery{Quarter: written.Quarter, Written: written.Count(ReviewWritten), Due: written.Due()}
	for _, r := range written.Reviews {
		if r.State == ReviewHeld || r.State == ReviewFailed {
			delivery.Held = append(delivery.Held, reports.HeldQBR{CustomerID: r.CustomerID, Customer: r.Customer, Reason: r.Reason})
		}
	}
	return delivery, nil
}

// filesOf names the folder of the reviews inside the data folder, not where that
// is on this machine.
func filesOf(delivery reports.QBRDelivery) string {
	if delivery.Written == 0 {
		return ""
	}
	return "reports/" + delivery.Quarter
}

// describe writes the message as Slack gets it and as text.
func (r *DigestReport) describe(message slack.Message) error {
	data, err := slack.JSON(message)
	if err != nil {
		return err
	}
	r.Message, r.Text = bytes.TrimSpace(data), slack.Preview(message)
	return nil
}

// storeDigest keeps the message under reports/digest, as JSON and as text.
func (p *Pipeline) storeDigest(report *DigestReport, message slack.Message) error {
	if err := report.describe(message); err != nil {
		return err
	}
	base := p.path("reports", "digest", report.AsOf)
	for _, file := range []struct {
		name string
		data []byte
	}{{base + ".json", append(slices.Clip(report.Message), '\n')}, {base + ".txt", []byte(report.Text)}} {
		if err := writeFile(file.name, file.data); err != nil {
			return err
		}
		report.Files = append(report.Files, filepath.Clean(file.name))
	}
	return nil
}
