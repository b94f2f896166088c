package pipeline

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"quarterdeck/config"
	"quarterdeck/reports/pdf"
	"quarterdeck/transforms"
)

// checkTimeout bounds the one call a source is asked to make.
const checkTimeout = 30 * time.Second

// Check looks for what would break the night: schedules, sources, SQL and
// templates; with connect it also makes one cheap call to every source and to
// Slack. What it finds is no error of its own.
func (p *Pipeline) Check(ctx context.Context, connect bool) ([]Finding, error) {
	var found []Finding
	for _, look := range []func(context.Context) []Finding{p.checkSchedules, p.checkSources, p.checkModels, p.checkTemplates} {
		found = append(found, look(ctx)...)
	}
	if connect {
		found = append(found, p.checkConnections(ctx)...)
	}
	return found, ctx.Err()
}

func problem(where string, err error, mend string) Finding {
	return Finding{Where: where, What: err.Error(), Mend: mend, Severity: string(transforms.SeverityError)}
}

func (p *Pipeline) checkSchedules(context.Context) []Finding {
	var found []Finding
	for _, s := range p.cfg.Schedules {
		if _, err := parseCron(s.Cron, p.location, p.deps.Now()); err != nil {
			found = append(found, problem("schedules: "+s.Job, err, `write five fields, such as "0 2 * * *"`))
		}
	}
	return found
}

// checkSources opens every source, which sends nothing.
func (p *Pipeline) checkSources(context.Context) []Finding {
	var found []Finding
	for _, source := range p.cfg.Sources {
		if _, err := p.openSource(source); err != nil {
			found = append(found, problem("sources: "+source.Name, err, ""))
		}
	}
	return found
}

// checkModels prepares every model and check against empty tables.
func (p *Pipeline) checkModels(ctx context.Context) []Finding {
	var tables []transforms.Table
	for _, typ := range p.deps.Connectors.Types() {
		for _, stream := range p.deps.Connectors.Streams(typ) {
			tables = append(tables, landedTable(typ, stream))
		}
	}
	asOf, err := p.businessDay(time.Time{})
	if err != nil {
		return []Finding{problem("models", err, "")}
	}
	err = transforms.Validate(ctx, transforms.Options{
		WorkDir: p.path("work"), Tables: tables, Settings: p.settings("check", asOf, p.deps.Now()), Overrides: p.overrides(),
	})
	var found []Finding
	for _, one := range unjoin(err) {
		where := "models"
		var model *transforms.ModelError
		if errors.As(one, &model) {
			where = fmt.Sprintf("%s:%d", model.File, max(model.Line, 1))
			one = fmt.Errorf("%s: %w", model.Model, model.Err)
		}
		found = append(found, problem(where, one, ""))
	}
	return found
}

// unjoin takes errors.Join apart.
func unjoin(err error) []error {
	if err == nil {
		return nil
	}
	var joined interface{ Unwrap() []error }
	if errors.As(err, &joined) {
		return joined.Unwrap()
	}
	return []error{err}
}

func (p *Pipeline) checkTemplates(context.Context) []Finding {
	theme, err := pdf.DefaultTheme()
	if err == nil {
		_, err = pdf.New(theme)
	}
	if err != nil {
		return []Finding{problem("templates", err, "")}
	}
	return nil
}

// checkConnections asks every source and Slack at the same time.
func (p *Pipeline) checkConnections(ctx context.Context) []Finding {
	ctx, cancel := context.WithTimeout(ctx, checkTimeout)
	defer cancel()
	found := make([]*Finding, len(p.cfg.Sources)+1)
	var wg sync.WaitGroup
	for i, source := range p.cfg.Sources {
		wg.Go(func() {
			if err := p.checkConnection(ctx, source); err != nil {
				f := problem("sources: "+source.Name, err, mendOf(source))
				found[i] = &f
			}
		})
	}
	if p.cfg.Slack.Token != "" {
		wg.Go(func() {
			client, err := p.slackClient()
			if err == nil {
				err = client.Check(ctx)
			}
			if err != nil {
				f := problem("slack", err, "check the bot token")
				found[len(found)-1] = &f
			}
		})
	}
	wg.Wait()
	var out []Finding
	for _, f := range found {
		if f != nil {
			out = append(out, *f)
		}
	}
	return out
}

// mendOf is what to look at when a source does not answer; files tell it themselves.
func mendOf(source config.Source) string {
	if source.Type == "files" {
		return ""
	}
	return "check its token and address"
}

func (p *Pipeline) checkConnection(ctx context.Context, source config.Source) error {
	opened, err := p.openSource(source)
	if err != nil {
		return nil //nolint:nilerr // checkSources reported it
	}
	return opened.Check(ctx, "")
}
