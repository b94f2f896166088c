package config

import (
	"fmt"
	"maps"
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
)

// PagingStyles are the ways a rest source can walk through the pages of an answer.
func PagingStyles() []string {
	return []string{"none", "page", "offset", "cursor", "link", "next_url"}
}

// AuthKinds are the ways a rest source can prove who asks.
func AuthKinds() []string {
	return []string{"none", "bearer", "basic", "header", "query", "client_credentials"}
}

// CursorFormats are the ways a rest source can write an instant.
func CursorFormats() []string { return []string{"rfc3339", "date", "unix", "unix_ms"} }

func (s Source) checkHosts(v *validator, path string) error {
	for _, host := range s.AllowPrivateHosts {
		if !isHost(host) {
			return v.fail(path+".allow_private_hosts", fmt.Sprintf("%q is no host name, address or network", host), "write such as api.internal.example, 10.1.2.3 or 10.0.0.0/8")
		}
	}
	return nil
}

// checkRest checks what a rest source says about its API.
func (s Source) checkRest(v *validator, path string) error {
	if s.Type != "rest" {
		return nil
	}
	if err := s.checkAuth(v, path); err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(s.Headers)) {
		if !headerName.MatchString(name) {
			return v.fail(path+".headers", fmt.Sprintf("%q is no name of a header", name), "use letters, digits and -")
		}
	}
	for _, name := range slices.Sorted(maps.Keys(s.Tables)) {
		if err := s.Tables[name].checkRest(v, path+".tables."+name, name); err != nil {
			return err
		}
	}
	return nil
}

var (
	headerName = regexp.MustCompile("^[A-Za-z0-9!#$%&'*+.^_`|~-]+$")
	hostName   = regexp.MustCompile(`^[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?(\.[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?)*\.?$`)
)

func isHost(text string) bool {
	if _, err := netip.ParsePrefix(text); err == nil {
		return true
	}
	if _, err := netip.ParseAddr(strings.Trim(text, "[]")); err == nil {
		return true
	}
	return hostName.MatchString(text)
}

// checkAuth checks that the source has what its kind of auth needs and nothing
// it has no use for.
func (s Source) checkAuth(v *validator, path string) error {
	a := s.Auth
	if a.Kind != "" && !slices.Contains(AuthKinds(), a.Kind) {
		return v.fail(path+".auth.kind", fmt.Sprintf("unknown kind of auth %q", a.Kind), "use one of "+strings.Join(AuthKinds(), ", "))
	}
	kind := a.Kind
	if kind == "" {
		kind = "none"
		if s.Token != "" {
			kind = "bearer"
		}
	}
	needs := map[string][]string{"none": nil, "bearer": {"token"}, "basic": {"username", "token"}, "header": {"token"},
		"query": {"auth.name", "token"}, "client_credentials": {"client_id", "client_secret", "auth.token_url"}}[kind]
	given := []struct {
		key string
		set bool
	}{
		{"token", s.Token != ""}, {"username", s.Username != ""}, {"client_id", s.ClientID != ""}, {"client_secret", s.ClientSecret != ""},
		{"auth.name", a.Name != ""}, {"auth.token_url", a.TokenURL != ""}, {"auth.scope", a.Scope != ""},
	}
	for _, g := range given {
		optional := kind == "header" && g.key == "auth.name" || kind == "client_credentials" && g.key == "auth.scope"
		switch needed := slices.Contains(needs, g.key); {
		case needed && !g.set:
			return v.fail(path+".auth", fmt.Sprintf("auth of kind %s needs %s", kind, g.key), "add '"+g.key[strings.LastIndexByte(g.key, '.')+1:]+":'")
		case g.set && !needed && !optional:
			return v.fail(path+"."+g.key, fmt.Sprintf("auth of kind %s has no use for %s", kind, g.key), "remove it, or set auth.kind")
		}
	}
	return v.checkTokenURL(path+".auth.token_url", a.TokenURL)
}

func (v *validator) checkTokenURL(path, raw string) error {
	if raw == "" {
		return nil
	}
	u, err := url.Parse(raw)
	if err != nil || u.Host == "" || u.User != nil || u.Scheme != "https" && !(u.Scheme == "http" && isLoopback(u.Hostname())) {
		return v.fail(path, "token_url is not a plain https URL", "write https://host/path")
	}
	return nil
}

// checkRest checks how one table is asked for.
func (t Table) checkRest(v *validator, path, name string) error {
	if t.Path == "" {
		return v.fail(path, "table "+name+" has no path", "write what follows base_url, such as path: /v1/"+name)
	}
	if u, err := url.Parse(t.Path); err != nil || u.IsAbs() || u.Host != "" {
		return v.fail(path+".path", fmt.Sprintf("path %q of table %s is no path", t.Path, name), "write what follows base_url, such as /v1/"+name)
	}
	if t.Encoding != "" || t.Delimiter != "" || t.DecimalComma || t.DateFormat != "" || t.Timezone != "" {
		return v.fail(path, "encoding, delimiter, decimal_comma, date_format and timezone are for a files source", "remove them, or set the source's type to files")
	}
	if err := t.Paging.check(v, path+".paging", name); err != nil {
		return err
	}
	return t.Cursor.check(v, path+".cursor", name)
}

func (p Paging) check(v *validator, path, table string) error {
	if p.Style != "" && !slices.Contains(PagingStyles(), p.Style) {
		return v.fail(path+".style", fmt.Sprintf("unknown paging style %q", p.Style), "use one of "+strings.Join(PagingStyles(), ", "))
	}
	style := p.Style
	if style == "" {
		style = "none"
	}
	counted := style == "page" || style == "offset"
	for _, setting := range []struct {
		key         string
		set, needed bool
		allowed     bool
	}{
		{"param", p.Param != "", counted || style == "cursor", false},
		{"next", p.Next != "", style == "cursor" || style == "next_url", false},
		{"first", p.First != nil, false, counted},
		{"more", p.More != "", false, style != "none"},
	} {
		switch {
		case setting.needed && !setting.set:
			return v.fail(path, fmt.Sprintf("paging of style %s needs %s", style, setting.key), "add '"+setting.key+":' to the paging of table "+table)
		case setting.set && !setting.needed && !setting.allowed:
			return v.fail(path+"."+setting.key, fmt.Sprintf("paging of style %s has no use for %s", style, setting.key), "remove it, or choose another style")
		}
	}
	switch {
	case p.Size < 0 || p.First != nil && *p.First < 0:
		return v.fail(path, "size and first must not be negative", "")
	case (p.Size > 0) != (p.SizeParam != ""):
		return v.fail(path, "size_param and size go together", "name the query parameter in size_param and how many records a page in size")
	}
	return nil
}

func (c Cursor) check(v *validator, path, table string) error {
	if c == (Cursor{}) {
		return nil
	}
	if c.Column == "" || c.Param == "" {
		return v.fail(path, "a cursor needs column and param", "say in column where a record tells when it changed, and in param which query parameter asks for it; or remove the cursor of table "+table)
	}
	if c.Format != "" && !slices.Contains(CursorFormats(), c.Format) {
		return v.fail(path+".format", fmt.Sprintf("unknown cursor format %q", c.Format), "use one of "+strings.Join(CursorFormats(), ", "))
	}
	if d, err := time.ParseDuration(c.Lookback); c.Lookback != "" && (err != nil || d < 0) {
		return v.fail(path+".lookback", fmt.Sprintf("lookback %q is no length of time", c.Lookback), "write one such as 10m or 24h")
	}
	return nil
}
