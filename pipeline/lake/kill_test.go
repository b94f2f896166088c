package lake

import (
	"bufio"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"testing"
	"time"

	"quarterdeck/connectors"
)

const killedWriter = "QUARTERDECK_TEST_LAKE"

// TestMain runs the writer that TestKilledWriter kills when it is asked to.
func TestMain(m *testing.M) {
	if dir := os.Getenv(killedWriter); dir != "" {
		fmt.Fprintln(os.Stderr, writeForever(dir))
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// writeForever adds loads of 300 rows; the cursor counts them.
func writeForever(dir string) error {
	l, err := Open(dir, Options{Now: time.Now, Entropy: rand.NewChaCha8([32]byte{}), RowGroupRows: 50, PartBytes: 1})
	if err != nil {
		return err
	}
	if _, err := l.Sweep(); err != nil {
		return err
	}
	for {
		count := 0
		newest, err := l.Newest("crm", "companies")
		if err != nil {
			return err
		}
		if newest != nil {
			if err := json.Unmarshal(newest.Cursor, &count); err != nil {
				return err
			}
		}
		w, err := l.Begin("crm", companies())
		if err != nil {
			return err
		}
		for i := range 3 {
			if err := w.Append(batch(w, count*300+i*100, 100)); err != nil {
				return err
			}
		}
		cursor := json.RawMessage(fmt.Sprint(count + 1))
		if _, err := w.Commit(connectors.Result{Cursor: cursor, Mode: connectors.Increment}); err != nil {
			return err
		}
		fmt.Println("committed") // the parent reads the first and kills some time after
	}
}

// kill -9 at random instants: the rows are always exactly those the cursor speaks of.
func TestKilledWriter(t *testing.T) {
	dir := t.TempDir()
	random := rand.New(rand.NewPCG(1, 2))
	survived := 0
	for kill := range 15 {
		child := exec.Command(os.Args[0], "-test.run=^$")
		child.Env = append(os.Environ(), killedWriter+"="+dir)
		child.Stderr = os.Stderr
		out, err := child.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := child.Start(); err != nil {
			t.Fatal(err)
		}
		if _, err := bufio.NewReader(out).ReadString('\n'); err != nil {
			t.Fatal(err)
		}
		<-time.After(time.Duration(random.IntN(150_000)) * time.Microsecond)
		if err := child.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = child.Wait()
		l := openLake(t, dir, &clock{epoch})
		loads, err := l.Loads("crm", "companies", time.Time{})
		if err != nil {
			t.Fatal(err)
		}
		if got, want := stateOf(t, l), model(len(loads), 300*len(loads)); got != want {
			t.Fatalf("after kill %d the stream is %q, want %q", kill+1, got, want)
		}
		survived = len(loads)
	}
	if survived < 15 {
		t.Errorf("%d loads survived, want at least the one each writer reported", survived)
	}
}
