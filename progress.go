package main

import (
	"io"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"

	"quarterdeck/pipeline"
)

// bars draws one line for each stream and stage at work. Elsewhere than on a
// terminal the pipeline's log lines say the same.
type bars struct{ container *mpb.Progress }

var _ pipeline.Progress = (*bars)(nil)

func newBars(w io.Writer) *bars {
	return &bars{container: mpb.New(mpb.WithOutput(w), mpb.WithWidth(28))}
}

// Stream shows the rows so far: an API does not tell how many are to come.
func (b *bars) Stream(source, stream string) pipeline.Tracker {
	bar := b.container.New(0, mpb.SpinnerStyle().PositionLeft(),
		mpb.PrependDecorators(decor.Name(source+"."+stream, decor.WC{W: 32, C: decor.DindentRight})),
		mpb.AppendDecorators(decor.CurrentNoUnit("%d rows"), decor.OnAbort(decor.Name(""), "  failed")),
		mpb.BarRemoveOnComplete())
	return &barTracker{bar: bar}
}

// Stage shows how much of a known amount is done.
func (b *bars) Stage(name string) pipeline.Tracker {
	bar := b.container.New(0, mpb.BarStyle().Rbound("").Lbound(""),
		mpb.PrependDecorators(decor.Name(name, decor.WC{W: 32, C: decor.DindentRight})),
		mpb.AppendDecorators(decor.CountersNoUnit("%d / %d"), decor.OnAbort(decor.Name(""), "  failed")),
		mpb.BarRemoveOnComplete())
	return &barTracker{bar: bar}
}

// Close waits until every bar is drawn to its end.
func (b *bars) Close() { b.container.Shutdown() }

type barTracker struct{ bar *mpb.Bar }

// Update implements pipeline.Tracker.
func (t *barTracker) Update(done, total int64) {
	if total > 0 {
		t.bar.SetTotal(total, false)
	}
	t.bar.SetCurrent(done)
}

// Done implements pipeline.Tracker.
func (t *barTracker) Done(err error) {
	if err != nil {
		t.bar.Abort(false)
		return
	}
	t.bar.SetTotal(-1, true)
}
