package rest

import (
	"context"
	"net/http"
	"slices"
	"sync"
)

// TokenAuth sends a bearer token that src fetches when the first request needs
// one, and once more when the vendor refuses it: tokens end before a long pull
// does. src is handed a client that keeps the rules of all other requests. Any
// number of goroutines may share the Auth; only one of them fetches.
func TokenAuth(src func(ctx context.Context, client *http.Client) (token string, err error)) Auth {
	return Auth{kind: tokenAuth, token: &token{fetch: src, busy: make(chan struct{}, 1)}}
}

// token is the token in use.
type token struct {
	fetch func(context.Context, *http.Client) (string, error)
	// busy is held while a token is fetched. A channel, so that who waits for it
	// can be cancelled.
	busy chan struct{}

	mu      sync.Mutex
	current string
	// used are the tokens of this process, newest last: a late error may still
	// quote the one before.
	used []string
}

const tokensKept = 4

func (t *token) get(ctx context.Context, client *http.Client) (string, error) {
	select {
	case t.busy <- struct{}{}:
		defer func() { <-t.busy }()
	case <-ctx.Done():
		return "", ctx.Err()
	}
	if value := t.value(); value != "" {
		return value, nil
	}
	value, err := t.fetch(ctx, client)
	if err != nil {
		return "", err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.current = value
	t.used = append(t.used, value)
	t.used = t.used[max(0, len(t.used)-tokensKept):]
	return value, nil
}

func (t *token) value() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.current
}

// refused forgets value, unless another goroutine has already fetched a newer one.
func (t *token) refused(value string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.current == value {
		t.current = ""
	}
}

func (t *token) known() []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Clone(t.used)
}
