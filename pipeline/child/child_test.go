package child

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"
)

const behave = "QUARTERDECK_TEST_CHILD"

// TestMain is also every child of the tests: it does what the variable says.
func TestMain(m *testing.M) {
	switch os.Getenv(behave) {
	case "":
		os.Exit(m.Run())
	case "fail":
		fmt.Println("some output")
		fmt.Fprintln(os.Stderr, "some trouble")
		os.Exit(3)
	case "hang":
		fmt.Fprintln(os.Stderr, "hanging")
		select {}
	case "heed": // ends by itself when asked
		asked := make(chan os.Signal, 1)
		signal.Notify(asked, syscall.SIGTERM)
		fmt.Fprintln(os.Stderr, "hanging")
		<-asked
		os.Exit(1)
	case "deaf":
		signal.Ignore(syscall.SIGTERM)
		fmt.Fprintln(os.Stderr, "hanging")
		select {}
	case "crash":
		last := len(os.Args)
		fmt.Fprintln(os.Stderr, os.Args[last])
	case "eat":
		var all [][]byte
		for {
			block := make([]byte, 8<<20)
			for i := 0; i < len(block); i += 4096 {
				block[i] = 1
			}
			all = append(all, block)
			if len(all) > 1280 { // 10 GB
				os.Exit(0)
			}
		}
	case "parent": // starts a child that hangs, and is killed
		_, err := Run(context.Background(), Command{Args: []string{os.Args[0]}, Env: []string{behave + "=hang"}, Clock: clockwork.NewRealClock(),
			Stderr: os.Stderr, Started: func(pid int) { fmt.Println(pid) }})
		fmt.Fprintln(os.Stderr, err)
	}
}

// told sends when the child has said something.
type told struct{ said chan struct{} }

func (w told) Write(p []byte) (int, error) {
	select {
	case w.said <- struct{}{}:
	default:
	}
	return len(p), nil
}

func command(how string, clock clockwork.Clock, stderr io.Writer) Command {
	return Command{Args: []string{os.Args[0]}, Env: []string{behave + "=" + how}, Clock: clock, Stderr: stderr}
}

func TestChildEndsByItself(t *testing.T) {
	var out, errs bytes.Buffer
	c := command("fail", clockwork.NewFakeClock(), &errs)
	c.Stdout = &out
	end, err := Run(t.Context(), c)
	if err != nil || end != (End{Why: Exited, Code: 3}) || out.String() != "some output\n" || errs.String() != "some trouble\n" {
		t.Errorf("got %+v, %v; output %q, %q", end, err, &out, &errs)
	}
	c.Args = []string{filepath.Join(t.TempDir(), "none")}
	if _, err := Run(t.Context(), c); err == nil {
		t.Error("a program that is not there was started")
	}
}

// A crash in foreign code ends a process at once; so does the system when memory
// runs out.
func TestChildDies(t *testing.T) {
	var errs bytes.Buffer
	end, err := Run(t.Context(), command("crash", clockwork.NewFakeClock(), &errs))
	if err != nil || end.Why != Exited || end.Code != 2 || !strings.Contains(errs.String(), "index out of range") {
		t.Errorf("got %+v, %v, want the exit code of a Go crash and its stack; log:\n%.300s", end, err, &errs)
	}
	c := command("hang", clockwork.NewFakeClock(), nil)
	c.Started = func(pid int) { _ = syscall.Kill(pid, syscall.SIGSEGV) }
	end, err = Run(t.Context(), c)
	// The Go runtime turns a segmentation fault into its own end, a kill it cannot.
	if err != nil || end.Why == Exited && end.Code == 0 {
		t.Errorf("segmentation fault: got %+v, %v", end, err)
	}
	c.Started = func(pid int) { _ = syscall.Kill(pid, syscall.SIGKILL) }
	end, err = Run(t.Context(), c)
	if err != nil || end.Why != Died || end.Reason != "its process was ended by the signal killed" {
		t.Errorf("kill: got %+v, %v", end, err)
	}
}

func TestChildThatHangsIsEnded(t *testing.T) {
	clock := clockwork.NewFakeClock()
	said := told{make(chan struct{}, 1)}
	c := command("hang", clock, said)
	c.Timeout = 3 * time.Hour
	go func() {
		<-said.said
		_ = clock.BlockUntilContext(context.Background(), 1)
		clock.Advance(3 * time.Hour)
	}()
	end, err := Run(t.Context(), c)
	if err != nil || end.Why != TimedOut || end.Reason != "it took longer than the 3h0m0s it may" {
		t.Errorf("got %+v, %v", end, err)
	}
}

