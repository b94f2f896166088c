package rest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/valyala/fastjson"
)

// OAuth fetches access tokens from an OAuth 2 token endpoint. It goes with
// TokenAuth:
//
//	rest.TokenAuth(rest.OAuth{TokenURL: …, Form: …}.Token)
type OAuth struct {
	TokenURL string
	// Form is grant_type, client_id, client_secret and whatever else the grant
	// needs. Its values show in no error.
	Form url.Values
	// Basic sends client_id and client_secret in an Authorization header and not
	// in the form.
	Basic bool
	// Check, when not nil, is shown the answer that holds the token and may refuse it.
	Check func(answer []byte) error
}

// Token asks for a new access token. Its errors are *Error.
func (o OAuth) Token(ctx context.Context, client *http.Client) (string, error) {
	r, err := o.request(ctx)
	if err != nil {
		return "", o.failure(http.StatusOK, nil, permanentError{err})
	}
	resp, err := client.Do(r)
	if err != nil {
		return "", o.failure(0, nil, err)
	}
	defer resp.Body.Close()
	reader, err := decompressed(resp)
	if err != nil {
		return "", o.failure(0, nil, err)
	}
	body, err := io.ReadAll(io.LimitReader(reader, maxErrorBody))
	if err != nil {
		return "", o.failure(0, nil, err)
	}
	if resp.StatusCode != http.StatusOK {
		e := o.failure(resp.StatusCode, body, nil)
		e.retryAfter = resp.Header.Get("Retry-After")
		return "", e
	}
	token := fastjson.GetString(body, "access_token")
	if token == "" {
		return "", o.failure(0, nil, errors.New("the token endpoint gave no access_token"))
	}
	if o.Check != nil {
		if err := o.Check(body); err != nil {
			return "", o.failure(0, nil, permanentError{err})
		}
	}
	return token, nil
}

func (o OAuth) request(ctx context.Context) (*http.Request, error) {
	form := url.Values{}
	for k, v := range o.Form {
		if !o.Basic || k != "client_id" && k != "client_secret" {
			form[k] = v
		}
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, o.TokenURL, strings.NewReader(form.Encode()))
	if err != nil {
		return nil, errors.New("the token URL is not a URL")
	}
	if o.Basic {
		// RFC 6749 wants both form-encoded before they are put together.
		r.SetBasicAuth(url.QueryEscape(o.Form.Get("client_id")), url.QueryEscape(o.Form.Get("client_secret")))
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Accept", jsonType)
	r.Header.Set("Accept-Encoding", "gzip")
	r.Header.Set("User-Agent", "quarterdeck")
	return r, nil
}

// failure is an Error without source and stream, which the client adds.
func (o OAuth) failure(status int, body []byte, cause error) *Error {
	e := &Error{Method: http.MethodPost, Status: status}
	if u, err := url.Parse(o.TokenURL); err == nil {
		e.Path = u.EscapedPath()
	}
	if cause != nil {
		e.Status = 0
		e.setCause(cause, o.redact)
		e.Err = fmt.Errorf("fetch access token: %w", e.Err)
		return e
	}
	e.Body = excerpt(body, o.redact)
	e.Permanent = permanent(status)
	// A grant that is refused comes as 400 invalid_grant or invalid_client.
	e.Denied = status == http.StatusBadRequest || status == http.StatusUnauthorized || status == http.StatusForbidden
	return e
}

// plainFields are those of the form that are no secrets.
const plainFields = " grant_type scope audience resource client_id username "

func (o OAuth) redact(text string) string {
	for field, values := range o.Form {
		if !strings.Contains(plainFields, " "+field+" ") {
			text = redact(text, values...)
		}
	}
	return redact(text, o.Form.Get("client_id")+":"+o.Form.Get("client_secret"))
}
