package config

import (
	"fmt"
	"net"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/goccy/go-yaml/ast"
)

// validator reports the first finding, at the place in the file that a YAML
// path such as "$.sources[0].type" names.
type validator struct {
	name string
	file *ast.File
}

func (c *Config) validate(name string, file *ast.File) error {
	v := &validator{name: name, file: file}
	for _, check := range []func(*validator) error{c.checkCompany, c.checkAttributes, c.checkSegments, c.checkSources,
		c.checkMetrics, c.checkScorecard, c.checkStrategy, c.checkPillars, c.checkAlerts, c.checkHealth, c.checkReviews, c.checkSlack, c.checkDelivery, c.checkSchedules, c.checkServe} {
		if err := check(v); err != nil {
			return err
		}
	}
	return nil
}

// fail makes an error at path, or at the nearest parent the file has.
func (v *validator) fail(path, message, mend string) error {
	for p := path; p != ""; p = parentPath(p) {
		if node := nodeAt(v.file, p); node != nil {
			return at(v.name, node.GetToken(), message, mend)
		}
	}
	return &Error{File: v.name, Message: message, Mend: mend}
}

// place is file:line:column of the node at path, or of the nearest parent the file has.
func (v *validator) place(path string) string {
	for p := path; p != ""; p = parentPath(p) {
		if node := nodeAt(v.file, p); node != nil {
			position := node.GetToken().Position
			return fmt.Sprintf("%s:%d:%d", v.name, position.Line, position.Column)
		}
	}
	return v.name
}

func parentPath(path string) string {
	i := strings.LastIndexAny(path, ".[")
	if i <= 0 {
		return ""
	}
	return path[:i]
}

func (c *Config) checkCompany(v *validator) error {
	co := c.Company
	if co.Name == "" {
		return v.fail("$.company.name", "company.name is missing", "it is printed on every report")
	}
	if !currencyCode.MatchString(co.Currency) {
		return v.fail("$.company.currency", fmt.Sprintf("company.currency %q is not a currency code", co.Currency), "write three capitals such as USD or EUR")
	}
	if _, err := time.LoadLocation(co.Timezone); err != nil || co.Timezone == "Local" {
		return v.fail("$.company.timezone", fmt.Sprintf("company.timezone %q is not a time zone", co.Timezone), "write an IANA name such as Europe/Berlin")
	}
	if co.FiscalYearStart < 1 || co.FiscalYearStart > 12 {
		return v.fail("$.company.fiscal_year_start", fmt.Sprintf("company.fiscal_year_start %d is not a month", co.FiscalYearStart), "write 1 to 12")
	}
	return nil
}

func (c *Config) checkSegments(v *validator) error {
	seen := map[string]bool{"all": true}
	for i, s := range c.Segments {
		path := fmt.Sprintf("$.segments[%d]", i)
		switch {
		case !identifier.MatchString(s.Name):
			return v.fail(path, fmt.Sprintf("segment name %q is not usable", s.Name), "use lower-case letters, digits and _")
		case seen[s.Name]:
			return v.fail(path, fmt.Sprintf("segment %q is taken", s.Name), "give every segment its own name; 'all' is the total")
		}
		seen[s.Name] = true
		if s.Expression != "" && (s.Attribute != "" || s.Bands != nil) {
			return v.fail(path, fmt.Sprintf("segment %s has an expression and attribute or bands", s.Name), "keep one of them")
		}
		if s.Expression != "" {
			c.Segments[i].At = v.place(path + ".expression")
		}
		if err := c.checkBands(v, path, s); err != nil {
			return err
		}
	}
	return nil
}

