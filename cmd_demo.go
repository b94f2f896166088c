package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net"
	"net/http"
	"path/filepath"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"quarterdeck/config"
	"quarterdeck/connectors/simulator"
	"quarterdeck/connectors/simulator/world"
	"quarterdeck/pipeline"
)

// demoFlags are what a user may choose about the demo.
type demoFlags struct {
	dir       string
	customers int
	seed      uint64
	asOf      string
	stay      bool
}

func (a *app) demoCommand() *cobra.Command {
	var flags demoFlags
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "Run the whole night on a simulated company: no network, no keys",
		Long: `Start simulated HubSpot, Stripe, Zendesk, Typeform, Mixpanel and Slack on this
machine, pull from them over HTTP, compute the scorecard, write a quarterly
business review for every customer and post the digest. Run it again in the same
folder and only what changed is pulled.`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			chosen := cmd.Flags().Changed("customers") || cmd.Flags().Changed("seed")
			return a.demo(cmd.Context(), flags, chosen)
		},
	}
	cmd.Flags().StringVar(&flags.dir, "dir", "quarterdeck-demo", "the folder everything goes into")
	cmd.Flags().IntVar(&flags.customers, "customers", 120, "customers of the simulated company")
	cmd.Flags().Uint64Var(&flags.seed, "seed", 1, "which simulated company")
	cmd.Flags().StringVar(&flags.asOf, "as-of", "", "the business date; default yesterday")
	cmd.Flags().BoolVar(&flags.stay, "stay", false, "keep the simulated systems up until Ctrl-C, for pull, run and serve")
	return cmd
}

func (a *app) demo(ctx context.Context, flags demoFlags, chosen bool) error {
	if flags.customers < 1 || flags.customers > 5000 {
		return usagef("--customers %d is out of range; choose 1 to 5000", flags.customers)
	}
	clock, asOf, err := a.demoClock(flags.asOf)
	if err != nil {
		return err
	}
	firstMonth := time.Date(asOf.Year(), asOf.Month(), 1, 0, 0, 0, 0, time.UTC).AddDate(0, 1-demoMonths, 0)
	spec, resumed, err := loadDemoWorld(flags.dir, demoWorld{
		Seed: flags.seed, Customers: flags.customers, Start: firstMonth.Format(time.DateOnly),
	}, chosen)
	if err != nil {
		return err
	}
	town, err := a.raise(ctx, flags.dir, spec, clock)
	if err != nil {
		return err
	}
	defer town.close()
	a.configPath = town.configPath
	cfg, err := config.Load(a.configPath, a.lookupEnv)
	if err != nil {
		return err
	}
	p, err := a.openWith(cfg, clock)
	if err != nil {
		return err
	}
	fmt.Fprintf(a.stdout, "%s: %d customers, as of %s, in %s\n", demoCompany, spec.Customers, asOf.Format(time.DateOnly), flags.dir)
	report, err := p.Run(ctx, pipeline.RunOptions{AsOf: asOf})
	if err := errors.Join(err, p.Close()); err != nil {
		return err
	}
	if err := a.printDemo(flags.dir, report, resumed, len(town.simulator.Messages())); err != nil {
		return err
	}
	if flags.stay {
		return a.stay(ctx, town)
	}
	return nil
}

// demoClock is the real clock, or with --as-of one that starts at two in the
// morning after that day, when the nightly job would.
func (a *app) demoClock(asOf string) (clock func() time.Time, businessDay time.Time, err error) {
	zone, err := time.LoadLocation(demoTimezone)
	if err != nil {
		return nil, time.Time{}, fmt.Errorf("load time zone: %w", err)
	}
	if asOf == "" {
		yesterday := a.now().In(zone).AddDate(0, 0, -1)
		return a.now, time.Date(yesterday.Year(), yesterday.Month(), yesterday.Day(), 0, 0, 0, 0, time.UTC), nil
	}
	businessDay, err = day("as-of", asOf)
	if err != nil {
		return nil, time.Time{}, err
	}
	night := time.Date(businessDay.Year(), businessDay.Month(), businessDay.Day()+1, 2, 0, 0, 0, zone)
	started := a.now()
	return func() time.Time { return night.Add(a.now().Sub(started)) }, businessDay, nil
}

// demoTown is the simulated systems, up on a loopback port.
type demoTown struct {
	simulator  *simulator.Simulator
	server     *http.Server
	base       string
	configPath string
}

// raise invents the world, starts its systems and writes the folder's files.
func (a *app) raise(ctx context.Context, dir string, spec demoWorld, clock func() time.Time) (*demoTown, error) {
	start, err := spec.start()
	if err != nil {
		return nil, fmt.Errorf("read demo.json: %w", err)
	}
	invented := world.New(world.Options{Seed: spec.Seed, Customers: spec.Customers, Start: start, Months: demoMonths})
	if !clock().Before(invented.End()) {
		return nil, usagef("the history in %s ends on %s; start a new demo with --dir", dir, invented.End().Format(time.DateOnly))
	}
	received, err := loadMessages(dir)
	if err != nil {
		return nil, err
	}
	town := &demoTown{simulator: simulator.New(invented, simulator.Options{
		Now: clock, Messages: received,
		Keep: func(all []simulator.Message) error { return keepMessages(dir, all) },
	})}
	listener, err := listen(ctx, spec.Address)
	if err != nil {
		return nil, err
	}
	spec.Address = listener.Addr().String()
	if err := spec.save(dir); err != nil {
		return nil, errors.Join(err, listener.Close())
	}
	town.base = "http://" + listener.Addr().String()
	town.server = &http.Server{Handler: town.simulator, ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = town.server.Serve(listener) }() // ends with ErrServerClosed at close

	files := town.simulator.TeamFiles()
	for name, text := range files {
		if err := replaceFile(filepath.Join(dir, "team", name+".csv"), text); err != nil {
			town.close()
			return nil, err
		}
	}
	town.configPath, err = writeDemoConfig(dir, town.base, spec.Start, slices.Sorted(maps.Keys(files)))
	if err != nil {
		town.close()
		return nil, err
	}
	return town, nil
}

// listen prefers the address of the last time, so that the folder's
// configuration stays the same and a run that broke off can be taken up.
func listen(ctx context.Context, last string) (net.Listener, error) {
	var config net.ListenConfig
	if last != "" {
		if listener, err := config.Listen(ctx, "tcp", last); err == nil {
			return listener, nil
		}
	}
	listener, err := config.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("start simulator: %w", err)
	}
	return listener, nil
}

func (t *demoTown) close() { _ = t.server.Close() }

// stay serves the simulated systems until the user has had enough.
func (a *app) stay(ctx context.Context, town *demoTown) error {
	fmt.Fprintf(a.stdout, "\nThe simulated systems stay up at %s until Ctrl-C. Try in another terminal:\n  %s pull --config %s\n", town.base, a.program, a.configPath)
	<-ctx.Done()
	return nil
}
