package pdf

import (
	"bytes"
	"fmt"
	"sync"

	"github.com/klauspost/compress/zlib"
)

// bench is what the making of a document needs for its time. What it made before
// shows in nothing it makes.
type bench struct {
	page   []byte       // of a page, as operators
	raw    bytes.Buffer // as the library writes the document
	packed bytes.Buffer
	packer *zlib.Writer
}

// benches lets the documents of a renderer share them.
type benches struct{ pool sync.Pool }

func (b *benches) get() *bench {
	if one, ok := b.pool.Get().(*bench); ok {
		return one
	}
	return &bench{}
}

func (b *benches) put(one *bench) { b.pool.Put(one) }

// pack packs data; the result is good until the next call.
func (b *bench) pack(data []byte) ([]byte, error) {
	b.packed.Reset()
	if b.packer == nil {
		var err error
		if b.packer, err = zlib.NewWriterLevel(&b.packed, zlib.BestSpeed); err != nil {
			return nil, fmt.Errorf("pack: %w", err)
		}
	} else {
		b.packer.Reset(&b.packed)
	}
	if _, err := b.packer.Write(data); err != nil {
		return nil, fmt.Errorf("pack: %w", err)
	}
	if err := b.packer.Close(); err != nil {
		return nil, fmt.Errorf("pack: %w", err)
	}
	return b.packed.Bytes(), nil
}
