package reports

// Receipt says where a printed number comes from: a figure of the marts, one value
// of a table, or a reckoning with other receipts. Exactly one of Figure, SQL and How
// is set.
type Receipt struct {
	// What names it in the reader's language; empty where How and From say it.
	What Sentence `json:"what,omitzero"`
	// Figure is an id of marts.figures, which `quarterdeck explain` follows to the
	// records at the vendors.
	Figure string `json:"figure,omitempty"`
	// SQL is a query of the published marts that gives one value.
	SQL string `json:"sql,omitempty"`
	// How says what is reckoned with From.
	How  How        `json:"how,omitempty"`
	From []*Receipt `json:"from,omitempty"`
	// Value is the number before it is rounded for print.
	Value float64 `json:"value"`
}

// How is a reckoning with other receipts.
type How string

// The reckonings.
const (
	Sum        How = "sum"
	Mean       How = "mean"
	Ratio      How = "ratio"      // the first over the second
	Change     How = "change"     // the first over the second, less one
	Difference How = "difference" // the first less the second
	Product    How = "product"
	Tally      How = "count" // how many there are
	Low        How = "low"   // the lower end of the 95 % range of an NPS of promoters, passives and detractors
	High       How = "high"  // its upper end
)

// Cited is the number with its receipt. A number without a value needs none.
func (n Number) Cited(r Receipt) Number {
	if !n.OK() {
		return n
	}
	r.Value = n.V
	n.Receipt = &r
	return n
}

// Reckoned is a number made of others. Where one of them has no receipt it has none
// either, for its own could not be followed.
func Reckoned(v float64, how How, from ...Number) Number {
	n := Num(v)
	r := &Receipt{How: how, Value: v}
	for _, part := range from {
		if part.Receipt == nil {
			return n
		}
		r.From = append(r.From, part.Receipt)
	}
	n.Receipt = r
	return n
}

// Counted is a number of things the document itself counts, as the rows it leaves
// out: there is nothing behind it to follow.
func Counted(n int, what Sentence) Number {
	return Num(float64(n)).Cited(Receipt{What: what, How: Tally})
}

// Named is the number with a receipt that names it.
func (n Number) Named(what Sentence) Number {
	if n.Receipt == nil {
		return n
	}
	named := *n.Receipt
	named.What = what
	n.Receipt = &named
	return n
}

// Form is how a number is printed.
type Form uint8

// The forms.
const (
	AsCount    Form = iota // a number of things: 1,240
	AsShare                // a part of a whole: 0.25 is 25 %
	AsRise                 // a change whose direction the sentence tells: -0.18 is 18 %
	AsPoints               // a score with its sign: +42
	AsMinutes              // a length of time
	AsDecimal              // with up to Decimals digits after the point
	AsPercents             // a number of per cents: 25 is 25 %
)

// Told is a number in a form: an argument of a Sentence that keeps its receipt.
type Told struct {
	Number
	Form     Form
	Decimals int
}

// Count tells a number of things.
func (n Number) Count() Told { return Told{Number: n, Form: AsCount} }

// Share tells a part of a whole.
func (n Number) Share() Told { return Told{Number: n, Form: AsShare} }

// Rise tells a change, whose direction is left to the sentence.
func (n Number) Rise() Told { return Told{Number: n, Form: AsRise} }

// Points tells a score with its sign.
func (n Number) Points() Told { return Told{Number: n, Form: AsPoints} }

// Minutes tells a length of time.
func (n Number) Minutes() Told { return Told{Number: n, Form: AsMinutes} }

// Decimal tells a number with up to so many digits after the point.
func (n Number) Decimal(digits int) Told { return Told{Number: n, Form: AsDecimal, Decimals: digits} }

// Percents tells a number that counts per cents.
func (n Number) Percents() Told { return Told{Number: n, Form: AsPercents} }
