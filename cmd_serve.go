package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/spf13/cobra"

	"quarterdeck/config"
	"quarterdeck/pipeline"
	"quarterdeck/pipeline/access"
	"quarterdeck/pipeline/monitor"
	"quarterdeck/pipeline/web"
)

func (a *app) serveCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "serve",
		Short: "Run the schedules of the config and show the web page, until SIGTERM",
		Long: `Run the schedules of the config and show the web page at serve.address, until
SIGTERM: then requests and the job under way end at their next safe point. Without
schedules it only shows the page.`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.serve(cmd.Context())
		},
	}
}

// serve ends well when it is asked to end: SIGTERM lets the job under way stop
// at its next safe point.
func (a *app) serve(ctx context.Context) (err error) {
	cfg, err := config.Load(a.configPath, a.lookupEnv)
	if err != nil {
		return err
	}
	p, err := a.openWith(cfg, a.now)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.Close()) }()
	listener, err := access.Listen(cfg.Serve)
	if err != nil {
		return err
	}
	site, handler, err := a.site(ctx, cfg, p)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	defer func() { err = errors.Join(err, site.Close()) }()
	fmt.Fprintf(a.stdout, "the web page is at %s\n", pageAddress(cfg.Serve, listener.Addr()))
	return a.both(ctx, p, len(cfg.Schedules) > 0, access.Server(handler, a.logger()), listener)
}

// requestGrace is what requests under way get to end.
const requestGrace = 10 * time.Second

// both runs the schedules and the web page until ctx ends or one of them fails, which
// ends the other.
func (a *app) both(ctx context.Context, p *pipeline.Pipeline, scheduled bool, server *http.Server, listener net.Listener) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	ended := make(chan error, 1)
	go func() {
		err := server.Serve(listener)
		stop()
		if errors.Is(err, http.ErrServerClosed) {
			err = nil
		}
		ended <- err
	}()
	var err error
	if scheduled {
		err = p.Serve(ctx)
	} else {
		a.logger().InfoContext(ctx, "the configuration has no schedules: nothing runs by itself")
		<-ctx.Done()
	}
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), requestGrace)
	defer cancel()
	return errors.Join(err, server.Shutdown(grace), <-ended)
}

// site is the web page behind the door that knows who may come in. The caller closes
// the site.
func (a *app) site(ctx context.Context, cfg *config.Config, p *pipeline.Pipeline) (*web.Site, http.Handler, error) {
	audit, err := p.Auditor(ctx)
	if err != nil {
		return nil, nil, err
	}
	mounts, err := a.mounts(p)
	if err != nil {
		return nil, nil, err
	}
	opts := web.Options{Pipeline: p, Now: a.now, Log: a.logger(), Audit: audit, Jobs: config.Jobs(), Mounts: mounts}
	var public []string
	for _, mount := range opts.Mounts {
		if mount.Public {
			public = append(public, mount.Path())
		}
	}
	guard, err := access.Guard(access.Options{Serve: cfg.Serve, Public: public, Audit: audit, Now: a.now, Entropy: a.entropy, Log: a.logger()})
	if err != nil {
		return nil, nil, err
	}
	site, err := web.New(opts)
	if err != nil {
		return nil, nil, err
	}
	return site, guard(site), nil
}

// mounts are the handlers beside the pages. Whether the program lives and can be relied
// on may be asked by everybody.
func (a *app) mounts(p *pipeline.Pipeline) ([]web.Mount, error) {
	metrics, err := monitor.Metrics(monitor.Options{Subject: p, Version: version(), Children: p.Children, Log: a.logger()})
	if err != nil {
		return nil, err
	}
	return []web.Mount{
		{Pattern: "GET /healthz", Handler: monitor.Alive(), Public: true},
		{Pattern: "GET /readyz", Handler: monitor.Ready(p, a.logger()), Public: true},
		{Pattern: "GET /metrics", Handler: metrics},
	}, nil
}

// pageAddress is what to type into a browser on this machine.
func pageAddress(serve config.Serve, at net.Addr) string {
	scheme := "http"
	if serve.TLS.Cert != "" {
		scheme = "https"
	}
	return scheme + "://" + at.String() + "/"
}
