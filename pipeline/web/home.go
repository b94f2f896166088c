package web

import (
	"context"
	"fmt"
	"time"

	"quarterdeck/pipeline"
	"quarterdeck/pipeline/state"
	"quarterdeck/reports/web"
)

// What the first page shows of everything there is.
const (
	homeAlerts    = 8
	homeItems     = 5
	renewalWindow = 90 // days
)

// home is the first page.
func (s *Site) home(ctx context.Context, v *visit) (web.Page, error) {
	page := web.Home{Frame: v.frame, RenewalDays: renewalWindow}
	page.Title = "Home"
	if v.own() == "" {
		if err := s.homeRuns(ctx, &page); err != nil {
			return nil, err
		}
	}
	if err := s.homeDecisions(ctx, v, &page); err != nil {
		return nil, err
	}
	if v.book == nil {
		page.Tiles = []web.Tile{{Label: "Numbers", Value: "none yet", Note: "they come with the first night: quarterdeck run"}}
		return page, nil
	}
	all, err := members(ctx, v.book)
	if err != nil {
		return nil, err
	}
	if err := s.homeTiles(ctx, v, all, &page); err != nil {
		return nil, err
	}
	alerts, err := openAlerts(ctx, v.book)
	if err != nil {
		return nil, err
	}
	for _, a := range alerts {
		if v.person.MaySee(ownerOf(all, a.CustomerID)) {
			page.AlertCount++
			if len(page.Alerts) < homeAlerts {
				page.Alerts = append(page.Alerts, a)
			}
		}
	}
	due, err := renewals(ctx, v.book)
	if err != nil {
		return nil, err
	}
	for _, r := range due {
		if r.Band == "red" && r.Days <= renewalWindow && r.State != "renewed" && v.person.MaySee(ownerOf(all, r.CustomerID)) {
			page.RenewalCount++
			page.Renewals = append(page.Renewals, r)
		}
	}
	return page, nil
}

func ownerOf(all *roster, id string) string {
	if m := all.byID[id]; m != nil {
		return m.owner
	}
	return ""
}

// homeRuns fills how the last run went and what should have come by now.
func (s *Site) homeRuns(ctx context.Context, page *web.Home) error {
	db, err := s.opts.Pipeline.State(ctx)
	if err != nil {
		return err
	}
	runs, err := db.Runs(ctx, 20)
	if err != nil {
		return err
	}
	for i, run := range runs {
		line := s.runLine(run)
		if i == 0 {
			page.LastRun = &line
		}
		if run.Job == "nightly" {
			if as := line.State; as == "failed" || as == "interrupted" || as == "held" {
				page.Late = append(page.Late, web.Late{What: "The night of " + line.AsOf, Why: as + ", so newer numbers are missing", Link: "/runs/" + line.ID})
			}
			break
		}
	}
	if page.NextRuns, err = s.nextRuns(); err != nil {
		return err
	}
	return s.lateNumbers(ctx, page)
}

// lateNumbers tells when the numbers or what they rest on are old.
func (s *Site) lateNumbers(ctx context.Context, page *web.Home) error {
	if page.AsOf.IsZero() {
		return nil
	}
	today, err := s.opts.Pipeline.Today()
	if err != nil {
		return err
	}
	if behind := int(daysBetween(page.AsOf, today)); behind > 0 {
		page.Late = append(page.Late, web.Late{What: "The numbers", Why: fmt.Sprintf("they end %s behind yesterday", web.Plural(behind, "day", "days")), Link: "/runs"})
	}
	b, err := s.shelf.borrow(ctx)
	if err != nil {
		return err
	}
	defer s.shelf.giveBack(b)
	streams, err := freshness(ctx, b)
	if err != nil {
		return err
	}
	for _, one := range streams {
		if one.State != "fresh" {
			page.Late = append(page.Late, web.Late{What: one.Source + " " + one.Name, Why: staleWords(one), Link: "/quality#freshness"})
		}
	}
	return nil
}

func staleWords(s web.Stream) string {
	if s.Unfinished != "" {
		return "not read to its end"
	}
	return "last loaded " + web.Span(s.Age) + " before the numbers were computed"
}

