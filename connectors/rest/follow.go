package rest

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

// Follow is req sent to where link says, absolute or relative to req itself. A
// link to another host is an error: the credentials would go along. Links are
// taken to be https where the base URL is; gateways often write http.
func (c *Client) Follow(req Request, link string) (Request, error) {
	from, err := url.Parse(c.target(req))
	if err != nil {
		return req, c.Fail(req, fmt.Errorf("follow page link: %w", err))
	}
	to, err := from.Parse(link)
	if err != nil || to.User != nil {
		return req, c.Fail(req, fmt.Errorf("the link to the next page, %.80q, is not a URL", link))
	}
	if to.Scheme == "http" && c.base.Scheme == "https" && to.Hostname() == c.base.Hostname() {
		to.Scheme = c.base.Scheme
	}
	if !sameHost(to, c.base) {
		return req, c.Fail(req, fmt.Errorf("the link to the next page leads to another host, %s", to.Host))
	}
	to.Fragment = ""
	req.link, req.Path, req.Query = to.String(), to.EscapedPath(), nil
	return req, nil
}

// target is the URL a request is sent to, without what Auth adds.
func (c *Client) target(req Request) string {
	if req.link != "" {
		return req.link
	}
	target := c.base.String() + req.Path
	if len(req.Query) > 0 {
		target += "?" + req.Query.Encode()
	}
	return target
}

// LinkTo is the target of the first Link header field with this relation (RFC
// 8288); empty when there is none.
func LinkTo(header http.Header, relation string) string {
	rest := strings.Join(header.Values("Link"), ",")
	for {
		start := strings.IndexByte(rest, '<')
		if start < 0 {
			return ""
		}
		end := strings.IndexByte(rest[start:], '>')
		if end < 0 {
			return ""
		}
		target := rest[start+1 : start+end]
		var parameters map[string]string
		parameters, rest = linkParameters(rest[start+end+1:])
		for _, r := range strings.Fields(parameters["rel"]) {
			if strings.EqualFold(r, relation) {
				return strings.TrimSpace(target)
			}
		}
	}
}

// linkParameters reads ;name=value pairs up to the comma before the next link.
// The first of a name counts.
func linkParameters(text string) (parameters map[string]string, rest string) {
	parameters = map[string]string{}
	for {
		text = strings.TrimLeft(text, " \t")
		if !strings.HasPrefix(text, ";") {
			return parameters, text
		}
		text = text[1:]
		end := strings.IndexAny(text, "=;,")
		if end < 0 {
			return parameters, ""
		}
		name := strings.ToLower(strings.TrimSpace(text[:end]))
		value := ""
		if text[end] == '=' {
			value, text = linkValue(strings.TrimLeft(text[end+1:], " \t"))
		} else {
			text = text[end:]
		}
		if _, known := parameters[name]; !known {
			parameters[name] = value
		}
	}
}

// linkValue reads a token or a quoted string.
func linkValue(text string) (value, rest string) {
	if !strings.HasPrefix(text, `"`) {
		end := strings.IndexAny(text, ";,")
		if end < 0 {
			end = len(text)
		}
		return strings.TrimSpace(text[:end]), text[end:]
	}
	var b strings.Builder
	for i := 1; i < len(text); i++ {
		switch {
		case text[i] == '\\' && i+1 < len(text):
			i++
			b.WriteByte(text[i])
		case text[i] == '"':
			return b.String(), text[i+1:]
		default:
			b.WriteByte(text[i])
		}
	}
	return b.String(), ""
}
