package lake

import (
	"fmt"
	"runtime"

	"github.com/apache/arrow/go/v17/parquet/compress"
	"github.com/klauspost/compress/zstd"
)

// ShareEncoder makes the Parquet library compress every page with one zstd
// encoder. Its own way makes an encoder a page, which costs more than the
// compressing. The library keeps its codecs for the whole process, so main calls
// this once, before anything is written; without it all works, but slower.
func ShareEncoder() error {
	shared, err := newSharedZstd()
	if err != nil {
		return fmt.Errorf("share zstd encoder: %w", err)
	}
	compress.RegisterCodec(compress.Codecs.Zstd, shared)
	return nil
}

// window is how far back the encoder looks: pages are smaller, and every one of
// its workers keeps twice as much in memory.
const window = 1 << 20

// sharedZstd is the library's codec with one encoder at its default level,
// whatever level a page asks for.
type sharedZstd struct {
	compress.Codec
	encoder *zstd.Encoder
}

func newSharedZstd() (sharedZstd, error) {
	own, err := compress.GetCodec(compress.Codecs.Zstd)
	if err != nil {
		return sharedZstd{}, err
	}
	encoder, err := zstd.NewWriter(nil, zstd.WithZeroFrames(true), zstd.WithWindowSize(window), zstd.WithEncoderConcurrency(runtime.GOMAXPROCS(0)))
	return sharedZstd{own, encoder}, err
}

// Encode compresses src into dst, or into new memory where that is too small.
func (c sharedZstd) Encode(dst, src []byte) []byte { return c.encoder.EncodeAll(src, dst[:0]) }

// EncodeLevel is Encode.
func (c sharedZstd) EncodeLevel(dst, src []byte, _ int) []byte { return c.Encode(dst, src) }
