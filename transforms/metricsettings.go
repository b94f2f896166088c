package transforms

// Metrics are the settings of the metric definitions. Each scalar becomes a
// column of core.settings under its `col` name, which is its name in the
// configuration where it can be set there.
type Metrics struct {
	WeekMonths        string `col:"week_months"` // a fraction of two numbers: months per week
	DayMonths         string `col:"day_months"`
	Discounts         string `col:"discounts"`
	Metered           string `col:"metered"`
	PastDueGraceDays  int    `col:"past_due_grace_days"`
	Pause             string `col:"pause"`
	FreePlan          string `col:"free_plan"`
	CancelRecognition string `col:"cancel_recognition"`
	FX                string `col:"fx"`
	MovementGrain     string `col:"movement_grain"`
	MovementMode      string `col:"movement_mode"`
	RenewalGapDays    int    `col:"renewal_gap_days"`

	SegmentAt       string `col:"segment_at"`
	RetentionWindow string `col:"retention_window"`
	LogoMinN        int    `col:"logo_min_n"`
	Tiers           []Band `col:"-" name:"tiers"`          // by MRR
	TierQuantiles   []Band `col:"-" name:"tier_quantiles"` // by place among the paying customers

	NPSMode       string  `col:"nps_mode"`
	NPSWindowDays int     `col:"nps_window_days"`
	NPSMinN       int     `col:"nps_min_n"`
	NPSLowN       int     `col:"nps_low_n"`
	NPSMaxMargin  float64 `col:"nps_max_margin"`
	NPSInterval   string  `col:"nps_interval"`
	CSATTop       int     `col:"csat_top"`
	CES           string  `col:"ces"`

	SupportWindowDays int                `col:"support_window_days"`
	SLAPriority       string             `col:"sla_priority"`
	Schedule          string             `col:"schedule"` // Settings.Schedules in words, empty without one
	ScheduleChanges   string             `col:"schedule_changes"`
	FirstReplyTargets map[string]float64 `col:"-" name:"sla_target_minutes"` // minutes by priority

	MAUDays           int `col:"mau_days"`
	WAUDays           int `col:"wau_days"`
	FeatureWindowDays int `col:"feature_window_days"`
	FeatureMinUses    int `col:"feature_min_uses"`
	// Patterns of event and user names, * standing for any text. No active event
	// means every event; a passive one never counts.
	ActiveEvents     []string `col:"active_events"`
	PassiveEvents    []string `col:"passive_events"`
	IgnoredUsers     []string `col:"ignored_users"`
	FirstValueEvents []string `col:"first_value_events"`
	FirstValueStart  string   `col:"first_value_start"`
	TrackedSince     string   `col:"tracked_since"` // a day; empty for that of the first event

	ScorecardReview string `col:"scorecard_review"`

	FreshUsageDays  int `col:"fresh_usage_days"`
	FreshAnswerDays int `col:"fresh_answer_days"`

	RenewalWindowDays int     `col:"renewal_window_days"`
	MinTermMonths     int     `col:"min_term_months"`
	RenewGreen        float64 `col:"renew_green"`
	RenewYellow       float64 `col:"renew_yellow"`
	RenewRed          float64 `col:"renew_red"`

	HealthGreen       float64 `col:"health_green"`
	HealthYellow      float64 `col:"health_yellow"`
	HealthMinCoverage float64 `col:"health_min_coverage"`
	HealthAnswerDays  int     `col:"health_answer_days"`
	HysteresisMargin  float64 `col:"hysteresis_margin"`
	HysteresisNights  int     `col:"hysteresis_nights"` // 0 turns the rule of nights off

	BacktestMinEvents int `col:"backtest_min_events"` // lost ones, and kept ones

	CLVZeroChurn string  `col:"clv_zero_churn"`
	CLVCapMonths int     `col:"clv_cap_months"`
	GrossMargin  float64 `col:"gross_margin"`
	CLVDiscount  float64 `col:"clv_discount"` // a month

	ScorecardGreen  float64 `col:"scorecard_green"`
	ScorecardYellow float64 `col:"scorecard_yellow"`
	ScorecardCap    float64 `col:"scorecard_cap"`

	StaleHours int     `col:"stale_hours"`
	VolumeDrop float64 `col:"volume_drop"`
}

// DefaultMetrics are the documented defaults.
func DefaultMetrics() Metrics {
	return Metrics{
		WeekMonths: "12/52", DayMonths: "12/365", Discounts: "recurring_in_force", Metered: "exclude",
		PastDueGraceDays: 30, Pause: "zero_mrr", FreePlan: "churn", CancelRecognition: "period_end", FX: "month_end",
		MovementGrain: "customer", MovementMode: "net_month",
		SegmentAt: "start", RetentionWindow: "point_to_point", LogoMinN: 20,
		Tiers:         []Band{{"low", 0}, {"mid", 500}, {"high", 5000}},
		TierQuantiles: []Band{{"low", 0}, {"mid", 0.5}, {"high", 0.8}},
		NPSMode:       "latest_per_respondent", NPSWindowDays: 90, NPSMinN: 10, NPSLowN: 30, NPSMaxMargin: 15,
		NPSInterval: "adjusted_wald", CSATTop: 4, CES: "mean",
		SupportWindowDays: 90, SLAPriority: "at_applied", ScheduleChanges: "cumulative",
		FirstReplyTargets: map[string]float64{"urgent": 60, "high": 240, "normal": 480, "low": 1440},
		MAUDays:           28, WAUDays: 7, FeatureWindowDays: 30, FeatureMinUses: 1, FirstValueStart: "contract",
		FreshUsageDays: 28, FreshAnswerDays: 180, ScorecardReview: "quarterly",
		RenewalWindowDays: 90, MinTermMonths: 3, RenewGreen: 0.95, RenewYellow: 0.80, RenewRed: 0.50,
		HealthGreen: 75, HealthYellow: 50, HealthMinCoverage: 0.5, HealthAnswerDays: 180,
		HysteresisMargin: 3, HysteresisNights: 7,
		BacktestMinEvents: 10,
		CLVZeroChurn:      "null", CLVCapMonths: 60, GrossMargin: 1,
		ScorecardGreen: 1, ScorecardYellow: 0.8, ScorecardCap: 1,
		StaleHours: 12, VolumeDrop: 0.4,
	}
}
