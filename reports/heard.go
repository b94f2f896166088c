package reports

// Answered are the promises of ours that answer something the customer had said,
// those kept first. Dropped ones answer nothing.
func (q *QBR) Answered() []Commitment {
	var kept, open []Commitment
	for _, list := range [][]Commitment{q.Promises, q.Next} {
		for _, c := range list {
			switch {
			case c.Side != Us || c.Heard == "" || c.Status == Dropped:
			case c.Status == Done:
				kept = append(kept, c)
			default:
				open = append(open, c)
			}
		}
	}
	return append(kept, open...)
}
