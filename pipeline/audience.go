package pipeline

import (
	"fmt"
	"slices"
)

// Audience says for whom the documents of a quarter are written.
type Audience string

// The audiences; the zero Audience is ForCustomers.
const (
	ForCustomers Audience = "customer"
	ForUs        Audience = "internal"
	ForBoth      Audience = "both"
)

// ParseAudience reads an audience as a command has it.
func ParseAudience(word string) (Audience, error) {
	if all := []Audience{ForUs, ForCustomers, ForBoth}; slices.Contains(all, Audience(word)) {
		return Audience(word), nil
	}
	return "", &UsageError{fmt.Errorf("there is no audience %q; use %s, %s or %s", word, ForUs, ForCustomers, ForBoth)}
}

func (a Audience) customers() bool { return a != ForUs }

func (a Audience) us() bool { return a == ForUs || a == ForBoth }
