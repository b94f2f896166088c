// Package config reads quarterdeck.yml: one strict YAML file that says which
// company this is, where its data lies, which sources to pull and what to do
// with them at night.
//
// Load refuses unknown keys, wrong types and unset variables, each with file,
// line and column. Variables (${NAME}) are replaced in values after the YAML is
// parsed, so a password that holds ':' or '#' cannot change the document.
package config

import "time"

// Config is the whole file. Relative paths in it are relative to the folder of
// the file; Load has made them usable from the working folder.
type Config struct {
	Company         Company         `yaml:"company"`
	Data            string          `yaml:"data"`
	Models          string          `yaml:"models"`
	Segments        []Segment       `yaml:"segments"`
	Sources         []Source        `yaml:"sources"`
	Metrics         Metrics         `yaml:"metrics"`
	Scorecard       []KPI           `yaml:"scorecard"`
	ScorecardLimits ScorecardLimits `yaml:"scorecard_limits"`
	// Perspectives, Goals and Objectives are what the KPIs of the scorecard serve.
	Perspectives Perspectives `yaml:"perspectives"`
	Goals        []Goal       `yaml:"goals"`
	Objectives   []Objective  `yaml:"objectives"`
	// Strategy says which objective is believed to drive which.
	Strategy Strategy `yaml:"strategy"`
	// Pillars is how mature the company judges its Customer Success to be.
	Pillars Pillars `yaml:"pillars"`
	// Teams are owners of customers, as the CRM names them, by team.
	Teams  map[string][]string `yaml:"teams"`
	Alerts Alerts              `yaml:"alerts"`
	Health Health              `yaml:"health"`
	Slack  Slack               `yaml:"slack"`
	// Delivery says what goes where besides.
	Delivery Delivery `yaml:"delivery"`
	// Reviews is how reviews look and what customers may see in them.
	Reviews   Reviews    `yaml:"reviews"`
	Schedules []Schedule `yaml:"schedules"`
	// Serve is how the web page is reached, and by whom.
	Serve Serve `yaml:"serve"`
}

// Company is whose Customer Success this is.
type Company struct {
	Name string `yaml:"name"`
	// Currency is the reporting currency, an ISO 4217 code.
	Currency string `yaml:"currency"`
	// Timezone is the reporting time zone, an IANA name; it decides the day of every fact.
	Timezone string `yaml:"timezone"`
	// FiscalYearStart is the first month of the fiscal year, 1 to 12.
	FiscalYearStart int `yaml:"fiscal_year_start"`
}

// Location is the reporting time zone. Load has checked that it exists.
func (c Company) Location() *time.Location {
	loc, err := time.LoadLocation(c.Timezone)
	if err != nil {
		return time.UTC
	}
	return loc
}

// Source is one configured account of a vendor, or a folder of files. Which
// fields a type needs is in sources.go.
type Source struct {
	Name string `yaml:"name"`
	Type string `yaml:"type"`
	// Token is the vendor's API key, private-app token or service-account secret.
	Token Secret `yaml:"token"`
	// BaseURL replaces the vendor's own; http:// is refused but for loopback.
	BaseURL   string `yaml:"base_url"`
	Email     string `yaml:"email"`
	Username  string `yaml:"username"`
	Subdomain string `yaml:"subdomain"`
	ProjectID string `yaml:"project_id"`
	// Portal is the number of a HubSpot account; links to its records need it.
	Portal string `yaml:"portal"`
	// GroupKey is the event property, or the hidden field, custom variable or
	// embedded data of a survey, that names the account.
	GroupKey string `yaml:"group_key"`
	// Start is the first day of history to pull, YYYY-MM-DD.
	Start string `yaml:"start"`
	// Rate is the most requests per second; 0 takes the vendor's documented limit.
	Rate float64 `yaml:"rate"`
	// APIKey is the public half of a pair of keys; Token is the secret half.
	APIKey Secret `yaml:"api_key"`
	// ClientID and ClientSecret name an OAuth client. With RefreshToken they act
	// for the user who granted it, without one for the client itself.
	ClientID     string `yaml:"client_id"`
	ClientSecret Secret `yaml:"client_secret"`
	RefreshToken Secret `yaml:"refresh_token"`
	// Region is where the vendor keeps the account, such as us or eu.
	Region string `yaml:"region"`
	// Attributes are properties of customers by our name: custom fields of the
	// CRM's companies, or extra columns of a customers table.
	Attributes map[string]Attribute `yaml:"attributes"`
	// Surveys say what the questions of a survey tool measure.
	Surveys []Survey `yaml:"surveys"`
	// Tables says where a files source keeps each canonical table, or how a rest
	// source asks for it.
	Tables map[string]Table `yaml:"tables"`
	// Path is a file or a glob of a source of event files.
	Path string `yaml:"path"`
	// MaxRejects is the share of a stream's records that may be rejected before
	// the stream fails; nil means DefaultMaxRejects.
	MaxRejects *float64 `yaml:"max_rejects"`
	// Freshness says how old the source's streams may get.
	Freshness Freshness `yaml:"freshness"`
	// Auth says how a rest source proves who asks.
	Auth Auth `yaml:"auth"`
	// Headers are sent by a rest source with every request. Their values may be
	// keys, so none is printed.
	Headers map[string]Secret `yaml:"headers"`
	// AllowPrivateHosts are host names, addresses or networks inside the own
	// network that the source may call; without them none is.
	AllowPrivateHosts []string `yaml:"allow_private_hosts"`
}

// Freshness are the ages of a stream's newest load, in hours, from which on it is
// stale, and from which on nothing is published. 0 is the default: 12, and never.
type Freshness struct {
	WarnHours  float64 `yaml:"warn_hours"`
	ErrorHours float64 `yaml:"error_hours"`
}

// DefaultMaxRejects is the share of rejected records a stream may have.
const DefaultMaxRejects = 0.05
