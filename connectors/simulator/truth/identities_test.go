package truth

import (
	"fmt"
	"testing"
	"time"

	"quarterdeck/connectors/simulator/world"
)

// book opens a small world of a seed on a night that differs by seed.
func book(t *testing.T, seed uint64) *Book {
	t.Helper()
	w := world.New(world.Options{Seed: seed, Start: time.Date(2024, 6, 1, 0, 0, 0, 0, time.UTC), Customers: 60})
	zone, err := time.LoadLocation([]string{"America/New_York", "Europe/Berlin", "Asia/Tokyo", "UTC"}[seed%4])
	if err != nil {
		t.Fatal(err)
	}
	asOf := time.Date(2025, 4, int(10+31*seed), 0, 0, 0, 0, time.UTC)
	return Open(w, Settings{AsOf: asOf, Now: asOf.Add(31 * time.Hour), Zone: zone, FiscalYearStart: time.Month(1 + seed%12),
		Attributes: []string{"plan", "industry", "region"},
		Bands:      []BandDimension{{Name: "size", Bands: []Band{{Segment: "smb"}, {Segment: "mid", From: 1500e6}, {Segment: "enterprise", From: 6000e6}}}}})
}

const seeds = 20

// TestMovementIdentity: in every month, dimension and segment the movements
// lead exactly from the start to the end, in money and in customers, the end is
// the next month's start, and the segments add up to the total.
func TestMovementIdentity(t *testing.T) {
	for seed := range uint64(seeds) {
		b := book(t, seed)
		ends, sums := map[string]Micros{}, map[string]Bridge{}
		for _, r := range b.Bridge() {
			where := fmt.Sprintf("seed %d, %s, %s %s", seed, r.Month.Format("2006-01"), r.Dimension, r.Segment)
			end := r.StartMRR + r.Opening + r.New + r.Reactivation + r.Expansion - r.Contraction - r.Churn + r.FX + r.TransferIn - r.TransferOut
			if end != r.EndMRR {
				t.Errorf("%s: movements lead to %s, want %s", where, end, r.EndMRR)
			}
			customers := r.StartCustomers + r.OpeningCustomers + r.NewCustomers + r.ReactivatedCustomers - r.ChurnedCustomers +
				r.TransferredInCustomers - r.TransferredOutCustomers
			if customers != r.EndCustomers {
				t.Errorf("%s: movements lead to %d customers, want %d", where, customers, r.EndCustomers)
			}
			if r.Dimension == All && (r.TransferIn != 0 || r.TransferOut != 0) {
				t.Errorf("%s: the total has transfers", where)
			}
			key := r.Dimension + r.Segment
			if before, ok := ends[key+r.Month.AddDate(0, -1, 0).Format("2006-01")]; ok && before != r.StartMRR {
				t.Errorf("%s: starts at %s, but the month before ended at %s", where, r.StartMRR, before)
			}
			ends[key+r.Month.Format("2006-01")] = r.EndMRR
			sum := sums[r.Dimension+r.Month.Format("2006-01")]
			sum.StartMRR += r.StartMRR
			sum.EndMRR += r.EndMRR
			sum.Churn += r.Churn
			sum.EndCustomers += r.EndCustomers
			sum.TransferIn += r.TransferIn - r.TransferOut
			sums[r.Dimension+r.Month.Format("2006-01")] = sum
		}
		for m := b.first; m <= b.last; m++ {
			month := monthDate(m).Format("2006-01")
			total := sums[All+month]
			for _, dimension := range b.dimensions() {
				if got := sums[dimension+month]; got != total {
					t.Errorf("seed %d, %s: the segments of %s add up to %+v, want %+v", seed, month, dimension, got, total)
				}
			}
		}
	}
}

func TestRetentionBounds(t *testing.T) {
	for seed := range uint64(seeds) {
		for _, r := range book(t, seed).Retention() {
			where := fmt.Sprintf("seed %d, %s %s, %s %s", seed, r.Span, r.PeriodStart.Format("2006-01"), r.Dimension, r.Segment)
			if (r.StartCustomers == 0) != (r.GRR == nil) || (r.StartCustomers == 0) != (r.Reason == "no_start_customers") {
				t.Errorf("%s: %d start customers, GRR %v, reason %q", where, r.StartCustomers, r.GRR, r.Reason)
				continue
			}
			if r.GRR == nil {
				continue
			}
			if *r.GRR < 0 || *r.GRR > 1 || *r.GRR > *r.NRR || r.LostCustomers > r.StartCustomers {
				t.Errorf("%s: GRR %v, NRR %v, lost %d of %d", where, *r.GRR, *r.NRR, r.LostCustomers, r.StartCustomers)
			}
			if *r.LogoChurnLow > *r.LogoChurn+1e-12 || *r.LogoChurn > *r.LogoChurnHigh+1e-12 {
				t.Errorf("%s: churn %v is outside %v to %v", where, *r.LogoChurn, *r.LogoChurnLow, *r.LogoChurnHigh)
			}
		}
	}
}

