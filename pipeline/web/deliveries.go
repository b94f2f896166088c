package web

import (
	"context"
	"net/url"

	"quarterdeck/pipeline"
	"quarterdeck/pipeline/access"
	"quarterdeck/reports/web"
)

// shownDeliveries is how many deliveries a page shows.
const shownDeliveries = 100

// deliveries is what went out, and what did not.
func (s *Site) deliveries(ctx context.Context, v *visit) (web.Page, error) {
	all, err := s.opts.Pipeline.Deliveries(ctx, pipeline.DeliveryFilter{})
	if err != nil {
		return nil, err
	}
	page := web.Deliveries{Frame: v.frame, State: v.request.URL.Query().Get("state")}
	page.Title = "Deliveries"
	if page.Held, err = s.heldReviews(ctx, v); err != nil {
		return nil, err
	}
	counts := map[string]int{}
	for _, d := range all {
		if d.State == pipeline.DeliveryHeld {
			continue
		}
		counts[d.State]++
		if page.State != "" && d.State != page.State {
			continue
		}
		page.Found++
		if len(page.Rows) < shownDeliveries {
			page.Rows = append(page.Rows, s.delivery(ctx, v, d))
		}
	}
	page.States = []web.Choice{{Name: "all", Current: page.State == "", Link: "/deliveries"}}
	for _, state := range []string{"unknown", "failed", "pending", "sending", "sent"} {
		if counts[state] > 0 || state == page.State {
			page.States = append(page.States, web.Choice{Value: state, Name: state + " " + web.Count(counts[state]), Current: state == page.State,
				Link: "/deliveries?state=" + url.QueryEscape(state)})
		}
	}
	return page, nil
}

// delivery is one line of it. A customer that is gone is named by its id.
func (s *Site) delivery(ctx context.Context, v *visit, d pipeline.Delivery) web.Delivery {
	out := web.Delivery{ID: d.ID, Kind: d.Kind, Channel: d.Destination, Key: d.Key, State: d.State, Error: d.Error, Ref: d.Ref, Attempts: d.Attempts,
		Created: d.CreatedAt, Updated: d.UpdatedAt, Resolve: d.State == "unknown", Retry: d.State == "failed" || d.State == "unknown" || d.State == "pending"}
	if d.ResolvedBy != "" {
		out.Error = d.ResolvedBy + " decided: " + d.Reason
	}
	if d.CustomerID != "" {
		out.Customer = v.named(ctx, d.CustomerID)
	}
	return out
}

// named is a link to a customer, by its id where its name is not known.
func (v *visit) named(ctx context.Context, id string) *web.Named {
	if v.book != nil {
		if all, err := members(ctx, v.book); err == nil && all.byID[id] != nil {
			return &web.Named{ID: id, Name: all.byID[id].name}
		}
	}
	return &web.Named{ID: id, Name: id}
}

// resolveDelivery keeps what an admin found out about a delivery of unknown fate.
func (s *Site) resolveDelivery(ctx context.Context, v *visit) (string, error) {
	id, reason := v.request.PostFormValue("id"), v.request.PostFormValue("reason")
	as, done := pipeline.ResolvedSent, "resolved-sent"
	if v.request.PostFormValue("as") != "sent" {
		as, done = pipeline.ResolvedNotSent, "resolved-not"
	}
	if err := s.record(ctx, v, access.Resolved, "delivery "+id+" as "+string(as)); err != nil {
		return "", err
	}
	if _, err := s.opts.Pipeline.ResolveDelivery(ctx, id, as, v.person.Name, reason); err != nil {
		return "", err
	}
	return "/deliveries?done=" + done, nil
}

// retryDelivery sends a delivery again that did not arrive.
func (s *Site) retryDelivery(ctx context.Context, v *visit) (string, error) {
	id := v.request.PostFormValue("id")
	if err := s.record(ctx, v, access.Retried, "delivery "+id); err != nil {
		return "", err
	}
	if _, err := s.opts.Pipeline.RetryDelivery(ctx, id); err != nil {
		return "", &refusal{status: 502, heading: "It was not sent", text: err.Error()}
	}
	return "/deliveries?done=sent", nil
}
