package pdf

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"quarterdeck/reports"
	"quarterdeck/templates"
)

func layPack(t testing.TB, p *reports.Pack) *document {
	t.Helper()
	doc, err := newRenderer(t).layoutPack(p)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// TestPackPages prints the sample; with -samples the file is kept to be looked at.
func TestPackPages(t *testing.T) {
	r, p := newRenderer(t), samplePack(t)
	doc := layPack(t, p)
	if bad := misplaced(doc, 841.89, 595.28); len(bad) > 0 {
		t.Errorf("%s", strings.Join(bad, "\n"))
	}
	printed := strings.Join(texts(doc), "\n")
	for _, want := range []string{
		"MRR is up 22% in 12 months, and 1 of 6 KPIs", "Not trusted: data is late", "Not trusted: check failed", "Net promoter score: survey.responses is late.", "Not trusted: no value", "No KPI measures this perspective yet",
		"Since the review of 30 Sep 2026, 1 KPI is better and 1 worse", "What every KPI serves", "+36,735  ·  20 customers", "defined anew on 9 Mar 2026; all points by the new one", "14 of 82 customers left; 10% to 27% at 95%.",
		"86% of customers still pay 12 months", "45.5%  ·  5 of 11", "Strategic", "+17  (0 to +32)", "too few answers", "one in ten over 12 h; n 560", "Red, 45", "Notice given", "Late, undecided", "Renewed ahead",
		"better than chance: 0.78 of 1", "0.78  (0.65 to 0.87)", "Red lost most and green least, as it should be", "10 of 25 losses came without one", "22.1%", "Customer 360", "1 of 802 data checks failed", "no source", "never",
		"Pays, and the CRM does not know it", "version 2, since 9 Mar 2026", "For internal use",
	} {
		if !strings.Contains(strings.ReplaceAll(printed, "\n", " "), want) {
			t.Errorf("%q is not printed", want)
		}
	}
	if strings.Contains(printed, "Not in this pack yet") {
		t.Error("a pack that lacks nothing lists what it lacks")
	}
	var once, twice bytes.Buffer
	for _, w := range []*bytes.Buffer{&once, &twice} {
		if result, err := r.Pack(w, p); err != nil || result.Pages != len(doc.pages) || len(result.Warnings) > 0 {
			t.Fatalf("got %+v, %v", result, err)
		}
	}
	if !bytes.Equal(once.Bytes(), twice.Bytes()) {
		t.Error("the same pack gives different bytes")
	}
	if *samplesDir != "" {
		if err := os.WriteFile(filepath.Join(*samplesDir, "pack.pdf"), once.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// The contents on the cover name the page each section begins on.
func TestPackContents(t *testing.T) {
	doc := layPack(t, samplePack(t))
	var listed []string
	for _, op := range doc.pages[0].Ops {
		if op.Path == nil && op.X < coverWidth {
			listed = append(listed, op.Text)
		}
	}
	all := strings.Join(listed, "\n") + "\n"
	for i, p := range doc.pages[1:] {
		if i > 0 && p.title == doc.pages[i].title {
			continue
		}
		if want := p.title + "\n" + strconv.Itoa(i+2) + "\n"; !strings.Contains(all, want) {
			t.Errorf("the cover does not list %q on page %d:\n%s", p.title, i+2, all)
		}
	}
}

// A company's first night has a pack too: it says what is lacking and how to get it,
// and no page is empty.
func TestPackWithoutData(t *testing.T) {
	p := &reports.Pack{Company: "Northwind Cloud", AsOf: day("2026-11-21"), KnownAt: day("2026-11-22")}
	doc := layPack(t, p)
	if bad := misplaced(doc, 841.89, 595.28); len(bad) > 0 {
		t.Errorf("%s", strings.Join(bad, "\n"))
	}
	printed := strings.Join(texts(doc), "\n")
	for _, section := range []string{"Scorecard", "Strategy map", "MRR bridge", "Revenue retention", "Cohorts", "Churn and migration by tier", "Net promoter score", "Support", "Renewals ahead",
		"Was the health score right?", "Were the alerts right?", "Maturity", "Trust in the data", "Definitions"} {
		if !strings.Contains(printed, section) {
			t.Errorf("%s is neither shown nor said to be lacking", section)
		}
	}
	if len(doc.pages) != 3 || !strings.Contains(printed, "15 parts of this pack wait for data") || !strings.Contains(printed, "quarterdeck backfill") {
		t.Errorf("%d pages:\n%s", len(doc.pages), printed)
	}
	for i := range doc.pages {
		if n := len(doc.pages[i].Ops); n < 12 {
			t.Errorf("page %d has %d marks", i+1, n)
		}
	}
}

func TestPackOnLetterPaper(t *testing.T) {
	r := newRenderer(t)
	r.theme.Letter = true
	doc, err := r.layoutPack(samplePack(t))
	if err != nil {
		t.Fatal(err)
	}
	if bad := misplaced(doc, 792, 612); len(bad) > 0 {
		t.Errorf("%s", strings.Join(bad, "\n"))
	}
}

// The pack is as tidy in every language there are words of.
func TestPackInEveryLanguage(t *testing.T) {
	files, err := fs.Glob(templates.Files, "wording/*.yml")
	if err != nil || len(files) == 0 {
		t.Fatalf("no wording: %v", err)
	}
	for _, file := range files {
		language := strings.TrimSuffix(filepath.Base(file), ".yml")
		t.Run(language, func(t *testing.T) {
			r, err := Open(Brand{Language: language})
			if err != nil {
				t.Fatal(err)
			}
			for name, p := range map[string]*reports.Pack{"full": samplePack(t), "empty": {Company: "Northwind Cloud", AsOf: day("2026-11-21")}} {
				doc, err := r.layoutPack(p)
				if err != nil {
					t.Fatal(err)
				}
				if bad := misplaced(doc, 841.89, 595.28); len(bad) > 0 {
					t.Errorf("%s: %s", name, strings.Join(bad, "\n"))
				}
				for _, line := range texts(doc) {
					if strings.Contains(line, "pack.") || strings.ContainsAny(line, "{}") {
						t.Errorf("%s: unfilled text %q", name, line)
					}
				}
			}
			if *samplesDir != "" {
				var out bytes.Buffer
				if _, err := r.Pack(&out, samplePack(t)); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(filepath.Join(*samplesDir, "pack-"+language+".pdf"), out.Bytes(), 0o644); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

// A KPI is read beside what would pay for it and what others reach, on the line below.
func TestPackScorecardShowsWhatStandsBeside(t *testing.T) {
	doc, err := newRenderer(t).layoutPack(samplePack(t))
	if err != nil {
		t.Fatal(err)
	}
	want := "Watched with Time to the first reply: 3 h 35 min (Near target)  ·  Benchmark 110%: Survey of software companies, 1 May 2026"
	if !slices.Contains(texts(doc), want) {
		t.Errorf("no line says %q", want)
	}
}

// Any names and numbers make tidy pages.
func TestAnyPackIsTidy(t *testing.T) {
	r := newRenderer(t)
	rapid.Check(t, func(t *rapid.T) {
		p := anyPack(t)
		doc, err := r.layoutPack(p)
		if err != nil {
			t.Fatal(err)
		}
		if bad := misplaced(doc, 841.89, 595.28); len(bad) > 0 {
			t.Fatalf("%s", strings.Join(bad, "\n"))
		}
		for _, line := range texts(doc) {
			if strings.Contains(line, "pack.") || strings.ContainsAny(line, "{}") || noNumber.MatchString(line) {
				t.Fatalf("unfilled text %q", line)
			}
		}
	})
}

// anyPack is the sample with random names, numbers and lengths of lists.
func anyPack(t *rapid.T) *reports.Pack {
	words := anyName(24, 8)
	number := func(name string, most float64) reports.Number {
		return reports.Number{V: rapid.Float64Range(0, most).Draw(t, name), State: rapid.SampledFrom([]reports.State{reports.Known, reports.Known, reports.Missing}).Draw(t, name)}
	}
	p := samplePack(packT{})
	p.Company, p.Currency = words.Draw(t, "company"), rapid.SampledFrom([]string{"USD", "EUR", "CHF"}).Draw(t, "currency")
	for i := range p.Card.Lanes {
		l := &p.Card.Lanes[i]
		l.Title, l.KPIs, l.Score = words.Draw(t, "lane"), nil, number("score", 1)
		for range rapid.IntRange(0, 12).Draw(t, "kpis") {
			k := rapid.SampledFrom(samplePack(packT{}).Card.Lanes[i%3].KPIs).Draw(t, "kpi")
			k.Metric, k.Owner, k.Actual, k.Target, k.Score = words.Draw(t, "metric"), words.Draw(t, "owner"), number("actual", 1e12), number("target", 1e9), number("way", 1.2)
			k.Status = rapid.SampledFrom([]string{"green", "yellow", "red", "grey"}).Draw(t, "status")
			l.KPIs = append(l.KPIs, k)
		}
	}
	for i := range p.Since.Moves {
		p.Since.Moves[i].Metric, p.Since.Moves[i].Owner, p.Since.Moves[i].Now = words.Draw(t, "metric"), words.Draw(t, "owner"), number("now", 1e9)
	}
	p.Bridge.Start, p.Bridge.End = number("start", 1e11), number("end", 1e11)
	p.Bridge.Largest = nil
	for range rapid.IntRange(0, reports.BridgeMovements).Draw(t, "largest") {
		p.Bridge.Largest = append(p.Bridge.Largest, reports.Movement{Customer: words.Draw(t, "customer"), Kind: "expansion", Month: day("2026-09-01"), By: number("by", 1e9)})
	}
	for i := range p.Retention.Points {
		p.Retention.Points[i].NRR, p.Retention.Points[i].GRR = number("nrr", 3), number("grr", 1)
	}
	p.Retention.Points = p.Retention.Points[:rapid.IntRange(1, 17).Draw(t, "points")]
	p.Desk.Months = p.Desk.Months[:rapid.IntRange(0, 13).Draw(t, "months")]
	p.Desk.Window.FirstReply, p.Desk.Window.InTime, p.Desk.Window.Resolution = number("reply", 1e6), number("in time", 1), number("resolution", 1e6)
	anySegments(t, p, words, number)
	for range rapid.IntRange(0, 30).Draw(t, "checks") {
		p.Trust.Failing = append(p.Trust.Failing, reports.Finding{Check: "c", Severity: "warn", Failed: 1, Total: rapid.Int64Range(1, 1e12).Draw(t, "total"), Detail: words.Draw(t, "detail")})
		p.Trust.Sources = append(p.Trust.Sources, reports.PackSource{Name: words.Draw(t, "source"), Loaded: day("2026-11-22"), Late: rapid.Bool().Draw(t, "late")})
		p.Warnings.Rules = append(p.Warnings.Rules, reports.WarningRule{Rule: words.Draw(t, "rule"), Kind: "risk", Told: number("told", 1e6)})
	}
	return p
}

// anySegments fills the lists that grow with a company.
func anySegments(t *rapid.T, p *reports.Pack, words *rapid.Generator[string], number func(string, float64) reports.Number) {
	p.Tiers.Names, p.Tiers.Rates, p.Tiers.Moves = nil, nil, nil
	for i := range rapid.IntRange(1, 6).Draw(t, "tiers") {
		name := fmt.Sprint(words.Draw(t, "tier"), i)
		p.Tiers.Names = append(p.Tiers.Names, name)
		p.Tiers.Rates = append(p.Tiers.Rates, reports.TierRate{Tier: name, Customers: reports.Num(9), Churned: reports.Num(1), Churn: number("churn", 1)})
		p.Tiers.Moves = append(p.Tiers.Moves, reports.TierMove{From: name, To: "churned", Customers: number("moved", 1e6), StartMRR: number("mrr", 1e10)})
	}
	for range rapid.IntRange(0, 40).Draw(t, "segments") {
		low := rapid.Float64Range(-100, 100).Draw(t, "low")
		high := rapid.Float64Range(low, 100).Draw(t, "high")
		p.Voice.Segments = append(p.Voice.Segments, reports.SegmentNPS{Dimension: words.Draw(t, "dimension"), Segment: words.Draw(t, "segment"), N: rapid.Int64Range(0, 1e6).Draw(t, "answers"),
			NPS: reports.Num((low + high) / 2), Low: reports.Num(low), High: reports.Num(high), Shown: rapid.Bool().Draw(t, "shown")})
		p.Tiers.Segments = append(p.Tiers.Segments, reports.SegmentChurn{Dimension: "d", Segment: words.Draw(t, "segment"), Churn: reports.Estimate{Value: number("share", 1), Low: reports.Num(0), High: reports.Num(1), N: reports.Num(3)}})
		p.Outlook.List = append(p.Outlook.List, reports.PackRenewal{Customer: words.Draw(t, "customer"), Owner: words.Draw(t, "owner"), On: p.AsOf.AddDate(0, 0, rapid.IntRange(0, 90).Draw(t, "day")),
			ARR: number("arr", 1e9), Score: number("health", 100), Band: rapid.SampledFrom([]string{"red", "yellow", "green", "grey"}).Draw(t, "band"), State: "due"})
	}
}

// packT stands in for a test where a sample is made inside a random one.
type packT struct{ testing.TB }

func (packT) Helper() {}
