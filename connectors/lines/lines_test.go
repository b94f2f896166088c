package lines_test

import (
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"quarterdeck/connectors/lines"
)

type got struct {
	Line   string
	Number int
	Long   bool
	Whole  bool
}

func readAll(t *testing.T, text string, limit int) []got {
	t.Helper()
	r := lines.New(strings.NewReader(text), limit)
	var all []got
	for {
		line, err := r.Next()
		if errors.Is(err, io.EOF) {
			return all
		}
		if err != nil && !errors.Is(err, lines.ErrTooLong) {
			t.Fatal(err)
		}
		all = append(all, got{string(line), r.Number(), err != nil, r.Whole()})
	}
}

func TestLines(t *testing.T) {
	text := "a\r\n\n  \n b \n" + strings.Repeat("x", 11) + "\nc"
	want := []got{{"a", 1, false, true}, {"b", 4, false, true}, {strings.Repeat("x", 10), 5, true, true}, {"c", 6, false, false}}
	if diff := cmp.Diff(want, readAll(t, text, 10)); diff != "" {
		t.Error(diff)
	}
}

// TestAgreesWithSplit holds the reader against strings.Split.
func TestAgreesWithSplit(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		var text strings.Builder
		for range rapid.IntRange(0, 6).Draw(rt, "lines") {
			text.WriteString(strings.Repeat("y", rapid.SampledFrom([]int{0, 1, 65535, 65536, 65537, 200_000}).Draw(rt, "length")))
			text.WriteString(rapid.SampledFrom([]string{"\n", "\n\n", ""}).Draw(rt, "end"))
		}
		var want []string
		for line := range strings.SplitSeq(text.String(), "\n") {
			if line != "" {
				want = append(want, line)
			}
		}
		var have []string
		for _, g := range readAll(t, text.String(), 1<<20) {
			have = append(have, g.Line)
		}
		if diff := cmp.Diff(want, have); diff != "" {
			rt.Fatal(diff)
		}
	})
}

func TestBrokenReader(t *testing.T) {
	r := lines.New(io.MultiReader(strings.NewReader("a\nb"), iotest.ErrReader(io.ErrUnexpectedEOF)), 10)
	if line, err := r.Next(); string(line) != "a" || err != nil {
		t.Errorf("%q, %v", line, err)
	}
	if line, err := r.Next(); string(line) != "b" || !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("%q, %v", line, err)
	}
}