func (c *Config) checkSources(v *validator) error {
	if len(c.Sources) == 0 {
		return v.fail("$.sources", "no sources", "name at least one; 'quarterdeck init' writes a commented file")
	}
	seen := map[string]bool{}
	for i, s := range c.Sources {
		path := fmt.Sprintf("$.sources[%d]", i)
		if !identifier.MatchString(s.Name) {
			return v.fail(path+".name", fmt.Sprintf("source name %q is not usable", s.Name), "use lower-case letters, digits and _; it names a folder")
		}
		if s.Name == OwnSource {
			return v.fail(path+".name", fmt.Sprintf("source name %q is the program's own", s.Name), "what was published is recorded under it; choose another")
		}
		if seen[s.Name] {
			return v.fail(path+".name", fmt.Sprintf("source name %q is taken", s.Name), "give every source its own name")
		}
		seen[s.Name] = true
		if err := s.check(v, path); err != nil {
			return err
		}
	}
	return nil
}

func (s Source) check(v *validator, path string) error {
	t, known := sourceType(s.Type)
	if !known {
		return v.fail(path+".type", fmt.Sprintf("source %s has unknown type %q", s.Name, s.Type), "use one of "+typeNames())
	}
	given := s.given()
	for _, key := range t.Required {
		if key == "subdomain" && s.BaseURL != "" {
			continue
		}
		if !given[key] {
			return v.fail(path, fmt.Sprintf("source %s (%s) needs %s", s.Name, s.Type, key), "add '"+key+":' to it")
		}
	}
	for key, set := range given {
		if set && !slices.Contains(t.Required, key) && !slices.Contains(t.Optional, key) {
			return v.fail(path+"."+key, fmt.Sprintf("source %s (%s) has no use for %s", s.Name, s.Type, key), "remove it")
		}
	}
	if s.Rate < 0 {
		return v.fail(path+".rate", "rate must not be negative", "write requests per second")
	}
	if m := s.MaxRejects; m != nil && !(*m >= 0 && *m <= 1) { // a NaN is neither
		return v.fail(path+".max_rejects", fmt.Sprintf("max_rejects %v is not a share", *m), "write 0 to 1; 0.05 lets 5 % of a stream's records be rejected")
	}
	if f := s.Freshness; !(f.WarnHours >= 0 && f.ErrorHours >= 0) {
		return v.fail(path+".freshness", "freshness must not be negative", "write hours, such as {warn_hours: 30, error_hours: 96}")
	} else if f.ErrorHours != 0 && f.ErrorHours < f.WarnHours {
		return v.fail(path+".freshness", "freshness.error_hours is before warn_hours", "a stream warns first")
	}
	if _, err := time.Parse(time.DateOnly, s.Start); s.Start != "" && err != nil {
		return v.fail(path+".start", fmt.Sprintf("start %q is not a date", s.Start), "write YYYY-MM-DD")
	}
	if err := s.checkPlace(v, path); err != nil {
		return err
	}
	if err := s.checkTables(v, path); err != nil {
		return err
	}
	if err := s.checkHosts(v, path); err != nil {
		return err
	}
	if err := s.checkRest(v, path); err != nil {
		return err
	}
	if err := s.checkSurveys(v, path); err != nil {
		return err
	}
	return v.checkURL(path+".base_url", s.BaseURL)
}

// checkURL refuses what could send a token over an open line.
func (v *validator) checkURL(path, raw string) error {
	if raw == "" {
		return nil
	}
	u, err := url.Parse(raw)
	if err != nil || u.Host == "" || u.User != nil {
		return v.fail(path, "base_url is not a plain URL", "write https://host/path")
	}
	if u.Scheme == "https" || u.Scheme == "http" && isLoopback(u.Hostname()) {
		return nil
	}
	return v.fail(path, fmt.Sprintf("base_url %s would send the token unencrypted", u.Redacted()), "use https://")
}

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

func typeNames() string {
	var names []string
	for _, t := range SourceTypes() {
		names = append(names, t.Name)
	}
	return strings.Join(names, ", ")
}

var (
	currencyCode = regexp.MustCompile(`^[A-Z]{3}$`)
	identifier   = regexp.MustCompile(`^[a-z][a-z0-9_]{0,62}$`)
)
