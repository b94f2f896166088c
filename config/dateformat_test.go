package config_test

import (
	"testing"
	"time"

	"quarterdeck/config"
)

func TestDateLayout(t *testing.T) {
	for _, test := range []struct{ format, text, want string }{
		{"YYYY-MM-DD", "2026-03-01", "2026-03-01"},
		{"DD.MM.YYYY", "01.03.2026", "2026-03-01"},
		{"D.M.YY", "1.3.26", "2026-03-01"},
		{"MM/DD/YYYY", "03/01/2026", "2026-03-01"},
		{"YYYYMMDD", "20260301", "2026-03-01"},
		{"D MMM YYYY", "1 Mar 2026", "2026-03-01"},
		{"MM/DD/YYYY", "13/01/2026", ""},
		{"YYYY-MM", "", ""},
		{"DD.MM.YYYY DD", "", ""},
		{"dd.mm.yyyy", "", ""},
		{"", "", ""},
	} {
		layout, err := config.DateLayout(test.format)
		if test.text == "" {
			if err == nil {
				t.Errorf("%s: layout %s, want an error", test.format, layout)
			}
			continue
		}
		if err != nil {
			t.Error(err)
			continue
		}
		got := ""
		if day, err := time.Parse(layout, test.text); err == nil {
			got = day.Format(time.DateOnly)
		}
		if got != test.want {
			t.Errorf("%s as %s is %q, want %q", test.text, test.format, got, test.want)
		}
	}
}
