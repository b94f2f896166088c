package slack

import (
	"fmt"
	"time"

	"github.com/slack-go/slack"
)

// Failure is a run that did not finish. Silence is never the sign of one.
type Failure struct {
	Company, Job, RunID string
	// AsOf is the business date of the run, in the reporting time zone.
	AsOf time.Time
	// Stage is what the run was doing; Cause is the error, without secrets.
	Stage, Cause string
	// LastGood is the business date of the marts still served; zero when there are none.
	LastGood time.Time
	// Held is true when a check stopped the run, rather than a fault.
	Held bool
	// Resume is the command that continues the run.
	Resume string
}

// ComposeFailure writes the short message for a run that failed.
func ComposeFailure(f Failure) (Message, error) {
	what := "failed"
	if f.Held {
		what = "was held by a check"
	}
	name := func(company, job string) string {
		if company == "" {
			company = "CS"
		}
		if job == "" {
			job = "scorecard"
		}
		return fmt.Sprintf("%s %s run %s · %s", company, job, what, longDay(f.AsOf))
	}
	title := name(plain(f.Company, wordRoom), plain(f.Job, wordRoom))
	served := "No earlier marts exist"
	if !f.LastGood.IsZero() {
		served = "The marts of " + longDay(f.LastGood) + " stay in use"
	}
	body := "✖ The run stopped"
	if f.Stage != "" {
		body += " at *" + value(f.Stage, 80) + "*"
	}
	if cause := value(f.Cause, 600); cause != "" {
		body += ": " + cause
	}
	text := joinSentences(body, served)
	m := Message{
		Text:   name(value(f.Company, wordRoom), value(f.Job, wordRoom)) + ". " + text,
		Blocks: []slack.Block{header(title), paragraph(text)},
	}
	var foot []string
	if f.RunID != "" {
		foot = append(foot, "run "+value(f.RunID, wordRoom))
	}
	if f.Resume != "" {
		foot = append(foot, "to resume: "+value(f.Resume, 200))
	}
	if len(foot) > 0 {
		m.Blocks = append(m.Blocks, contextLine(foot))
	}
	if err := Check(m); err != nil {
		return Message{}, fmt.Errorf("compose failure message: %w", err)
	}
	return m, nil
}
