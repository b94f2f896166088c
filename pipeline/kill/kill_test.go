package kill

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"quarterdeck/pipeline/batch"
)

var kills = flag.Int("kills", 50, "how often to kill the program")

// TestKilledAtAnyInstant kills the program many times, each at a random instant of a
// night, over as many nights as get done meanwhile: while it pulls, computes,
// publishes, writes reviews or delivers to a Slack that loses answers. In the end the
// folder must hold what the same nights leave in one nobody disturbs, every night's
// digest is in the channel once, and the next night ends.
func TestKilledAtAnyInstant(t *testing.T) {
	if testing.Short() {
		*kills = 5
	}
	first := time.Date(2026, 9, 25, 6, 0, 0, 0, time.UTC) // two o'clock in New York
	hurt, whole := newNights(t, first, true), newNights(t, first, false)
	whole.run(t)
	steps := []string{"", "pull", "transform", "qbr", "pack", "digest", "compact", "end"}
	dice, inStep, count := rand.New(rand.NewPCG(7, 7)), map[string]int{}, 1
	maps.Copy(hurt.spans, whole.spans)
	for killed := 0; killed < *kills; {
		step := steps[dice.IntN(len(steps))]
		switch hurt.runAndKill(t, step, time.Duration(dice.Float64()*1.2*float64(hurt.spans[step]))) {
		case killedIt:
			killed++
			inStep[step]++
		case done:
			count++
			hurt.next(t)
			maps.Copy(hurt.spans, whole.spans)
		}
	}
	hurt.run(t)
	t.Logf("%d kills %v in %d nights, of %d messages Slack lost %d answers, %d attempts failed over it", *kills, inStep, count, len(hurt.Messages()), hurt.lost(), hurt.failures)
	for whole.night.Before(hurt.night) {
		whole.next(t)
		whole.run(t)
	}
	for _, table := range comparedTables(t, whole) {
		if diff := cmp.Diff(whole.rows(t, table), hurt.rows(t, table)); diff != "" {
			t.Errorf("%s differs (-undisturbed +killed):\n%.2000s", table, diff)
		}
	}
	if diff := cmp.Diff(whole.reviews(t), hurt.reviews(t)); diff != "" {
		t.Errorf("reviews differ (-undisturbed +killed):\n%s", diff)
	}
	for _, n := range []*nights{whole, hurt} {
		n.checkPosts(t, count)
		n.checkRecord(t, first)
	}
	for _, pattern := range []string{"data/lake/*/*/*/*.tmp", "data/published/*.tmp", "data/work/*", "data/reports/*/*.tmp", "data/reports/*/" + batch.JournalFile} {
		if left, _ := filepath.Glob(filepath.Join(hurt.dir, pattern)); len(left) > 0 {
			t.Errorf("left behind: %v", left)
		}
	}
}

// nights is one company's folder and the night it is at.
type nights struct {
	*town
	dir   string
	night time.Time
	// spans are how long each step took when it came to its end last; "" stands for
	// what is before the first and "end" for what is after the last.
	spans map[string]time.Duration
	// failures counts the attempts that ended because Slack did not answer.
	failures int
}

// outcome is how an attempt at a night ended.
type outcome string

const (
	done     outcome = "done"
	killedIt outcome = "killed"
	failed   outcome = "failed because Slack did not answer"
)

func newNights(t *testing.T, night time.Time, losses bool) *nights {
	t.Helper()
	dir := t.TempDir()
	return &nights{town: newTown(t, dir, night, losses), dir: dir, night: night, spans: map[string]time.Duration{}}
}

// next goes on to the next night.
func (n *nights) next(t *testing.T) {
	t.Helper()
	n.night = n.night.AddDate(0, 0, 1)
	n.settle(t, n.night)
}

// asOf is the business day of the night.
func (n *nights) asOf() time.Time { return n.night.AddDate(0, 0, -1).Truncate(24 * time.Hour) }

// run does a night that nobody kills to its end.
func (n *nights) run(t *testing.T) {
	t.Helper()
	for range 20 {
		if n.watch(t, func(string, *os.Process) {}) == done {
			return
		}
	}
	t.Fatalf("the night of %s does not end", n.asOf().Format(time.DateOnly))
}

