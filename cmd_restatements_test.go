package main

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"quarterdeck/pipeline"
)

// TestManyRestatementsAreSummedUp: a line for each night, metric and reason, with
// the figure that changed most; one without a value says nothing of its size.
func TestManyRestatementsAreSummedUp(t *testing.T) {
	value := func(v float64) *float64 { return &v }
	var all []pipeline.Restatement
	for i := range 1200 {
		all = append(all, pipeline.Restatement{RestatedOn: "2026-10-02", Metric: "nrr", Reason: "late_data", FigureID: fmt.Sprintf("nrr@month:%d", i),
			PublishedValue: value(1), Value: value(1 - float64(i%700)/1000), Change: value(-float64(i%700) / 1000)})
	}
	all = append(all, pipeline.Restatement{RestatedOn: "2026-10-01", Metric: "nps", Reason: "new_definition", FigureID: "nps@month:a", PublishedValue: value(5)})
	var out bytes.Buffer
	if err := (&app{stdout: &out}).sumRestatements(all); err != nil {
		t.Fatal(err)
	}
	want := `RESTATED    METRIC  REASON          FIGURES  MOST: WAS  IS     FIGURE
2026-10-02  nrr     late data       1,200    1          0.301  nrr@month:699
2026-10-01  nps     new definition  1        5          -      nps@month:a

1,201 figures; quarterdeck restatements --metric METRIC lists them one by one
`
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
