package reports

import "time"

// Term is the running contract, for reviews that may show it. There is no price in
// it and no forecast.
type Term struct {
	Began     time.Time // zero when unknown
	RenewalOn time.Time // the day after its last
	Months    Number    // how long a term is
	// NoticeDays is how long before its end notice is due; missing when nobody
	// recorded it. NoticeOn is the last day for it, zero then.
	NoticeDays Number
	NoticeOn   time.Time
	DaysLeft   Number // from the as-of day to its end
	Seats      Number
	Weeks      []SeatWeek // seats at the end of each of the quarter's weeks
}

// SeatWeek is how many seats were bought at the end of a week.
type SeatWeek struct {
	Start time.Time
	Seats Number
}

// TermTitle is the message of the contract's page.
func (q *QBR) TermTitle() Sentence {
	t := q.Term
	args := Args{"on": t.RenewalOn, "notice": t.NoticeOn}
	switch {
	case !t.RenewalOn.After(q.AsOf):
		return Say("contract.ended", args)
	case t.NoticeOn.IsZero():
		return Say("contract.runs", args)
	case q.AsOf.After(t.NoticeOn):
		return Say("contract.notice_over", args)
	}
	return Say("contract.notice", args)
}

// TermSeatsTitle is the message of the seats against the people who use them.
func (q *QBR) TermSeatsTitle() Sentence {
	if q.Seats.Use().OK() {
		return q.SeatsTitle()
	}
	return Say("contract.seats", Args{"n": q.Term.Seats.Count()})
}

// At are the weeks of activity that belong to weeks of seats; one nothing is known of
// is blank.
func (u *Usage) At(seats []SeatWeek) []Week {
	out := make([]Week, len(seats))
	for i, w := range seats {
		out[i].Start = w.Start
		for _, known := range u.Weeks {
			if known.Start.Equal(w.Start) {
				out[i] = known
			}
		}
	}
	return out
}
