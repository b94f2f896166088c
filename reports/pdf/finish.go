package pdf

import (
	"bytes"
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
)

// finish adds to a written file what the library cannot: that viewers show its title
// and not its name, in which order its links are reached by key, an identity that is
// the facts' own, and the version of the format all of it is of.
func finish(raw []byte, hash string) ([]byte, error) {
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
	trailer := bytes.Index(raw[start:tail], []byte("trailer\n<<\n"))
	if trailer < 0 {
		return nil, fmt.Errorf("finish file: it has no trailer")
	}
	out := bytes.NewBuffer(make([]byte, 0, len(raw)+4096))
	out.WriteString("%PDF-1.7\n")
	moved := make([]int, len(offsets))
	pages := pageObjects(raw, offsets)
	order := make([]int, len(offsets))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(offsets[a], offsets[b]) })
	for i, n := range order {
		end := start
		if i+1 < len(order) {
			end = offsets[order[i+1]]
		}
		moved[n] = out.Len()
		out.Write(amended(raw[offsets[n]:end], pages))
	}
	at := out.Len()
	fmt.Fprintf(out, "xref\n0 %d\n0000000000 65535 f \n", len(moved)+1)
	for _, offset := range moved {
		fmt.Fprintf(out, "%010d 00000 n \n", offset)
	}
	out.WriteString("trailer\n<<\n")
	if len(hash) >= 32 {
		fmt.Fprintf(out, "/ID [<%s> <%s>]\n", hash[:32], hash[:32])
	}
	out.Write(raw[start+trailer+len("trailer\n<<\n") : tail])
	fmt.Fprintf(out, "startxref\n%d\n%%%%EOF\n", at)
	return out.Bytes(), nil
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

// How the library begins the objects that are amended.
const (
	pageHead    = "<</Type /Page\n"
	outlineHead = "<</Title "
	catalogHead = "/Type /Catalog\n"
)

// head is the beginning of an object, up to where its kind can be seen.
func head(object []byte) []byte { return object[:min(len(object), 48)] }

// pageObjects are the numbers of the pages' objects, in the order of the pages.
func pageObjects(raw []byte, offsets []int) []int {
	var out []int
	for n, offset := range offsets {
		if bytes.Contains(head(raw[offset:]), []byte(pageHead)) {
			out = append(out, n+1)
		}
	}
	return out
}

// amended is an object with what it lacks.
func amended(object []byte, pages []int) []byte {
	switch {
	case bytes.Contains(head(object), []byte(pageHead)):
		object = bytes.Replace(object, []byte(pageHead), []byte(pageHead+"/Tabs /R\n"), 1)
		return aimed(object, pages)
	case bytes.Contains(head(object), []byte(outlineHead)):
		return aimed(object, pages)
	case bytes.Contains(head(object), []byte(catalogHead)):
		object = bytes.Replace(object, []byte(catalogHead), []byte(catalogHead+"/ViewerPreferences <</DisplayDocTitle true>>\n"), 1)
		return bytes.Replace(object, []byte("(Attachement1)"), []byte("("+receiptsFile+")"), 1)
	}
	return object
}

// destination is where a link or an entry of the outline leads.
var destination = regexp.MustCompile(`/Dest \[(\d+) 0 R`)

// aimed makes destinations lead to their pages. The library reckons as if the pages
// were the first objects of a file, which they are not where files are inside.
func aimed(object []byte, pages []int) []byte {
	return destination.ReplaceAllFunc(object, func(found []byte) []byte {
		n, err := strconv.Atoi(string(destination.FindSubmatch(found)[1]))
		if page := (n - 1) / 2; err == nil && page >= 1 && page <= len(pages) {
			return fmt.Appendf(nil, "/Dest [%d 0 R", pages[page-1])
		}
		return found
	})
}
