package lake

import (
	"fmt"

	"github.com/apache/arrow/go/v17/parquet/compress"
)

// ShareEncoder makes the Parquet library compress every page with one zstd
// encoder. Its own way makes an encoder a page, which costs more than the
// compressing. The library keeps its codecs for the whole process, so main calls
// this once, before anything is written; without it all works, but slower.
func ShareEncoder() error {
	own, err := compress.GetCodec(compress.Codecs.Zstd)
	if err != nil {
		return fmt.Errorf("share zstd encoder: %w", err)
	}
	compress.RegisterCodec(compress.Codecs.Zstd, sharedZstd{own})
	return nil
}

// sharedZstd is the library's codec at its default level, whatever level a page
// asks for.
type sharedZstd struct{ compress.Codec }

// EncodeLevel appends src, compressed, to dst.
func (c sharedZstd) EncodeLevel(dst, src []byte, _ int) []byte { return c.Encode(dst, src) }
