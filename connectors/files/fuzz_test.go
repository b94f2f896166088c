package files_test

import (
	"bytes"
	"testing"

	"quarterdeck/config"
)

// FuzzText: whatever stands in a file, reading it ends without a panic, and
// every line is landed, rejected or the reason why the file fails.
func FuzzText(f *testing.F) {
	f.Add([]byte("goal_id,title,due_on\ng1,a,2026-01-01\n"), true, uint8(0))
	f.Add([]byte("goal_id;target\ng1;1.234,5\n"), true, uint8(1))
	f.Add([]byte("{\"goal_id\":\"g1\",\"target\":1}\n{\"goal_id\":[1]}\n"), false, uint8(0))
	f.Add([]byte("\xff\xfeg\x00"), true, uint8(2))
	f.Add([]byte("goal_id,title\n\"g1,a\n"), true, uint8(0))
	f.Fuzz(func(t *testing.T, text []byte, csv bool, style uint8) {
		if len(text) > 1<<16 {
			return
		}
		spec := config.Table{}
		switch style % 3 {
		case 1:
			spec = config.Table{Delimiter: ";", DecimalComma: true, DateFormat: "DD.MM.YYYY", Timezone: "Europe/Berlin"}
		case 2:
			spec = config.Table{Encoding: "windows-1252", Delimiter: "tab"}
		}
		name := "g.jsonl"
		if csv {
			name = "g.csv"
		}
		spec.Path = write(t, name, string(text))
		rows, rejects, err := pulled(t, "goals", spec)
		if err != nil || csv {
			return
		}
		lines := 0
		for line := range bytes.SplitSeq(text, []byte("\n")) {
			if len(bytes.TrimSpace(line)) > 0 {
				lines++
			}
		}
		if spec.Encoding == "" && !bytes.HasPrefix(text, []byte("\xef\xbb\xbf")) && !bytes.HasPrefix(text, []byte("\xff\xfe")) && !bytes.HasPrefix(text, []byte("\xfe\xff")) &&
			len(rows)+len(rejects) != lines {
			t.Fatalf("%d lines made %d rows and %d rejects", lines, len(rows), len(rejects))
		}
	})
}

// FuzzParquet: no damaged file makes the reader panic.
func FuzzParquet(f *testing.F) {
	f.Add([]byte("PAR1"), 0, byte(0))
	f.Add([]byte(nil), 100, byte(0xff))
	f.Fuzz(func(t *testing.T, text []byte, at int, with byte) {
		if len(text) == 0 {
			text = bytes.Clone(smallParquet())
			if at < 0 || at >= len(text) {
				return
			}
			text[at] = with
		}
		rows, _, err := pulled(t, "goals", config.Table{Path: write(t, "g.parquet", string(text))})
		if err == nil && len(rows) > 1000 {
			t.Fatalf("%d rows from a file of one", len(rows))
		}
	})
}
