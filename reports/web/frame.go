package web

import "time"

// Frame is what every page has around it.
type Frame struct {
	Company  string
	Currency string
	Title    string
	// Section is the part of the page's navigation that is open, by its path.
	Section string
	// AsOf is the last day the numbers tell of; zero while nothing is published.
	AsOf        time.Time
	PublishedAt time.Time
	RunID       string
	Now         time.Time
	Zone        *time.Location
	// Assets is the folder of the style sheet; it changes with what is in it.
	Assets string
	// Person is who looks; Own is set when only a CSM's own customers are shown.
	Person string
	Own    string
	// MayAct shows what only admins may do.
	MayAct bool
	// Notice says what an action has just done.
	Notice string
}

// NavItem is a link of the navigation.
type NavItem struct {
	Path, Name string
	Current    bool
}

// Nav is the navigation of the person who looks.
func (f Frame) Nav() []NavItem {
	items := []NavItem{{Path: "/", Name: "Home"}, {Path: "/scorecard", Name: "Scorecard"}, {Path: "/segments", Name: "Segments"},
		{Path: "/customers", Name: "Customers"}, {Path: "/runs", Name: "Runs"}, {Path: "/deliveries", Name: "Deliveries"},
		{Path: "/quality", Name: "Data quality"}, {Path: "/definitions", Name: "Definitions"}}
	var shown []NavItem
	for _, item := range items {
		item.Current = item.Path == f.Section
		if f.Own == "" || !companyWide(item.Path) {
			shown = append(shown, item)
		}
	}
	return shown
}

// companyWide tells which parts show more than a CSM's own customers.
func companyWide(path string) bool {
	switch path {
	case "/", "/customers", "/definitions":
		return false
	}
	return true
}

// At writes an instant in the company's time zone; the zero time is none.
func (f Frame) At(t time.Time) string {
	if t.IsZero() {
		return none
	}
	return t.In(f.Zone).Format("2 Jan 2006, 15:04")
}

// Ago says how long before now an instant was, or how long after now it will be.
func (f Frame) Ago(t time.Time) string {
	switch d := f.Now.Sub(t); {
	case t.IsZero():
		return none
	case d < -time.Minute:
		return "in " + Span(-d)
	case d < time.Minute:
		return "just now"
	default:
		return Span(d) + " ago"
	}
}

// Machine writes an instant for programs.
func (f Frame) Machine(t time.Time) string { return t.UTC().Format(time.RFC3339) }
