package config

import (
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/goccy/go-yaml/ast"
)

// Metrics are the settings of the metric definitions; defaults holds their
// defaults. Scalars carry their own rules as tags: oneof lists the words allowed,
// min and max bound a number. The marts know each by the name it has here.
type Metrics struct {
	// WeekMonths and DayMonths are a week and a day in months, as a fraction of two numbers.
	WeekMonths string `yaml:"week_months" oneof:"12/52 1/4 7/30.4375"`
	DayMonths  string `yaml:"day_months" oneof:"12/365 1/30"`
	// Discounts says which reduce MRR: those in force that recur, only those without an end, all, or none.
	Discounts string `yaml:"discounts" oneof:"recurring_in_force forever_only all none"`
	// Metered revenue is left out, or shown beside MRR as the mean of the three months before.
	Metered           string `yaml:"metered" oneof:"exclude trailing_3m"`
	PastDueGraceDays  int    `yaml:"past_due_grace_days" min:"0"`
	Pause             string `yaml:"pause" oneof:"zero_mrr keep_mrr"`
	FreePlan          string `yaml:"free_plan" oneof:"churn active"`
	CancelRecognition string `yaml:"cancel_recognition" oneof:"period_end immediate"`
	FX                string `yaml:"fx" oneof:"month_end fixed_year"`
	MovementGrain     string `yaml:"movement_grain" oneof:"customer item parent"`
	MovementMode      string `yaml:"movement_mode" oneof:"net_month event"`
	RenewalGapDays    int    `yaml:"renewal_gap_days" min:"0"`

	SegmentAt       string `yaml:"segment_at" oneof:"start end"`
	RetentionWindow string `yaml:"retention_window" oneof:"point_to_point summed_movements"`
	LogoMinN        int    `yaml:"logo_min_n" min:"0"`
	// Tiers are value tiers by the MRR they begin at, TierQuantiles by their place
	// among the paying customers; without them the marts' defaults hold.
	Tiers         map[string]float64 `yaml:"tiers"`
	TierQuantiles map[string]float64 `yaml:"tier_quantiles"`

	NPSMode       string `yaml:"nps_mode" oneof:"latest_per_respondent responses accounts"`
	NPSWindowDays int    `yaml:"nps_window_days" min:"1"`
	NPSMinN       int    `yaml:"nps_min_n" min:"0"`
	NPSInterval   string `yaml:"nps_interval" oneof:"adjusted_wald plain"`
	CSATTop       int    `yaml:"csat_top" min:"2" max:"5"`
	CES           string `yaml:"ces" oneof:"mean positive_share index"`

	SLAPriority      string         `yaml:"sla_priority" oneof:"at_applied last"`
	SLATargetMinutes map[string]int `yaml:"sla_target_minutes"`
	// Schedule is when the support team works; nil leaves business minutes to the
	// helpdesk. Schedules are those of some tickets only, the first that fits counts.
	Schedule  *BusinessHours  `yaml:"schedule"`
	Schedules []BusinessHours `yaml:"schedules"`
	// ScheduleChanges says which hours count for a ticket that went from one schedule
	// to another: each while it was in force, or the last throughout.
	ScheduleChanges string `yaml:"schedule_changes" oneof:"cumulative last"`

	MAUDays           int `yaml:"mau_days" min:"7"`
	FeatureMinUses    int `yaml:"feature_min_uses" min:"1"`
	FeatureWindowDays int `yaml:"feature_window_days" min:"1"`
	// ActiveEvents are the events that make a user active, * standing for any
	// text; without one all are. PassiveEvents never do, and IgnoredUsers, such as
	// *@ourselves.example, are nobody's users.
	ActiveEvents  []string `yaml:"active_events"`
	PassiveEvents []string `yaml:"passive_events"`
	IgnoredUsers  []string `yaml:"ignored_users"`
	// FirstValueEvents are the events any of which shows that a customer has got
	// value; FirstValueStart says whence the days to it count.
	FirstValueEvents []string `yaml:"first_value_events"`
	FirstValueStart  string   `yaml:"first_value_start" oneof:"contract first_login"`
	// TrackedSince is the day the product began to send usage, YYYY-MM-DD; when
	// empty, that of the first event.
	TrackedSince string `yaml:"tracked_since"`

	// ScorecardReview is how often the scorecard is reviewed, counted from the fiscal year's beginning.
	ScorecardReview string `yaml:"scorecard_review" oneof:"monthly quarterly half_yearly yearly"`
	// FreshUsageDays and FreshAnswerDays are the ages up to which what is known of an
	// account's usage, and of what it thinks, counts as new.
	FreshUsageDays  int `yaml:"fresh_usage_days" min:"1"`
	FreshAnswerDays int `yaml:"fresh_answer_days" min:"1"`

	RenewalWindowDays int `yaml:"renewal_window_days" min:"1"`
	MinTermMonths     int `yaml:"min_term_months" min:"1"`
	// BacktestMinEvents is how many lost and how many kept accounts a back-test needs.
	BacktestMinEvents int `yaml:"backtest_min_events" min:"2"`

	// RenewGreen, RenewYellow and RenewRed are the chances of renewal by health
	// band before any renewal has been seen; history then moves them.
	RenewGreen  float64 `yaml:"renew_green" min:"0" max:"1"`
	RenewYellow float64 `yaml:"renew_yellow" min:"0" max:"1"`
	RenewRed    float64 `yaml:"renew_red" min:"0" max:"1"`

	// HealthGreen and HealthYellow are the scores the bands begin at.
	HealthGreen       float64 `yaml:"health_green" min:"0" max:"100"`
	HealthYellow      float64 `yaml:"health_yellow" min:"0" max:"100"`
	HealthMinCoverage float64 `yaml:"health_min_coverage" min:"0" max:"1"`
	// HealthAnswerDays is how old an answer to a survey may be to count.
	HealthAnswerDays int `yaml:"health_answer_days" min:"1"`
	// A band changes once the score is past its limit by HysteresisMargin points, or
	// has been past it for HysteresisNights nights; 0 turns the nights off.
	HysteresisMargin float64 `yaml:"hysteresis_margin" min:"0" max:"100"`
	HysteresisNights int     `yaml:"hysteresis_nights" min:"0" max:"30"`

	CLVZeroChurn string `yaml:"clv_zero_churn" oneof:"null five_years"`
	CLVCapMonths int    `yaml:"clv_cap_months" min:"1"`
	// GrossMargin is the share of revenue left after the cost of serving it; 1 where it is not known.
	GrossMargin float64 `yaml:"gross_margin" min:"0" max:"1"`
	// CLVDiscount is the share a month that later revenue is worth less.
	CLVDiscount float64 `yaml:"clv_discount" min:"0" max:"1"`

	// ScorecardGreen and ScorecardYellow are the scores of a KPI its status begins
	// at, ScorecardCap the most a KPI above its target can score.
	ScorecardGreen  float64 `yaml:"scorecard_green" min:"0" max:"1.2"`
	ScorecardYellow float64 `yaml:"scorecard_yellow" min:"0" max:"1.2"`
	ScorecardCap    float64 `yaml:"scorecard_cap" min:"1" max:"1.2"`
}

