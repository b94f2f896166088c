package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"quarterdeck/pipeline"
)

// printedNumbersComeOut follows every number of every review of the demo to the
// marts, and one of them all the way to its records.
func printedNumbersComeOut(t *testing.T, dir string, quarterdeck func(...string) result) {
	files, err := filepath.Glob(filepath.Join(dir, "data/reports/*/receipts/*.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("the demo left no receipts: %v", err)
	}
	followed := 0
	ways := map[string]string{} // the kind of a receipt to a number of that kind
	for _, file := range files {
		document := strings.TrimSuffix(filepath.Base(file), ".json")
		r := quarterdeck("explain", document, "--json")
		if r.code != exitDone {
			t.Errorf("explain %s: exit %d, %s", document, r.code, r.errOut)
			continue
		}
		var x pipeline.ExplainedReview
		decode(t, r.out, &x)
		for _, n := range x.Numbers {
			followed++
			switch id := document + "#" + fmt.Sprint(n.ID); {
			case n.Figure != "":
				ways["figure"] = id
			case n.SQL != "":
				ways["query"] = id
			case len(n.Figures()) > 0:
				ways["reckoning"] = id
			}
		}
	}
	if followed < 300 {
		t.Errorf("only %d numbers were printed in %d reviews", followed, len(files))
	}
	for way, want := range map[string][]string{
		"figure": {"figure ", "the mart ", "as published."}, "query": {"SELECT ", " FROM "}, "reckoning": {":\n", "to the records of ", "quarterdeck explain '"},
	} {
		r := quarterdeck("explain", ways[way])
		for _, word := range want {
			if r.code != exitDone || !strings.Contains(r.out, word) {
				t.Errorf("explain %s (%s): exit %d, it does not say %q:\n%s%s", ways[way], way, r.code, word, r.out, r.errOut)
			}
		}
	}
	refusesNumbers(t, files[0], quarterdeck)
}

// refusesNumbers asks for numbers that are not there, and for one somebody changed.
func refusesNumbers(t *testing.T, file string, quarterdeck func(...string) result) {
	document := strings.TrimSuffix(filepath.Base(file), ".json")
	for id, want := range map[string]string{
		document + "#9999": "has no number 9999; it has #1 to #", document + "#0": "has no number 0", "0000-0000-0000#1": "there are no receipts of document 0000-0000-0000",
	} {
		if r := quarterdeck("explain", id); r.code != exitUsage || !strings.Contains(r.errOut, want) {
			t.Errorf("explain %s: exit %d, want %q in: %s", id, r.code, want, r.errOut)
		}
	}
	elsewhere := filepath.Join(t.TempDir(), "receipts")
	if err := os.MkdirAll(elsewhere, 0o750); err != nil {
		t.Fatal(err)
	}
	changed := strings.Replace(read(t, file), `"value":`, `"value":1000000`, 1)
	if err := os.WriteFile(filepath.Join(elsewhere, filepath.Base(file)), []byte(changed), 0o600); err != nil {
		t.Fatal(err)
	}
	r := quarterdeck("explain", strings.ToLower(document), "--reviews", filepath.Dir(elsewhere))
	if r.code != exitFailed || !strings.Contains(r.errOut, "1 of ") || !strings.Contains(r.errOut, "DO NOT COME OUT") {
		t.Errorf("a changed receipt: exit %d, %s", r.code, r.errOut)
	}
}
