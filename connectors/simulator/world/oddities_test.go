package world

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
)

func TestEveryOddityShows(t *testing.T) {
	w := New(Options{Seed: 1, Start: start})
	seen := map[string]bool{}
	note := func(what string, shown bool) { seen[what] = seen[what] || shown }
	for _, a := range w.Accounts {
		if a.Joined.After(night) {
			continue
		}
		note("account only billing knows", a.Company == nil)
		note("second CRM record", a.Twin != nil && a.Twin.MergedInto == nil)
		note("merged CRM record", a.Twin != nil && Reached(a.Twin.MergedAt, night))
		note("renamed", a.Company != nil && len(*a.Company.Props["name"]) > 1)
		note("billing without crm_id", a.Company != nil && a.Billing[0].CRMIDAt.IsZero())
		note("deleted billing customer", len(a.Billing) > 1 && Reached(a.Billing[1].Deleted, night))
		note("no organization", a.Org == nil && a.Company != nil)
		note("organization without external id", a.Org != nil && a.Org.ExternalID == "")
		note("came back", len(a.Subs) > 1 && Reached(a.Subs[0].Ended, a.Subs[1].Created) && a.Subs[1].Created.Before(night))
		note("two subscriptions at once", len(a.Subs) > 1 && !Reached(a.Subs[0].Ended, a.Subs[1].Created))
		note("euro", a.Billing[0].Currency == "eur")
		for _, s := range a.Subs {
			noteSubscription(s, note)
		}
	}
	for _, x := range w.Tickets {
		note("deleted ticket", x.State(night) == "deleted")
		note("ticket of a stranger", x.Account == nil)
		note("ticket an agent opened", x.Submitter != x.Requester)
		solved, reopened := x.Solves(night)
		note("reopened and solved again", len(solved) > 1 && len(reopened) > 0)
	}
	for _, r := range w.Responses {
		note("sheet without a score", !r.Answered)
		note("score out of range", r.Score == 11)
		note("sheet without account id", r.AccountID == "")
	}
	for _, u := range w.Users {
		note("deleted user", Reached(u.Deleted, night))
	}
	for _, c := range w.Companies {
		note("archived company", Reached(c.Archived, night))
		note("parent", c.Value("hs_parent_company_id", night) != "")
	}
	for what, shown := range seen {
		if !shown && !strings.HasPrefix(what, "discount none") {
			t.Errorf("no %s in the default world", what)
		}
	}
	text, _ := json.Marshal(seen)
	for _, kind := range []string{"forever", "repeating", "once"} {
		if !seen["discount "+kind] {
			t.Errorf("no %s discount in %s", kind, text)
		}
	}
}

func noteSubscription(s *Subscription, note func(string, bool)) {
	note("trial that paid", !s.TrialEnd.IsZero() && len(s.Turns) > 1)
	note("trial that left", !s.TrialEnd.IsZero() && len(s.Turns) == 1 && Reached(s.Ended, night))
	note("free", s.States[0].Value.Price.Unit == 0)
	note("involuntary end", s.Involuntary && Reached(s.Ended, night))
	note("notice given, not ended", Reached(s.CancelAsked, night) && !Reached(s.Ended, night))
	note("quarterly", s.States[0].Value.Price.Months() == 3)
	note("monthly to yearly", s.States[0].Value.Price.Months() == 1 && s.States[len(s.States)-1].Value.Price.Months() == 12)
	note("discount "+discountKind(s), s.Discount != nil)
	for _, inv := range s.Invoices {
		note("void invoice", Reached(inv.Voided, night))
		note("refund", Reached(inv.CreditNoteAt, night))
		note("paid two months late", !inv.Due.IsZero() && Reached(inv.Paid, night) && inv.Paid.Sub(inv.Due) > 31*day)
		note("credit carried over", inv.StartBalance < 0)
		note("more than ten lines", len(inv.Lines) > 10)
		note("set-up fee", slices.ContainsFunc(inv.Lines, func(l Line) bool { return l.Item == nil }))
		note("metered", slices.ContainsFunc(inv.Lines, func(l Line) bool { return l.Price.Metered }))
	}
}

func discountKind(s *Subscription) string {
	if s.Discount == nil {
		return "none"
	}
	return s.Discount.Coupon.Duration
}
