package pdf

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strconv"

	"quarterdeck/reports"
	"quarterdeck/reports/charts"
)

// Pack writes the leadership pack: the company's scorecard, money, customers, service
// and how far all of it can be trusted. It is internal.
func (r *Renderer) Pack(w io.Writer, p *reports.Pack) (Result, error) {
	doc, err := r.layoutPack(p)
	if err != nil {
		return Result{}, fmt.Errorf("lay out leadership pack: %w", err)
	}
	var out bytes.Buffer
	if err := r.write(&out, doc); err != nil {
		return Result{}, fmt.Errorf("write leadership pack: %w", err)
	}
	if _, err := w.Write(out.Bytes()); err != nil {
		return Result{}, fmt.Errorf("write leadership pack: %w", err)
	}
	return Result{DocumentID: doc.id, Pages: len(doc.pages), Bytes: out.Len(), Warnings: doc.warnings()}, nil
}

// packing is a pack whose pages are being drawn.
type packing struct {
	r   *Renderer
	doc *document
	p   *reports.Pack
	// gaps are the sections of which there is nothing to show yet.
	gaps []gap
}

// gap is a section that is not in the pack: its title's key, and the name under which
// the wording says what is lacking and how to get it.
type gap struct{ section, name string }

// layoutPack draws the pages in the order they are read. The cover comes last, for it
// lists the others.
func (r *Renderer) layoutPack(p *reports.Pack) (*document, error) {
	id, hash, err := identify(p)
	if err != nil {
		return nil, err
	}
	args := reports.Args{"company": p.Company, "day": p.AsOf}
	k := &packing{r: r, p: p, doc: &document{
		id: id, hash: hash, title: r.book.Say(reports.Say("pack.title", args)), subject: r.book.Say(reports.Say("pack.subject", args)),
		author: p.Company, stamp: p.KnownAt.UTC(),
	}}
	k.scorecard()
	k.section("since", drawPackSince)
	k.strategy()
	k.section("bridge", drawPackBridge)
	k.section("retention", drawPackRetention)
	k.section("cohorts", drawPackCohorts)
	k.section("tiers", drawPackTiers)
	k.section("voice", drawPackVoice)
	k.section("desk", drawPackDesk)
	k.section("outlook", drawPackOutlook)
	k.section("backtest", drawPackBacktest)
	k.section("warnings", drawPackWarnings)
	k.pillars()
	k.section("trust", drawPackTrust)
	k.definitions()
	k.lacking()
	cover := k.sheet()
	drawPackCover(cover, p, k.contents())
	k.doc.pages = slices.Insert(k.doc.pages, 0, cover.page)
	for i := range k.doc.pages {
		k.footer(i)
	}
	return k.doc, nil
}

func (k *packing) sheet() *sheet { return k.r.internalSheet(k.doc, k.p.Company) }

// page draws one page and keeps it.
func (k *packing) page(draw func(*sheet)) {
	s := k.sheet()
	draw(s)
	k.doc.pages = append(k.doc.pages, s.page)
}

// section draws the page of a section. Where there is nothing to draw, a page near the
// end says what is lacking.
func (k *packing) section(name string, draw func(*sheet, *reports.Pack) bool) {
	s := k.sheet()
	if draw(s, k.p) {
		k.doc.pages = append(k.doc.pages, s.page)
		return
	}
	k.gaps = append(k.gaps, gap{"pack.section_" + name, name})
}

// lacking lists the sections that are not in the pack, what each waits for and how to
// get it.
func (k *packing) lacking() {
	for part := range slices.Chunk(k.gaps, gapsOnPage) {
		k.gapPage(part)
	}
}

// gapsOnPage is how many of them fit a page, three lines each.
const gapsOnPage = 8

func (k *packing) gapPage(gaps []gap) {
	k.page(func(s *sheet) {
		b := s.head("pack.section_gaps", s.sayf("pack.gaps", reports.Args{"n": reports.Count(len(k.gaps))}), s.sayf("pack.gaps_note", reports.Args{"day": k.p.AsOf}))
		columns := []column{{title: s.word("pack.gap_part"), share: 21}, {title: s.word("pack.gap_lacks"), share: 27}, {title: s.word("pack.gap_how"), share: 52}}
		var rows [][]cell
		for _, g := range gaps {
			rows = append(rows, []cell{{text: s.word(g.section), strong: true, lines: 2}, {text: s.word("pack.lack_" + g.name), lines: 2}, {text: s.word("pack.how_" + g.name), quiet: true, lines: 3}})
		}
		s.table(b, columns, rows, nil)
	})
}

// strategy draws the map and the tree of it.
func (k *packing) strategy() {
	m := k.p.Strategy
	if m == nil || len(m.Objectives) == 0 {
		k.gaps = append(k.gaps, gap{"map.section", "strategy"})
		return
	}
	k.page(func(s *sheet) { drawMap(s, m) })
	for _, s := range k.r.drawTrees(k.doc, m) {
		k.doc.pages = append(k.doc.pages, s.page)
	}
}

// pillars draws the levels and what shows them.
func (k *packing) pillars() {
	m := k.p.Maturity
	if m == nil || len(m.Pillars) == 0 {
		k.gaps = append(k.gaps, gap{"pillars.section", "pillars"})
		return
	}
	k.page(func(s *sheet) { drawPillars(s, m) })
	k.page(func(s *sheet) { drawPillarEvidence(s, m) })
}

// content is a line of the cover's list: a section and the page it begins on.
type content struct {
	title string
	page  int
}

// contents lists the sections of the pages drawn, before the cover is set in front.
func (k *packing) contents() []content {
	var out []content
	for i, p := range k.doc.pages {
		if i == 0 || p.title != k.doc.pages[i-1].title {
			out = append(out, content{title: p.title, page: i + 2})
		}
	}
	return out
}

// footer writes the line at the foot of a page; on the cover it stands beside the panel.
func (k *packing) footer(i int) {
	s := &sheet{page: k.doc.pages[i], t: &k.r.theme, b: k.r.book, doc: k.doc}
	s.w, s.h = k.r.theme.size()
	style, y := s.t.micro(), s.h-24
	left, right := s.t.Page.MarginX, s.w-s.t.Page.MarginX
	if i == 0 {
		left = coverWidth + coverGap
	}
	number := s.sayf("document.page", reports.Args{"page": strconv.Itoa(i + 1), "pages": strconv.Itoa(len(k.doc.pages))})
	s.Text(right, y, number, strong(style).At(charts.Right))
	id := s.sayf("document.id", reports.Args{"id": k.doc.id})
	s.Text(right-40, y, id, style.At(charts.Right))
	room := right - 40 - s.Width(id, style) - 20 - left
	line := s.sayf("pack.footer", reports.Args{"company": k.p.Company, "day": k.p.AsOf})
	s.Text(left, y, charts.Fit(s, line, style, room), style)
}