// defaultMetrics are the documented defaults.
func defaultMetrics() Metrics {
	return Metrics{
		WeekMonths: "12/52", DayMonths: "12/365", Discounts: "recurring_in_force", Metered: "exclude",
		PastDueGraceDays: 30, Pause: "zero_mrr", FreePlan: "churn", CancelRecognition: "period_end", FX: "month_end",
		MovementGrain: "customer", MovementMode: "net_month",
		SegmentAt: "start", RetentionWindow: "point_to_point", LogoMinN: 20,
		NPSMode: "latest_per_respondent", NPSWindowDays: 90, NPSMinN: 10, NPSInterval: "adjusted_wald", CSATTop: 4, CES: "mean",
		SLAPriority: "at_applied", SLATargetMinutes: map[string]int{"urgent": 60, "high": 240, "normal": 480, "low": 1440},
		ScheduleChanges: "cumulative",
		MAUDays:         28, FeatureMinUses: 1, FeatureWindowDays: 30, FirstValueStart: "contract",
		FreshUsageDays: 28, FreshAnswerDays: 180, ScorecardReview: "quarterly",
		RenewalWindowDays: 90, MinTermMonths: 3, RenewGreen: 0.95, RenewYellow: 0.80, RenewRed: 0.50,
		HealthGreen: 75, HealthYellow: 50, HealthMinCoverage: 0.5, HealthAnswerDays: 180, HysteresisMargin: 3, HysteresisNights: 7,
		BacktestMinEvents: 10,
		CLVZeroChurn:      "null", CLVCapMonths: 60, GrossMargin: 1,
		ScorecardGreen: 1, ScorecardYellow: 0.8, ScorecardCap: 1,
	}
}

