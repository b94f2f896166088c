package lake

import (
	"bytes"
	"math/rand/v2"
	"sync"
	"testing"

	"github.com/apache/arrow/go/v17/parquet/compress"
)

// TestSharedEncoder: what several goroutines compress with the one encoder, the
// library's own codec reads back.
func TestSharedEncoder(t *testing.T) {
	own, err := compress.GetCodec(compress.Codecs.Zstd)
	if err != nil {
		t.Fatal(err)
	}
	shared, err := newSharedZstd()
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for seed := range uint64(4) {
		wg.Go(func() {
			dice := rand.New(rand.NewPCG(seed, 1))
			for range 50 {
				want := bytes.Repeat([]byte{byte(dice.IntN(256)), byte(dice.IntN(4))}, dice.IntN(20_000))
				packed := shared.EncodeLevel(nil, want, 3)
				if got := own.Decode(make([]byte, len(want)), packed); !bytes.Equal(got, want) {
					t.Errorf("%d bytes did not come back", len(want))
				}
			}
		})
	}
	wg.Wait()
}
