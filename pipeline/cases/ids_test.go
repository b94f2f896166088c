package cases

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"testing"
)

// families are the worked cases that must each have a subtest: how many there are
// of every prefix.
func families() map[string]int {
	return map[string]int{
		"CNV": 4, "MRR": 31, "ARR": 2, "MOV": 12, "RET": 19, "COH": 4, "TIER": 3, "NPS": 15,
		"CSAT": 3, "CES": 1, "SUP": 16, "USE": 8, "TTV": 5, "REN": 8, "EXP": 2, "CLV": 5,
		"HLT": 16, "MAP": 4, "PIL": 4, "BSC": 8,
	}
}

// left are the ids without a test of their own, each with the reason.
func left() map[string]string {
	return map[string]string{
		"NPS-09": "no such case: the series goes from 08 to 10",
		"USE-07": "no such case: the series goes from 06 to 08",
	}
}

// TestEveryCaseHasATest looks in the tests' own text for a subtest of each id.
func TestEveryCaseHasATest(t *testing.T) {
	files, err := filepath.Glob("*_test.go")
	if err == nil {
		var more []string
		more, err = filepath.Glob("judgement/*_test.go")
		files = append(files, more...)
	}
	if err != nil {
		t.Fatal(err)
	}
	named, seen := regexp.MustCompile(`"([A-Z]{3,4}-[0-9]{2})[a-z]?[ "]`), map[string]bool{}
	for _, file := range files {
		if file == "ids_test.go" {
			continue
		}
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range named.FindAllSubmatch(text, -1) {
			seen[string(m[1])] = true
		}
	}
	for family, last := range families() {
		for n := 1; n <= last; n++ {
			id := fmt.Sprintf("%s-%02d", family, n)
			if reason := left()[id]; seen[id] == (reason != "") {
				t.Errorf("%s: tested %t, reason to leave it out %q", id, seen[id], reason)
			}
		}
	}
}
