package marks_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"quarterdeck/reports/marks"
)

func TestSplit(t *testing.T) {
	inner := marks.Put(2, "41")
	for _, c := range []struct {
		name, text string
		want       []marks.Piece
	}{
		{"no mark", "plain 7", []marks.Piece{{Text: "plain 7", Entry: -1}}},
		{"one part", "up " + marks.Put(0, "18 %") + " since", []marks.Piece{{"up ", -1}, {"18 %", 0}, {" since", -1}}},
		{"one inside another", marks.Put(1, "of "+inner+" people"), []marks.Piece{{"of ", 1}, {"41", 2}, {" people", 1}}},
		{"cut short", marks.Put(3, "1,240")[:7], []marks.Piece{{"1,2", 3}}},
		{"the end alone", strings.TrimPrefix(marks.Put(3, "40"), marks.Put(3, "40")[:4]) + " left", []marks.Piece{{"40", -1}, {" left", -1}}},
		{"empty", "", nil},
	} {
		if diff := cmp.Diff(c.want, marks.Split(c.text)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
}

func TestPutBeyondMost(t *testing.T) {
	if got := marks.Put(marks.Most, "5"); got != "5" {
		t.Errorf("got %q", got)
	}
}

// A text is the same before and after, however it is broken into lines.
func TestContinueKeepsEveryPart(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var text strings.Builder
		want := map[rune]int{} // every rune of the text is of its own entry
		for i, word := range rapid.SliceOfN(rapid.StringMatching(`[a-z0-9]{1,4}`), 1, 12).Draw(t, "words") {
			letter := rune('\u4e00' + i)
			want[letter] = i
			text.WriteString(marks.Put(i, word+string(letter)+" "+string(letter)))
		}
		lines := marks.Continue(strings.Fields(text.String()))
		var seen int
		for _, line := range lines {
			for _, piece := range marks.Split(line) {
				for _, r := range piece.Text {
					if n, known := want[r]; known {
						seen++
						if n != piece.Entry {
							t.Fatalf("%q is of entry %d, want %d, in %q", r, piece.Entry, n, lines)
						}
					}
				}
			}
		}
		if seen != 2*len(want) {
			t.Fatalf("saw %d letters of %d", seen, 2*len(want))
		}
		if got := marks.Strip(strings.Join(lines, " ")); got != marks.Strip(text.String()) {
			t.Fatalf("got %q, want %q", got, marks.Strip(text.String()))
		}
	})
}
