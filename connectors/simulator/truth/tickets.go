package truth

import "strconv"

// Ticket is one ticket as known tonight.
type Ticket struct {
	TicketID, CustomerID, Priority           string
	FirstReplyMinutes, FullResolutionMinutes *float64
	Solved, Reopened                         bool
	SLA                                      string
}

// Tickets lists the tickets known of.
func (b *Book) Tickets() []Ticket {
	var out []Ticket
	for _, t := range b.tickets() {
		f := b.facts(t)
		row := Ticket{TicketID: strconv.FormatInt(t.ID, 10), Priority: b.priority(t), Solved: f.solved != never, Reopened: f.reopened, SLA: f.sla}
		if f.customer != nil {
			row.CustomerID = f.customer.CustomerID
		}
		if row.Priority == "" {
			row.Priority = "none"
		}
		if f.reply >= 0 {
			row.FirstReplyMinutes = &f.reply
		}
		if f.resolution >= 0 {
			row.FullResolutionMinutes = &f.resolution
		}
		out = append(out, row)
	}
	return out
}
