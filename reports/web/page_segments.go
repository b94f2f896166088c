package web

// Segments compares the segments of a dimension.
type Segments struct {
	Frame
	Dimension  string
	Dimensions []Choice
	All        *Segment
	Rows       []Segment
	Retention  *Chart
	NPS        *Chart
	// Until is the last day the periods of the rates tell of.
	Until string
}

func (Segments) view() string { return "segments" }

// Choice is one of several to choose from.
type Choice struct {
	Value, Name string
	Current     bool
	Link        string
}

// Segment is one of them; Low and High are 95 % intervals.
type Segment struct {
	Name                       string
	Customers                  int64
	MRR                        *float64
	StartCustomers             *int64
	Churn, ChurnLow, ChurnHigh *float64
	GRR, NRR                   *float64
	ChurnReason                string
	NPS, NPSLow, NPSHigh       *float64
	Responses                  *int64
	NPSReason                  string
	FirstReply, Resolution     *float64
	SLA, Reopens               *float64
	Tickets                    *int64
	Green, Yellow, Red, Grey   int64
	RedMRR                     *float64
}
