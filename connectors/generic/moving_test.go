package generic_test

import (
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"slices"
	"strconv"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"

	"quarterdeck/config"
	"quarterdeck/connectors"
	"quarterdeck/connectors/connectortest"
)

func discard(arrow.Record) error { return nil }

// TestListsThatMove: records leave and join a list while its counted pages are
// read, up to four at once and every few requests. Whatever was there all the
// time must land.
func TestListsThatMove(t *testing.T) {
	for style, paging := range map[string]config.Paging{
		"page":   {Style: "page", Param: "page"},
		"offset": {Style: "offset", Param: "offset"},
		"link":   {Style: "link"},
		"next":   {Style: "next_url", Next: "next"},
	} {
		t.Run(style, func(t *testing.T) {
			for seed := range uint64(200) {
				moving(t, paging, seed)
			}
		})
	}
}

// moving reads one list of up to sixty records, five a page.
func moving(t *testing.T, paging config.Paging, seed uint64) {
	t.Helper()
	const size = 5
	rng := rand.New(rand.NewPCG(seed, 3))
	var list []int
	for i := range 1 + rng.IntN(60) {
		list = append(list, i)
	}
	fresh, quiet, gone := 1000, 0, map[int]bool{}
	join := func(at, n int) {
		for range n {
			list = slices.Insert(list, at, fresh)
			fresh++
		}
	}
	leave := func(n int) {
		for range min(n, len(list)) {
			at := rng.IntN(len(list))
			gone[list[at]] = true
			list = slices.Delete(list, at, at+1)
		}
	}
	source := api(t, "goals", config.Table{Path: "/goals", Records: "data", Paging: paging}, func(w http.ResponseWriter, r *http.Request) {
		if quiet--; quiet < 0 {
			quiet = 2 + rng.IntN(4)
			if rng.IntN(3) == 0 {
				join(rng.IntN(len(list)+1), 1+rng.IntN(4))
			} else {
				leave(1 + rng.IntN(4))
			}
		}
		offset := 0
		if n, err := strconv.Atoi(r.URL.Query().Get("page")); err == nil {
			offset = (n - 1) * size
		} else if n, err := strconv.Atoi(r.URL.Query().Get("offset")); err == nil {
			offset = n
		}
		var records []string
		for _, id := range list[min(offset, len(list)):min(offset+size, len(list))] {
			records = append(records, fmt.Sprintf(`{"goal_id":"g%d"}`, id))
		}
		next := ""
		if offset+size < len(list) {
			next = fmt.Sprintf("/goals?offset=%d", offset+size)
			w.Header().Set("Link", "<"+next+`>; rel="next"`)
		}
		io.WriteString(w, fmt.Sprintf(`{"data":%s,"next":%q}`, connectortest.Array(records), next))
	})
	there := slices.Clone(list)
	got, err := connectortest.Pull(t.Context(), t, source, "goals", nil)
	if err != nil {
		t.Fatalf("seed %d: %v", seed, err)
	}
	landed := map[string]bool{}
	for _, key := range got.Column("goal_id") {
		landed[key] = true
	}
	for _, id := range there {
		if !gone[id] && !landed[fmt.Sprintf("g%d", id)] {
			t.Fatalf("seed %d: record g%d was there all the time and did not land", seed, id)
		}
	}
	if got.Mode != connectors.Full {
		t.Errorf("mode %s", got.Mode)
	}
}
