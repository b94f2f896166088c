package transforms

import (
	"fmt"
	"strings"
	"testing"
)

// TestDaysOfEventsAroundMidnights: the day found by the table of midnights is the
// local day, also where the clocks change at midnight, by half an hour or by a day.
func TestDaysOfEventsAroundMidnights(t *testing.T) {
	t.Parallel()
	for zone, days := range map[string][]string{
		"America/New_York":    {"2025-03-08", "2025-03-09", "2025-11-02"},
		"America/Havana":      {"2025-03-09", "2025-11-02"},
		"America/St_Johns":    {"2010-03-14", "2010-11-07"},
		"America/Sao_Paulo":   {"2018-02-18", "2018-11-04"},
		"Asia/Kolkata":        {"2025-06-01"},
		"Australia/Lord_Howe": {"2025-04-05", "2025-10-04"},
		"Pacific/Apia":        {"2011-12-29", "2011-12-30", "2011-12-31"},
		"UTC":                 {"2025-06-01"},
	} {
		rows := []string{"event_id event occurred_at"}
		for _, day := range days {
			for minute := 0; minute < 24*60; minute += 15 {
				for _, second := range []string{"00", "59.999999"} {
					at := fmt.Sprintf("%s %02d:%02d:%s", day, minute/60, minute%60, second)
					rows = append(rows, fmt.Sprintf("e%d login '%s'", len(rows), at))
				}
			}
		}
		t.Run(zone, func(t *testing.T) {
			w := world{settings: func(s *Settings) { s.Timezone = zone }, landed: map[string]string{"files_usage_events": strings.Join(rows, "\n")}}
			db := buildLanded(t, w, "core.usage_events")
			diff(t, show(t, db.conn, "SELECT count(*) FROM core.usage_events"), lines(fmt.Sprint(len(rows)-1)))
			diff(t, show(t, db.conn, "SELECT occurred_at, day FROM core.usage_events WHERE day <> local_day(occurred_at) OR day IS NULL"), []string{})
		})
	}
}
