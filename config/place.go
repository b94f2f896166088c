package config

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
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
