package generic

import (
	"net/http"
	"net/url"

	"quarterdeck/config"
	"quarterdeck/connectors/rest"
)

// defaultHeader carries the token where auth names no header.
const defaultHeader = "X-API-Key"

// authOf is how the source proves who asks. That the configuration holds what
// the kind needs, config has checked.
func authOf(src config.Source) (rest.Auth, error) {
	token := src.Token.Reveal()
	switch src.Auth.Kind {
	case "":
		return rest.Bearer(token), nil
	case "none":
		return rest.Auth{}, nil
	case "bearer":
		return rest.Bearer(token), nil
	case "basic":
		return rest.Basic(src.Username, token), nil
	case "header":
		return rest.Header(or(src.Auth.Name, defaultHeader), token), nil
	case "query":
		return rest.Query(src.Auth.Name, token), nil
	case "client_credentials":
		return clientCredentials(src), nil
	}
	return rest.Auth{}, misconfigured(src.Name, fault{"unknown kind of auth " + src.Auth.Kind, "use none, bearer, basic, header, query or client_credentials"})
}

// headersOf are the headers of the configuration, and their values once more:
// any of them may be a key.
func headersOf(src config.Source) (headers map[string]string, secrets []string) {
	headers = make(map[string]string, len(src.Headers))
	for name, value := range src.Headers {
		headers[name] = value.Reveal()
		secrets = append(secrets, value.Reveal())
	}
	return headers, secrets
}

func clientCredentials(src config.Source) rest.Auth {
	form := url.Values{"grant_type": {"client_credentials"}, "client_id": {src.ClientID}, "client_secret": {src.ClientSecret.Reveal()}}
	if src.Auth.Scope != "" {
		form.Set("scope", src.Auth.Scope)
	}
	return rest.TokenAuth(rest.OAuth{TokenURL: src.Auth.TokenURL, Form: form}.Token)
}

func or(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}

// advise says where in the configuration to look.
func advise(req rest.Request, status int, _ http.Header, _ []byte) string {
	switch status {
	case http.StatusUnauthorized:
		return "auth.kind says how the credentials are sent: bearer, basic, header, query or client_credentials"
	case http.StatusForbidden:
		return "the credentials are known, but may not read this: ask who runs the API for the permission"
	case http.StatusNotFound:
		return "check base_url and the path of table " + req.Stream
	case http.StatusBadRequest, http.StatusUnprocessableEntity:
		return "check query, paging and cursor of table " + req.Stream
	}
	return ""
}
