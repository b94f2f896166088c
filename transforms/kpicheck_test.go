package transforms

import (
	"path/filepath"
	"strings"
	"testing"
)

// A night with a KPI of an unknown metric fails, and says which.
func TestBuildRefusesAnUnknownMetric(t *testing.T) {
	t.Parallel()
	settings := testSettings(t, "")
	settings.Scorecard = []KPI{{KPI: "users", Metric: "joy", Span: "day", At: "q.yml:4:5"}}
	_, err := Build(t.Context(), Options{Path: filepath.Join(t.TempDir(), "x.duckdb"), WorkDir: t.TempDir(), Tables: landedTables(), Settings: settings})
	if err == nil || !strings.HasPrefix(err.Error(), `q.yml:4:5: KPI users: there is no metric "joy"; `) {
		t.Errorf("got %v", err)
	}
}
