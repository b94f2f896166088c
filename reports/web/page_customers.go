package web

import (
	"net/url"
	"strconv"
	"time"
)

// Customers is the list of customers.
type Customers struct {
	Frame
	Rows []CustomerRow
	// Found is how many fit the filters, MRR what they pay together.
	Found   int
	MRR     float64
	Filter  Filter
	Owners  []string
	Bands   []string
	Pages   int
	Columns []Column
	// Dimensions are what segments can be chosen of, with their segments.
	Dimensions []Dimension
}

func (Customers) view() string { return "customers" }

// Dimension is a way to part customers.
type Dimension struct {
	Name     string
	Segments []string
}

// CustomerRow is one customer of the list.
type CustomerRow struct {
	ID, Name, Owner, Band string
	Stage                 string
	MRR                   *float64
	Paying                bool
	Score, Change         *float64
	Renewal               time.Time
	Days                  *int64
	NPS, Trend            *float64
	Risks                 int64
	Held                  bool
}

// Filter is what of the list is wanted.
type Filter struct {
	Search, Owner, Band string
	// Segment is dimension=segment.
	Segment string
	// Everybody shows who pays nothing too.
	Everybody bool
	Sort      string
	Down      bool
	Page      int
}

// Query is the filter as part of an address; the first page has no number.
func (f Filter) Query() string {
	q := url.Values{}
	for key, value := range map[string]string{"q": f.Search, "owner": f.Owner, "band": f.Band, "segment": f.Segment} {
		if value != "" {
			q.Set(key, value)
		}
	}
	if f.Everybody {
		q.Set("all", "1")
	}
	if f.Sort != "" {
		q.Set("sort", f.Sort)
		if f.Down {
			q.Set("down", "1")
		}
	}
	if f.Page > 1 {
		q.Set("page", strconv.Itoa(f.Page))
	}
	if len(q) == 0 {
		return ""
	}
	return "?" + q.Encode()
}

// At is the address of another page of the list.
func (f Filter) At(page int) string {
	f.Page = page
	return "/customers" + f.Query()
}

// Column is a heading that sorts.
type Column struct {
	Key, Name string
	Number    bool
	Link      string
	// Order is ascending, descending or empty, as aria-sort says it.
	Order string
}

// Columns are the headings for a filter. Numbers are first sorted from the largest.
func Columns(f Filter) []Column {
	all := []Column{{Key: "name", Name: "Customer"}, {Key: "owner", Name: "CSM"}, {Key: "mrr", Name: "MRR", Number: true},
		{Key: "health", Name: "Health", Number: true}, {Key: "change", Name: "Change", Number: true}, {Key: "renewal", Name: "Renewal"},
		{Key: "nps", Name: "NPS", Number: true}, {Key: "usage", Name: "Usage trend", Number: true}, {Key: "risks", Name: "Risks", Number: true}}
	for i, column := range all {
		next := f
		next.Page, next.Sort = 0, column.Key
		next.Down = column.Number && column.Key != "health"
		if f.Sort == column.Key {
			next.Down = !f.Down
			all[i].Order = "ascending"
			if f.Down {
				all[i].Order = "descending"
			}
		}
		all[i].Link = "/customers" + next.Query()
	}
	return all
}

// Pager are the pages to go to from the one shown: the ends and the neighbours.
func (c Customers) Pager() []int {
	var out []int
	for page := 1; page <= c.Pages; page++ {
		if page == 1 || page == c.Pages || page >= c.Filter.Page-2 && page <= c.Filter.Page+2 {
			out = append(out, page)
		}
	}
	return out
}
