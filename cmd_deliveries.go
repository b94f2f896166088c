package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"quarterdeck/pipeline"
)

func (a *app) deliveriesCommand() *cobra.Command {
	var filter pipeline.DeliveryFilter
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "deliveries",
		Short: "Show what was delivered, failed, is held or of unknown fate",
		Long: `Show every delivery, what changed last first, after the reviews that are held.
One of unknown fate may have arrived: its answer was lost, and its destination cannot
be asked. It is not sent again before somebody says whether it is there:
quarterdeck deliveries resolve ID --sent|--not-sent --by NAME --reason TEXT.`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.with(func(p *pipeline.Pipeline) error {
				all, err := p.Deliveries(cmd.Context(), filter)
				switch {
				case err != nil:
					return err
				case asJSON:
					return printJSON(a.stdout, append([]pipeline.Delivery{}, all...))
				case len(all) == 0:
					_, err := fmt.Fprintln(a.stdout, "no deliveries")
					return err
				}
				return a.printDeliveries(all)
			})
		},
	}
	cmd.Flags().StringVar(&filter.State, "state", "", "only those that are held, pending, sending, sent, failed or unknown")
	cmd.Flags().StringVar(&filter.Kind, "kind", "", "only this kind: digest, pack, qbr, companion, alerts, failure")
	cmd.Flags().StringVar(&filter.CustomerID, "customer", "", "only those of this customer")
	cmd.Flags().IntVar(&filter.Limit, "limit", 0, "at most so many; 0 is all")
	cmd.PersistentFlags().BoolVar(&asJSON, "json", false, "print the result as JSON")
	cmd.AddCommand(a.resolveCommand(&asJSON), a.retryCommand(&asJSON))
	return cmd
}

func (a *app) resolveCommand(asJSON *bool) *cobra.Command {
	var sent, notSent bool
	var by, reason string
	cmd := &cobra.Command{
		Use:   "resolve ID",
		Short: "Say whether a delivery of unknown fate arrived",
		Args:  usageArgs(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			if sent == notSent {
				return usagef("say either --sent or --not-sent")
			}
			as := pipeline.ResolvedSent
			if notSent {
				as = pipeline.ResolvedNotSent
			}
			return a.with(func(p *pipeline.Pipeline) error {
				d, err := p.ResolveDelivery(cmd.Context(), args[0], as, by, reason)
				return a.settled(d, err, *asJSON)
			})
		},
	}
	cmd.Flags().BoolVar(&sent, "sent", false, "it arrived")
	cmd.Flags().BoolVar(&notSent, "not-sent", false, "it did not, and the next run sends it")
	cmd.Flags().StringVar(&by, "by", "", "who says so")
	cmd.Flags().StringVar(&reason, "reason", "", "how that is known")
	return cmd
}

func (a *app) retryCommand(asJSON *bool) *cobra.Command {
	return &cobra.Command{
		Use:   "retry ID",
		Short: "Send a delivery that failed again",
		Args:  usageArgs(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.with(func(p *pipeline.Pipeline) error {
				d, err := p.RetryDelivery(cmd.Context(), args[0])
				return a.settled(d, err, *asJSON)
			})
		},
	}
}

// settled prints how a delivery stands after something was done about it.
func (a *app) settled(d pipeline.Delivery, err error, asJSON bool) error {
	if d.ID == "" {
		return err
	}
	if asJSON {
		return errors.Join(err, printJSON(a.stdout, d))
	}
	fmt.Fprintf(a.stdout, "%s %s to %s: %s\n", d.Kind, d.Key, d.Destination, d.State)
	return err
}
