package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"time"

	"github.com/spf13/cobra"

	"quarterdeck/config"
	"quarterdeck/pipeline"
	"quarterdeck/pipeline/logs"
)

// Exit codes, the same for every verb.
const (
	exitDone   = 0
	exitFailed = 1
	exitUsage  = 2 // wrong flags, arguments or config
	exitHeld   = 3 // a check held the result back
)

// app is the program: everything it takes from the outside comes in here, so
// that a test can start it in-process.
type app struct {
	stdout, stderr io.Writer
	lookupEnv      config.LookupEnv
	now            func() time.Time
	entropy        io.Reader
	program        string // what to type to start it, in hints

	// Flags every verb has.
	configPath string
	verbose    bool
	logFormat  string

	runID  string // of the run the command line was, once it is known
	memory int64  // how many bytes the command may hold; 0 is as many as it likes

	bars *bars // drawn on a terminal once a pipeline is open; else nil
}

// run executes one command line and returns its exit code.
func (a *app) run(ctx context.Context, args []string) int {
	root := a.root()
	root.SetArgs(args)
	root.SetOut(a.stdout)
	root.SetErr(a.stderr)
	err := root.ExecuteContext(ctx)
	if a.bars != nil {
		a.bars.Close()
	}
	if err == nil {
		return exitDone
	}
	if errors.Is(err, context.Canceled) && ctx.Err() != nil {
		a.complain(ctx, errStopped)
		return exitFailed
	}
	code := exitCode(err)
	a.complain(ctx, err)
	var held *pipeline.HeldError
	if errors.As(err, &held) && held.Built != "" && !a.logsJSON() { // what was held of a past day is not kept
		fmt.Fprintln(a.stderr, "quarterdeck checks CHECK lists the rows in question")
	}
	return code
}

func exitCode(err error) int {
	var held *pipeline.HeldError
	var inConfig *config.Error
	var usage *usageError
	var argument *pipeline.UsageError
	switch {
	case errors.As(err, &held):
		return exitHeld
	case errors.As(err, &inConfig), errors.As(err, &usage), errors.As(err, &argument):
		return exitUsage
	default:
		return exitFailed
	}
}

// usageError is a wrong flag or argument.
type usageError struct{ err error }

func (e *usageError) Error() string { return e.err.Error() }
func (e *usageError) Unwrap() error { return e.err }

func usagef(format string, args ...any) error {
	return &usageError{fmt.Errorf(format, args...)}
}

func (a *app) root() *cobra.Command {
	root := &cobra.Command{
		Use:           "quarterdeck",
		Short:         "Nightly Customer Success scorecards, quarterly business reviews and Slack digests",
		Version:       version(),
		SilenceErrors: true,
		SilenceUsage:  true,
		PersistentPreRunE: func(*cobra.Command, []string) error {
			if _, err := logs.ParseFormat(a.logFormat); err != nil {
				return &usageError{err}
			}
			return nil
		},
		Args: usageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.PersistentFlags().StringVar(&a.configPath, "config", "quarterdeck.yml", "the configuration file")
	root.PersistentFlags().BoolVarP(&a.verbose, "verbose", "v", false, "log every request and model")
	format, _ := a.lookupEnv("QUARTERDECK_LOG_FORMAT")
	root.PersistentFlags().StringVar(&a.logFormat, "log-format", format, "text or json; also by QUARTERDECK_LOG_FORMAT")
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return &usageError{err} })
	root.CompletionOptions.HiddenDefaultCmd = true
	root.AddCommand(
		a.demoCommand(), a.initCommand(), a.checkCommand(), a.checksCommand(), a.alertsCommand(), a.coverageCommand(), a.reviewCommand(), a.pullCommand(), a.transformCommand(),
		a.runCommand(), a.qbrCommand(), a.verifyCommand(), a.digestCommand(), a.deliverCommand(), a.deliveriesCommand(), a.queryCommand(), a.compareCommand(), a.sourcesCommand(),
		a.scorecardCommand(), a.mapCommand(), a.pillarsCommand(), a.packCommand(),
		a.defineCommand(), a.figuresCommand(), a.explainCommand(),
		a.backfillCommand(), a.backtestCommand(), a.whatIfCommand(), a.restatementsCommand(), a.rebuildCommand(), a.rollbackCommand(),
		a.statusCommand(), a.runsCommand(), a.compactCommand(), a.scheduleCommand(), a.serveCommand(), a.auditCommand(), a.forgetCommand(), a.backupCommand(), a.restoreCommand(),
	)
	for _, c := range root.Commands() {
		c.Args = usageArgs(c.Args)
	}
	return root
}

// usageArgs makes a wrong number of arguments a usage error.
func usageArgs(check cobra.PositionalArgs) cobra.PositionalArgs {
	if check == nil {
		check = cobra.NoArgs
	}
	return func(cmd *cobra.Command, args []string) error {
		if err := check(cmd, args); err != nil {
			return &usageError{err}
		}
		return nil
	}
}

// with opens a pipeline for one piece of work and closes it after.
func (a *app) with(work func(p *pipeline.Pipeline) error) (err error) {
	p, err := a.open()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.Close()) }()
	return work(p)
}

// open loads the config and makes a pipeline on it. The caller closes it.
func (a *app) open() (*pipeline.Pipeline, error) {
	cfg, err := config.Load(a.configPath, a.lookupEnv)
	if err != nil {
		return nil, err
	}
	return a.openWith(cfg, a.now)
}

// openWith makes a pipeline that reads the clock; on a terminal it draws bars.
func (a *app) openWith(cfg *config.Config, clock func() time.Time) (*pipeline.Pipeline, error) {
	deps := pipeline.Deps{Now: clock, Entropy: a.entropy, Log: a.logger(), Command: a.again(), Output: a.stderr, Memory: a.memory}
	if a.onTerminal() && !a.verbose && !a.logsJSON() {
		a.bars = newBars(a.stderr)
		deps.Progress = a.bars
	}
	return pipeline.New(cfg, deps)
}

// again starts this program once more with the same configuration; nil when the
// system does not tell which program it is.
func (a *app) again() []string {
	program, err := os.Executable()
	if err != nil {
		return nil
	}
	command := []string{program, "--config", a.configPath}
	if a.verbose {
		command = append(command, "--verbose")
	}
	if a.logFormat != "" {
		command = append(command, "--log-format", a.logFormat)
	}
	return command
}

// version is what the build was stamped with: the module's version, or the commit.
func version() string {
	build, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	if v := build.Main.Version; v != "" && v != "(devel)" {
		return v
	}
	for _, setting := range build.Settings {
		if setting.Key == "vcs.revision" {
			return setting.Value
		}
	}
	return "devel"
}