// A child that heeds SIGTERM ends by itself.
func TestChildIsAskedToEnd(t *testing.T) {
	said := told{make(chan struct{}, 1)}
	ctx, stop := context.WithCancel(t.Context())
	go func() { <-said.said; stop() }()
	end, err := Run(ctx, command("heed", clockwork.NewFakeClock(), said))
	if err != nil || end != (End{Why: Stopped, Code: 1, Reason: "it was stopped"}) {
		t.Errorf("got %+v, %v", end, err)
	}
}

// One that does not is ended after a while.
func TestChildThatDoesNotListenIsEnded(t *testing.T) {
	clock := clockwork.NewFakeClock()
	said := told{make(chan struct{}, 1)}
	ctx, stop := context.WithCancel(t.Context())
	go func() {
		<-said.said
		stop()
		_ = clock.BlockUntilContext(context.Background(), 1)
		clock.Advance(Grace)
	}()
	end, err := Run(ctx, command("deaf", clock, said))
	if err != nil || end != (End{Why: Stopped, Code: -1, Reason: "it was stopped"}) {
		t.Errorf("got %+v, %v", end, err)
	}
}

func TestChildOverItsMemory(t *testing.T) {
	if _, known := memory(os.Getpid()); !known {
		t.Skip("this system does not tell what a process holds")
	}
	c := command("eat", clockwork.NewFakeClock(), nil)
	c.Memory = 300_000_000
	end, err := Run(t.Context(), c)
	if err != nil || end.Why != OverMemory || !strings.HasPrefix(end.Reason, "out of memory: it held ") || !strings.HasSuffix(end.Reason, ", and may hold 300 MB") {
		t.Errorf("got %+v, %v", end, err)
	}
	t.Log(end.Reason)
}

// When the parent is killed, its child ends too.
func TestChildEndsWithItsParent(t *testing.T) {
	parent := exec.Command(os.Args[0])
	parent.Env = append(os.Environ(), behave+"=parent")
	said := told{make(chan struct{}, 1)}
	parent.Stderr = said
	out, err := parent.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := parent.Start(); err != nil {
		t.Fatal(err)
	}
	var pid int
	if _, err := fmt.Fscan(out, &pid); err != nil {
		t.Fatal(err)
	}
	<-said.said
	_ = parent.Process.Kill()
	_ = parent.Wait() // returns when the child has let go of the standard error as well
	look := time.NewTicker(5 * time.Millisecond)
	defer look.Stop()
	end := time.After(10 * time.Second)
	for alive(pid) {
		select {
		case <-look.C:
		case <-end:
			t.Fatalf("child %d outlives its parent", pid)
		}
	}
}

// alive tells a process that works from one that is gone or only not yet buried.
func alive(pid int) bool {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	_, after, _ := strings.Cut(string(stat), ") ")
	return err == nil && !strings.HasPrefix(after, "Z")
}

func TestLogKeepsItsEnd(t *testing.T) {
	path := filepath.Join(t.TempDir(), "run.log")
	for part := range 2 {
		log, err := OpenLog(path, 1000)
		if err != nil {
			t.Fatal(err)
		}
		for i := range 100 {
			if _, err := fmt.Fprintf(log, "line %d of part %d\n", i, part); err != nil {
				t.Fatal(err)
			}
		}
		if err := log.Close(); err != nil {
			t.Fatal(err)
		}
	}
	text, err := os.ReadFile(path)
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")
	if err != nil || len(text) > 1000 || len(text) < 400 || lines[len(lines)-1] != "line 99 of part 1" {
		t.Errorf("got %d bytes, %v, ending in %q", len(text), err, lines[len(lines)-1])
	}
	for i, line := range lines {
		if want := fmt.Sprintf("line %d of part 1", 100-len(lines)+i); line != want {
			t.Errorf("line %d is %q, want %q", i, line, want)
		}
	}
}

func TestBytes(t *testing.T) {
	for n, want := range map[int64]string{0: "0 bytes", 999: "999 bytes", 6_000_000_000: "6 GB", 6_140_000_000: "6.1 GB", 300_000_000: "300 MB"} {
		if got := Bytes(n); got != want {
			t.Errorf("%d: got %s, want %s", n, got, want)
		}
	}
}