func daysBetween(from, to time.Time) float64 {
	a := time.Date(from.Year(), from.Month(), from.Day(), 0, 0, 0, 0, time.UTC)
	b := time.Date(to.Year(), to.Month(), to.Day(), 0, 0, 0, 0, time.UTC)
	return b.Sub(a).Hours() / 24
}

func (s *Site) nextRuns() ([]web.NextRun, error) {
	next, err := s.opts.Pipeline.NextRuns()
	var all []web.NextRun
	for _, n := range next {
		all = append(all, web.NextRun{Job: n.Job, At: n.At})
	}
	return all, err
}

func (s *Site) runLine(run state.Run) web.RunLine {
	line := web.RunLine{ID: run.ID, Job: run.Job, AsOf: run.AsOf, State: string(run.State), Error: run.Error, Started: run.StartedAt,
		Finished: run.FinishedAt, Scheduled: run.ScheduledAt, Attempts: run.Attempts}
	if s.opts.Pipeline.Interrupted(run) {
		line.State = "interrupted"
	}
	return line
}

// homeDecisions fills what waits for somebody.
func (s *Site) homeDecisions(ctx context.Context, v *visit, page *web.Home) error {
	if err := s.decideReviews(ctx, v, page); err != nil || v.own() != "" {
		return err
	}
	unknown, err := s.opts.Pipeline.Deliveries(ctx, pipeline.DeliveryFilter{State: "unknown"})
	if err != nil {
		return err
	}
	if len(unknown) > 0 {
		d := web.Decision{Title: "Deliveries of unknown fate", What: "They may or may not have arrived, and are not sent again before somebody has looked.",
			Link: "/deliveries?state=unknown", Tone: "unknown", Count: len(unknown)}
		for _, one := range unknown[:min(homeItems, len(unknown))] {
			d.Items = append(d.Items, web.DecisionItem{Name: one.Kind + " " + one.Key, Why: "to " + one.Destination, Link: d.Link})
		}
		page.Decisions = append(page.Decisions, d)
	}
	held, err := s.opts.Pipeline.HeldRun()
	if err != nil {
		return err
	}
	if held != "" {
		page.Decisions = append(page.Decisions, web.Decision{Title: "A build is held back", What: "A check refused the newest numbers; readers see those before.",
			Link: "/quality", Tone: "error", Count: 1, Items: []web.DecisionItem{{Name: "Run " + held, Why: "mend the data or accept it", Link: "/runs/" + held}}})
	}
	if v.book == nil {
		return nil
	}
	return decideChecks(ctx, v.book, page)
}

// decideReviews lists the reviews that are held, of the customers the visitor may see.
func (s *Site) decideReviews(ctx context.Context, v *visit, page *web.Home) error {
	held, err := s.heldReviews(ctx, v)
	if err != nil || len(held) == 0 {
		return err
	}
	d := web.Decision{Title: "Reviews that are held", What: "Mend what is wrong, or decide to send them all the same.", Link: "/deliveries", Tone: "held", Count: len(held)}
	if v.own() != "" {
		d.Link = "/customers"
	}
	for _, one := range held[:min(homeItems, len(held))] {
		d.Items = append(d.Items, web.DecisionItem{Name: one.Customer.Name, Why: one.Quarter + ", " + one.Reason, Link: customerPath(one.Customer.ID) + "#reviews"})
	}
	page.Decisions = append(page.Decisions, d)
	return nil
}

// decideChecks lists the checks that found something that matters.
func decideChecks(ctx context.Context, b *book, page *web.Home) error {
	checks, err := failing(ctx, b)
	if err != nil {
		return err
	}
	d := web.Decision{Title: "Checks that found something", What: "The numbers they guard may be wrong.", Link: "/quality", Tone: "warn"}
	for _, c := range checks.failing {
		d.Count++
		if c.Severity == "error" {
			d.Tone = "error"
		}
		if len(d.Items) < homeItems {
			d.Items = append(d.Items, web.DecisionItem{Name: c.Name, Why: web.Plural(c.Failed, "row", "rows"), Link: checkPath(c.Name)})
		}
	}
	if d.Count > 0 {
		page.Decisions = append(page.Decisions, d)
	}
	return nil
}
