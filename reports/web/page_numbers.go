package web

import "time"

// Numbers are the published figures of a customer, or of a metric.
type Numbers struct {
	Frame
	Customer *Named
	Metric   string
	Metrics  []Choice
	Rows     []Figure
	// More is how many are not shown.
	More int
}

func (Numbers) view() string { return "numbers" }

// Figure is a published number with its id.
type Figure struct {
	ID, Metric, Name, Unit   string
	Span, Dimension, Segment string
	Start, End               time.Time
	Value                    *float64
	N                        *int64
	Reason                   string
}

// FigurePage says where a published number comes from.
type FigurePage struct {
	Frame
	Figure     Figure
	Customer   *Named
	Definition *Definition
	// Trace is what it rests on, once somebody asked for it.
	Trace *Trace
}

func (FigurePage) view() string { return "figure" }

// Trace is a number followed to the records it rests on.
type Trace struct {
	Sum, Rebuilt  *float64
	Adds, Meaning string
	AddsUp, Same  bool
	MartSQL       string
	EvidenceSQL   string
	Rows          []TraceRow
	// Total is how many rows there are, Loads from how many loads they came.
	Total, Loads int
	Took         time.Duration
}

// TraceRow is one record.
type TraceRow struct {
	Customer, Record, Source, ID, Detail string
	Day                                  time.Time
	Part, Base                           *float64
	Load                                 string
	Link                                 string
}

// Receipts are the numbers a review prints, each with where it comes from.
type Receipts struct {
	Frame
	Document, Quarter string
	Customer          Named
	ReviewAsOf        string
	KnownAt           time.Time
	Rows              []Receipt
}

func (Receipts) view() string { return "receipts" }

// Receipt is one printed number.
type Receipt struct {
	ID         int
	Text, What string
	How        string
	Pages      string
	Figures    []string
}
