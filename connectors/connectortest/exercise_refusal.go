package connectortest

import (
	"cmp"
	"errors"
	"net/http"
	"strings"
	"testing"

	"quarterdeck/connectors/rest"
)

// Refusal is one way the vendor says no, and what the source must make of it.
type Refusal struct {
	// Name is what is wrong, in a word or two.
	Name string
	// Status is 403 when zero.
	Status int
	Header map[string]string
	Body   string
	// Temporary says that asking again may help.
	Temporary bool
	// Mend is a text the error must hold: what to change at the vendor.
	Mend string
	// Unfinished says that the pull ends well, but says why it is not finished.
	Unfinished bool
}

// exerciseRefusals: a status alone does not say what to do; the body does.
func exerciseRefusals(t *testing.T, v Vendor) {
	for _, refusal := range v.Refusals {
		t.Run(refusal.Name, func(t *testing.T) { exerciseRefusal(t, v, refusal) })
	}
}

func exerciseRefusal(t *testing.T, v Vendor, refusal Refusal) {
	requests := &counted{Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		for name, value := range refusal.Header {
			w.Header().Set(name, value)
		}
		w.WriteHeader(cmp.Or(refusal.Status, http.StatusForbidden))
		w.Write([]byte(refusal.Body))
	})}
	got, err := Pull(t.Context(), t, v.open(t, requests), v.Stream, nil)
	if refusal.Unfinished {
		if err != nil || got.Unfinished == "" {
			t.Errorf("got %v and unfinished %q, want a pull that stopped without failing", err, got.Unfinished)
		}
		return
	}
	var e *rest.Error
	if !errors.As(err, &e) {
		t.Fatalf("got %v, want a *rest.Error", err)
	}
	if e.Permanent == refusal.Temporary {
		t.Errorf("permanent is %v: %v", e.Permanent, err)
	}
	if once := requests.n == 1; once != e.Permanent {
		t.Errorf("%d requests, permanent is %v", requests.n, e.Permanent)
	}
	if !strings.Contains(err.Error(), refusal.Mend) {
		t.Errorf("%v\ndoes not say %q", err, refusal.Mend)
	}
	if strings.Contains(err.Error(), Secret) {
		t.Errorf("the secret shows in %v", err)
	}
}
