package pipeline

// Progress watches the work of a pipeline. It is called from several goroutines.
type Progress interface {
	// Stage begins a stage: "transform", "qbr" or "digest".
	Stage(name string) Tracker
	// Stream begins the pull of one stream; many are under way at once.
	Stream(source, stream string) Tracker
}

// Tracker is one piece of work. It is called from one goroutine at a time.
type Tracker interface {
	// Update tells how far it is; total is 0 while it is unknown.
	Update(done, total int64)
	// Done ends it; err is nil when it went well. Nothing is called after Done.
	Done(err error)
}

type noProgress struct{}

func (noProgress) Stage(string) Tracker          { return noTracker{} }
func (noProgress) Stream(string, string) Tracker { return noTracker{} }

type noTracker struct{}

func (noTracker) Update(int64, int64) {}
func (noTracker) Done(error)          {}
