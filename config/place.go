package config

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
)

// regions are where the vendor of a type keeps accounts; nil means in one place.
func regions(typ string) []string {
	switch typ {
	case "intercom":
		return []string{"us", "eu", "au"}
	case "surveymonkey":
		return []string{"us", "eu", "ca"}
	case "mixpanel":
		return []string{"us", "eu", "in"}
	case "amplitude", "posthog":
		return []string{"us", "eu"}
	default:
		return nil
	}
}

// checkPlace checks what the host's name is made of: the token is sent there, so
// it must not be able to name another one.
func (s Source) checkPlace(v *validator, path string) error {
	if all := regions(s.Type); s.Region != "" && !slices.Contains(all, s.Region) {
		return v.fail(path+".region", fmt.Sprintf("%s has no region %q", s.Type, s.Region), "use one of "+strings.Join(all, ", "))
	}
	if s.Subdomain == "" {
		return nil
	}
	name, mend := hostName, "write its name alone, without https:// and without a path"
	switch s.Type {
	case "zendesk", "freshdesk", "chargebee":
		name, mend = label, "write only what stands before ."+s.Type+".com"
	}
	if !name.MatchString(s.Subdomain) {
		return v.fail(path+".subdomain", fmt.Sprintf("subdomain %q is more than a name", s.Subdomain), mend)
	}
	return nil
}

// label is one part of a host's name.
var label = regexp.MustCompile(`^[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?$`)

// Region is one of the places a vendor keeps accounts, and the base URL of its API there.
type Region struct{ Name, URL string }

// Address is the source's base_url, else the URL of its region, else that of the
// first region.
func (s Source) Address(all []Region) (string, error) {
	if s.BaseURL != "" {
		return s.BaseURL, nil
	}
	if s.Region == "" {
		return all[0].URL, nil
	}
	var names []string
	for _, r := range all {
		if r.Name == s.Region {
			return r.URL, nil
		}
		names = append(names, r.Name)
	}
	return "", fmt.Errorf("open source %s: region %q is not one of %s", s.Name, s.Region, strings.Join(names, ", "))
}

// StartDay is the first day of history to pull.
func (s Source) StartDay() (time.Time, error) {
	day, err := time.Parse(time.DateOnly, s.Start)
	if err != nil {
		return day, fmt.Errorf("read start of source %s: %q is not a date like 2025-01-31", s.Name, s.Start)
	}
	return day, nil
}
