package pipeline

import (
	"time"

	"quarterdeck/pipeline/state"
)

// lastGoodFile is written after every nightly run that went well. Something outside
// that watches its age notices when nothing runs any more, which nothing inside can.
const lastGoodFile = "last-good-run"

// LastGoodRun is what the file says.
type LastGoodRun struct {
	AsOf       string    `json:"as_of"`
	RunID      string    `json:"run_id"`
	FinishedAt time.Time `json:"finished_at"`
}

// noteGoodRun puts the file in place whole.
func (r *runner) noteGoodRun() error {
	if r.opts.Job != "nightly" || r.report.State != state.Done {
		return nil
	}
	return writeJSONFile(r.pipeline.path(lastGoodFile), LastGoodRun{AsOf: r.report.AsOf, RunID: r.run.ID, FinishedAt: r.pipeline.deps.Now().UTC()})
}