// TestPartsAddUp: counts of the segments are the total's, for surveys and tickets.
func TestPartsAddUp(t *testing.T) {
	for seed := range uint64(6) {
		b := book(t, seed)
		type key struct {
			Period
			dimension string
		}
		got := map[key][3]int{}
		for _, n := range b.NPS() {
			if n.Promoters+n.Passives+n.Detractors != n.Responses {
				t.Errorf("seed %d: %d + %d + %d is not %d", seed, n.Promoters, n.Passives, n.Detractors, n.Responses)
			}
			k := key{n.Period, n.Dimension}
			x := got[k]
			got[k] = [3]int{x[0] + n.Responses, x[1] + n.Promoters, x[2] + n.Invalid}
		}
		for k, v := range got {
			if want := got[key{k.Period, All}]; v != want {
				t.Errorf("seed %d: NPS %s %s %s: got %v, want %v", seed, k.Span, k.PeriodStart.Format(time.DateOnly), k.dimension, v, want)
			}
		}
		got = map[key][3]int{}
		for _, s := range b.Support() {
			k := key{s.Period, s.Dimension}
			x := got[k]
			got[k] = [3]int{x[0] + s.Created, x[1] + s.Solved, x[2] + s.Backlog}
		}
		for k, v := range got {
			if want := got[key{k.Period, All}]; v != want {
				t.Errorf("seed %d: support %s %s %s: got %v, want %v", seed, k.Span, k.PeriodStart.Format(time.DateOnly), k.dimension, v, want)
			}
		}
	}
}

func TestUsageAndHealthBounds(t *testing.T) {
	for seed := range uint64(6) {
		b := book(t, seed)
		paying := map[string]bool{}
		for _, u := range b.Usage() {
			paying[u.CustomerID] = true
			if u.DAU > u.WAU || u.WAU > u.MAU || u.ActiveDays > mauDays || u.MRR <= 0 {
				t.Errorf("seed %d: %+v", seed, u)
			}
		}
		for _, h := range b.Health() {
			if !paying[h.CustomerID] {
				t.Errorf("seed %d: health of %s, who does not pay", seed, h.CustomerID)
			}
			if (h.Band == "grey") != (h.Score == nil) || h.Score != nil && (*h.Score < 0 || *h.Score > 100) || h.Coverage < 0 || h.Coverage > 1+1e-9 {
				t.Errorf("seed %d: %+v", seed, h)
			}
		}
		for _, r := range b.Renewals() {
			if !paying[r.CustomerID] || r.Forecast > r.ARR || r.Days > renewalWindow || r.ARR <= 0 {
				t.Errorf("seed %d: %+v", seed, r)
			}
		}
	}
}

// TestCustomersAreFoundOnce: one canonical customer for an account, whatever
// number of records the tools have of it.
func TestCustomersAreFoundOnce(t *testing.T) {
	b := book(t, 3)
	twins, strangers := 0, 0
	seen := map[string]string{}
	for _, c := range b.Customers() {
		for tool, ids := range c.SourceIDs {
			for _, id := range ids {
				if other := seen[tool+id]; other != "" {
					t.Errorf("%s %s belongs to %s and %s", tool, id, other, c.CustomerID)
				}
				seen[tool+id] = c.CustomerID
			}
		}
		if len(c.SourceIDs["hubspot"]) > 1 {
			twins++
		}
		if len(c.SourceIDs["hubspot"]) == 0 {
			strangers++
		}
		if c.CustomerID != append(c.SourceIDs["hubspot"], c.SourceIDs["stripe"]...)[0] {
			t.Errorf("%s is not named by its oldest record: %v", c.CustomerID, c.SourceIDs)
		}
	}
	if twins == 0 || strangers == 0 {
		t.Errorf("got %d customers with two CRM records and %d without one, want some of each", twins, strangers)
	}
}
