package transforms

import (
	"strings"
	"testing"
)

// FuzzDefinition: whatever a definition's file holds, it is one or an error that names
// the file.
func FuzzDefinition(f *testing.F) {
	f.Add([]byte(goodDefinition))
	f.Add([]byte("metric: !\n0000000 00000000000: #0000000000000000000000000000000000000000000000000000000000000000000000"))
	f.Add([]byte("figures: &a [*a]\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 1<<14 {
			return
		}
		d, err := parseDefinition("definitions/nrr.yml", data)
		if (d == nil) == (err == nil) || err != nil && !strings.HasPrefix(err.Error(), "definitions/nrr.yml:") {
			t.Fatalf("definition %v with error %v", d, err)
		}
	})
}
