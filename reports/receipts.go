package reports

import "time"

// Receipts are the numbers a document prints, each with where it comes from. They are
// attached to the document, for its reader may hold them too.
type Receipts struct {
	DocumentID string    `json:"document_id"`
	CustomerID string    `json:"customer_id"`
	Quarter    string    `json:"quarter"`
	AsOf       string    `json:"as_of"`
	KnownAt    time.Time `json:"known_at"`
	// Numbers are in the order of their first appearance; the first is number 1.
	Numbers []Printed `json:"numbers"`
}

// Printed is one number of a document.
type Printed struct {
	ID    int    `json:"id"`
	Text  string `json:"text"`
	Pages []int  `json:"pages"`
	Origin
}

// Origin is a Receipt in words.
type Origin struct {
	What   string    `json:"what,omitempty"`
	Value  float64   `json:"value"`
	Figure string    `json:"figure,omitempty"`
	SQL    string    `json:"sql,omitempty"`
	How    How       `json:"how,omitempty"`
	From   []*Origin `json:"from,omitempty"`
}

// Compute is what a reckoning gives for the values it is made of, and false where it
// gives none.
func (h How) Compute(from []float64) (float64, bool) {
	switch h {
	case Sum, Mean:
		return h.added(from)
	case Tally:
		return float64(len(from)), true
	case Low, High:
		return h.end(from)
	}
	if len(from) != 2 {
		return 0, false
	}
	a, b := from[0], from[1]
	switch h {
	case Difference:
		return a - b, true
	case Product:
		return a * b, true
	case Ratio:
		return a / b, b != 0
	case Change:
		return a/b - 1, b != 0
	}
	return 0, false
}

func (h How) added(from []float64) (float64, bool) {
	sum := 0.0
	for _, v := range from {
		sum += v
	}
	if h == Mean {
		sum /= float64(len(from))
	}
	return sum, len(from) > 0
}

// end is one end of the range of an NPS.
func (h How) end(from []float64) (float64, bool) {
	if len(from) != 3 {
		return 0, false
	}
	s := newNPS(int(from[0]), int(from[1]), int(from[2]))
	if h == Low {
		return s.Low.V, s.Low.OK()
	}
	return s.High.V, s.High.OK()
}
