package png

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"

	"github.com/klauspost/compress/zlib"
)

// packer writes images as PNG files of three bytes a pixel, row by row as they are:
// pictures of flat colours pack no better in another way, and only slower. Go's own
// encoder tries five ways for each row.
type packer struct {
	rows   []byte
	packed bytes.Buffer
	zip    *zlib.Writer
}

// pack packs an image that nothing shines through.
func (p *packer) pack(img *image.RGBA) ([]byte, error) {
	w, h := img.Rect.Dx(), img.Rect.Dy()
	p.rows = p.rows[:0]
	for y := range h {
		p.rows = append(p.rows, 0) // the row is as it is
		for at := img.Pix[y*img.Stride:][:4*w]; len(at) >= 4; at = at[4:] {
			p.rows = append(p.rows, at[0], at[1], at[2])
		}
	}
	p.packed.Reset()
	if p.zip == nil {
		var err error
		if p.zip, err = zlib.NewWriterLevel(&p.packed, zlib.BestSpeed); err != nil {
			return nil, err
		}
	} else {
		p.zip.Reset(&p.packed)
	}
	if _, err := p.zip.Write(p.rows); err != nil {
		return nil, err
	}
	if err := p.zip.Close(); err != nil {
		return nil, err
	}
	head := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, uint32(w)), uint32(h))
	head = append(head, 8, 2, 0, 0, 0) // eight bits each of red, green and blue; nothing interlaced
	out := append(make([]byte, 0, p.packed.Len()+64), "\x89PNG\r\n\x1a\n"...)
	out = appendChunk(out, "IHDR", head)
	out = appendChunk(out, "IDAT", p.packed.Bytes())
	return appendChunk(out, "IEND", nil), nil
}

func appendChunk(out []byte, name string, data []byte) []byte {
	out = binary.BigEndian.AppendUint32(out, uint32(len(data)))
	from := len(out)
	out = append(append(out, name...), data...)
	return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(out[from:]))
}