// runAndKill sends SIGKILL some time after the step began, unless the program ended
// before.
func (n *nights) runAndKill(t *testing.T, step string, delay time.Duration) outcome {
	t.Helper()
	var timer *time.Timer
	ended := n.watch(t, func(begun string, process *os.Process) {
		if begun == step {
			timer = time.AfterFunc(delay, func() { _ = process.Kill() })
		}
	})
	if timer != nil {
		timer.Stop()
	}
	return ended
}

// watch starts the night, tells of its start and of every step as it begins, and says
// how it ended. A program that failed, but for what Slack lost, fails the test.
func (n *nights) watch(t *testing.T, begins func(step string, process *os.Process)) outcome {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^$")
	cmd.Env = append(os.Environ(), killedNight+"="+n.dir, killedNight+"_AT="+n.night.Format(time.RFC3339Nano))
	out, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	begins("", cmd.Process)
	said := n.follow(out, func(step string) { begins(step, cmd.Process) })
	switch err := cmd.Wait(); {
	case err == nil:
		return done
	case !cmd.ProcessState.Exited():
		return killedIt
	case strings.Contains(said, "call chat.") && strings.Contains(said, "EOF"):
		n.failures++
		return failed
	}
	t.Fatalf("night of %s: %v\n%s", n.asOf().Format(time.DateOnly), err, said)
	return failed
}

// follow reads the log, tells of steps and takes their time.
func (n *nights) follow(log io.Reader, begins func(step string)) string {
	var said strings.Builder
	last, step := time.Now(), ""
	lines := bufio.NewScanner(log)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		fmt.Fprintln(&said, lines.Text())
		var one struct{ Msg, Step string }
		_ = json.Unmarshal(lines.Bytes(), &one) // a line cut off by the kill
		if one.Msg == "run ended" {
			one.Msg, one.Step = "step begins", "end"
		}
		if one.Msg == "step begins" {
			n.spans[step] = time.Since(last)
			last, step = time.Now(), one.Step
			begins(step)
		}
	}
	return said.String()
}

// reviews names every review of the quarter with its state and version.
func (n *nights) reviews(t *testing.T) (all []string) {
	t.Helper()
	folders, _ := filepath.Glob(filepath.Join(n.dir, "data/reports/20*"))
	for _, folder := range folders {
		m, err := batch.Read(folder)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range m.Reviews {
			all = append(all, fmt.Sprintf("%s %s %s %s version %d of %d", m.Quarter, r.CustomerID, r.State, r.File, r.Version, len(r.Editions())))
		}
	}
	if len(all) < 5 {
		t.Errorf("only the reviews %v", all)
	}
	return all
}

// checkPosts: every night that got done posted its digest once, with every reply in
// its thread once.
func (n *nights) checkPosts(t *testing.T, nights int) {
	t.Helper()
	posts, replies := map[string]int{}, map[string]int{}
	for _, m := range n.Messages() {
		if m.ThreadTS != "" {
			replies[m.ThreadTS+" "+m.Text]++
			continue
		}
		var about struct {
			Payload struct{ Key string } `json:"event_payload"`
		}
		if err := json.Unmarshal(m.Metadata, &about); err != nil {
			t.Errorf("a message without its key: %s", m.Text)
		}
		posts[about.Payload.Key]++
	}
	for i := range nights {
		key := "digest " + n.asOf().AddDate(0, 0, -i).Format(time.DateOnly)
		if posts[key] != 1 {
			t.Errorf("%s was posted %d times: %v", key, posts[key], posts)
		}
		delete(posts, key)
	}
	for key, times := range posts {
		if !strings.HasPrefix(key, "failure ") || times != 1 {
			t.Errorf("%s was posted %d times, and nobody asked for it", key, times)
		}
	}
	for reply, times := range replies {
		if times != 1 {
			t.Errorf("a reply is there %d times: %s", times, reply)
		}
	}
	if len(replies) == 0 {
		t.Error("no thread has a reply")
	}
}
