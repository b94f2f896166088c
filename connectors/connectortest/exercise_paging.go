package connectortest

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"

	"quarterdeck/connectors"
)

// exerciseRepeatedCursor: an API that always promises the same next page must
// end in an error after the page it was promised.
func exerciseRepeatedCursor(t *testing.T, v Vendor) {
	if v.Repeat == nil {
		return
	}
	requests := &counted{Handler: v.Repeat(v.pages(4)(0))}
	_, err := Pull(t.Context(), t, v.open(t, requests), v.Stream, nil)
	if err == nil || !strings.Contains(err.Error(), "twice") {
		t.Errorf("got %v, want an error about the token that came twice", err)
	}
	if requests.n > 5 {
		t.Errorf("%d requests before it was noticed", requests.n)
	}
}

func exerciseEmptyPage(t *testing.T, v Vendor) {
	first, last := v.pages(4)(0), v.pages(4)(1)
	got, err := Pull(t.Context(), t, v.open(t, v.fixed(first, nil, last)), v.Stream, nil)
	switch {
	case v.EmptyPages:
		if err != nil {
			t.Fatal(err)
		}
		v.wantKeys(t, got, 8)
	case v.EmptyPageEnds:
		if err != nil {
			t.Fatal(err)
		}
		v.wantKeys(t, got, 4)
	case err == nil:
		t.Error("an empty page that promises more was taken for the end")
	}
}

// exerciseCancel ends the context while the second page is on its way.
func exerciseCancel(t *testing.T, v Vendor) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var mu sync.Mutex
	after := 0
	pages := v.Serve(3, func(i int) []string {
		mu.Lock()
		defer mu.Unlock()
		if i > 0 {
			cancel()
		}
		return v.pages(4)(i)
	})
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if ctx.Err() != nil {
			after++
		}
		pages.ServeHTTP(w, r)
		if ctx.Err() != nil {
			<-r.Context().Done()
		}
	})
	_, err := Pull(ctx, t, v.open(t, handler), v.Stream, nil)
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want %v", err, context.Canceled)
	}
	if after > 0 {
		t.Errorf("%d requests after the cancel", after)
	}
}

func exerciseSinkError(t *testing.T, v Vendor) {
	full := errors.New("disk full")
	req := connectors.Request{Stream: v.Stream, LoadID: "01LOAD", LoadedAt: Now()}
	calls := 0
	_, err := v.open(t, v.Serve(3, v.pages(4))).Pull(t.Context(), req, func(arrow.Record) error {
		calls++
		return full
	})
	if !errors.Is(err, full) || calls != 1 {
		t.Errorf("after %d batches: %v", calls, err)
	}
}
