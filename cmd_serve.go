package main

import (
	"context"

	"github.com/spf13/cobra"

	"quarterdeck/pipeline"
)

func (a *app) serveCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "serve",
		Short: "Run the schedules of the config until SIGTERM",
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.serve(cmd.Context())
		},
	}
}

// serve ends well when it is asked to end: SIGTERM lets the job under way stop
// at its next safe point.
func (a *app) serve(ctx context.Context) error {
	return a.with(func(p *pipeline.Pipeline) error {
		return p.Serve(ctx)
	})
}
