package transforms

import "time"

// Settings is everything of a run that is not data. The marts are a function of
// Settings, the tables and the models, and of nothing else.
type Settings struct {
	// AsOf is the business date: no fact after the end of this day, in Timezone,
	// is known. Only its calendar date is read.
	AsOf time.Time
	// KnownAt is the knowledge instant; freshness is measured against it.
	KnownAt         time.Time
	RunID           string
	Company         string
	Currency        string // reporting currency
	Timezone        string // IANA name
	FiscalYearStart int    // month, 1 to 12
	Attributes      []Attribute
	Segments        []Segment
	Metrics         Metrics
	Scorecard       []KPI
	// Surveys say what the questions of survey tools measure.
	Surveys []SurveyQuestion
}

// Segment is one dimension of the numbers. Exactly one of Attribute, Bands and
// Expression is set, but bands may split a numeric attribute; a bare name is an
// attribute of the same name.
type Segment struct {
	Name      string
	Attribute string
	// Bands split customers by the attribute, without one by MRR; the lower bound
	// belongs to the band.
	Bands []Band
	// Expression is SQL over the columns of core.customers that gives the segment.
	Expression string
}

// Band is one value of a band dimension.
type Band struct {
	Name       string
	LowerBound float64
}

// KPI is one line of the scorecard.
type KPI struct {
	KPI         string
	Perspective string
	Objective   string
	Unit        string
	Direction   string // up or down
	Target      float64
	Floor       float64
	Weight      float64
	Owner       string
}

// Metrics are the settings of the metric definitions. Each becomes a column of
// core.settings under its `col` name.
type Metrics struct {
	PastDueGraceDays  int                `col:"past_due_grace_days"`
	RetentionMonths   int                `col:"retention_months"`
	LogoMinN          int                `col:"logo_min_n"`
	NPSWindowDays     int                `col:"nps_window_days"`
	NPSMinN           int                `col:"nps_min_n"`
	NPSLowN           int                `col:"nps_low_n"`
	NPSMaxMargin      float64            `col:"nps_max_margin"`
	CSATTop           int                `col:"csat_top"`
	SupportWindowDays int                `col:"support_window_days"`
	MAUDays           int                `col:"mau_days"`
	WAUDays           int                `col:"wau_days"`
	FeatureWindowDays int                `col:"feature_window_days"`
	FeatureMinUses    int                `col:"feature_min_uses"`
	RenewalWindowDays int                `col:"renewal_window_days"`
	MinTermMonths     int                `col:"min_term_months"`
	RenewGreen        float64            `col:"renew_green"`
	RenewYellow       float64            `col:"renew_yellow"`
	RenewRed          float64            `col:"renew_red"`
	HealthGreen       float64            `col:"health_green"`
	HealthYellow      float64            `col:"health_yellow"`
	HealthMinCoverage float64            `col:"health_min_coverage"`
	HysteresisMargin  float64            `col:"hysteresis_margin"`
	HealthNPSDays     int                `col:"health_nps_days"`
	PaymentGateDays   int                `col:"payment_gate_days"`
	PaymentGateCap    float64            `col:"payment_gate_cap"`
	CLVCapMonths      int                `col:"clv_cap_months"`
	StaleHours        int                `col:"stale_hours"`
	VolumeDrop        float64            `col:"volume_drop"`
	FirstReplyTargets map[string]float64 `col:"-"` // minutes by priority
}

// DefaultMetrics are the documented defaults.
func DefaultMetrics() Metrics {
	return Metrics{
		PastDueGraceDays: 30, RetentionMonths: 12, LogoMinN: 20,
		NPSWindowDays: 90, NPSMinN: 10, NPSLowN: 30, NPSMaxMargin: 15, CSATTop: 4,
		SupportWindowDays: 90, MAUDays: 28, WAUDays: 7, FeatureWindowDays: 30, FeatureMinUses: 1,
		RenewalWindowDays: 90, MinTermMonths: 3, RenewGreen: 0.95, RenewYellow: 0.80, RenewRed: 0.50,
		HealthGreen: 75, HealthYellow: 50, HealthMinCoverage: 0.5, HysteresisMargin: 3, HealthNPSDays: 180,
		PaymentGateDays: 30, PaymentGateCap: 49, CLVCapMonths: 60, StaleHours: 12, VolumeDrop: 0.4,
		FirstReplyTargets: map[string]float64{"urgent": 60, "high": 240, "normal": 480, "low": 1440},
	}
}
