package web

import (
	"cmp"
	"context"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"quarterdeck/reports/web"
)

// perPage is how many customers a page of the list has.
const perPage = 50

// customers is the list.
func (s *Site) customers(ctx context.Context, v *visit) (web.Page, error) {
	b, err := v.published()
	if err != nil {
		return nil, err
	}
	all, err := members(ctx, b)
	if err != nil {
		return nil, err
	}
	filter := readFilter(v.request.URL.Query())
	found := v.fitting(all, filter)
	sortMembers(found, filter)
	page := web.Customers{Frame: v.frame, Found: len(found), Pages: max(1, (len(found)+perPage-1)/perPage), Owners: all.owners,
		Bands: []string{"green", "yellow", "red", "grey"}}
	page.Title = "Customers"
	for _, m := range found {
		if m.mrr != nil {
			page.MRR += *m.mrr
		}
	}
	filter.Page = min(max(1, filter.Page), page.Pages)
	page.Filter, page.Columns = filter, web.Columns(filter)
	for _, m := range found[(filter.Page-1)*perPage : min(len(found), filter.Page*perPage)] {
		page.Rows = append(page.Rows, m.row())
	}
	for _, name := range all.dimensions {
		page.Dimensions = append(page.Dimensions, web.Dimension{Name: name, Segments: all.segments[name]})
	}
	return page, nil
}

func (m *member) row() web.CustomerRow {
	return web.CustomerRow{ID: m.id, Name: m.name, Owner: m.owner, Band: m.band, Stage: m.stage, MRR: m.mrr, Paying: m.paying,
		Score: m.score, Change: m.change, Renewal: m.renewal, NPS: m.nps, Trend: m.trend, Risks: m.risks, Held: m.held}
}

func readFilter(q url.Values) web.Filter {
	page, err := strconv.Atoi(q.Get("page"))
	if err != nil {
		page = 1
	}
	return web.Filter{Search: strings.TrimSpace(q.Get("q")), Owner: q.Get("owner"), Band: q.Get("band"), Segment: q.Get("segment"),
		Everybody: q.Get("all") != "", Sort: q.Get("sort"), Down: q.Get("down") != "", Page: page}
}

// fitting are the customers that fit the filter and that the visitor may see.
func (v *visit) fitting(all *roster, f web.Filter) []*member {
	words := strings.Fields(strings.ToLower(f.Search))
	var found []*member
	for i := range all.members {
		m := &all.members[i]
		switch {
		case !v.person.MaySee(m.owner),
			!m.paying && !f.Everybody,
			f.Owner != "" && m.owner != f.Owner,
			f.Band != "" && m.band != f.Band,
			f.Segment != "" && !slices.Contains(m.segments, f.Segment):
			continue
		}
		if !slices.ContainsFunc(words, func(word string) bool { return !strings.Contains(m.words, word) }) {
			found = append(found, m)
		}
	}
	return found
}

// sortMembers orders the list; who has no value stands last whichever way it goes.
// Without a wish the order is that of the names.
func sortMembers(all []*member, f web.Filter) {
	number := func(get func(*member) *float64) func(x, y *member) int {
		return func(x, y *member) int {
			a, b := get(x), get(y)
			switch {
			case a == nil || b == nil:
				return missing(a == nil, b == nil)
			case f.Down:
				return cmp.Compare(*b, *a)
			}
			return cmp.Compare(*a, *b)
		}
	}
	word := func(get func(*member) string) func(x, y *member) int {
		return func(x, y *member) int {
			a, b := get(x), get(y)
			switch {
			case a == "" || b == "":
				return missing(a == "", b == "")
			case f.Down:
				return cmp.Compare(b, a)
			}
			return cmp.Compare(a, b)
		}
	}
	orders := map[string]func(x, y *member) int{
		"owner": word(func(m *member) string { return m.owner }),
		"mrr":   number(func(m *member) *float64 { return m.mrr }), "health": number(func(m *member) *float64 { return m.score }),
		"change": number(func(m *member) *float64 { return m.change }), "nps": number(func(m *member) *float64 { return m.nps }),
		"usage": number(func(m *member) *float64 { return m.trend }),
		"risks": number(func(m *member) *float64 {
			if m.risks == 0 {
				return nil
			}
			n := float64(m.risks)
			return &n
		}),
		"renewal": word(func(m *member) string {
			if m.renewal.IsZero() {
				return ""
			}
			return m.renewal.Format(time.DateOnly)
		}),
	}
	switch order := orders[f.Sort]; {
	case order != nil:
		slices.SortStableFunc(all, order)
	case f.Sort == "name" && f.Down:
		slices.Reverse(all)
	}
}

func missing(x, y bool) int {
	switch {
	case x && !y:
		return 1
	case y && !x:
		return -1
	}
	return 0
}
