package slack

import (
	"math"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
	"time"

	"quarterdeck/reports"
)

// Ten thousand random digests, with lists of any length and names that try to
// break the layout, all make messages Slack accepts.
func TestRandomDigestsKeepTheLimits(t *testing.T) {
	const shards = 4
	each := uint64(2_500)
	if testing.Short() {
		each = 100
	}
	for shard := range uint64(shards) {
		t.Run(strconv.FormatUint(shard, 10), func(t *testing.T) {
			t.Parallel()
			for seed := shard * each; seed < (shard+1)*each; seed++ {
				r := &roll{rand.New(rand.NewPCG(seed, 2026))}
				m, err := Compose(r.digest())
				if err != nil {
					t.Fatalf("seed %d: %v", seed, err)
				}
				if err := validate(encode(t, m)); err != nil {
					t.Fatalf("seed %d: %.300v", seed, err)
				}
			}
		})
	}
}

func TestHostileNamesPingNobody(t *testing.T) {
	names := hostileNames()
	if len(names) < 200 {
		t.Fatalf("%d names, want 200", len(names))
	}
	for _, name := range names {
		d := sample()
		d.Company, d.RunID, d.Files, d.Sources[0].Source = name, name, name, name
		d.Decisions[0] = reports.Decision{Customer: name, Owner: name, Signal: reports.Signal(name), Gate: name, Band: name}
		d.Worse[0] = reports.Mover{Customer: name, Owner: name, From: name, To: name, Gate: name}
		d.Expansion[0] = reports.Expansion{Customer: name, Goal: name, Owner: name}
		d.Alerts.New[0] = reports.Alert{Customer: name, Reason: name, Action: name, Owner: name, Kind: name, Rule: name}
		d.Alerts.Closed[0] = reports.Alert{Customer: name, Reason: name, Ended: name}
		d.QBRs.Held[0], d.QBRs.Quarter = reports.HeldQBR{Customer: name, Reason: name}, name
		d.Segments[1].Dimension, d.Segments[1].Segment = name, name
		d.Findings[0] = reports.Finding{Check: name, Severity: "error", Source: name, Detail: name}
		d.KPIs[0].Name, d.Currency = name, name
		m, err := Compose(d)
		if err != nil {
			t.Errorf("%.60q: %.300v", name, err)
			continue
		}
		if err := validate(encode(t, m)); err != nil {
			t.Errorf("%.60q: %.300v", name, err)
		}
		f, err := ComposeFailure(Failure{Company: name, Job: name, RunID: name, Stage: name, Cause: name, Resume: name})
		if err != nil {
			t.Errorf("failure %.60q: %.300v", name, err)
			continue
		}
		if err := validate(encode(t, f)); err != nil {
			t.Errorf("failure %.60q: %.300v", name, err)
		}
	}
}

func hostileNames() []string {
	seeds := []string{
		"<!channel>", "<!here|here>", "<!everyone>", "<@U012AB3CD>", "<#C024BE7LR|general>", "<!subteam^S012>", "<!date^1|x>",
		"<https://evil.example|click>", "&lt;!channel&gt;", "&amp;lt;!here>", "*bold*", "_it_", "~gone~", "`code`", "```\nfence\n```",
		"> quote", ">>> quote", "@here", "@channel", "#general", ":skull:", "\u202eelif.exe", "\u2066x\u2069", "\x00\x01", "a\nb\rc\td",
		"\u2028split\u2029", "https://evil.example/x?a=1&b=<2>", "mailto:a@example.com", "👩‍👩‍👧‍👦", "🇺🇸🇩🇪", "é̂̃", "שלום עולם",
		"مرحبا", "日本語株式会社", "\xff\xfe\xfa", "", " ", "\ufeff", "=1+1", "'; DROP TABLE x; --",
	}
	wrap := []func(string) string{
		func(s string) string { return s },
		func(s string) string { return "Acme " + s },
		func(s string) string { return s + s + s },
		func(s string) string { return strings.Repeat(s+"x", 4000) },
		func(s string) string { return strings.Repeat("&", 59) + s },
	}
	var names []string
	for _, s := range seeds {
		for _, w := range wrap {
			names = append(names, w(s))
		}
	}
	return names
}

type roll struct{ *rand.Rand }

func (r *roll) name() string {
	pool := hostileAlphabet()
	n := r.IntN(40)
	if r.IntN(50) == 0 {
		n = r.IntN(10_000)
	}
	var b strings.Builder
	for range n {
		b.WriteString(pool[r.IntN(len(pool))])
	}
	return b.String()
}

func hostileAlphabet() []string {
	return []string{"a", "Z", " ", "é", "ß", "&", "<", ">", "!", "@", "#", "*", "_", "~", "`", "\n", "\u202e", "日", "ש", "م", "🟥", "👩‍👧",
		"🇺🇸", "\u0301", "\u200d", "\x00", "\xff", "|", ":", "1"}
}

