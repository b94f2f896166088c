package child

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"time"

	"github.com/jonboulle/clockwork"
)

// Grace is what a child gets to end by itself after it was asked to.
const Grace = 25 * time.Second

// watchEvery is how often a child's memory is looked at.
const watchEvery = 100 * time.Millisecond

// Command is a program to run and how far it may go.
type Command struct {
	// Args are the program's path and its arguments.
	Args []string
	// Env is added to the parent's environment.
	Env []string
	// Stdout and Stderr take what it writes; nil drops it.
	Stdout, Stderr io.Writer
	// Timeout is how long it may take; 0 is as long as it likes.
	Timeout time.Duration
	// Memory is how many bytes it may hold; 0 is as many as it likes. Where the
	// system does not tell what a process holds, it is not watched.
	Memory int64
	// Clock tells when time is up. It must be set.
	Clock clockwork.Clock
	// Started, where it is set, is told the process id.
	Started func(pid int)
}

// Why says how a child came to its end.
type Why string

// The ways a child ends.
const (
	Exited     Why = "exited"      // by itself, with Code
	Died       Why = "died"        // by a signal nobody here sent
	TimedOut   Why = "timed out"   // ended because it took longer than Timeout
	OverMemory Why = "over memory" // ended because it held more than Memory
	Stopped    Why = "stopped"     // ended because the context did
)

// End is how a child ended.
type End struct {
	Why  Why
	Code int
	// Reason says it in words; empty for a child that exited.
	Reason string
}

// Run starts the command, waits for its end and returns it; an error means that it
// was not started. When ctx ends the child is asked to end, and ended after Grace.
func Run(ctx context.Context, c Command) (End, error) {
	if len(c.Args) == 0 {
		return End{}, errors.New("start child: there is no program to start")
	}
	// The system ends the child when the thread that started it ends: it is kept.
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	cmd := exec.Command(c.Args[0], c.Args[1:]...)
	cmd.Env = append(os.Environ(), c.Env...)
	cmd.Stdout, cmd.Stderr = c.Stdout, c.Stderr
	cmd.WaitDelay = time.Second // a grandchild that holds the pipes open does not hold us up
	prepare(cmd)
	if err := cmd.Start(); err != nil {
		return End{}, fmt.Errorf("start child: %w", err)
	}
	offer(cmd.Process.Pid)
	if c.Started != nil {
		c.Started(cmd.Process.Pid)
	}
	w := &watch{command: c, cmd: cmd, done: make(chan struct{}), watched: make(chan struct{})}
	go w.guard(ctx)
	err := cmd.Wait()
	close(w.done)
	<-w.watched
	return w.end(err), nil
}

// watch ends a child that goes too far.
type watch struct {
	command Command
	cmd     *exec.Cmd
	done    chan struct{} // closed when the child has ended
	watched chan struct{} // closed when nobody watches any more
	// why and reason are set before the child is asked to end; empty: nobody did.
	why    Why
	reason string
}

// guard waits for whatever comes first, the child's end or a reason to end it.
func (w *watch) guard(ctx context.Context) {
	defer close(w.watched)
	var late <-chan time.Time
	if w.command.Timeout > 0 {
		timer := w.command.Clock.NewTimer(w.command.Timeout)
		defer timer.Stop()
		late = timer.Chan()
	}
	var look <-chan time.Time
	if w.command.Memory > 0 {
		ticker := time.NewTicker(watchEvery)
		defer ticker.Stop()
		look = ticker.C
	}
	for {
		select {
		case <-w.done:
			return
		case <-ctx.Done():
			w.why, w.reason = Stopped, "it was stopped"
			w.stop()
			return
		case <-late:
			w.why, w.reason = TimedOut, fmt.Sprintf("it took longer than the %s it may", w.command.Timeout)
			w.stop()
			return
		case <-look:
			held, known := memory(w.cmd.Process.Pid)
			if known && held > w.command.Memory {
				w.why, w.reason = OverMemory, fmt.Sprintf("out of memory: it held %s, and may hold %s", Bytes(held), Bytes(w.command.Memory))
				_ = kill(w.cmd) // at once: asking would cost more memory
				return
			}
		}
	}
}

// stop asks the child to end, and ends it when it has not after Grace.
func (w *watch) stop() {
	if err := ask(w.cmd); err != nil {
		_ = kill(w.cmd)
		return
	}
	timer := w.command.Clock.NewTimer(Grace)
	defer timer.Stop()
	select {
	case <-w.done:
	case <-timer.Chan():
		_ = kill(w.cmd)
	}
}

// end says how the child ended, from what Wait returned.
func (w *watch) end(err error) End {
	end := End{Why: Exited, Code: w.cmd.ProcessState.ExitCode()}
	signal, signalled := signalOf(w.cmd.ProcessState)
	switch {
	case w.why != "" && end.Code != 0: // it may have come to its own end just before
		end.Why, end.Reason = w.why, w.reason
	case signalled:
		end.Why, end.Reason = Died, fmt.Sprintf("its process was ended by the signal %s", signal)
	case end.Code < 0:
		end.Why, end.Reason = Died, fmt.Sprintf("its process ended: %v", err)
	}
	return end
}

// Bytes writes a size for people, such as 6 GB.
func Bytes(n int64) string {
	units := []string{"bytes", "kB", "MB", "GB", "TB"}
	size, unit := float64(n), 0
	for size >= 1000 && unit < len(units)-1 {
		size, unit = size/1000, unit+1
	}
	if size == float64(int64(size)) {
		return fmt.Sprintf("%d %s", int64(size), units[unit])
	}
	return fmt.Sprintf("%.1f %s", size, units[unit])
}
