package world

import (
	"sort"
	"time"
)

// Change is a value and the instant it took effect.
type Change[T any] struct {
	At    time.Time
	Value T
}

// History is the values a thing had, oldest first.
type History[T any] []Change[T]

// At returns the value in force at an instant; false before the first.
func (h History[T]) At(t time.Time) (T, bool) {
	n := sort.Search(len(h), func(i int) bool { return h[i].At.After(t) })
	if n == 0 {
		var none T
		return none, false
	}
	return h[n-1].Value, true
}

// Until returns the part known at an instant.
func (h History[T]) Until(t time.Time) History[T] {
	return h[:sort.Search(len(h), func(i int) bool { return h[i].At.After(t) })]
}

// add appends a change; one that would go back in time moves up to the last.
func (h *History[T]) add(at time.Time, value T) {
	if n := len(*h); n > 0 && at.Before((*h)[n-1].At) {
		at = (*h)[n-1].At
	}
	*h = append(*h, Change[T]{at, value})
}

// Reached reports whether an event that may never happen has happened by now.
func Reached(at, now time.Time) bool { return !at.IsZero() && !at.After(now) }

// latest returns the newest of the instants that are not after now.
func latest(now time.Time, instants ...time.Time) time.Time {
	var newest time.Time
	for _, t := range instants {
		if Reached(t, now) && t.After(newest) {
			newest = t
		}
	}
	return newest
}