func (r *roll) number() float64 {
	switch r.IntN(8) {
	case 0:
		return 0
	case 1:
		return -r.Float64() * math.Pow10(r.IntN(12))
	case 2:
		return math.Pow10(r.IntN(15)) - 0.001
	}
	return r.Float64() * math.Pow10(r.IntN(9))
}

func (r *roll) maybe() *float64 {
	if r.IntN(4) == 0 {
		return nil
	}
	return ptr(r.number())
}

func (r *roll) size() int {
	if r.IntN(30) == 0 {
		return r.IntN(120)
	}
	return r.IntN(6)
}

func (r *roll) pick(words ...string) string { return words[r.IntN(len(words))] }

func (r *roll) digest() *reports.Digest {
	asOf := day(2026, time.March, 9)
	band := func() string { return r.pick("red", "yellow", "green", "grey", "", r.name()) }
	d := &reports.Digest{
		Company: r.name(), Currency: r.pick("USD", "EUR", "CHF", "", r.name()), AsOf: asOf, RunID: r.name(), Files: r.name(),
		Checks:  reports.CheckSummary{Total: r.IntN(99), Passed: r.IntN(99), Warned: r.IntN(9), Failed: r.IntN(9)},
		Revenue: reports.Revenue{MRR: r.number(), MonthStart: r.number(), AtRisk: r.number(), PreviousAtRisk: r.number(), Customers: r.Int64N(1e6), Scored: r.Int64N(3)},
		QBRs:    reports.QBRDelivery{Quarter: r.name(), Written: r.IntN(9), Due: r.IntN(9)},
	}
	for range r.size() {
		d.Sources = append(d.Sources, reports.SourceFreshness{Source: r.name(), LastLoaded: asOf.Add(time.Duration(r.IntN(99)) * time.Hour),
			Age: time.Duration(r.IntN(200)) * time.Hour, Stale: r.IntN(3) == 0})
		d.Findings = append(d.Findings, reports.Finding{Check: r.name(), Severity: r.pick("error", "warn"), Source: r.name(), Detail: r.name()})
		d.KPIs = append(d.KPIs, reports.KPI{Name: r.pick("nrr", "nps", "csat", r.name()), Unit: r.pick("ratio", "money", "minutes", "score", "count", ""),
			Actual: r.maybe(), Previous: r.maybe(), Target: r.maybe(), Floor: r.maybe(), Margin: r.maybe(), N: r.Int64N(500),
			Trusted: r.IntN(2) == 0, Status: r.pick("green", "yellow", "red", "")})
	}
	for range r.size() {
		d.Decisions = append(d.Decisions, reports.Decision{Customer: r.name(), Owner: r.name(), MRR: r.number(), Band: band(), PreviousBand: band(),
			Renewal: asOf.AddDate(0, 0, r.IntN(90)), Days: r.IntN(200) - 50, More: r.IntN(3), Gate: r.pick("", r.name()),
			Signal: reports.Signal(r.pick("notice", "late", "renewal_risk", "turned_red", r.name())),
			Driver: reports.Driver{Measure: r.pick("usage_trend", r.name()), Value: r.maybe()}})
		d.Alerts.New = append(d.Alerts.New, reports.Alert{Customer: r.name(), Owner: r.name(), Reason: r.name(), Action: r.name(), Kind: "risk", Money: r.number()})
		d.Alerts.Closed = append(d.Alerts.Closed, reports.Alert{Customer: r.name(), Reason: r.name(), Ended: "over"})
		d.Expansion = append(d.Expansion, reports.Expansion{Customer: r.name(), Owner: r.name(), MRR: r.number(), SeatUse: r.Float64(), Trend: r.maybe(), Goal: r.name()})
		d.QBRs.Held = append(d.QBRs.Held, reports.HeldQBR{Customer: r.name(), Reason: r.name()})
	}
	for _, movers := range []*[]reports.Mover{&d.Worse, &d.Better} {
		for range r.size() {
			*movers = append(*movers, reports.Mover{Customer: r.name(), Owner: r.name(), MRR: r.number(), From: band(), To: band(), Gate: r.pick("", r.name()),
				Driver: reports.Driver{Measure: r.pick("usage_trend", "nps", r.name()), Value: r.maybe()}, Score: r.maybe(), PreviousScore: r.maybe()})
		}
	}
	for range r.size() {
		d.Renewals.Bands = append(d.Renewals.Bands, reports.RenewalBand{Band: band(), Customers: 1, ARR: r.number(), Forecast: r.number()})
		d.Renewals.Total.Customers++
		d.Segments = append(d.Segments, reports.SegmentRow{Dimension: r.name(), Segment: r.name(), MRR: r.number(), NRR: r.maybe(), NPS: r.maybe()})
	}
	return d
}
