package reports

import (
	"fmt"
	"strconv"
	"time"
)

// Period is a fiscal quarter: Start is its first day and End the day after its
// last. Both are midnights in UTC that stand for days, not instants.
type Period struct {
	Year       int // the year in which the fiscal year ends
	Quarter    int // 1 to 4
	Start, End time.Time
}

// ParseQuarter reads "2026Q3" as a fiscal quarter of a company whose fiscal
// year starts in the given month (1 = January, and the quarter is a calendar
// quarter). A fiscal year carries the number of the year in which it ends.
func ParseQuarter(label string, fiscalYearStart int) (Period, error) {
	if fiscalYearStart < 1 || fiscalYearStart > 12 {
		return Period{}, fmt.Errorf("parse quarter %q: fiscal year start %d is not a month", label, fiscalYearStart)
	}
	if len(label) != 6 || (label[4] != 'Q' && label[4] != 'q') {
		return Period{}, fmt.Errorf("parse quarter %q: want a form like 2026Q3", label)
	}
	year, err := strconv.Atoi(label[:4])
	quarter := int(label[5] - '0')
	if err != nil || year < 1900 || quarter < 1 || quarter > 4 {
		return Period{}, fmt.Errorf("parse quarter %q: want a form like 2026Q3", label)
	}
	return quarterOf(year, quarter, fiscalYearStart), nil
}

// LastCompleteQuarter is the newest quarter whose last day is not after asOf.
func LastCompleteQuarter(asOf time.Time, fiscalYearStart int) Period {
	day := Day(asOf)
	p := QuarterAt(day, fiscalYearStart)
	if p.End.After(day.AddDate(0, 0, 1)) {
		p = p.Previous()
	}
	return p
}

// QuarterAt is the fiscal quarter a day lies in.
func QuarterAt(day time.Time, fiscalYearStart int) Period {
	month := int(day.Month())
	since := (month - fiscalYearStart + 12) % 12 // months since the fiscal year began
	year := day.Year()
	if month >= fiscalYearStart && fiscalYearStart > 1 {
		year++
	}
	return quarterOf(year, since/3+1, fiscalYearStart)
}

func quarterOf(year, quarter, fiscalYearStart int) Period {
	if fiscalYearStart > 1 {
		year-- // the calendar year in which this fiscal year begins
	}
	first := time.Date(year, time.Month(fiscalYearStart+3*(quarter-1)), 1, 0, 0, 0, 0, time.UTC)
	if fiscalYearStart > 1 {
		year++
	}
	return Period{Year: year, Quarter: quarter, Start: first, End: first.AddDate(0, 3, 0)}
}

// String is the label, "2026Q3".
func (p Period) String() string { return fmt.Sprintf("%04dQ%d", p.Year, p.Quarter) }

// Last is the last day of the quarter.
func (p Period) Last() time.Time { return p.End.AddDate(0, 0, -1) }

// Previous is the quarter before.
func (p Period) Previous() Period { return p.shift(-1) }

// Next is the quarter after.
func (p Period) Next() Period { return p.shift(1) }

func (p Period) shift(by int) Period {
	n := p.Year*4 + p.Quarter - 1 + by
	start := p.Start.AddDate(0, 3*by, 0)
	return Period{Year: n / 4, Quarter: n%4 + 1, Start: start, End: start.AddDate(0, 3, 0)}
}

// Contains says whether a day lies in the quarter.
func (p Period) Contains(day time.Time) bool {
	return !day.Before(p.Start) && day.Before(p.End)
}

// Day is the calendar day of t, as midnight in UTC.
func Day(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
}
