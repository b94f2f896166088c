package pdf

import (
	"fmt"
	"regexp"

	"pgregory.net/rapid"
)

// noNumber is how a number that is none is printed, also with a unit. The texts of the
// pages have no such word, and no random name has one.
var noNumber = regexp.MustCompile(`NaN|(^|\PL)Inf([kKMBTdh]|\PL|$)`)

// anyName draws a first word of up to so many letters of several alphabets and so many
// words after it. It never holds what is looked for as a number that is none, which a
// page may well print of a name, and even alone where it breaks a long word.
func anyName(first, more int) *rapid.Generator[string] {
	looked := regexp.MustCompile(`NaN|Inf`)
	return rapid.StringMatching(fmt.Sprintf(`[A-Za-zÄÖäößÉéЖяΩω0-9&.,-]{1,%d}( [a-zа-яα-ω]{1,16}){0,%d}`, first, more)).
		Filter(func(s string) bool { return !looked.MatchString(s) })
}
