package pdf

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strconv"
)

// finish takes the file the library has written apart, object by object, and writes it
// anew with what the library cannot or would do slowly: packed pages, the fonts, the
// list of numbers as a file inside, that viewers show the title and not the file's
// name, in which order links are reached by key, an identity that is the facts' own,
// and the version of the format all of it is of.
func finish(b *bench, doc *document, fonts *embedder) ([]byte, error) {
	raw := b.raw.Bytes()
	tail := bytes.LastIndex(raw, []byte("startxref\n"))
	if tail < 0 {
		return nil, fmt.Errorf("finish file: it has no table")
	}
	start, err := strconv.Atoi(string(bytes.Fields(raw[tail:])[1]))
	if err != nil || start > tail {
		return nil, fmt.Errorf("finish file: its table is nowhere")
	}
	offsets, err := offsetsOf(raw[start:tail])
	if err != nil {
		return nil, err
	}
	a := &assembly{bench: b, offsets: make([]int, len(offsets)), first: len(offsets) + 1, fonts: fonts, attached: doc.receipts != nil}
	a.out = append(make([]byte, 0, len(raw)/2+64<<10), "%PDF-1.7\n"...)
	order := make([]int, len(offsets))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(x, y int) int { return cmp.Compare(offsets[x], offsets[y]) })
	for i, n := range order {
		end := start
		if i+1 < len(order) {
			end = offsets[order[i+1]]
		}
		a.take(n+1, raw[offsets[n]:end])
	}
	n := a.first
	for _, font := range fonts.used {
		if err := font.write(a, n); err != nil {
			return nil, err
		}
		n += fontObjects
	}
	if a.attached {
		a.attach(n, receiptsFile, doc.receipts)
	}
	return a.end(doc.hash), a.err
}

// offsetsOf reads where each object begins; the first is object 1.
func offsetsOf(table []byte) ([]int, error) {
	lines := bytes.Split(table, []byte("\n"))
	if len(lines) < 4 {
		return nil, fmt.Errorf("finish file: its table is cut")
	}
	var out []int
	for _, line := range lines[3:] {
		if !bytes.HasSuffix(line, []byte(" 00000 n ")) {
			break
		}
		offset, err := strconv.Atoi(string(line[:10]))
		if err != nil {
			return nil, fmt.Errorf("finish file: %w", err)
		}
		out = append(out, offset)
	}
	return out, nil
}