func (c *Config) checkMetrics(v *validator) error {
	if err := v.checkSettings("metrics", c.Metrics); err != nil {
		return err
	}
	for priority, minutes := range c.Metrics.SLATargetMinutes {
		if minutes < 1 {
			return v.fail("$.metrics.sla_target_minutes."+priority, "an SLA target must be at least 1 minute", "")
		}
	}
	if err := c.Metrics.checkSchedules(v); err != nil {
		return err
	}
	if since := c.Metrics.TrackedSince; since != "" {
		if _, err := time.Parse(time.DateOnly, since); err != nil {
			return v.fail("$.metrics.tracked_since", fmt.Sprintf("metrics.tracked_since %q is not a date", since), "write YYYY-MM-DD")
		}
	}
	return c.checkTiers(v)
}

// checkSettings holds every scalar of a section against the rules of its tags.
func (v *validator) checkSettings(section string, settings any) error {
	value := reflect.ValueOf(settings)
	for i := range value.NumField() {
		if err := v.checkSetting(section, value.Type().Field(i), value.Field(i)); err != nil {
			return err
		}
	}
	return nil
}

func (v *validator) checkSetting(section string, field reflect.StructField, value reflect.Value) error {
	name := section + "." + field.Tag.Get("yaml")
	switch value.Kind() {
	case reflect.String:
		words := strings.Fields(field.Tag.Get("oneof"))
		if len(words) > 0 && !slices.Contains(words, value.String()) {
			return v.fail("$."+name, fmt.Sprintf("%s %q is not known", name, value.String()), "use one of "+strings.Join(words, ", "))
		}
	case reflect.Int:
		// The reader of YAML would cut a fraction off.
		if node, isFloat := nodeAt(v.file, "$."+name).(*ast.FloatNode); isFloat && node.Value != math.Trunc(node.Value) {
			return v.fail("$."+name, fmt.Sprintf("%s %v is no whole number", name, node.Value), "")
		}
		return v.checkBounds(name, field.Tag, float64(value.Int()))
	case reflect.Float64:
		return v.checkBounds(name, field.Tag, value.Float())
	}
	if words, isList := value.Interface().([]string); isList && slices.Contains(words, "") {
		return v.fail("$."+name, name+" has an empty name", "leave the setting out for none")
	}
	return nil
}

// checkBounds wants a number inside the tags min and max; a NaN is in no bounds.
func (v *validator) checkBounds(name string, tag reflect.StructTag, n float64) error {
	low, high := tag.Get("min"), tag.Get("max")
	least, err := strconv.ParseFloat(low, 64)
	above := err != nil || n >= least
	most, err := strconv.ParseFloat(high, 64)
	below := err != nil || n <= most
	switch {
	case above && below:
		return nil
	case high != "":
		return v.fail("$."+name, fmt.Sprintf("%s must be between %s and %s", name, low, high), "")
	case low == "0":
		return v.fail("$."+name, name+" must not be negative", "")
	default:
		return v.fail("$."+name, name+" must be at least "+low, "")
	}
}
