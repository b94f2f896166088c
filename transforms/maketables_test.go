package transforms

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// Whatever order models finish in, each is given out once, and never before all it
// reads is made.
func TestWaitListKeepsTheOrder(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		models := make([]*model, rapid.IntRange(0, 30).Draw(t, "models"))
		for i := range models {
			models[i] = &model{name: fmt.Sprintf("metrics.m%d", i)}
			for input := range i {
				if rapid.Bool().Draw(t, "reads") {
					models[i].refs = append(models[i].refs, reference{name: models[input].name})
				}
			}
			models[i].refs = append(models[i].refs, reference{name: "raw.landed"})
		}
		waits := newWaitList(models)
		made := map[string]bool{"raw.landed": true}
		var running []int
		for len(made) <= len(models) {
			if at := waits.next(); at >= 0 {
				for _, ref := range models[at].refs {
					if !made[ref.name] {
						t.Fatalf("%s is given out before %s is made", models[at].name, ref.name)
					}
				}
				if slices.Contains(running, at) || made[models[at].name] {
					t.Fatalf("%s is given out twice", models[at].name)
				}
				running = append(running, at)
				continue
			}
			if len(running) == 0 {
				t.Fatalf("nothing is ready, %d of %d are made", len(made)-1, len(models))
			}
			i := rapid.IntRange(0, len(running)-1).Draw(t, "ends")
			made[models[running[i]].name] = true
			waits.made(running[i])
			running = slices.Delete(running, i, i+1)
		}
		if at := waits.next(); at >= 0 {
			t.Fatalf("%s is given out at the end", models[at].name)
		}
	})
}
