package reports

import "slices"

// Share is the part of a digest that is about some customers. What speaks of all of
// them together, as the scorecard, revenue, renewals and segments, is not in it: it
// would be that of others. The checks and the age of the sources stay, for they say
// how far the rest can be trusted.
func (d *Digest) Share(of func(customerID string) bool) *Digest {
	part := &Digest{
		Company: d.Company, Currency: d.Currency, AsOf: d.AsOf, RunID: d.RunID, NextRun: d.NextRun,
		Sources: d.Sources, Checks: d.Checks,
		Renewals:  Renewals{WindowDays: d.Renewals.WindowDays},
		Decisions: kept(d.Decisions, func(v Decision) string { return v.CustomerID }, of),
		Worse:     kept(d.Worse, func(v Mover) string { return v.CustomerID }, of),
		Better:    kept(d.Better, func(v Mover) string { return v.CustomerID }, of),
		Expansion: kept(d.Expansion, func(v Expansion) string { return v.CustomerID }, of),
		Alerts: Alerts{
			New:    kept(d.Alerts.New, func(v Alert) string { return v.CustomerID }, of),
			Closed: kept(d.Alerts.Closed, func(v Alert) string { return v.CustomerID }, of),
		},
		QBRs: QBRDelivery{Quarter: d.QBRs.Quarter, Held: kept(d.QBRs.Held, func(v HeldQBR) string { return v.CustomerID }, of)},
	}
	return part
}

func kept[T any](all []T, id func(T) string, of func(string) bool) []T {
	return slices.DeleteFunc(slices.Clone(all), func(one T) bool { return !of(id(one)) })
}

// Silent reports whether there is nothing about a customer in the digest.
func (d *Digest) Silent() bool {
	return len(d.Decisions)+len(d.Worse)+len(d.Better)+len(d.Expansion)+len(d.Alerts.New)+len(d.Alerts.Closed)+len(d.QBRs.Held) == 0
}
