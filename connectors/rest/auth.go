package rest

import (
	"context"
	"encoding/base64"
	"net/http"
	"net/url"
	"strings"
)

// Auth is one way of proving who asks. Its zero value sends nothing.
type Auth struct {
	kind authKind
	// name is the user, the header or the query parameter.
	name   string
	secret string
	token  *token
}

type authKind uint8

const (
	noAuth authKind = iota
	bearerAuth
	basicAuth
	headerAuth
	queryAuth
	tokenAuth
)

// Bearer sends the token in an Authorization header.
func Bearer(token string) Auth {
	if token == "" {
		return Auth{}
	}
	return Auth{kind: bearerAuth, secret: token}
}

// Basic sends user and password in an Authorization header.
func Basic(user, password string) Auth {
	return Auth{kind: basicAuth, name: user, secret: password}
}

// Header sends the secret in a header of its own, such as X-API-TOKEN.
func Header(name, secret string) Auth {
	return Auth{kind: headerAuth, name: name, secret: secret}
}

// Query sends the secret in a query parameter. It shows in no error.
func Query(name, secret string) Auth {
	return Auth{kind: queryAuth, name: name, secret: secret}
}

// apply adds the credentials to r. client fetches a token where one is needed.
func (a Auth) apply(ctx context.Context, client *http.Client, r *http.Request) error {
	switch a.kind {
	case bearerAuth:
		r.Header.Set("Authorization", "Bearer "+a.secret)
	case basicAuth:
		r.SetBasicAuth(a.name, a.secret)
	case headerAuth:
		r.Header.Set(a.name, a.secret)
	case queryAuth:
		// A link to a next page may repeat it.
		query := r.URL.Query()
		query.Set(a.name, a.secret)
		r.URL.RawQuery = query.Encode()
	case tokenAuth:
		value, err := a.token.get(ctx, client)
		if err != nil {
			return err
		}
		r.Header.Set("Authorization", "Bearer "+value)
	}
	return nil
}

// credential is what a person has to look at when the vendor refuses.
func (a Auth) credential() string {
	if a.kind == tokenAuth {
		return "credentials"
	}
	return "token"
}

// redact hides the secret in every spelling it could come back in.
func (a Auth) redact(text string) string {
	secrets := []string{a.secret}
	if a.kind == basicAuth {
		secrets = append(secrets, a.name+":"+a.secret)
		if len(a.secret) < shortestSecret {
			// The key is sent as the user, with a password that says nothing.
			secrets = append(secrets, a.name)
		}
	}
	if a.token != nil {
		secrets = append(secrets, a.token.known()...)
	}
	return redact(text, secrets...)
}

// shortestSecret keeps a secret of a letter or two from blotting out every
// message: it protects nothing anyway.
const shortestSecret = 4

func redact(text string, secrets ...string) string {
	for _, secret := range secrets {
		if len(secret) < shortestSecret {
			continue
		}
		for _, s := range []string{secret, url.QueryEscape(secret), url.PathEscape(secret), strings.ReplaceAll(secret, "/", `\/`)} {
			for _, spelling := range []string{s, base64.StdEncoding.EncodeToString([]byte(s)), base64.RawURLEncoding.EncodeToString([]byte(s))} {
				text = strings.ReplaceAll(text, spelling, "***")
			}
		}
	}
	return text
}
