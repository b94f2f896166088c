package wording

import (
	"errors"
	"testing"
	"testing/fstest"

	"quarterdeck/reports"
)

// FuzzWording: whatever a wording file holds, it is a book or a mistake in that file.
func FuzzWording(f *testing.F) {
	f.Add([]byte("language: en\nforms: {day: \"{Mmm} {d}\"}\ntexts: {seats: {free: {one: a, other: b, by: n}}}\n"))
	f.Add([]byte("language: en\nforms: !\n0000000 00000000000: #0000000000000000000000000000000000000000000000000000000000000000000000"))
	f.Add([]byte("language: en\nforms: {months: !\n- a: b}\n"))
	f.Add([]byte("language: en\ntexts: &a {page: *a}\n"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		if len(raw) > 1<<14 {
			return
		}
		_, err := Load(fstest.MapFS{"wording/en.yml": {Data: raw}}, "en")
		if told := new(reports.Mistake); err != nil && !errors.As(err, &told) {
			t.Fatalf("%v names no place", err)
		}
	})
}
